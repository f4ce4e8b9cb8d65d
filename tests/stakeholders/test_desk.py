"""The desk: asks carry the words they came from; what changed after reading is unread again."""

import re
from typing import Any

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import Project
from stakeholders import actions, queries
from stakeholders.models import Answer, AnswerText, Ask
from tests.projects.factories import lead_of, make_project
from tests.stakeholders import factories as make

TEXT = "One number for all clinics, please. And again: one number.\nA nurse at night."


def url(name: str, project: Project, *args: int) -> str:
    return reverse(f"stakeholders:{name}", args=[project.slug, *args])


def lifted(lead: Client, answer: Answer, **form: Any) -> Any:
    project = answer.interview.round.project
    return lead.post(url("lift", project, answer.pk), {"text": "One number", "quote": "One number", **form})


@pytest.fixture
def answer(project: Project) -> Answer:
    return make.make_answer(project, TEXT)


def test_an_ask_keeps_the_quote_where_it_stands_its_speaker_and_its_topic(
    lead: Client, project: Project, answer: Answer
):
    response = lifted(lead, answer, quote="one number.\r\nA nurse", near=30)
    ask = Ask.objects.get()
    assert response["Location"] == f"{url('desk', project)}#answer-{answer.pk}"
    assert (ask.quote, answer.text[ask.quote_start : ask.quote_end]) == ("one number.\nA nurse",) * 2
    assert (ask.stakeholder, ask.created_by) == (answer.interview.stakeholder, lead_of(project))
    assert ask.topic is not None
    assert ask.topic.key == "outcomes"
    assert "one number" not in str(project.audit_entries.get(verb="made an ask").detail).lower()


def test_the_words_that_were_selected_are_meant_when_they_stand_there_twice(lead: Client, project: Project):
    answer = make.make_answer(project, "late faxes, and late faxes")
    lifted(lead, answer, quote="late faxes", near=16)
    assert Ask.objects.get().quote_start == 16


def test_words_that_were_not_said_are_no_quote(lead: Client, answer: Answer):
    response = lifted(lead, answer, quote="Two numbers")
    assert response.status_code == 422
    assert "These words do not stand in the answer." in response.content.decode()
    assert "Two numbers" in response.content.decode()
    assert Ask.objects.count() == 0


def test_words_of_a_second_device_can_be_quoted_too(lead: Client, project: Project):
    interview = make.make_interview(project)
    answer = make.say(interview, "From the phone")
    make.say(interview, "From the desk", device="desk")
    actions.submit(interview=interview)
    lifted(lead, answer, quote="the desk")
    assert (Ask.objects.get().quote, Ask.objects.get().quote_start) == ("the desk", None)


def test_the_card_comes_back_with_the_ask_in_it(lead: Client, project: Project, answer: Answer):
    htmx = {"HX-Request": "true"}
    form = lead.get(url("lift", project, answer.pk), headers=htmx)
    assert (form["HX-Retarget"], "<html" in form.content.decode()) == (f"#lift-{answer.pk}", False)
    sent = {"text": "One number", "quote": "One number"}
    card = lead.post(url("lift", project, answer.pk), sent, headers=htmx).content.decode()
    assert f'id="answer-{answer.pk}"' in card
    assert ">One number</a>" in card
    wrong = lead.post(url("lift", project, answer.pk), {"text": "", "quote": "x"}, headers=htmx)
    assert (wrong.status_code, wrong["HX-Retarget"]) == (422, f"#lift-{answer.pk}")


def test_a_double_click_makes_one_ask(lead: Client, answer: Answer):
    for _twice in range(2):
        lifted(lead, answer, form_key="0b0d6b1e-6b0a-4b6f-9d5e-0a5c3c1f9a11")
    assert Ask.objects.count() == 1


def test_foreign_answers_topics_and_unsubmitted_ones_give_no_ask(
    lead: Client, project: Project, answer: Answer
):
    other = make_project("Other")
    foreign = make.make_answer(other)
    unsubmitted = make.say(make.make_interview(project), "Still typing")
    for one in (foreign, unsubmitted):
        assert lead.get(url("lift", project, one.pk)).status_code == 404
        assert lead.post(url("lift", project, one.pk), {"text": "x", "quote": "x"}).status_code == 404
        assert lead.post(url("read", project, one.pk)).status_code == 404
    topic = actions.ensure_topics(project=other)["stories"]
    assert "topic" in lifted(lead, answer, topic=topic.pk).context["form"].errors
    assert Ask.objects.count() == 0


