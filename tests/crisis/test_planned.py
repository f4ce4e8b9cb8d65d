"""A drill planned beforehand: calendars are told, it waits in everybody's work, and one click starts it."""

import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from callcenter_planner import mine
from crisis import actions, queries, schedule
from crisis.models import Activation, CrisisPerson, CrisisRole, PlannedDrill
from mailroom.models import Message
from projects.models import Membership, Project, Role
from tests.at_once import begin, held
from tests.crisis.factories import make_drill, make_person, make_planned_drill
from tests.projects.factories import lead_of, make_member, make_project

OUTAGE = "Phone system outage (ACD, SIP trunk, carrier or internet circuit)"


@pytest.fixture
def project(db: None, client: Client) -> Project:
    project = make_project("Riverbend", time_zone="America/Chicago")
    client.force_login(lead_of(project))
    return project


def told(*, since: int = 0) -> list[tuple[str, str, str]]:
    """Each mail about planned drills: to whom, what its subject begins with, what its entry asks for."""
    rows = Message.objects.filter(kind="crisis.planned", pk__gt=since).order_by("to_email")
    return [(one.to_email, one.subject.split(":")[0], one.calendar_method) for one in rows]


def last() -> int:
    return Message.objects.latest("pk").pk


def event(message: Message) -> Any:
    (found,) = Calendar.from_ical(message.calendar).walk("VEVENT")
    return found


def url(name: str, drill: PlannedDrill, *more: int) -> str:
    return reverse(f"crisis:{name}", args=[drill.project.slug, drill.pk, *more])


def typed(drill: PlannedDrill, **changes: Any) -> dict[str, Any]:
    """What the form posts, as the drill stands, with changes."""
    return {
        "version": drill.version,
        "key": drill.playbook.key,
        "starts_at": timezone.localtime(drill.starts_at, drill.project.zone).strftime("%Y-%m-%dT%H:%M"),
        "minutes": drill.minutes,
        "place": drill.place,
        "led_by": drill.led_by_id,
        "scenario": drill.scenario,
        "people": [one.pk for one in drill.people.all()],
        **changes,
    }


@pytest.mark.time_machine("2026-03-02 15:00+00:00", tick=False)
def test_planning_a_drill_puts_it_into_the_calendars_of_who_takes_part_and_who_leads(
    client: Client, project: Project
):
    sam = make_person(project, name="Sam Patel", email="sam@example.org")
    make_person(project, email="outsider@example.org")
    lead = lead_of(project)
    form = {
        "key": "telephony_outage",
        "starts_at": "2026-03-09T10:00",
        "minutes": 45,
        "place": "Room 2",
        "led_by": lead.pk,
        "scenario": "The phones are silent.",
        "people": [sam.pk],
    }
    assert client.post(reverse("crisis:plan_drill", args=[project.slug]), form).status_code == 302
    drill = PlannedDrill.objects.get()
    # The clocks went forward the night before.
    assert drill.starts_at == datetime.datetime(2026, 3, 9, 15, 0, tzinfo=datetime.UTC)
    assert sorted(told()) == sorted(
        [(lead.email, "DRILL planned", "REQUEST"), ("sam@example.org", "DRILL planned", "REQUEST")]
    )
    mail = Message.objects.get(to_email="sam@example.org", kind="crisis.planned")
    assert mail.subject == f"DRILL planned: {OUTAGE}, Mon 9 Mar, 10:00 CDT"
    # What is supposed to have happened is told when it starts, and not before.
    assert "silent" not in mail.text + mail.calendar
    entry = event(mail)
    assert entry["summary"] == f"DRILL: {OUTAGE}"
    assert entry["location"] == "Room 2"
    assert entry.decoded("dtstart") == drill.starts_at
    assert entry.decoded("dtend") - entry.decoded("dtstart") == datetime.timedelta(minutes=45)


def test_a_change_reaches_who_stays_who_comes_and_who_goes(client: Client, project: Project):
    stays, goes, comes = (make_person(project, email=f"{name}@example.org") for name in ("b", "c", "d"))
    drill = make_planned_drill(project, people=[stays, goes])
    before, uid = last(), event(Message.objects.get(to_email="c@example.org"))["uid"]
    later = timezone.localtime(drill.starts_at + datetime.timedelta(days=1), project.zone)
    form = typed(drill, people=[stays.pk, comes.pk], starts_at=later.strftime("%Y-%m-%dT%H:%M"))
    assert client.post(url("change_planned_drill", drill), form).status_code == 302
    assert [row for row in told(since=before) if row[0] != lead_of(project).email] == [
        ("b@example.org", "DRILL changed", "REQUEST"),
        ("c@example.org", "DRILL cancelled", "CANCEL"),
        ("d@example.org", "DRILL planned", "REQUEST"),
    ]
    called_off = event(Message.objects.get(to_email="c@example.org", calendar_method="CANCEL"))
    assert (called_off["uid"], called_off["sequence"], called_off["status"]) == (uid, 1, "CANCELLED")


