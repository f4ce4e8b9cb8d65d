"""Alerts go once, at the right time, to the right people, whatever the clock and the workers do (case 15)."""

import datetime
import threading
from collections import Counter

import pytest
from django.db import connection, transaction
from django.utils import timezone
from time_machine import TimeMachineFixture

from mailroom import actions as mailroom
from mailroom.models import Confirmation, Message
from marketing_sync import actions, schedule
from marketing_sync.models import Alert, AlertState, Launch, LaunchState
from projects.models import AuditEntry, Project
from tests.marketing_sync.factories import (
    make_contact,
    make_launch,
    make_window,
    set_agreement,
)
from tests.projects.factories import lead_of, make_project

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def project(db: None, frozen: TimeMachineFixture) -> Project:
    """A project in Chicago, on Tuesday 15 September 2026 at nine in the morning there."""
    return make_project(time_zone="America/Chicago")


def run_clock() -> None:
    """One tick, with each launch tended as a worker would."""
    for launch_id in schedule.with_something_due():
        schedule.tend(launch_id)


def told() -> list[tuple[str, str]]:
    """Everything in the outbox about launches: to whom, and the subject, in the order written."""
    return list(
        Message.objects.filter(kind="marketing_sync.alert").order_by("pk").values_list("to_name", "subject")
    )


def states(launch: Launch) -> list[tuple[str, str, str]]:
    """Each alert of the launch: rung, state and reason."""
    return [
        (str(alert.rung or alert.change.what), alert.state, alert.skipped_because)
        for alert in Alert.objects.filter(change__launch=launch)
        .select_related("rung", "change")
        .order_by("pk")
    ]


def confirm(alert: Alert) -> None:
    mailroom.confirm(confirmation=Confirmation.objects.get(kind="marketing_sync.alert", about_id=alert.pk))


def test_registering_writes_the_rows_of_the_ladder_in_advance(project: Project):
    make_contact(project, name="Priya")
    launch = make_launch(project, days=20)
    rows = Alert.objects.filter(change__launch=launch).values_list("rung__days_before", "due_at", "state")
    # 5 October in Chicago, at eight in the morning, is 13:00 UTC.
    assert list(rows) == [
        (14, datetime.datetime(2026, 9, 21, 13, tzinfo=datetime.UTC), "waiting"),
        (7, datetime.datetime(2026, 9, 28, 13, tzinfo=datetime.UTC), "waiting"),
        (3, datetime.datetime(2026, 10, 2, 13, tzinfo=datetime.UTC), "waiting"),
        (1, datetime.datetime(2026, 10, 4, 13, tzinfo=datetime.UTC), "waiting"),
        (0, datetime.datetime(2026, 10, 5, 13, tzinfo=datetime.UTC), "waiting"),
    ]
    assert told() == []


def test_each_rung_is_sent_when_its_time_comes_and_not_before(project: Project, frozen: TimeMachineFixture):
    make_contact(project, name="Priya")
    make_launch(project, days=20, name="Heart letter")
    frozen.move_to(datetime.datetime(2026, 9, 21, 12, 59, tzinfo=datetime.UTC), tick=False)
    run_clock()
    assert told() == []
    frozen.shift(datetime.timedelta(minutes=1))
    run_clock()
    run_clock()
    assert told() == [("Priya", "Heart letter goes out Mon 5 Oct (in 14 days)")]


def test_a_launch_registered_late_is_told_at_once_by_the_rung_nearest_to_it(project: Project):
    make_contact(project, name="Priya")
    launch = make_launch(project, days=5, name="Heart letter")
    assert told() == [("Priya", "Heart letter goes out Sun 20 Sep (in 5 days)")]
    assert states(launch) == [
        ("14 days before", "skipped", "overtaken"),
        ("7 days before", "sent", ""),
        ("3 days before", "waiting", ""),
        ("the day before", "waiting", ""),
        ("the morning itself", "waiting", ""),
    ]


def test_a_worker_that_slept_over_three_due_times_sends_the_newest_and_says_why_not_the_others(
    project: Project, frozen: TimeMachineFixture
):
    make_contact(project, name="Priya")
    make_contact(project, name="Sam")
    launch = make_launch(project, days=20, name="Heart letter")
    frozen.shift(18 * DAY)
    run_clock()
    assert sorted(told()) == [
        ("Priya", "Heart letter goes out Mon 5 Oct (in 2 days)"),
        ("Sam", "Heart letter goes out Mon 5 Oct (in 2 days)"),
    ]
    assert Counter(states(launch)) == {
        ("14 days before", "skipped", "overtaken"): 2,
        ("7 days before", "skipped", "overtaken"): 2,
        ("3 days before", "sent", ""): 2,
        ("the day before", "waiting", ""): 2,
        ("the morning itself", "waiting", ""): 2,
    }


