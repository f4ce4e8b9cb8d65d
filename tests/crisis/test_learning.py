"""Improvements are followed until they are done, and the crisis pack comes each month."""

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from callcenter_planner.whole import leaving
from crisis import actions, chapter, queries, schedule
from crisis.models import CrisisRole, Improvement, PackMonth
from crisis.ways import Way
from mailroom.models import Message
from projects.models import Project, Role, User
from reports.models import Report, State
from tests.crisis.factories import make_person, make_run, make_system
from tests.projects.factories import lead_of, make_member, make_project


@pytest.fixture
def project(db: None, client: Client) -> Project:
    project = make_project("Riverbend", time_zone="UTC")
    client.force_login(lead_of(project))
    return project


def better(project: Project, days: int = 0, **fields: Any) -> Improvement:
    asked = {"text": "Renew the numbers", "owner": lead_of(project), **fields}
    due_on = project.today() + datetime.timedelta(days=days)
    return actions.add_improvement(project=project, by=lead_of(project), due_on=due_on, **asked)


def remind() -> None:
    for improvement_id in schedule.improvements_due():
        schedule.remind(improvement_id)


def reminders() -> int:
    return Message.objects.filter(dedupe_key__startswith="crisis-improvement-due").count()


def test_an_owner_is_told_at_once_on_the_day_and_each_week_until_it_is_done(project: Project, frozen: Any):
    owner = make_member(project, Role.OPERATIONS)
    made = better(project, 3, owner=owner)
    (told,) = Message.objects.filter(kind="crisis.improvement")
    assert told.to_email == owner.email
    remind()
    assert reminders() == 0
    for shift, count in ((3, 1), (1, 1), (6, 2)):
        frozen.shift(datetime.timedelta(days=shift))
        remind()
        remind()
        assert reminders() == count
    actions.close_improvement(improvement=made, version=1, outcome="Renewed", by=owner)
    frozen.shift(datetime.timedelta(days=8))
    remind()
    assert reminders() == 2


def test_who_has_left_the_project_is_told_nothing_more_of_it_and_the_lead_is(project: Project, frozen: Any):
    owner = make_member(project, Role.OPERATIONS, name="Priya Nair")
    better(project, 3, owner=owner)
    project.memberships.filter(user=owner).delete()
    frozen.shift(datetime.timedelta(days=3))
    remind()
    (told,) = Message.objects.filter(dedupe_key__startswith="crisis-improvement-due")
    assert told.to_email == lead_of(project).email
    assert "This is due, and Priya Nair, who was to do it, is no longer in" in told.text


def test_a_lead_who_may_not_sign_in_any_more_is_mailed_no_pack(project: Project):
    gone = make_member(project, Role.LEAD)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    make_person(project)
    for project_id in schedule.packs_due():
        schedule.ask_for_pack(project_id)
    schedule.mail_pack(PackMonth.objects.get().pk)
    (told,) = Message.objects.filter(kind="crisis.pack")
    assert told.to_email == lead_of(project).email


def test_the_pack_says_how_ready_the_house_is_and_what_is_missing(project: Project):
    make_person(project, CrisisRole.TECHNOLOGY_LEAD)
    shown = " ".join(re.sub(r"<[^>]+>", " ", chapter.pack_document(project).html).split())
    assert "0 of 100 Nothing was ever drilled: this is readiness on paper." in shown
    assert "Technology lead: nobody stands in." in shown


def test_no_pack_is_drawn_of_a_deleted_project(project: Project):
    make_person(project)
    assert schedule.packs_due() == [project.pk]
    leaving.delete(project=project, by=lead_of(project))
    assert schedule.packs_due() == []
    assert schedule.to_prepare() == []


def test_closing_says_what_came_of_it_and_can_be_undone(client: Client, project: Project):
    made = better(project, -1)
    there = [project.slug, made.pk]
    client.post(reverse("crisis:close_improvement", args=there), {"version": 1, "outcome": ""})
    made.refresh_from_db()
    assert made.is_open
    client.post(reverse("crisis:close_improvement", args=there), {"version": 1, "outcome": "New list"})
    made.refresh_from_db()
    assert (made.is_open, made.outcome) == (False, "New list")
    client.post(reverse("crisis:reopen_improvement", args=there))
    made.refresh_from_db()
    assert made.is_open


def test_a_stale_change_of_an_improvement_is_told(client: Client, project: Project):
    made = better(project, 5)
    asked = {"owner": lead_of(project).pk, "due_on": project.today().isoformat(), "version": 1}
    url = reverse("crisis:improvement", args=[project.slug, made.pk])
    assert client.post(url, {**asked, "text": "First"}).status_code == 302
    answer = client.post(url, {**asked, "text": "Second"})
    assert answer.status_code == 409
    assert "now says: “First”" in answer.content.decode()


