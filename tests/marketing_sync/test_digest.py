"""One mail a day: several launches in one mail, each confirmed for itself, and nothing urgent held back."""

import datetime

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from mailroom import links
from mailroom.models import Confirmation, Message
from marketing_sync import actions, mail, queries, schedule
from marketing_sync.models import Alert, AlertContact, AlertState, Skipped
from projects.models import Project
from tests.marketing_sync.factories import make_contact, make_launch, make_window
from tests.projects.factories import lead_of, make_project


@pytest.fixture
def project(db: None, frozen: TimeMachineFixture) -> Project:
    """A project in Chicago on Tuesday 15 September 2026, nine in the morning."""
    return make_project("Riverbend", time_zone="America/Chicago")


@pytest.fixture
def priya(project: Project) -> AlertContact:
    """Wants one mail a day, at seven in the evening."""
    return make_contact(project, name="Priya", email="priya@example.org", digest_at=datetime.time(19))


def tick() -> None:
    """What the clock does each minute."""
    for launch_id in schedule.with_something_due():
        schedule.tend(launch_id)
    for contact_id in queries.with_digest_due():
        schedule.digest(contact_id)


def mails() -> list[str]:
    return [message.subject for message in Message.objects.filter(kind=mail.KIND).order_by("pk")]


def test_the_steps_of_two_launches_come_in_one_mail_with_a_button_each(
    project: Project, priya: AlertContact, frozen: TimeMachineFixture
):
    heart, seminar = (make_launch(project, name=name, days=14) for name in ("Heart letter", "Seminar"))
    tick()
    assert mails() == []
    frozen.shift(datetime.timedelta(hours=10, minutes=1))
    for _minute in range(3):
        tick()
    assert mails() == ["2 launches to know of: Heart letter, Seminar"]
    sent = Alert.objects.sent()
    assert {alert.change.launch for alert in sent} == {heart, seminar}
    assert len({alert.message_id for alert in sent}) == 1
    first = Confirmation.objects.get(about_id=sent.get(change__launch=heart).pk)
    Client().post(links.url(first.link))
    confirmed = [alert.change.launch for alert in Alert.objects.confirmed()]
    assert confirmed == [heart]


def test_only_the_newest_step_of_a_launch_comes_after_the_clock_slept(
    project: Project, priya: AlertContact, frozen: TimeMachineFixture
):
    make_launch(project, name="Heart letter", days=14)
    frozen.shift(datetime.timedelta(days=12))
    tick()
    assert mails() == ["Heart letter goes out Tue 29 Sep (in 2 days)"]
    skipped = Alert.objects.filter(state=AlertState.SKIPPED).values_list("skipped_because", flat=True)
    assert list(skipped) == [Skipped.OVERTAKEN] * 2


def test_a_moved_date_is_told_at_once(project: Project, priya: AlertContact):
    launch = make_launch(project, name="Heart letter", days=20)
    actions.move(launch=launch, by=lead_of(project), version=1, window=make_window(project, 10))
    assert mails() == ["New date: Heart letter now goes out Fri 25 Sep (in 10 days)"]


def test_who_does_not_confirm_the_one_mail_is_stood_in_for_launch_by_launch(
    project: Project, priya: AlertContact, frozen: TimeMachineFixture
):
    make_contact(project, name="Tom", stands_in=True, digest_at=datetime.time(6))
    heart, _seminar = (make_launch(project, name=name, days=14) for name in ("Heart letter", "Seminar"))
    frozen.shift(datetime.timedelta(hours=10, minutes=1))
    tick()
    confirmation = Confirmation.objects.get(about_id=Alert.objects.sent().get(change__launch=heart).pk)
    Client().post(links.url(confirmation.link))
    frozen.shift(datetime.timedelta(hours=4, minutes=1))
    tick()
    assert mails()[1:] == ["Seminar goes out Tue 29 Sep (in 14 days)"]


def test_quiet_hours_hold_the_one_mail_back(project: Project, frozen: TimeMachineFixture):
    make_contact(
        project,
        digest_at=datetime.time(22),
        quiet_from=datetime.time(21),
        quiet_until=datetime.time(7),
    )
    make_launch(project, name="Heart letter", days=14)
    frozen.shift(datetime.timedelta(hours=14))
    tick()
    assert mails() == []
    frozen.shift(datetime.timedelta(hours=8))
    tick()
    assert mails() == ["Heart letter goes out Tue 29 Sep (in 13 days)"]


def test_changing_the_hour_moves_what_still_waits(project: Project, priya: AlertContact):
    make_launch(project, days=14)
    actions.change_contact(contact=priya, by=lead_of(project), digest_at=datetime.time(6))
    first = Alert.objects.order_by("-due_at").first()
    assert first is not None
    assert first.due_at == datetime.datetime(2026, 9, 29, 11, tzinfo=datetime.UTC)