def test_another_address_is_invited_and_the_old_one_learns_that_it_need_not_come(
    client: Client, project: Project
):
    person = make_person(project, name="Ana", email="old@example.org", language="es")
    drill = make_planned_drill(project, people=[person, make_person(project, email="b@example.org")])
    before = last()
    there = reverse("crisis:person", args=[project.slug, person.pk])
    form = {"name": "Ana", "email": "new@example.org", "language": "es", "version": person.version}
    assert client.post(there, form).status_code == 302
    assert told(since=before) == [
        ("new@example.org", "DRILL (simulacro) previsto", "REQUEST"),
        ("old@example.org", "DRILL (simulacro) cancelado", "CANCEL"),
    ]
    uids = {event(one)["uid"] for one in Message.objects.filter(pk__gt=before)}
    assert len(uids) == 1
    assert event(Message.objects.get(to_email="b@example.org"))["uid"] in uids
    before = last()
    client.post(url("cancel_planned_drill", drill), {})
    assert [row[0] for row in told(since=before) if row[2] == "CANCEL"] == sorted(
        ["b@example.org", lead_of(project).email, "new@example.org"]
    )


def test_who_leaves_the_call_tree_need_not_come_and_is_asked_again_when_put_back(
    client: Client, project: Project
):
    person = make_person(project, email="c@example.org")
    drill = make_planned_drill(project, people=[person, make_person(project)])
    before = last()
    client.post(reverse("crisis:remove_person", args=[project.slug, person.pk]))
    assert told(since=before) == [("c@example.org", "DRILL cancelled", "CANCEL")]
    before = last()
    client.post(reverse("crisis:restore_person", args=[project.slug, person.pk]))
    assert told(since=before) == [("c@example.org", "DRILL planned", "REQUEST")]
    sequences = [event(one)["sequence"] for one in Message.objects.filter(to_email="c@example.org")]
    assert sorted(sequences) == [0, 1, 2]
    actions.cancel_planned_drill(drill=drill, words="", by=lead_of(project))
    before = last()
    client.post(reverse("crisis:remove_person", args=[project.slug, person.pk]))
    assert Message.objects.filter(pk__gt=before).count() == 0


def test_an_address_that_was_asked_and_is_nobodys_now_is_told_with_the_next_change(
    client: Client, project: Project
):
    person = make_person(project, email="old@example.org")
    drill = make_planned_drill(project, people=[person])
    # As before calendars followed each change of the call tree.
    CrisisPerson.objects.filter(pk=person.pk).update(email="new@example.org")
    before = last()
    client.post(url("change_planned_drill", drill), typed(drill, scenario="It is night."))
    assert [row for row in told(since=before) if row[0] != lead_of(project).email] == [
        ("new@example.org", "DRILL planned", "REQUEST"),
        ("old@example.org", "DRILL cancelled", "CANCEL"),
    ]


def test_a_plan_whose_time_has_passed_can_still_be_changed(client: Client, project: Project, frozen: Any):
    drill = make_planned_drill(project, days=1)
    frozen.shift(datetime.timedelta(days=2))
    assert client.post(url("change_planned_drill", drill), typed(drill, place="Room 9")).status_code == 302
    drill.refresh_from_db()
    assert drill.place == "Room 9"
    answer = client.post(
        url("change_planned_drill", drill), typed(drill, starts_at="2020-01-01T10:00", place="Room 2")
    )
    assert answer.status_code == 422
    assert "Choose a time that is still to come" in answer.content.decode()


def test_what_no_calendar_shows_is_changed_without_a_mail(client: Client, project: Project):
    drill = make_planned_drill(project)
    drill.refresh_from_db()
    before = last()
    client.post(url("change_planned_drill", drill), typed(drill, scenario="It is night."))
    drill.refresh_from_db()
    assert (drill.scenario, drill.sequence) == ("It is night.", 0)
    assert told(since=before) == []