def test_the_owner_is_a_member_of_this_project(client: Client, project: Project):
    stranger = lead_of(make_project("Elsewhere"))
    asked = {"text": "x", "owner": stranger.pk, "due_on": project.today().isoformat()}
    assert client.post(reverse("crisis:new_improvement", args=[project.slug]), asked).status_code == 422
    assert Improvement.objects.count() == 0


@pytest.mark.parametrize(("state", "shown"), [("", 2), ("overdue", 1), ("done", 1), ("all", 3), ("?", 2)])
def test_improvements_are_narrowed_by_their_state(client: Client, project: Project, state: str, shown: int):
    better(project, -2)
    better(project, 9)
    actions.close_improvement(improvement=better(project), version=1, outcome="Yes", by=lead_of(project))
    page = client.get(reverse("crisis:improvements", args=[project.slug]), {"state": state})
    assert page.context["listing"].total == shown


def test_the_list_takes_as_many_queries_for_three_as_for_one(client: Client, project: Project):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            better(project)
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("crisis:improvements", args=[project.slug]))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_pack_is_asked_for_once_a_month_and_mailed_once_when_drawn(project: Project, frozen: Any):
    assert schedule.packs_due() == []
    make_person(project)
    assert schedule.packs_due() == [project.pk]
    for _again in range(2):
        schedule.ask_for_pack(project.pk)
    assert schedule.packs_due() == []
    pack = PackMonth.objects.get()
    assert schedule.packs_drawn() == []
    file = project.files.create(name="p.pdf", content_type="application/pdf", size=1, sha256="0" * 64)
    Report.objects.filter(pk=pack.report_id).update(state=State.DONE, file=file, finished_at=timezone.now())
    for _again in range(2):
        for pack_id in [pack.pk, *schedule.packs_drawn()]:
            schedule.mail_pack(pack_id)
    (told,) = Message.objects.filter(kind="crisis.pack")
    assert told.to_email == lead_of(project).email
    frozen.shift(datetime.timedelta(days=31))
    assert schedule.packs_due() == [project.pk]


def test_the_month_of_the_pack_is_the_one_it_is_where_the_project_is(project: Project, frozen: Any):
    make_person(project)
    Project.objects.filter(pk=project.pk).update(time_zone="Pacific/Auckland")
    # In New Zealand October has begun; in London it is still September.
    frozen.move_to(datetime.datetime(2026, 9, 30, 14, 0, tzinfo=datetime.UTC), tick=False)
    schedule.ask_for_pack(project.pk)
    assert str(PackMonth.objects.get()) == "2026-10"
    frozen.shift(datetime.timedelta(hours=12))
    assert schedule.packs_due() == []
    frozen.move_to(datetime.datetime(2026, 10, 31, 12, 0, tzinfo=datetime.UTC), tick=False)
    assert schedule.packs_due() == [project.pk]


def test_a_pack_that_failed_is_asked_for_again_each_day_until_it_is_made(project: Project, frozen: Any):
    make_person(project)
    schedule.ask_for_pack(project.pk)
    pack = PackMonth.objects.get()

    def tried_again() -> bool:
        for pack_id in schedule.packs_failed():
            schedule.try_pack_again(pack_id)
        return Report.objects.get(pk=pack.report_id).state == State.QUEUED

    for _day in range(2):
        report = Report.objects.filter(pk=pack.report_id)
        report.update(state=State.FAILED, finished_at=timezone.now(), attempts=5)
        frozen.shift(datetime.timedelta(hours=23))
        assert not tried_again()
        frozen.shift(datetime.timedelta(hours=1))
        assert tried_again()
    assert PackMonth.objects.count() == 1
    # When its month is over, the next one takes its place.
    Report.objects.filter(pk=pack.report_id).update(state=State.FAILED, finished_at=timezone.now())
    frozen.shift(datetime.timedelta(days=31))
    assert not tried_again()
    assert schedule.packs_due() == [project.pk]


def test_the_pack_holds_every_playbook_the_call_tree_and_the_forms(project: Project):
    make_person(project, name="Sam Patel", ways=[Way("mobile", "555 0163"), Way("pager", "4471")])
    playbook = make_run(project).playbook
    make_system(project, name="Dialler", vendor="Carrier, 24 hours: 555 0100", backup="By hand")
    written, _version = queries.drafted(playbook)
    written["messages"] = [{"subject": "Use the mobiles", "text": "From the red box."}]
    by = lead_of(project)
    actions.save_draft(playbook=playbook, by=by, version=0, written=written)
    actions.publish_playbook(playbook=playbook, by=by, version=1, note="", review_on=None)
    html = chapter.pack_document(project).html
    for text in (
        "555 0163",
        "Carrier, 24 hours: 555 0100",
        "By hand",
        "Use the mobiles",
        "From the red box.",
        "Pager 4471",
        "Version 2.",
        "A starter:",
        "Form: timeline",
        "Form: calls on paper",
    ):
        assert text in html
    assert html.count("Use it when") == 11
