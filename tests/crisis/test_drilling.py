"""A drill at one desk: news at set times, observers, ratings; and it reaches only who takes part."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from callcenter_planner import mine
from crisis import actions, schedule, tasks
from crisis.models import Activation, CrisisRole
from mailroom.models import Message
from projects.models import Membership, Project, Role
from reports.models import Report
from tests.crisis.factories import make_drill, make_person, make_run
from tests.projects.factories import lead_of, make_member, make_project


@pytest.fixture
def project(db: None, client: Client) -> Project:
    project = make_project("Riverbend", time_zone="UTC")
    client.force_login(lead_of(project))
    return project


def news(drill: Activation, minutes: int = 10, text: str = "A journalist is at the desk") -> Any:
    return actions.add_inject(activation=drill, minutes=minutes, text=text, by=lead_of(drill.project))


def tick() -> None:
    for inject_id in schedule.injects_due():
        tasks.tell_inject(inject_id)


def mails() -> list[tuple[str, str]]:
    return list(
        Message.objects.filter(dedupe_key__startswith="crisis-inject").values_list("to_email", "subject")
    )


def test_news_comes_at_its_time_once_to_participants_alone_and_says_drill(project: Project, frozen: Any):
    outsider = make_person(project)
    drill = make_drill(project)
    inside = drill.participants.get().person
    news(drill)
    frozen.shift(timedelta(minutes=9))
    tick()
    assert mails() == []
    frozen.shift(timedelta(minutes=1))
    tick()
    tick()
    assert mails() == [(inside.email, "DRILL: A journalist is at the desk")]
    assert outsider.email not in Message.objects.values_list("to_email", flat=True)
    texts = drill.timeline.values_list("text", flat=True)
    assert list(texts).count("DRILL news: A journalist is at the desk") == 1


def test_the_latest_news_stands_on_the_board(client: Client, project: Project, frozen: Any):
    drill = make_drill(project)
    news(drill, 0, "The lights flicker")
    news(drill, 20, "Not yet told")
    page = client.get(drill.get_absolute_url()).content.decode()
    assert "The lights flicker" in page
    assert "Not yet told" not in page


def test_news_that_waits_is_not_told_after_standing_down(project: Project, frozen: Any):
    drill = make_drill(project)
    inject = news(drill)
    actions.stand_down(activation=drill, version=1, met=[], reason="Enough", by=lead_of(project))
    frozen.shift(timedelta(minutes=11))
    tick()
    schedule.tell_inject(inject.pk)
    assert mails() == []


def test_news_can_be_taken_back_until_it_is_told(client: Client, project: Project, frozen: Any):
    drill = make_drill(project)
    waiting, told = news(drill), news(drill, 0)
    for inject in (waiting, told):
        client.post(reverse("crisis:remove_inject", args=[project.slug, drill.pk, inject.pk]))
    assert list(drill.injects.all()) == [told]


def test_a_real_run_has_no_desk(client: Client, project: Project):
    activation = make_run(project)
    assert client.get(reverse("crisis:desk", args=[project.slug, activation.pk])).status_code == 404
    with pytest.raises(actions.NotADrill):
        news(activation)


def test_what_observers_saw_and_rated_stands_in_the_review_but_not_on_the_board(
    client: Client, project: Project
):
    drill = make_drill(project)
    there = [project.slug, drill.pk]
    client.post(reverse("crisis:observe", args=there), {"text": "Nobody knew the number"})
    for rating in ("M", "S"):
        asked = {"capability": "alerting", "rating": rating, "why": "An old list"}
        client.post(reverse("crisis:rate", args=there), asked)
    assert [(one.capability, one.rating) for one in drill.ratings.all()] == [("alerting", "S")]
    board = client.get(drill.get_absolute_url()).content.decode()
    assert "Nobody knew the number" not in board
    looked_back = client.get(reverse("crisis:review", args=there)).content.decode()
    assert "Nobody knew the number" in looked_back
    assert "An old list" in looked_back


def test_whatever_names_a_drill_beside_other_things_says_drill(client: Client, project: Project):
    member = make_member(project, Role.OPERATIONS)
    person = make_person(project, CrisisRole.TECHNOLOGY_LEAD, email=member.email)
    drill = make_run(project, is_drill=True, participants=[person])
    title = drill.title
    membership = Membership.objects.get(project=project, user=member)
    steps = [job.text for job in mine.jobs(project, membership) if job.kind == "Crisis step"]
    assert steps
    assert [text for text in steps if not text.startswith("DRILL: ")] == []
    actions.stand_down(activation=drill, version=1, met=[], reason="Enough", by=lead_of(project))
    assert Report.objects.get().title == f"DRILL. After-action report: {title}"
    actions.add_improvement(
        project=project,
        activation=drill,
        text="Renew the list",
        owner=member,
        due_on=project.today(),
        by=lead_of(project),
    )
    assert f"(DRILL: {title})" in " ".join(Message.objects.get(kind="crisis.improvement").text.split())
    page = client.get(reverse("crisis:improvements", args=[project.slug])).content.decode()
    assert f"DRILL: {title}" in page
    sheet = client.get(reverse("crisis:export_improvements", args=[project.slug])).content.decode()
    assert f"DRILL: {title}" in sheet


def test_an_unknown_rating_is_refused(client: Client, project: Project):
    drill = make_drill(project)
    url = reverse("crisis:rate", args=[project.slug, drill.pk])
    for asked in ({"capability": "alerting", "rating": "X"}, {"capability": "?", "rating": "P"}, {}):
        assert client.post(url, asked).status_code == 302
    assert drill.ratings.count() == 0