def test_a_cancelled_drill_leaves_every_calendar_with_a_word_why_and_cannot_be_started(
    client: Client, project: Project
):
    person = make_person(project, email="b@example.org")
    drill = make_planned_drill(project, people=[person])
    before = last()
    client.post(url("cancel_planned_drill", drill), {"words": "Too many are ill."})
    assert {row[1:] for row in told(since=before)} == {("DRILL cancelled", "CANCEL")}
    assert "Too many are ill." in Message.objects.get(to_email="b@example.org", calendar_method="CANCEL").text
    assert (
        "cancelled this drill" in client.post(url("start_planned_drill", drill), follow=True).content.decode()
    )
    assert Activation.objects.count() == 0
    client.post(url("cancel_planned_drill", drill), {})
    assert len(told(since=before)) == 2


def test_it_waits_in_the_work_of_who_takes_part_and_who_leads_it_until_it_is_over(project: Project):
    member, other = make_member(project, Role.VIEWER), make_member(project, Role.OPERATIONS)
    drill = make_planned_drill(project, people=[make_person(project, email=member.email.upper())])

    def work(user: Any) -> list[tuple[str, str]]:
        membership = Membership.objects.get(project=project, user=user)
        return [(job.kind, job.text) for job in mine.jobs(project, membership)]

    assert work(member) == [("Drill", f"Take part: {OUTAGE}")]
    assert work(lead_of(project)) == [("Drill", f"Start the drill: {OUTAGE}")]
    assert work(other) == []
    actions.cancel_planned_drill(drill=drill, words="", by=lead_of(project))
    assert work(member) == work(lead_of(project)) == []


def test_it_is_due_on_the_projects_home_in_its_week(project: Project, frozen: Any):
    drill = make_planned_drill(project, days=9)
    assert queries.standing(project).due == []
    frozen.shift(datetime.timedelta(days=3))
    (due,) = queries.standing(project).due
    assert (due.text, due.url) == (f"Drill: {OUTAGE}", url("planned_drill", drill))
    assert due.date == timezone.localdate(drill.starts_at, timezone=project.zone)


@pytest.mark.parametrize("page", ["playbooks", "runs"])
def test_it_stands_on_the_crisis_page_and_is_started_there_with_one_click(
    client: Client, project: Project, frozen: Any, page: str
):
    drill = make_planned_drill(project, days=1)
    there, start = reverse(f"crisis:{page}", args=[project.slug]), url("start_planned_drill", drill)
    shown = client.get(there).content.decode()
    assert url("planned_drill", drill) in shown
    assert start not in shown
    frozen.shift(datetime.timedelta(hours=23, minutes=46))
    assert start in client.get(there).content.decode()
    answer = client.post(start)
    activation = Activation.objects.get()
    assert answer["Location"] == activation.get_absolute_url()
    assert url("planned_drill", drill) not in client.get(there).content.decode()


def test_the_click_tells_the_scenario_and_each_news_at_its_time_to_who_takes_part(
    client: Client, project: Project, frozen: Any
):
    sam = make_person(project, CrisisRole.TECHNOLOGY_LEAD, name="Sam Patel", email="sam@example.org")
    make_person(project, email="outsider@example.org")
    drill = make_planned_drill(project, people=[sam])
    for minutes, text in ((20, "The second carrier answers"), (0, "A nurse calls")):
        client.post(url("plan_inject", drill), {"minutes": minutes, "text": text})
    frozen.shift(datetime.timedelta(days=7))
    before = last()
    client.post(url("start_planned_drill", drill))
    activation = Activation.objects.get()
    assert (activation.is_drill, activation.commander) == (True, lead_of(project))
    assert list(activation.participants.values_list("person", flat=True)) == [sam.pk]
    frozen.shift(datetime.timedelta(minutes=19))
    assert schedule.injects_due() == []
    frozen.shift(datetime.timedelta(minutes=1))
    for inject_id in schedule.injects_due():
        schedule.tell_inject(inject_id)
    mails = Message.objects.filter(pk__gt=before)
    assert set(mails.values_list("to_email", flat=True)) == {"sam@example.org"}
    assert list(mails.order_by("pk").values_list("subject", flat=True))[1:] == [
        "DRILL: The phones are silent.",
        "DRILL: A nurse calls",
        "DRILL: The second carrier answers",
    ]