def test_a_clock_that_jumps_a_day_forward_and_an_hour_back_tells_once(
    project: Project, frozen: TimeMachineFixture
):
    make_contact(project, name="Priya")
    make_launch(project, days=15, name="Heart letter")
    for jump in (DAY, -HOUR, datetime.timedelta(minutes=1), HOUR, -DAY, DAY):
        frozen.shift(jump)
        run_clock()
    assert told() == [("Priya", "Heart letter goes out Wed 30 Sep (in 14 days)")]


def test_launches_do_not_overtake_each_other(project: Project, frozen: TimeMachineFixture):
    make_contact(project, name="Priya")
    make_launch(project, days=15, name="Letter")
    make_launch(project, days=8, name="Fair")
    frozen.shift(DAY)
    run_clock()
    assert sorted(subject for _name, subject in told()) == [
        "Fair goes out Wed 23 Sep (in 7 days)",
        "Fair goes out Wed 23 Sep (in 8 days)",
        "Letter goes out Wed 30 Sep (in 14 days)",
    ]


def test_quiet_hours_hold_also_when_the_worker_wakes_inside_them(
    project: Project, frozen: TimeMachineFixture
):
    make_contact(project, name="Priya", quiet_from=datetime.time(22), quiet_until=datetime.time(7, 30))
    launch = make_launch(project, days=15, name="Heart letter")
    # Three in the morning in Chicago, a day after the rung was due.
    frozen.move_to(datetime.datetime(2026, 9, 17, 8, tzinfo=datetime.UTC), tick=False)
    run_clock()
    assert told() == []
    frozen.move_to(datetime.datetime(2026, 9, 17, 12, 30, tzinfo=datetime.UTC), tick=False)
    run_clock()
    assert told() == [("Priya", "Heart letter goes out Wed 30 Sep (in 13 days)")]
    assert states(launch)[0] == ("14 days before", "sent", "")


def test_moving_the_date_tells_at_once_and_rewrites_the_rungs_ahead(
    project: Project, frozen: TimeMachineFixture
):
    make_contact(project, name="Priya")
    launch = make_launch(project, days=15, name="Heart letter")
    frozen.shift(DAY)
    run_clock()
    launch.refresh_from_db()
    actions.move(
        launch=launch,
        by=lead_of(project),
        version=launch.version,
        window=make_window(project, 5, early=1, late=2),
        reason="The printer is early.",
    )
    assert told() == [
        ("Priya", "Heart letter goes out Wed 30 Sep (in 14 days)"),
        ("Priya", "New date: Heart letter now goes out Mon 21 Sep (in 5 days)"),
    ]
    assert "The printer is early." in Message.objects.latest("pk").text
    assert states(launch) == [
        ("14 days before", "sent", ""),
        ("7 days before", "skipped", "moved"),
        ("3 days before", "skipped", "moved"),
        ("the day before", "skipped", "moved"),
        ("the morning itself", "skipped", "moved"),
        ("14 days before", "skipped", "passed"),
        ("7 days before", "skipped", "passed"),
        ("3 days before", "waiting", ""),
        ("the day before", "waiting", ""),
        ("the morning itself", "waiting", ""),
        ("moved", "sent", ""),
    ]
    frozen.shift(5 * DAY)
    run_clock()
    assert told()[2:] == [("Priya", "Heart letter goes out Mon 21 Sep (today)")]


def test_cancelling_tells_at_once_and_nothing_is_told_afterwards(
    project: Project, frozen: TimeMachineFixture
):
    make_contact(project, name="Priya")
    launch = make_launch(project, days=15, name="Heart letter")
    actions.cancel(launch=launch, by=lead_of(project), version=1, reason="")
    frozen.shift(20 * DAY)
    run_clock()
    assert told() == [("Priya", "Cancelled: Heart letter does not go out")]
    assert {state for _rung, state, because in states(launch)[:5] if because == "cancelled"} == {"skipped"}


def test_a_cancellation_taken_back_is_told_and_the_ladder_goes_on(
    project: Project, frozen: TimeMachineFixture
):
    make_contact(project, name="Priya")
    launch = make_launch(project, days=15, name="Heart letter")
    actions.cancel(launch=launch, by=lead_of(project), version=1)
    actions.restore(launch=launch, by=lead_of(project))
    frozen.shift(DAY)
    run_clock()
    assert [subject for _name, subject in told()] == [
        "Cancelled: Heart letter does not go out",
        "On again: Heart letter goes out Wed 30 Sep (in 15 days)",
        "Heart letter goes out Wed 30 Sep (in 14 days)",
    ]


