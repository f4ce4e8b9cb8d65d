"""Questions that only certain answers call for: in the set, the round, the page. No answer is hidden."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from projects.models import Project
from stakeholders import actions, queries
from stakeholders.actions import Wanted
from stakeholders.models import Interview, Question, QuestionSet, QuestionSetItem, RoundItem
from stakeholders.models.condition import is_met
from tests.projects.factories import lead_of
from tests.stakeholders import factories as make
from tests.stakeholders.test_register import url


@pytest.fixture
def questions(project: Project) -> list[Question]:
    return [
        make.make_question(project, "Do you answer the phone?", kind="yes_no", required=True),
        make.make_question(project, "Which line?", kind="one_of", options=["Main", "Referral", "Night"]),
        make.make_question(project, "What do callers ask most?", required=True),
    ]


@pytest.fixture
def chosen(project: Project, questions: list[Question]) -> QuestionSet:
    """The second is asked of who answers the phone, the third of who answers the main or the night line."""
    made = make.make_set(project, *questions)
    phone, line, callers = questions
    actions.order_set(
        question_set=made,
        version=1,
        order=[one.pk for one in questions],
        conditions={line.pk: (phone.pk, [True]), callers.pk: (line.pk, [0, 2])},
        by=lead_of(project),
    )
    return made


@pytest.fixture
def interview(project: Project, chosen: QuestionSet) -> Interview:
    return make.make_interview(project, question_set=chosen)


def stored(question_set: QuestionSet) -> list[tuple[str, str | None, list[object]]]:
    items = QuestionSetItem.objects.filter(question_set=question_set).order_by("position")
    return [(str(one.question), str(one.after) if one.after else None, one.when) for one in items]


@pytest.mark.parametrize(
    ("when", "value", "met"),
    [
        ([True], True, True),
        ([True], False, False),
        ([0, 1, 2, 3], 3, True),
        ([0, 1, 2, 3], 4, False),
        ([1], [0, 1], True),
        ([2], [0, 1], False),
        ([2], None, False),
        (["any"], None, True),
    ],
)
def test_a_condition_is_met_by_any_of_its_answers(when: list[object], value: object, met: bool):
    assert is_met(when, value) is met


def test_conditions_are_ticked_on_the_sets_page_and_read_back(
    lead: Client, project: Project, questions: list[Question]
):
    made = make.make_set(project, *questions)
    phone, line, callers = questions
    sent = {
        "version": 1,
        f"when-{line.pk}": [f"{phone.pk}:yes"],
        f"when-{callers.pk}": [f"{line.pk}:0", f"{line.pk}:2"],
    }
    assert lead.post(url("set_order", project, made.pk), sent).status_code == 302
    assert stored(made) == [
        ("Do you answer the phone?", None, []),
        ("Which line?", "Do you answer the phone?", [True]),
        ("What do callers ask most?", "Which line?", [0, 2]),
    ]
    page = lead.get(url("set_order", project, made.pk)).content.decode()
    assert "Only if question 1 is answered with: Yes." in page
    assert "Only if question 2 is answered with: Main, Night." in page


def test_answers_to_two_questions_a_later_one_and_nonsense_are_refused_or_nothing(
    lead: Client, project: Project, questions: list[Question]
):
    made = make.make_set(project, *questions)
    phone, line, callers = questions
    both = {"version": 1, f"when-{callers.pk}": [f"{phone.pk}:yes", f"{line.pk}:0"]}
    answer = lead.post(url("set_order", project, made.pk), both)
    assert answer.status_code == 422
    assert "Tick answers to one question only." in answer.content.decode()
    odd = {
        "version": 1,
        f"when-{phone.pk}": [f"{line.pk}:0", "x:y", f"{phone.pk}:yes", "99999999999999999999:1"],
    }
    assert lead.post(url("set_order", project, made.pk), odd).status_code == 302
    assert [when for _question, _after, when in stored(made)] == [[], [], []]


def test_a_question_is_moved_and_its_condition_goes_when_what_it_depends_on_comes_later(
    lead: Client, project: Project, chosen: QuestionSet, questions: list[Question]
):
    phone, line, callers = questions
    sent = {
        "version": 2,
        "down": phone.pk,
        f"when-{line.pk}": [f"{phone.pk}:yes"],
        f"when-{callers.pk}": [f"{line.pk}:0"],
    }
    answer = lead.post(url("set_order", project, chosen.pk), sent, follow=True)
    assert stored(chosen) == [
        ("Which line?", None, []),
        ("Do you answer the phone?", None, []),
        ("What do callers ask most?", "Which line?", [0]),
    ]
    assert "“Which line?” is always asked now" in answer.content.decode()
    stale = lead.post(url("set_order", project, chosen.pk), sent, follow=True)
    assert "Somebody changed this set meanwhile" in stale.content.decode()


def test_a_set_that_is_saved_keeps_the_conditions_that_still_hold(
    lead: Client, project: Project, chosen: QuestionSet, questions: list[Question]
):
    _phone, line, callers = questions
    form = {"name": "Two", "minutes": 5, "version": 2, f"place-{line.pk}": 1, f"place-{callers.pk}": 2}
    assert lead.post(url("set", project, chosen.pk), form).status_code == 302
    assert stored(chosen) == [
        ("Which line?", None, []),
        ("What do callers ask most?", "Which line?", [0, 2]),
    ]


def test_a_condition_follows_its_answers_by_their_words(
    project: Project, chosen: QuestionSet, questions: list[Question]
):
    line = questions[1]
    wanted = Wanted(text="Which line?", kind="one_of", options=["Night", "Referral", "Main line"])
    actions.reword(question=line, number=1, topic=line.topic, wanted=wanted, hint="", by=lead_of(project))
    assert stored(chosen)[2] == ("What do callers ask most?", "Which line?", [0])
    actions.reword(
        question=line,
        number=2,
        topic=line.topic,
        wanted=Wanted(text="Which line?"),
        hint="",
        by=lead_of(project),
    )
    assert stored(chosen)[2] == ("What do callers ask most?", None, [])


def test_a_sent_round_keeps_the_conditions_of_that_moment(
    project: Project, interview: Interview, chosen: QuestionSet, questions: list[Question]
):
    actions.order_set(
        question_set=chosen,
        version=2,
        order=[one.pk for one in questions],
        conditions={},
        by=lead_of(project),
    )
    items = RoundItem.objects.filter(round=interview.round).order_by("position")
    assert [(str(one.after or ""), one.when) for one in items] == [
        ("", []),
        ("Do you answer the phone?", [True]),
        ("Which line?", [0, 2]),
    ]


def save(client: Client, interview: Interview, place: int, sent: str) -> dict[str, object]:
    wording = list(interview.round.items.order_by("position"))[place].wording_id
    address = reverse("stakeholders:personal_save", args=[make.token_of(interview.stakeholder), wording])
    version = interview.answers.filter(wording=wording).values_list("version", flat=True).first() or 0
    answer = client.post(
        address, {"r": interview.pk, f"v{wording}": version, f"a{wording}": sent, "device": "phone"}
    )
    assert answer.status_code == 200
    told: dict[str, object] = json.loads(answer.content)
    return told


def test_what_is_asked_grows_with_what_was_answered(client: Client, interview: Interview):
    assert [one.is_unmet for one in queries.page_of(interview.stakeholder_id).asked] == [False, True, True]
    told = save(client, interview, 0, "yes")
    assert (told["answered"], told["total"], told["words"]) == (1, 2, "1 of 2 answered")
    told = save(client, interview, 1, "2")
    assert (told["answered"], told["total"]) == (2, 3)
    page = queries.page_of(interview.stakeholder_id)
    assert [one.is_unmet for one in page.asked] == [False, False, False]
    assert page.asked[2].only_if == "Only if question 2 is answered with: Main, Night."
    assert page.asked[2].when == "0 2"


def test_what_was_answered_is_never_hidden(client: Client, interview: Interview):
    save(client, interview, 0, "yes")
    save(client, interview, 1, "2")
    save(client, interview, 2, "When their appointment is.")
    told = save(client, interview, 0, "no")
    assert (told["answered"], told["total"]) == (3, 3)
    address = reverse("stakeholders:personal", args=[make.token_of(interview.stakeholder)])
    page = client.get(address).content.decode()
    assert "When their appointment is." in page
    assert "data-unmet" not in page


def test_a_required_question_that_nothing_calls_for_keeps_nobody_from_submitting(
    client: Client, interview: Interview
):
    save(client, interview, 0, "no")
    address = reverse("stakeholders:personal", args=[make.token_of(interview.stakeholder)])
    page = client.get(address).content.decode()
    assert page.count("data-unmet") == 2
    assert "Only if question 1 is answered with: Yes." in page
    client.post(address, {"r": interview.pk, "submit": 1})
    interview.refresh_from_db()
    assert interview.state == "submitted"


def test_a_required_question_that_is_called_for_is_still_required(client: Client, interview: Interview):
    save(client, interview, 0, "yes")
    save(client, interview, 1, "0")
    address = reverse("stakeholders:personal", args=[make.token_of(interview.stakeholder)])
    assert client.post(address, {"r": interview.pk, "submit": 1}).status_code == 422


def test_who_interviews_reads_when_a_question_is_asked(lead: Client, project: Project, chosen: QuestionSet):
    talk = make.make_running(project, question_set=chosen)
    page = lead.get(url("live", project, talk.pk)).content.decode()
    assert "Only if question 1 is answered with: Yes." in page


def test_a_spanish_page_says_it_in_spanish(client: Client, interview: Interview):
    address = reverse("stakeholders:personal", args=[make.token_of(interview.stakeholder)])
    page = client.get(f"{address}?lang=es").content.decode()
    assert "Solo si la pregunta 1 se responde con: Sí." in page