def test_who_starts_it_once_more_comes_to_the_run_also_when_that_is_over(client: Client, project: Project):
    drill = make_planned_drill(project)
    client.post(url("start_planned_drill", drill))
    activation = Activation.objects.get()
    assert client.post(url("start_planned_drill", drill))["Location"] == activation.get_absolute_url()
    # No other run of the playbook is in the way any more.
    actions.stand_down(activation=activation, version=1, met=[], reason="Over", by=lead_of(project))
    assert client.post(url("start_planned_drill", drill))["Location"] == activation.get_absolute_url()
    assert Activation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_start_it_at_once_start_one_drill_and_the_second_is_told():
    project = make_project("Riverbend")
    drill, lead = make_planned_drill(project), lead_of(project)
    with transaction.atomic():
        held(drill)
        second = begin(lambda: actions.start_planned_drill(drill=drill, by=lead))
        activation = actions.start_planned_drill(drill=drill, by=lead)
        actions.stand_down(activation=activation, version=1, met=[], reason="Over", by=lead)
    with pytest.raises(actions.NotAhead, match="was started meanwhile"):
        second.result(timeout=30)
    assert Activation.objects.get() == activation


def test_a_drill_of_the_same_playbook_that_runs_already_is_shown_instead(client: Client, project: Project):
    drill = make_planned_drill(project)
    running = make_drill(project)
    assert client.post(url("start_planned_drill", drill))["Location"] == running.get_absolute_url()
    drill.refresh_from_db()
    assert drill.is_ahead


def test_a_drill_of_which_everybody_has_left_is_not_started(client: Client, project: Project):
    person = make_person(project)
    drill = make_planned_drill(project, people=[person])
    actions.remove_person(person=person, by=lead_of(project))
    page = client.post(url("start_planned_drill", drill), follow=True).content.decode()
    assert "Choose who takes part, then start it" in page
    assert Activation.objects.count() == 0


def test_two_who_change_a_planned_drill_see_both_texts(client: Client, project: Project):
    drill = make_planned_drill(project)
    mine_typed = typed(drill, place="Room 7")
    client.post(url("change_planned_drill", drill), typed(drill, place="Room 2"))
    answer = client.post(url("change_planned_drill", drill), mine_typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Saved meanwhile: “Room 2”." in page
    assert 'value="Room 7"' in page


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("starts_at", "2020-01-01T10:00", "Choose a time that is still to come"),
        ("people", [], "Choose who takes part"),
        ("minutes", "5", "greater than or equal to 10"),
        ("scenario", "", "required"),
        ("led_by", "0", "valid choice"),
        ("key", "no_such", "valid choice"),
    ],
)
def test_what_is_wrong_with_a_plan_is_told_and_what_was_typed_stays(
    client: Client, project: Project, field: str, value: Any, says: str
):
    drill = make_planned_drill(project)
    form = typed(drill, place="Room 9", **{field: value})
    answer = client.post(reverse("crisis:plan_drill", args=[project.slug]), form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in page
    assert 'value="Room 9"' in page
    assert PlannedDrill.objects.count() == 1


def test_nobody_of_another_project_is_invited_and_nobody_leads_who_may_not(client: Client, project: Project):
    drill = make_planned_drill(project)
    stranger = make_person(make_project("Elsewhere"))
    viewer = make_member(project, Role.VIEWER)
    there = reverse("crisis:plan_drill", args=[project.slug])
    assert client.post(there, typed(drill, people=[stranger.pk])).status_code == 422
    assert client.post(there, typed(drill, led_by=viewer.pk)).status_code == 422


def test_news_is_taken_back_and_who_takes_part_is_warned_before_reading_it(client: Client, project: Project):
    member = make_member(project, Role.OPERATIONS)
    drill = make_planned_drill(project, people=[make_person(project, email=member.email)])
    first, second = (
        actions.plan_inject(drill=drill, minutes=5, text=text, by=lead_of(project))
        for text in ("Sirens", "Smoke")
    )
    client.post(url("remove_planned_inject", drill, first.pk))
    assert list(drill.injects.all()) == [second]
    client.force_login(member)
    page = client.get(url("planned_drill", drill)).content.decode()
    assert "You take part: better leave this closed" in page
    client.force_login(make_member(project, Role.VIEWER))
    page = client.get(url("planned_drill", drill)).content.decode()
    assert "Smoke" not in page


def test_the_runs_page_asks_as_often_for_many_planned_drills_as_for_one(client: Client, project: Project):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("crisis:runs", args=[project.slug]))
        return len(asked)

    make_planned_drill(project)
    count()
    few = count()
    for _number in range(3):
        make_planned_drill(project)
    assert count() == few