def test_it_dropped_today_tells_at_once_and_ends_the_ladder(project: Project, frozen: TimeMachineFixture):
    make_contact(project, name="Priya")
    launch = make_launch(project, days=3, early=3, name="Heart letter")
    launch = actions.drop(launch=launch, by=lead_of(project), version=launch.version)
    assert (launch.state, launch.dropped_on) == ("live", datetime.date(2026, 9, 15))
    frozen.shift(10 * DAY)
    run_clock()
    assert [subject for _name, subject in told()] == [
        "Heart letter goes out Fri 18 Sep (in 3 days)",
        "It is out: Heart letter went out Tue 15 Sep (today)",
    ]


def test_news_waits_for_the_end_of_quiet_hours_and_only_the_newest_is_told(
    project: Project, frozen: TimeMachineFixture
):
    make_contact(project, name="Priya", quiet_from=datetime.time(8), quiet_until=datetime.time(17))
    launch = make_launch(project, days=30, name="Heart letter")
    launch = actions.move(
        launch=launch, by=lead_of(project), version=launch.version, window=make_window(project, 25)
    )
    actions.cancel(launch=launch, by=lead_of(project), version=launch.version)
    assert told() == []
    frozen.shift(8 * HOUR)
    run_clock()
    assert told() == [("Priya", "Cancelled: Heart letter does not go out")]


def test_a_stand_in_is_told_only_when_the_first_has_not_confirmed_in_time(
    project: Project, frozen: TimeMachineFixture
):
    set_agreement(project, escalate_hours=4)
    make_contact(project, name="Priya")
    make_contact(project, name="Sam", stands_in=True)
    make_contact(project, name="Lou", stands_in=True)
    launch = make_launch(project, days=7, name="Heart letter")
    frozen.shift(4 * HOUR - datetime.timedelta(seconds=1))
    run_clock()
    assert [name for name, _subject in told()] == ["Priya"]
    frozen.shift(datetime.timedelta(seconds=1))
    run_clock()
    run_clock()
    assert [name for name, _subject in told()] == ["Priya", "Sam"]
    assert "Priya has not confirmed" in Message.objects.latest("pk").text
    frozen.shift(4 * HOUR)
    run_clock()
    assert [name for name, _subject in told()] == ["Priya", "Sam", "Lou"]
    frozen.shift(4 * HOUR)
    run_clock()
    assert len(told()) == 3
    assert list(
        AuditEntry.objects.filter(verb="told the next person of")
        .order_by("pk")
        .values_list("detail", flat=True)
    ) == [{"instead_of": "Priya", "told": "Sam"}, {"instead_of": "Sam", "told": "Lou"}]
    assert schedule.with_something_due() == []
    assert launch.project == project


@pytest.mark.parametrize("who", ["Priya", "Sam"])
def test_a_confirmation_by_anybody_in_the_chain_ends_it(
    project: Project, frozen: TimeMachineFixture, who: str
):
    make_contact(project, name="Priya")
    make_contact(project, name="Sam", stands_in=True)
    make_contact(project, name="Lou", stands_in=True)
    make_launch(project, days=7)
    frozen.shift(5 * HOUR)
    run_clock()
    confirm(Alert.objects.sent().get(contact__name=who))
    frozen.shift(20 * HOUR)
    run_clock()
    assert [name for name, _subject in told()] == ["Priya", "Sam"]


def test_a_confirmed_alert_goes_to_nobody_else(project: Project, frozen: TimeMachineFixture):
    make_contact(project, name="Priya")
    make_contact(project, name="Sam", stands_in=True)
    make_launch(project, days=7)
    confirm(Alert.objects.sent().get())
    frozen.shift(20 * HOUR)
    run_clock()
    assert [name for name, _subject in told()] == ["Priya"]


def test_what_was_overtaken_by_news_is_not_escalated(project: Project, frozen: TimeMachineFixture):
    make_contact(project, name="Priya")
    make_contact(project, name="Sam", stands_in=True)
    launch = make_launch(project, days=7, name="Heart letter")
    actions.cancel(launch=launch, by=lead_of(project), version=launch.version)
    frozen.shift(5 * HOUR)
    run_clock()
    assert told() == [
        ("Priya", "Heart letter goes out Tue 22 Sep (in 7 days)"),
        ("Priya", "Cancelled: Heart letter does not go out"),
        ("Sam", "Cancelled: Heart letter does not go out"),
    ]