def test_what_is_still_typed_is_not_on_the_desk(lead: Client, project: Project):
    interview = make.make_interview(project)
    make.say(interview, "Half a sentence")
    assert "Half a sentence" not in lead.get(url("desk", project)).content.decode()
    actions.submit(interview=interview)
    assert "Half a sentence" in lead.get(url("desk", project)).content.decode()


def test_read_answers_are_unread_again_when_they_change(lead: Client, project: Project, answer: Answer):
    assert queries.unread_count(project) == 1
    lead.post(url("read", project, answer.pk), {"version": answer.version})
    answer.refresh_from_db()
    assert (queries.unread_count(project), answer.read_by) == (0, lead_of(project))
    assert "read by" in lead.get(url("desk", project)).content.decode()
    make.say(answer.interview, "Something new", version=1, device="phone")
    assert queries.unread_count(project) == 1
    lead.post(url("read", project, answer.pk), {"version": 2})
    make.say(answer.interview, "From elsewhere", version=0, device="desk")
    assert AnswerText.objects.filter(kind="beside").count() == 1
    assert queries.unread_count(project) == 1
    lead.post(url("read", project, answer.pk), {"version": 2})
    lead.post(url("read", project, answer.pk), {"read": "no"})
    assert queries.unread_count(project) == 1


def test_reading_an_older_text_does_not_mark_the_newer_one(lead: Client, project: Project, answer: Answer):
    make.say(answer.interview, "Newer", version=1, device="phone")
    lead.post(url("read", project, answer.pk), {"version": 1})
    assert queries.unread_count(project) == 1


def cards(lead: Client, project: Project, query: str = "") -> list[str]:
    page = lead.get(f"{url('desk', project)}?{query}").content.decode()
    quotes = re.findall(r'data-answer="\d+">(.*?)</blockquote>', page, re.DOTALL)
    return [re.sub("</?mark>", "", quote) for quote in quotes]


def test_answers_stand_by_question_by_person_and_by_words(lead: Client, project: Project):
    chosen = make.make_set(project)
    people = [make.make_stakeholder(project, name=name) for name in ("Bo", "Ana")]
    asked = make.make_round(project, *people, question_set=chosen)
    for name in ("Ana", "Bo"):
        interview = asked.interviews.get(stakeholder__name=name)
        make.say(interview, f"{name} wants faxes gone", place=0)
        make.say(interview, f"{name} waited for referrals", place=1)
        actions.submit(interview=interview)

    first, second = "wants faxes gone", "waited for referrals"
    by_question = cards(lead, project)
    assert [text.split(" ", 1)[1] for text in by_question] == [first, first, second, second]
    assert [text.split()[0] for text in cards(lead, project, "by=person")] == ["Ana", "Ana", "Bo", "Bo"]
    assert sorted(cards(lead, project, "q=fax")) == ["Ana wants faxes gone", "Bo wants faxes gone"]
    assert cards(lead, project, "q=ana+referral") == ["Ana waited for referrals"]
    assert cards(lead, project, "q=%22referrals+waited%22") == []
    assert cards(lead, project, f"round={asked.pk}&by=person") == cards(lead, project, "by=person")
    assert cards(lead, project, "round=999999999999999999999") == by_question
    assert cards(lead, project, "topic=1e9&show=nothing") == by_question
    page = lead.get(f"{url('desk', project)}?q=fax").content.decode()
    assert "Ana wants <mark>faxes</mark> gone" in page


def test_what_people_typed_stays_text_when_it_is_highlighted(lead: Client, project: Project):
    make.make_answer(project, "<script>alert(1)</script> fax")
    page = lead.get(f"{url('desk', project)}?q=fax").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>fax</mark>" in page


@pytest.mark.parametrize("text", ["'", "a & | !", "(((", "\\", "%00", "x" * 300, "*:*"])
def test_nothing_typed_into_the_search_breaks_it(lead: Client, answer: Answer, text: str):
    project = answer.interview.round.project
    assert lead.get(url("desk", project), {"q": text}).status_code == 200


