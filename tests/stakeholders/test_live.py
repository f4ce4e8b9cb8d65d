"""A running interview: notes become answers of who said them, and none is lost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from projects.models import Project
from stakeholders import actions, queries
from stakeholders.models import Answer, AnswerText, Conversation, FollowUp, Interview, Status
from tests.projects.factories import lead_of
from tests.stakeholders import factories as make


def url(name: str, project: Project, *args: int) -> str:
    return reverse(f"stakeholders:{name}", args=[project.slug, *args])


@pytest.fixture
def talk(project: Project) -> Conversation:
    """Two people, three questions, begun."""
    people = [make.make_stakeholder(project, name=name) for name in ("Ana Ruiz", "Ben Ode")]
    return make.make_running(project, *people)


def parts(talk: Conversation) -> list[Interview]:
    return list(talk.round.interviews.order_by("stakeholder__name"))


def sent(
    talk: Conversation, *, who: int = 0, place: int = 0, text: str, version: int = 0, **more: Any
) -> Any:
    """Where one person's note to one question goes, and its fields."""
    part, item = parts(talk)[who], list(talk.round.items.all())[place]
    key = f"{part.pk}-{item.wording_id}"
    address = url("note", talk.round.project, talk.pk, part.pk, item.wording_id)
    return address, {f"v{key}": version, f"a{key}": text, "device": "desk", **more}


def test_each_note_is_the_answer_of_who_said_it_and_counts_when_it_was_held(
    lead: Client, project: Project, talk: Conversation
):
    for who, text in enumerate(("One number.", "Hear us first.")):
        address, fields = sent(talk, who=who, text=text)
        told = lead.post(address, fields).json()
        assert told["version"] == 1
        assert told["saved"].startswith("Saved ")
    assert queries.answers_for_desk(project).count() == 0
    lead.post(url("live", project, talk.pk), {"end": "1"})
    said = {one.interview.stakeholder.name: one.text for one in queries.answers_for_desk(project)}
    assert said == {"Ana Ruiz": "One number.", "Ben Ode": "Hear us first."}
    assert queries.heard(project).heard == 2
    talk.refresh_from_db()
    assert talk.status == Status.HELD


def test_two_writers_at_once_never_write_over_each_other(lead: Client, talk: Conversation):
    address, fields = sent(talk, text="From the laptop")
    assert lead.post(address, fields).status_code == 200
    _address, late = sent(talk, text="From the tablet")
    both = lead.post(address, {**late, "device": "tablet"})
    assert both.status_code == 409
    assert both.json()["theirs"] == "From the laptop"
    assert AnswerText.objects.get().text == "From the tablet"
    page = lead.get(url("live", talk.round.project, talk.pk)).content.decode()
    assert "Somebody else noted something here at the same time." in page
    part, item = parts(talk)[0], talk.round.items.first()
    choose = url("note_choose", talk.round.project, talk.pk, part.pk, item.wording_id)
    lead.post(choose, {"keep": "both", "device": "tablet"})
    assert Answer.objects.get().text == "From the laptop\n\nFrom the tablet"


def test_a_page_without_a_script_saves_everything_and_brings_no_old_text_back(
    lead: Client, project: Project, talk: Conversation
):
    address, fields = sent(talk, text="Newer")
    lead.post(address, fields)
    _address, old = sent(talk, text="")
    _address, other = sent(talk, who=1, place=1, text="From the form")
    answer = lead.post(url("live", project, talk.pk), {**old, **other, "device": "form", "save": "1"})
    assert answer.status_code == 302
    assert sorted(Answer.objects.exclude(text="").values_list("text", flat=True)) == [
        "From the form",
        "Newer",
    ]
    assert AnswerText.objects.count() == 0


def test_a_note_that_is_too_long_is_refused_and_still_stands_in_its_field(
    lead: Client, project: Project, talk: Conversation
):
    long = "x" * 20_001
    address, fields = sent(talk, text=long)
    assert lead.post(address, fields).status_code == 422
    page = lead.post(url("live", project, talk.pk), fields)
    assert page.status_code == 422
    assert long in page.content.decode()


def test_a_note_to_an_interview_that_was_called_off_is_kept_as_late(lead: Client, talk: Conversation):
    actions.cancel_interview(conversation=talk, by=lead_of(talk.round.project))
    address, fields = sent(talk, text="Said all the same")
    assert lead.post(address, fields).status_code == 410
    assert AnswerText.objects.get().text == "Said all the same"


def test_what_is_marked_is_a_list_afterwards_and_can_be_ticked_off(
    lead: Client, project: Project, talk: Conversation
):
    address, fields = sent(talk, text="Send me the dates.")
    key = next(name[1:] for name in fields if name.startswith("v"))
    lead.post(address, {**fields, f"f{key}": "1"})
    page = lead.get(talk.get_absolute_url()).content.decode()
    assert "Send me the dates." in page.partition("What was said")[0]
    marked = FollowUp.objects.get()
    lead.post(url("follow_up_done", project, marked.pk), {"done": "yes"})
    assert "still open" in lead.get(url("interviews", project) + "?follow=1").content.decode()
    marked.refresh_from_db()
    assert marked.done_by == lead_of(project)
    # What was dealt with stays on record, although the page no longer shows the mark.
    lead.post(address, {**fields, f"v{key}": 1})
    assert FollowUp.objects.count() == 1


def test_a_choice_keeps_the_words_beside_it(lead: Client, project: Project):
    question = make.make_question(project, "How sure are you?", kind="scale")
    talk = make.make_running(project, question_set=make.make_set(project, question))
    address, fields = sent(talk, text="7")
    key = next(name[1:] for name in fields if name.startswith("v"))
    lead.post(address, {**fields, f"r{key}": "Since the outage."})
    answer = Answer.objects.get()
    assert (answer.text, answer.value) == ("7/10\nSince the outage.", 7)
    page = lead.get(url("live", project, talk.pk)).content.decode()
    assert 'value="7" checked' in page
    assert ">\nSince the outage.</textarea>" in page


def test_before_it_begins_there_is_nothing_to_note_and_wordings_are_fixed_when_it_does(
    lead: Client, project: Project
):
    talk = make.make_conversation(project)
    assert lead.get(url("live", project, talk.pk)).status_code == 302
    assert talk.round.items.count() == 0
    lead.post(url("begin", project, talk.pk))
    assert talk.round.items.count() == 3
    assert lead.get(url("live", project, talk.pk)).status_code == 200


@pytest.mark.parametrize("count", [1, 3, 9])
def test_the_page_takes_the_same_queries_whatever_the_size_of_the_group(
    lead: Client, project: Project, count: int, django_assert_num_queries: Any
):
    talk = make.make_running(project, *[make.make_stakeholder(project) for _one in range(count)])
    for who in range(count):
        address, fields = sent(talk, who=who, text="Said")
        lead.post(address, fields)
    with django_assert_num_queries(11):
        assert lead.get(url("live", project, talk.pk)).status_code == 200


def test_a_part_or_question_of_another_interview_is_not_found(
    lead: Client, project: Project, talk: Conversation
):
    other = make.make_running(project)
    part, item = parts(other)[0], other.round.items.first()
    for address in (
        url("note", project, talk.pk, part.pk, item.wording_id),
        url("note", project, other.pk, part.pk, talk.round.items.first().wording_id),
    ):
        assert lead.post(address, {"v1-1": 0}).status_code == 404
