"""Constraints that are owned, frictions that come again, lessons that go on."""

import datetime
import html
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mailroom import links
from outcomes import actions, queries
from outcomes.models import Friction, Lesson
from projects.models import AuditEntry, Membership, Project, Role
from tests.outcomes.factories import (
    make_constraint,
    make_friction,
    make_friction_link,
    make_item,
    make_lesson,
    make_measure,
    make_reading,
    make_sop,
)
from tests.projects.factories import lead_of, make_member, make_project

NASTY = ["<script>alert(1)</script>", "=1+1", "𝒳" * 160, "%s %(day)s", "\u202e backwards", "' OR 1=1 --"]


@pytest.fixture
def project(db: None, client: Client) -> Project:
    """A project whose lead is signed in."""
    project = make_project("Riverbend")
    client.force_login(lead_of(project))
    return project


def url(name: str, project: Project, *args: int) -> str:
    return reverse(f"outcomes:{name}", args=[project.slug, *args])


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def limit(**fields: Any) -> dict[str, Any]:
    return {"statement": "No new position", "kind": "money", "hardness": "firm", **fields}


def test_a_constraint_is_named_once_owned_and_lifted(client: Client, project: Project):
    lead = lead_of(project)
    sent = limit(owner=lead.pk, review_on="2026-01-05", form_key="6f3f1e0e-62bb-4a63-8f4c-0d9d3f3b5a11")
    for _time in range(2):
        client.post(url("new_constraint", project), sent)
    constraint = project.constraints.get()
    assert (constraint.owner, constraint.is_overdue) == (lead, True)
    assert queries.in_words(project) == "No new position"
    client.post(url("lift", project, constraint.pk))
    assert queries.in_words(project) == ""
    assert "No new position" in text(client.get(url("constraints", project) + "?state=lifted"))
    client.post(url("hold_again", project, constraint.pk))
    assert list(queries.constraints(project, state="due")) == [constraint]


def test_constraints_stand_in_a_vision_with_the_hardest_first(project: Project):
    make_constraint(project, statement="We like paper.", hardness="soft")
    make_constraint(project, statement="The law.", hardness="hard")
    assert queries.in_words(project) == "The law.\nWe like paper."
    make_constraint(project, statement="A contract.", hardness="firm")
    ordered = queries.constraints(project).order_by("rank")
    assert [one.statement for one in ordered] == ["The law.", "A contract.", "We like paper."]


def test_who_rewords_a_constraint_second_sees_both_texts(client: Client, project: Project):
    constraint = make_constraint(project, statement="No hire")
    client.post(url("change_constraint", project, constraint.pk), limit(statement="No new hire", version=1))
    answer = client.post(url("change_constraint", project, constraint.pk), limit(version=1))
    assert answer.status_code == 409
    assert "Saved meanwhile: “No new hire”." in text(answer)
    assert 'value="No new position"' in text(answer)


def test_the_owner_of_a_constraint_is_a_member_here(client: Client, project: Project):
    stranger = lead_of(make_project("Other"))
    assert client.post(url("new_constraint", project), limit(owner=stranger.pk)).status_code == 422
    assert project.constraints.count() == 0


def test_the_same_friction_in_other_words_is_what_the_system_still_produces(client: Client, project: Project):
    make_friction(project, "Callers are transferred twice before anybody sees the referral", days=60)
    make_friction(project, "Transferring a caller twice because the referral cannot be seen", days=20)
    make_friction(project, "The headset crackles", days=2)
    assert queries.recurring(project) == []
    last = make_friction(project, "Twice transferred: the referral again", days=1)
    (found,) = queries.recurring(project)
    assert (found.sightings, len(found.frictions), found.came_back) == (3, 3, False)
    page = text(client.get(url("frictions", project)))
    assert "The system still produces this" in page
    assert "only fixed so far" in page
    actions.step(friction=last, by=lead_of(project), state="change")
    assert "change asked" in text(client.get(url("frictions", project)))


def test_what_was_seen_long_ago_does_not_recur(project: Project):
    for days in (400, 300, 200):
        make_friction(project, "The schedule closes at noon on Friday", days=days)
    assert queries.recurring(project) == []