def test_whoever_is_taken_off_the_list_is_not_told_and_whoever_comes_is(
    project: Project, frozen: TimeMachineFixture
):
    priya = make_contact(project, name="Priya")
    make_launch(project, days=15)
    actions.remove_contact(contact=priya, by=lead_of(project))
    make_contact(project, name="Sam")
    frozen.shift(DAY)
    run_clock()
    assert [name for name, _subject in told()] == ["Sam"]
    actions.restore_contact(contact=priya, by=lead_of(project))
    frozen.shift(7 * DAY)
    run_clock()
    assert sorted(name for name, _subject in told()) == ["Priya", "Sam", "Sam"]


def test_a_new_zone_moves_what_waits(project: Project):
    priya = make_contact(project, name="Priya")
    launch = make_launch(project, days=20)
    actions.change_contact(contact=priya, by=lead_of(project), time_zone="Europe/London")
    first = Alert.objects.filter(change__launch=launch).earliest("due_at")
    assert first.due_at == datetime.datetime(2026, 9, 21, 7, tzinfo=datetime.UTC)


def test_a_new_ladder_holds_for_launches_already_registered(project: Project):
    make_contact(project, name="Priya")
    launch = make_launch(project, days=20)
    noon = datetime.time(12)
    actions.save_ladder(project=project, by=lead_of(project), rungs=[(10, noon), (1, datetime.time(8))])
    assert states(launch) == [
        ("14 days before", "skipped", "ladder"),
        ("7 days before", "skipped", "ladder"),
        ("3 days before", "skipped", "ladder"),
        ("the day before", "waiting", ""),
        ("the morning itself", "skipped", "ladder"),
        ("10 days before", "waiting", ""),
    ]
    actions.save_ladder(project=project, by=lead_of(project), rungs=[(7, datetime.time(8))])
    assert ("7 days before", "waiting", "") in states(launch)


def test_a_launch_whose_window_passed_without_a_word_is_taken_as_out_and_later_as_over(
    project: Project, frozen: TimeMachineFixture
):
    set_agreement(project, calls_days=10)
    launch = make_launch(project, days=1, late=2)
    frozen.shift(3 * DAY)
    run_clock()
    launch.refresh_from_db()
    assert launch.state == LaunchState.PLANNED
    frozen.shift(DAY)
    run_clock()
    launch.refresh_from_db()
    assert (launch.state, launch.is_presumed, launch.dropped_on) == (
        "live",
        True,
        datetime.date(2026, 9, 16),
    )
    frozen.shift(7 * DAY)
    run_clock()
    launch.refresh_from_db()
    assert launch.state == LaunchState.LIVE
    frozen.shift(DAY)
    run_clock()
    launch.refresh_from_db()
    assert launch.state == LaunchState.OVER


def test_no_alert_outlives_an_act_that_is_rolled_back(project: Project):
    make_contact(project)
    with transaction.atomic():
        make_launch(project, days=5)
        transaction.set_rollback(True)
    assert (Launch.objects.count(), Message.objects.count(), Confirmation.objects.count()) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_and_two_workers_at_one_due_row_write_one_message(
    time_machine: TimeMachineFixture,
):
    time_machine.move_to(datetime.datetime(2026, 9, 15, 14, tzinfo=datetime.UTC), tick=True)
    project = make_project(time_zone="America/Chicago")
    for _number in range(3):
        make_contact(project)
    launches = [make_launch(project, days=15) for _number in range(4)]
    time_machine.shift(12 * DAY)
    start = threading.Barrier(4)

    def work() -> None:
        try:
            start.wait()
            for _tick in range(5):
                run_clock()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told()) == 12
    assert Alert.objects.filter(state=AlertState.SENT).count() == 12
    assert Alert.objects.filter(skipped_because="overtaken").count() == 4 * 3 * 2
    assert {launch.pk for launch in launches} == set(Launch.objects.values_list("pk", flat=True))
    assert timezone.now().year == 2026


@pytest.mark.django_db(transaction=True)
def test_a_scheduler_leaves_a_launch_alone_that_is_being_moved(time_machine: TimeMachineFixture):
    time_machine.move_to(datetime.datetime(2026, 9, 15, 14, tzinfo=datetime.UTC), tick=False)
    project = make_project(time_zone="America/Chicago")
    make_contact(project, name="Priya")
    launch = make_launch(project, days=15, name="Heart letter")
    time_machine.shift(DAY)

    def work() -> None:
        try:
            run_clock()
        finally:
            connection.close()

    with transaction.atomic():
        actions.move(
            launch=launch, by=lead_of(project), version=launch.version, window=make_window(project, 30)
        )
        scheduler = threading.Thread(target=work)
        scheduler.start()
        scheduler.join(10)
        assert not scheduler.is_alive()
    run_clock()
    assert told() == [("Priya", "New date: Heart letter now goes out Fri 16 Oct (in 30 days)")]