def test_an_ask_can_be_reworded_and_the_quote_stays(lead: Client, project: Project, answer: Answer):
    ask = make.make_ask(project, "One line", answer=answer)
    lead.post(url("ask_edit", project, ask.pk), {"text": "One number", "version": 1, "quote": "Other"})
    ask.refresh_from_db()
    assert (ask.text, ask.quote, ask.version, ask.topic) == ("One number", TEXT, 2, None)
    conflict = lead.post(url("ask_edit", project, ask.pk), {"text": "Stale", "version": 1})
    assert conflict.status_code == 409
    assert "Meanwhile saved by somebody else: “One number”" in conflict.content.decode()
    ask.refresh_from_db()
    assert ask.text == "One number"


def test_an_ask_is_put_away_and_brought_back(lead: Client, project: Project, answer: Answer):
    ask = make.make_ask(project, "One number", answer=answer)
    page = lead.post(url("ask_archive", project, ask.pk), follow=True)
    assert url("ask_restore", project, ask.pk) in page.content.decode()
    assert project.asks.live().count() == 0
    lead.post(url("ask_restore", project, ask.pk))
    assert project.asks.live().count() == 1


def test_what_was_quoted_cannot_be_deleted_from_under_its_ask(project: Project, answer: Answer):
    make.make_ask(project, "One number", answer=answer)
    with pytest.raises(ProtectedError):
        answer.delete()
    with pytest.raises(ProtectedError):
        answer.interview.stakeholder.delete()


def test_asks_are_found_by_words_and_topic_and_leave_as_a_file(
    lead: Client, project: Project, answer: Answer
):
    make.make_ask(project, "=One number", answer=answer)
    make.make_ask(project, "A nurse at night", answer=answer, quote="A nurse at night")
    topic = actions.ensure_topics(project=project)["outcomes"]
    found = lead.get(f"{url('asks', project)}?q=nurse&topic={topic.pk}").context["listing"].rows
    assert [one.text for one in found] == ["A nurse at night"]
    content = lead.get(f"{url('asks_export', project)}?q=number").content.decode("utf-8-sig")
    assert content.splitlines()[1].startswith("'=One number,")
    assert "nurse at night,Person" not in content


def test_what_was_said_in_spanish_is_found_by_any_of_its_forms_and_marked(lead: Client, project: Project):
    make.make_answer(project, "Los pacientes esperaban semanas por una llamada.")
    make.make_answer(project, "Patients were waiting for weeks.")
    assert cards(lead, project, "q=paciente+espera") == ["Los pacientes esperaban semanas por una llamada."]
    assert cards(lead, project, "q=wait") == ["Patients were waiting for weeks."]
    page = lead.get(f"{url('desk', project)}?q=llamadas").content.decode()
    assert "semanas por una <mark>llamada</mark>." in page


def test_the_desk_is_narrowed_by_who_said_it_level_department_and_question(lead: Client, project: Project):
    ana = make.make_stakeholder(project, name="Ana Ruiz", level="physician", department="Cardiology")
    bo = make.make_stakeholder(project, name="Bo Lind", level="manager", department="IT")
    asked = make.make_round(project, ana, bo)
    for interview in asked.interviews.select_related("stakeholder"):
        for place in range(2):
            make.say(interview, f"{interview.stakeholder.name} {place}", place=place)
        actions.submit(interview=interview)
    question = asked.items.get(position=2).wording.question_id
    assert cards(lead, project, "who=ruiz") == ["Ana Ruiz 0", "Ana Ruiz 1"]
    assert cards(lead, project, "level=manager") == ["Bo Lind 0", "Bo Lind 1"]
    assert cards(lead, project, "department=Cardiology") == ["Ana Ruiz 0", "Ana Ruiz 1"]
    assert sorted(cards(lead, project, f"question={question}")) == ["Ana Ruiz 1", "Bo Lind 1"]
    assert cards(lead, project, f"question={question}&level=physician&q=ana") == ["Ana Ruiz 1"]
    assert len(cards(lead, project, "level=pope&question=-1&department=")) == 4


def test_each_question_says_how_much_of_it_is_unread(lead: Client, project: Project):
    asked = make.make_round(project, *(make.make_stakeholder(project) for _three in range(3)))
    for interview in asked.interviews.all():
        make.say(interview, "One number")
        actions.submit(interview=interview)
    answers = list(Answer.objects.order_by("pk"))
    actions.mark_read(answer=answers[0], version=1, by=lead_of(project))
    assert "2 of 3 unread" in lead.get(url("desk", project)).content.decode()
    for answer in answers[1:]:
        actions.mark_read(answer=answer, version=1, by=lead_of(project))
    assert "3 answers, all read" in lead.get(url("desk", project)).content.decode()