def test_what_comes_back_after_it_was_solved_opens_by_itself(client: Client, project: Project):
    friction = make_friction(project, "The schedule closes at noon on Friday")
    client.post(url("step_friction", project, friction.pk), {"state": "solved", "note": "They mail us"})
    assert "Nothing is in the log" in text(client.get(url("frictions", project)))
    client.post(url("see_again", project, friction.pk), {"words": "Friday, closed again"})
    friction.refresh_from_db()
    assert friction.state == "new"
    (found,) = queries.recurring(project)
    assert (found.came_back, found.sightings) == (True, 2)
    page = text(client.get(friction.get_absolute_url()))
    assert "Solved 1 time before." in page
    assert "seen again after it had been solved" in page
    assert "Another fix will not end it" in page


def test_two_that_are_one_keep_every_sighting_and_part_again(client: Client, project: Project):
    one = make_friction(project, "Transferred twice")
    other = make_friction(project, "The referral is not to be seen")
    client.post(url("join_friction", project, one.pk, other.pk))
    assert client.get(one.get_absolute_url()).status_code == 302
    assert [sighting.words for sighting in other.sightings.order_by("pk")] == [
        "Transferred twice",
        "The referral is not to be seen",
    ]
    assert [row.pk for row in queries.frictions(project)] == [other.pk]
    answer = client.post(url("join_friction", project, other.pk, one.pk), follow=True)
    assert "One of them is part of another by now." in text(answer)
    client.post(url("part_friction", project, one.pk))
    assert (one.sightings.count(), other.sightings.count()) == (1, 1)


def test_frictions_of_another_project_are_not_joined(client: Client, project: Project):
    mine, foreign = make_friction(project), make_friction(make_project("Other"))
    assert client.post(url("join_friction", project, mine.pk, foreign.pk)).status_code == 404
    assert foreign.sightings.count() == 1


def test_a_viewer_logs_a_friction_and_changes_none(client: Client, project: Project):
    client.force_login(make_member(project, Role.VIEWER))
    assert client.post(url("log_friction", project), {"words": "It froze"}).status_code == 302
    friction = project.frictions.get()
    assert client.post(url("step_friction", project, friction.pk), {"state": "solved"}).status_code == 403


def test_the_floor_logs_by_the_link_once_and_without_an_account(project: Project):
    address = reverse("outcomes:say_by_link", args=[links.token(make_friction_link(project))])
    floor = Client()
    for _time in range(2):
        floor.get(address)
    assert Friction.objects.count() == 0
    sent = {
        "words": "Transferred twice",
        "name": "Luz",
        "state": "solved",
        "form_key": "6f3f1e0e-62bb-4a63-8f4c-0d9d3f3b5a11",
    }
    answers = [floor.post(address, sent) for _time in range(2)]
    assert [answer.url for answer in answers] == [reverse("outcomes:said")] * 2
    friction = Friction.objects.get()
    assert (friction.state, friction.sightings.get().who) == ("new", "Luz")
    assert AuditEntry.objects.get(verb="logged the friction").by_label == "Luz"
    assert "Referrer-Policy" in floor.get(address).headers


def test_a_closed_or_renewed_link_of_the_floor_opens_nothing(client: Client, project: Project):
    old = reverse("outcomes:say_by_link", args=[links.token(make_friction_link(project))])
    client.post(url("change_friction_link", project), {"to": "renew"})
    assert Client().post(old, {"words": "X"}).status_code == 404
    link = queries.friction_link(project)
    assert link is not None
    fresh = reverse("outcomes:say_by_link", args=[links.token(link)])
    assert Client().get(fresh).status_code == 200
    client.post(url("change_friction_link", project), {"to": "close"})
    assert Client().get(fresh).status_code == 404
    assert Friction.objects.count() == 0


def test_whatever_the_floor_types_is_stored_or_named(project: Project):
    address = reverse("outcomes:say_by_link", args=[links.token(make_friction_link(project))])
    for what in [*NASTY, "\x00", "", " ", "x" * 10_000]:
        answer = Client().post(address, {"words": what})
        assert answer.status_code in (302, 422)
        if answer.status_code == 422 and what.strip("\x00 "):
            assert what in text(answer)


