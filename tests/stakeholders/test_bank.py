"""The question bank: starters once, wordings frozen, sets in order."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse

from projects.models import Project
from stakeholders import actions, queries, starter
from stakeholders.models import Ask, Kind, Question, QuestionSet, QuestionWording, Topic
from tests.projects.factories import lead_of, make_project
from tests.stakeholders import factories as make


def url(name: str, project: Project, *args: int) -> str:
    return reverse(f"stakeholders:{name}", args=[project.slug, *args])


def test_the_starter_bank_holds_what_it_promises():
    topics = [key for key, _name in starter.TOPICS]
    per_topic = {key: sum(one.topic == key for one in starter.QUESTIONS) for key in topics}
    assert len(starter.TOPICS) == 10
    assert len(starter.QUESTIONS) >= 40
    assert min(per_topic.values()) >= 4
    assert len({one.key for one in starter.QUESTIONS}) == len(starter.QUESTIONS)
    assert all(one.hint and one.english.text.endswith(("?", ".")) for one in starter.QUESTIONS)
    assert all(one.spanish.text and len(one.spanish.text) < 200 for one in starter.QUESTIONS)
    assert all(len(one.english.options) == len(one.spanish.options) for one in starter.QUESTIONS)
    assert {one.kind for one in starter.QUESTIONS} == set(Kind.values) - {Kind.SHORT_TEXT}
    known = {one.key for one in starter.QUESTIONS}
    assert [one.name for one in starter.SETS] == [
        "Executive, 30 minutes",
        "Physician, 15 minutes",
        "Front-line survey",
    ]
    assert all(set(one.questions) <= known for one in starter.SETS)


def test_starters_are_adopted_once_and_what_was_changed_stays(lead: Client, project: Project):
    lead.post(url("adopt", project))
    assert Topic.objects.count() == 10
    assert Question.objects.count() == QuestionWording.objects.count() == len(starter.QUESTIONS)
    assert [one.items.count() for one in queries.sets_with_sizes(project)] == [10, 8, 6]
    first = Question.objects.get(starter_key="outcomes-create")
    actions.archive_question(question=first, by=lead_of(project))
    page = lead.post(url("adopt", project), follow=True)
    assert "You have all of the starter questions already." in page.content.decode()
    assert Question.objects.count() == len(starter.QUESTIONS)
    assert Question.objects.live().count() == len(starter.QUESTIONS) - 1


def form(project: Project, **given: Any) -> dict[str, Any]:
    topic = actions.ensure_topics(project=project)["stories"]
    return {"text": "What helps?", "topic": topic.pk, "kind": "long_text", "number": 1, **given}


def test_a_question_is_written_with_choices_in_two_languages(lead: Client, project: Project):
    sent = form(
        project,
        kind="some_of",
        options="Quick\n Kind \n\nQuick\nRight",
        spanish_text="¿Qué ayuda?",
        spanish_options="Rápido\nAmable\nCorrecto",
    )
    lead.post(url("question_add", project), sent)
    wording = QuestionWording.objects.get()
    assert wording.options == ["Quick", "Kind", "Right"]
    assert wording.translations["es"] == {
        "text": "¿Qué ayuda?",
        "help": "",
        "options": ["Rápido", "Amable", "Correcto"],
    }


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 1001}, "text"),
        ({"kind": "essay"}, "kind"),
        ({"kind": "rank", "options": "only one"}, "options"),
        ({"kind": "rank", "options": "\n".join(map(str, range(13)))}, "options"),
        ({"kind": "rank", "options": "a\nb", "spanish_options": "a"}, "spanish_options"),
        ({"topic": "999999999"}, "topic"),
    ],
)
def test_a_question_that_cannot_be_asked_gives_a_field_error(
    lead: Client, project: Project, given: dict[str, Any], field: str
):
    answer = lead.post(url("question_add", project), form(project, hint="Kept", **given))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Kept" in answer.content.decode()
    assert Question.objects.count() == 0


def test_other_words_make_a_new_wording_and_a_new_hint_does_not(lead: Client, project: Project):
    question = make.make_question(project, "First?", topic="stories")
    lead.post(url("question", project, question.pk), form(project, text="First?", hint="Wait"))
    lead.post(url("question", project, question.pk), form(project, text="Second?"))
    question.refresh_from_db()
    assert [one.text for one in question.wordings.all()] == ["First?", "Second?"]
    assert question.latest is not None
    assert question.latest.number == 2

    stale = lead.post(url("question", project, question.pk), form(project, text="Third?", number=1))
    assert stale.status_code == 409
    assert "Meanwhile saved by somebody else: “Second?”" in stale.content.decode()
    assert "Third?" in stale.content.decode()
    assert question.wordings.count() == 2


def test_a_set_keeps_its_order_and_refuses_a_stale_save(lead: Client, project: Project):
    one, two, three = (make.make_question(project, f"{name}?") for name in ("One", "Two", "Three"))
    foreign = make.make_question(make_project("Other"), "Foreign?")
    places = {f"place-{three.pk}": 1, f"place-{one.pk}": 2, f"place-{foreign.pk}": 3}
    lead.post(url("set_add", project), {"name": "Short", "minutes": 5, **places})
    made = QuestionSet.objects.get(name="Short")
    assert [str(item.question) for item in made.items.all()] == ["Three?", "One?"]

    changed = {"name": "Short", "minutes": 6, "version": 1, f"place-{two.pk}": 1}
    lead.post(url("set", project, made.pk), changed)
    assert [str(item.question) for item in made.items.all()] == ["Two?"]
    stale = lead.post(url("set", project, made.pk), {**changed, "name": "Stale"})
    assert stale.status_code == 409
    made.refresh_from_db()
    assert (made.name, made.version) == ("Short", 2)
    empty = lead.post(url("set_add", project), {"name": "Nothing", "minutes": 5})
    assert "Give at least one question a place." in empty.content.decode()


def test_questions_and_sets_are_put_away_and_brought_back(lead: Client, project: Project):
    asked = make.make_round(project)
    question, chosen = Question.objects.first(), asked.question_set
    assert question is not None
    lead.post(url("question_archive", project, question.pk))
    lead.post(url("set_archive", project, chosen.pk))
    assert list(queries.sets_with_sizes(project)) == []
    assert question not in queries.questions_in_order(project)
    assert asked.items.count() == 3
    assert lead.get(asked.get_absolute_url()).status_code == 200
    lead.post(url("question_restore", project, question.pk))
    lead.post(url("set_restore", project, chosen.pk))
    assert question in queries.questions_in_order(project)
    assert list(queries.sets_with_sizes(project)) == [chosen]


def test_questions_are_found_by_words_of_the_question_the_hint_and_the_topic(lead: Client, project: Project):
    make.make_question(project, "Who answers at night?", topic="workflow")
    make.make_question(project, "What do nurses need?", topic="outcomes")

    def found(query: str) -> list[str]:
        page = lead.get(f"{url('bank', project)}?q={query}")
        exported = lead.get(f"{url('questions_export', project)}?q={query}").content.decode("utf-8-sig")
        texts = [one.latest.text for topic in page.context["bank"] for one in topic.questions if one.latest]
        assert [text in exported for text in texts] == [True] * len(texts)
        assert len(exported.strip().splitlines()) == len(texts) + 1
        assert "2 questions on 10 topics," in page.content.decode()
        return texts

    assert found("NIGHT") == ["Who answers at night?"]
    assert found("workflow+answers") == ["Who answers at night?"]
    assert found("outcomes") == ["What do nurses need?"]
    assert found("nothing+like+it") == []
    assert sorted(found("")) == ["What do nurses need?", "Who answers at night?"]


def test_a_project_asks_about_a_topic_of_its_own(lead: Client, project: Project):
    actions.ensure_topics(project=project)
    lead.post(url("topic_add", project), {"name": "  Night   shifts "})
    made = project.topics.last()
    assert made is not None
    assert (made.name, project.topics.count()) == ("Night shifts", 11)
    asked = {"topic": made.pk, "text": "Who answers at night?", "kind": "long_text"}
    lead.post(url("question_add", project), asked)
    interview = make.make_interview(project, question_set=make.make_set(project, project.questions.get()))
    make.say(interview, "The porter.")
    actions.submit(interview=interview)
    row = queries.coverage(project).rows[-1]
    assert (row.topic, [cell.heard for cell in row.cells]) == (made, [1])
    again = lead.post(url("topic_add", project), {"name": "night SHIFTS"})
    assert (again.status_code, project.topics.count()) == (422, 11)
    assert "There is a topic of this name already." in again.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_the_same_topic_at_once_the_second_is_told():
    project = make_project("Riverbend")
    ready, said = threading.Barrier(2, timeout=20), []

    def add(name: str) -> None:
        browser = Client()
        browser.force_login(lead_of(project))
        ready.wait()
        said.append(browser.post(url("topic_add", project), {"name": name}))
        connection.close()

    threads = [threading.Thread(target=add, args=[name]) for name in ("Night shifts", "night SHIFTS")]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert sorted(answer.status_code for answer in said) == [302, 422]
    told = max(said, key=lambda answer: answer.status_code).content.decode()
    assert "There is a topic of this name already." in told
    assert project.topics.count() == 1
    # Whoever writes past the page is refused, too.
    with pytest.raises(IntegrityError, match="topic_name_once_per_project"):
        Topic.objects.create(project=project, key="other", name="NIGHT shifts")


def test_a_topic_called_like_one_of_the_ten_stands_for_it(project: Project):
    own = make.make_topic(project, "workflow")
    actions.adopt_starters(project=project, by=lead_of(project))
    assert project.topics.count() == 10
    of_it = [one for one in starter.QUESTIONS if one.topic == "workflow"]
    assert own.questions.count() == len(of_it)


@pytest.mark.django_db
def test_topics_that_were_there_twice_become_one_with_the_questions_and_asks_of_both():
    project = make_project("Riverbend")
    first = make.make_topic(project, "Sundays")
    person = make.make_stakeholder(project)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    before = [("stakeholders", "0012_answers_by_wording")]
    topics = MigrationExecutor(connection).migrate(before).apps.get_model("stakeholders", "Topic").objects
    second = topics.create(project_id=project.pk, key="own-2", name="SUNDAYS", position=9)
    make.make_question(project, "Who answers on Sundays?", topic="own-2")
    Ask.objects.create(
        project=project, stakeholder=person, topic_id=second.pk, text="A rota", created_by=lead_of(project)
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    MigrationExecutor(connection).migrate([("stakeholders", "0013_topic_names_once")])
    assert [topic.name for topic in project.topics.filter(name__iexact="sundays")] == ["Sundays"]
    assert (first.questions.count(), first.asks.count()) == (1, 1)


def test_a_topic_gets_another_name_and_the_second_to_change_it_is_told(lead: Client, project: Project):
    topic = make.make_topic(project)
    other = make.make_topic(project, "Sundays")
    address = url("topic", project, topic.pk)
    assert lead.post(address, {"name": "Sundays", "was": topic.name}).status_code == 422
    lead.post(address, {"name": "Nights", "was": "Night shifts"})
    stale = lead.post(address, {"name": "Late hours", "was": "Night shifts"})
    assert (stale.status_code, Topic.objects.get(pk=topic.pk).name) == (409, "Nights")
    assert "Late hours" in stale.content.decode()
    lead.post(address, {"name": "Late hours", "was": "Nights"})
    assert list(project.topics.values_list("name", flat=True)) == ["Late hours", other.name]


def test_a_foreign_topic_is_refused(lead: Client, project: Project):
    topic = actions.ensure_topics(project=make_project("Other"))["stories"]
    answer = lead.post(url("question_add", project), form(project, topic=topic.pk))
    assert "topic" in answer.context["form"].errors