def test_a_page_of_answers_is_marked_read_at_once_and_taken_back(lead: Client, project: Project):
    answers = [make.make_answer(project, f"Fax {number}") for number in range(3)]
    shown = lead.get(url("desk", project)).context["shown_at"]
    late = make.make_answer(project, "Came after the page was shown")
    sent = {"here": "1", "answer": [answers[0].pk, answers[1].pk, late.pk], "shown_at": shown}
    page = lead.post(f"{url('read_all', project)}?by=person", sent, follow=True)
    assert page.redirect_chain[-1][0] == f"{url('desk', project)}?by=person"
    assert "2 answers marked as read." in page.content.decode()
    assert queries.unread_count(project) == 2
    answers[0].refresh_from_db()
    assert (answers[0].read_version, answers[0].read_by) == (1, lead_of(project))
    undo = next(message.extra_tags for message in page.context["messages"]).removeprefix("undo ")
    actions.mark_read(answer=answers[2], version=1, by=lead_of(project))
    lead.post(undo)
    # What was marked by another click stays.
    assert queries.unread_count(project) == 3
    assert project.audit_entries.filter(verb="read answers for asks").count() == 1


def test_all_that_fits_the_filter_is_marked_and_nothing_of_another_project(lead: Client, project: Project):
    for text in ("Fax here", "Fax there", "Phones"):
        make.make_answer(project, text)
    foreign = make.make_answer(make_project("Other"), "Fax elsewhere")
    lead.post(f"{url('read_all', project)}?q=fax", {"all": "1"})
    assert [one.text for one in queries.answers_for_desk(project).unread()] == ["Phones"]
    lead.post(url("read_all", project), {"here": "1", "answer": [foreign.pk, "x", "9" * 30], "shown_at": "?"})
    foreign.refresh_from_db()
    assert foreign.is_unread


def test_the_desk_takes_as_many_queries_for_fifty_answers_as_for_one(lead: Client, project: Project):
    make.make_answer(project)
    counts = []
    for more in (0, 2, 47):
        for number in range(more):
            make.make_answer(project, f"Fax {number}")
        with CaptureQueriesContext(connection) as caught:
            lead.get(url("desk", project))
        counts.append(len(caught))
        with CaptureQueriesContext(connection) as searched:
            lead.get(url("desk", project), {"q": "fax"})
        assert len(searched) <= 12
    assert counts[0] == counts[1] == counts[2] == 12


def test_a_page_of_the_desk_goes_on_where_the_one_before_it_ended(lead: Client, project: Project):
    chosen = make.make_set(project)
    people = [make.make_stakeholder(project, name=f"Person {number:02}") for number in range(30)]
    asked = make.make_round(project, *people, question_set=chosen)
    for number, interview in enumerate(asked.interviews.order_by("pk")):
        make.say(interview, f"first {number:02}", place=0)
        make.say(interview, f"second {number:02}", place=1)
        actions.submit(interview=interview)

    said = [f"first {number:02}" for number in range(30)] + [f"second {number:02}" for number in range(30)]
    assert cards(lead, project) == said[:25]
    assert cards(lead, project, "page=2") == said[25:50]
    assert cards(lead, project, "page=3") == cards(lead, project, "page=99") == said[50:]
    by_person = [text for pair in zip(said[:30], said[30:], strict=True) for text in pair]
    assert cards(lead, project, "by=person&page=2") == by_person[25:50]
    assert cards(lead, project, "by=person&page=99") == by_person[50:]
    assert cards(lead, project, "q=second&page=2") == said[55:]
    assert cards(lead, project, "q=second&page=99") == said[55:]
    # What no page is numbered shows the page that its number then says.
    for odd in ("0", "-1", "999999999"):
        for narrowed, last in (("", said[50:]), ("by=person&", by_person[50:]), ("q=second&", said[55:])):
            assert cards(lead, project, f"{narrowed}page={odd}") == last
    assert cards(lead, project, "by=person&page=x") == by_person[:25]