def test_a_lesson_stands_on_measures_and_frictions(client: Client, project: Project):
    measure, friction = make_measure(project), make_friction(project, "Transferred twice")
    sent = {"title": "Call in the evening", "proved": "It pays.", "measures": [measure.pk]}
    client.post(url("new_lesson", project), {**sent, "frictions": [friction.pk]})
    lesson = project.lessons.get()
    page = text(client.get(lesson.get_absolute_url()))
    assert measure.name in page
    assert "Transferred twice" in page
    assert "Call in the evening" in text(client.get(friction.get_absolute_url()))
    foreign = make_measure(make_project("Other"))
    answer = client.post(url("new_lesson", project), {**sent, "measures": [foreign.pk]})
    assert answer.status_code == 422
    client.post(url("change_lesson", project, lesson.pk), {**sent, "title": "Call at eight", "version": 1})
    lesson.refresh_from_db()
    assert (lesson.title, lesson.frictions.count()) == ("Call at eight", 0)


def test_a_lesson_is_taken_into_another_project_once_and_only_by_who_may_read_it(
    client: Client, project: Project
):
    lead = lead_of(project)
    old, strange = make_project("Old clinic"), make_project("Strangers")
    Membership.objects.create(project=old, user=lead, role=Role.VIEWER)
    lesson, hidden = make_lesson(old, title="Call in the evening"), make_lesson(strange, title="Hidden")
    page = text(client.get(url("take_lessons", project)))
    assert ("Call in the evening" in page, "Hidden" in page) == (True, False)
    for _time in range(2):
        client.post(url("take_lessons", project), {"lesson": [lesson.pk, hidden.pk, "x", 2**63]})
    taken = project.lessons.get()
    assert (taken.title, taken.learned_in, taken.carries) == ("Call in the evening", "Old clinic", "Do it.")
    assert "Nothing to take" in text(client.get(url("take_lessons", project)))
    assert Lesson.objects.count() == 3


@pytest.mark.parametrize(
    ("page", "make"),
    [("constraints", make_constraint), ("frictions", make_friction), ("lessons", make_lesson)],
)
def test_lists_ask_as_often_for_three_rows_as_for_one(
    client: Client, project: Project, django_assert_num_queries: Any, page: str, make: Any
):
    make(project)
    client.get(url(page, project))
    with django_assert_num_queries(7 if page != "frictions" else 9):
        client.get(url(page, project))
    for _more in range(2):
        make(project)
    with django_assert_num_queries(7 if page != "frictions" else 9):
        client.get(url(page, project))


@pytest.mark.parametrize(
    "query", ["?q=froze", "?state=zzz&sort=-zzz&page=9999&owner=x", "?state=all&owner=nobody"]
)
def test_the_log_is_searched_and_whatever_is_unknown_is_ignored(client: Client, project: Project, query: str):
    make_friction(project, "The screen froze")
    page = text(client.get(url("frictions", project) + query))
    assert page.count("The screen froze") == 1
    content = client.get(url("export_frictions", project) + query + "&columns=words,state,seen").content
    assert (
        content.decode("utf-8-sig") == "What keeps going wrong,State,Times seen\r\nThe screen froze,New,1\r\n"
    )


@pytest.mark.parametrize("field", ["statement", "lifts", "since", "kind", "owner", "version"])
def test_whatever_is_typed_about_a_constraint_is_stored_or_named(
    client: Client, project: Project, field: str
):
    for what in [*NASTY, "\x00", "x" * 10_000]:
        assert client.post(url("new_constraint", project), limit(**{field: what})).status_code in (302, 422)
    assert client.get(url("constraints", project)).status_code == 200


def test_what_is_due_is_told_with_who_owns_it(project: Project):
    lead = lead_of(project)
    late = project.today() - datetime.timedelta(days=2)
    make_constraint(project, statement="No hire", review_on=late, owner=lead)
    make_sop(project, title="Identity check", review_on=late)
    make_item(project, words="Raters agree", due_on=late)
    make_reading(make_measure(project, name="Cost"), on=project.today() - datetime.timedelta(days=20))
    make_reading(make_measure(project, name="Fresh"))
    assert [(one.text, one.owner) for one in queries.due(project)] == [
        ("A reading of Cost is missing", ""),
        ("Look again at the constraint: No hire", str(lead)),
        ("Look again at the SOP: Identity check", ""),
        ("Build-out: Raters agree", ""),
    ]
