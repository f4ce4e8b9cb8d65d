"""The standing meeting whose agenda writes itself, its minutes and actions, and marketing's visits."""

import datetime
import re
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import TimeMachineFixture

from mailroom.models import Message
from marketing_sync import actions, queries, schedule
from marketing_sync.models import Impact, Meeting, MeetingAction, MeetingPlan, Visit
from projects.models import Project, Role
from tests.marketing_sync.factories import (
    in_days,
    make_agent,
    make_launch,
    make_meeting,
    make_promise,
    make_reviewed,
    make_window,
)
from tests.projects.factories import lead_of, make_member, make_project


@pytest.fixture
def project(db: None, client: Client, frozen: TimeMachineFixture) -> Project:
    """A project in Chicago on Tuesday 15 September 2026; its lead is signed in."""
    project = make_project("Riverbend", time_zone="America/Chicago")
    client.force_login(lead_of(project))
    return project


def url(name: str, project: Project, *args: Any) -> str:
    return reverse(f"marketing_sync:{name}", args=[project.slug, *args])


def agenda(project: Project) -> dict[str, list[str]]:
    return {
        section.heading: [point.words for point in section.points]
        for section in queries.agenda(project).sections
    }


def words(response: Any) -> str:
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_agenda_writes_itself_from_what_is_new_changed_unreviewed_and_at_risk(project: Project):
    assert agenda(project) == {}
    make_launch(project, name="Seminar", days=60)
    heart = make_reviewed(make_launch(project, name="Heart letter", days=20))
    actions.move(
        launch=heart,
        by=lead_of(project),
        version=heart.version,
        window=make_window(project, 10),
        reason="The printer is early.",
    )
    make_reviewed(make_launch(project, name="Nobody calls", days=3), Impact.NONE)
    found = agenda(project)
    assert list(found) == ["New", "Changed", "Not reviewed yet", "At risk"]
    assert found["New"] == [
        "Seminar: Sat 14 Nov",
        "Heart letter: Fri 25 Sep",
        "Nobody calls: Fri 18 Sep",
    ]
    assert found["Changed"] == ["Heart letter: Moved, Fri 25 Sep (The printer is early.)"]
    assert found["Not reviewed yet"] == ["Seminar: Sat 14 Nov"]
    assert [point.partition(",")[0] for point in found["At risk"]] == [
        "Heart letter: Fri 25 Sep; brief not written"
    ]


def test_what_was_talked_about_is_not_new_at_the_next_meeting_and_stays_with_the_old(
    client: Client, project: Project, frozen: TimeMachineFixture
):
    meeting = make_meeting(project)
    launch = make_launch(project, name="Heart letter", days=60)
    frozen.shift(datetime.timedelta(days=1))
    data = {"version": "1", "day": "2026-09-16", "present": "Dana", "minutes": "We agreed.", "close": "1"}
    assert client.post(url("minutes", project, meeting.pk), data).status_code == 302
    following = Meeting.objects.get(held_at=None)
    assert following.day == datetime.date(2026, 9, 30)
    frozen.shift(datetime.timedelta(days=1))
    assert list(agenda(project)) == ["Not reviewed yet"]
    make_reviewed(launch)
    assert "New 1 Heart letter: Sat 14 Nov" in words(client.get(meeting.get_absolute_url()))
    assert "Nothing is new" in words(client.get(following.get_absolute_url()))
    with pytest.raises(actions.NotPossible):
        actions.hold_meeting(meeting=meeting, by=lead_of(project))
    assert Meeting.objects.count() == 2


@pytest.mark.parametrize(
    ("after", "following"),
    [("2026-09-14", "2026-09-15"), ("2026-09-15", "2026-09-29"), ("2026-10-01", "2026-10-13")],
)
def test_the_rhythm_holds_whenever_a_meeting_was_held(after: str, following: str):
    plan = MeetingPlan(starts_on=datetime.date(2026, 9, 15), every_weeks=2)
    assert plan.next_after(datetime.date.fromisoformat(after)).isoformat() == following


def test_another_rhythm_moves_the_meeting_that_is_ahead_and_there_is_only_one(
    client: Client, project: Project
):
    make_meeting(project)
    given = {
        "version": "1",
        "starts_on": "2026-09-21",
        "at_time": "10:30",
        "every_weeks": "1",
        "place": "Room 2",
    }
    client.post(url("meeting_plan", project), given)
    assert Meeting.objects.get().day == datetime.date(2026, 9, 21)
    stale = client.post(url("meeting_plan", project), {**given, "place": "Room 3"})
    assert (stale.status_code, "Saved meanwhile: “Room 2”." in words(stale)) == (409, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.create(project=project, day=in_days(project, 9))


def test_two_who_write_minutes_see_both_texts(client: Client, project: Project):
    meeting = make_meeting(project)
    first = {"version": "1", "day": "2026-09-16", "present": "", "minutes": "Theirs."}
    client.post(url("minutes", project, meeting.pk), first)
    second = client.post(url("minutes", project, meeting.pk), {**first, "minutes": "Mine."})
    assert second.status_code == 409
    page = words(second)
    assert ("Saved meanwhile: “Theirs.”." in page, "Mine." in second.content.decode()) == (True, True)


def test_who_promised_something_is_told_and_it_stays_open_until_done(client: Client, project: Project):
    meeting = make_meeting(project)
    marcus = make_member(project, Role.MARKETING, name="Marcus", email="marcus@example.org")
    given = {"what": "Ask the printer.", "owner": marcus.pk, "due_on": "2026-09-20"}
    for _click in range(2):
        data = {**given, "form_key": "6f8a3f1e-33f2-4f0c-9a55-0d8e54a1c002"}
        client.post(url("promise", project, meeting.pk), data)
    action = MeetingAction.objects.get()
    mail = Message.objects.get(kind="marketing_sync.meeting")
    assert (mail.to_email, mail.subject) == (
        "marcus@example.org",
        "For you, until Sun 20 Sep: Ask the printer.",
    )
    assert "1 action is open." in words(client.get(url("meetings", project)))
    client.post(url("keep_promise", project, action.pk), {"done": "1"})
    assert "0 actions are open." in words(client.get(url("meetings", project)))
    client.post(url("keep_promise", project, action.pk), {"done": ""})
    action.refresh_from_db()
    assert action.done_at is None


def test_nothing_is_promised_for_somebody_outside(client: Client, project: Project):
    meeting = make_meeting(project)
    stranger = lead_of(make_project("Elsewhere"))
    given = {"what": "Ask.", "owner": stranger.pk, "due_on": "2026-09-20"}
    assert client.post(url("promise", project, meeting.pk), given).status_code == 422
    assert not MeetingAction.objects.exists()


def test_a_visit_is_planned_held_with_what_was_taken_away_and_called_off(client: Client, project: Project):
    agent = make_agent(project, name="Omar")
    given = {"version": "1", "visitor": "Marcus", "agent": agent.pk, "day": "2026-09-15", "took_away": ""}
    client.post(url("new_visit", project), given)
    visit = Visit.objects.get()
    assert visit.state == "planned"
    heard = {**given, "took_away": "=Nobody finds the car park."}
    client.post(url("visit", project, visit.pk), heard)
    visit.refresh_from_db()
    assert (visit.state, visit.took_away) == ("held", "=Nobody finds the car park.")
    client.post(url("cancel_visit", project, visit.pk))
    visit.refresh_from_db()
    assert visit.state == "held"
    assert "'=Nobody finds the car park." in client.get(url("export_visits", project)).content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(took_away="")
    elsewhere = make_agent(make_project("Elsewhere"))
    assert client.post(url("new_visit", project), {**given, "agent": elsewhere.pk}).status_code == 422


def test_marketing_and_operations_both_keep_the_meeting_and_a_viewer_reads_it(
    client: Client, project: Project
):
    meeting = make_meeting(project)
    data = {"version": "1", "day": "2026-09-16", "present": "", "minutes": "We agreed."}
    for role, status in ((Role.VIEWER, 403), (Role.MARKETING, 302)):
        client.force_login(make_member(project, role))
        assert client.post(url("minutes", project, meeting.pk), data).status_code == status
    client.force_login(make_member(project, Role.VIEWER))
    assert "We agreed." in words(client.get(meeting.get_absolute_url()))


def test_the_meeting_pages_ask_the_same_however_much_there_is(client: Client, project: Project):
    meeting = make_meeting(project)
    counts: dict[str, list[int]] = {}
    for extra in (1, 2, 7):
        for number in range(extra):
            make_reviewed(make_launch(project, days=5 + number))
            make_promise(meeting)
            actions.plan_visit(
                project=project,
                by=lead_of(project),
                visitor="Marcus",
                agent=make_agent(project),
                day=project.today(),
            )
        for page in (url("meetings", project), meeting.get_absolute_url()):
            with CaptureQueriesContext(connection) as ran:
                assert client.get(page).status_code == 200
            counts.setdefault(page, []).append(len(ran))
    for found in counts.values():
        assert found == [found[0]] * 3


def reminders() -> list[str]:
    for action_id in schedule.with_promise_due():
        schedule.remind(action_id)
    return list(
        Message.objects.filter(dedupe_key__startswith="meeting-action-due").values_list("subject", flat=True)
    )


def test_who_promised_something_is_reminded_once_in_the_morning_before_it_is_due(
    project: Project, frozen: TimeMachineFixture
):
    make_promise(make_meeting(project), due_on=in_days(project, 3))
    morning = datetime.datetime(2026, 9, 17, 8, tzinfo=project.zone)
    frozen.move_to(morning - datetime.timedelta(minutes=1))
    assert reminders() == []
    frozen.move_to(morning)
    assert reminders() == ["Due Fri 18 Sep: Ask the printer."]
    frozen.move_to(morning + datetime.timedelta(days=1))
    assert len(reminders()) == 1


@pytest.mark.parametrize(("hour", "told"), [(17, 1), (18, 0), (23, 0)])
def test_nobody_is_reminded_in_the_evening(
    project: Project, frozen: TimeMachineFixture, hour: int, told: int
):
    make_promise(make_meeting(project), due_on=in_days(project, 3))
    frozen.move_to(datetime.datetime(2026, 9, 17, hour, tzinfo=project.zone))
    assert len(reminders()) == told


def test_who_has_left_the_project_is_not_reminded(project: Project, frozen: TimeMachineFixture):
    owner = make_member(project, Role.MARKETING)
    make_promise(make_meeting(project), owner=owner, due_on=in_days(project, 3))
    owner.memberships.all().delete()
    frozen.move_to(datetime.datetime(2026, 9, 17, 9, tzinfo=project.zone))
    assert reminders() == []


def test_nobody_is_reminded_of_what_is_done_or_was_noted_today_or_is_long_over(
    project: Project, frozen: TimeMachineFixture
):
    meeting = make_meeting(project)
    done = make_promise(meeting, due_on=in_days(project, 3))
    actions.keep_promise(action=done, by=lead_of(project), done=True)
    make_promise(meeting, due_on=in_days(project, 1))
    assert reminders() == []
    frozen.move_to(datetime.datetime(2026, 9, 17, 9, tzinfo=project.zone))
    assert reminders() == []
    actions.keep_promise(action=done, by=lead_of(project), done=False)
    assert reminders() == ["Due Fri 18 Sep: Ask the printer."]
