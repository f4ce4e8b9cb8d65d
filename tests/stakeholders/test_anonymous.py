"""Anonymous rounds: nothing that can be read, exported or dumped ties an answer to a person."""

import datetime
import json
from typing import Any

import pytest
from django.core import serializers
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError, OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.models import Project
from stakeholders import actions, queries, schedule
from stakeholders.actions import Standing, unnamed
from stakeholders.models import Answer, AnswerText, Interview, Round, Stakeholder, State
from tests.projects.factories import lead_of
from tests.stakeholders import factories as make

NAMES = ("Ana Ruiz", "Bo Lind", "Cleo Adams", "Dev Rao", "Eli Stone", "Fay Moss")


def url(name: str, project: Project, *args: int) -> str:
    return reverse(f"stakeholders:{name}", args=[project.slug, *args])


def personal(stakeholder: Stakeholder) -> str:
    return reverse("stakeholders:personal", args=[make.token_of(stakeholder)])


@pytest.fixture
def asked(project: Project) -> Round:
    people = [
        make.make_stakeholder(
            project, name=name, level="front_line", department="Night shift" if name < "C" else "Scheduling"
        )
        for name in NAMES
    ]
    return make.make_round(project, *people, anonymous=True, title="Front line")


def one_of(asked: Round, name: str) -> Interview:
    return asked.interviews.select_related("stakeholder", "round__project").get(stakeholder__name=name)


def hand_in(asked: Round, *names: str) -> None:
    """Each says something of their own, as no real test of anonymity would let them, and hands it in."""
    for name in names:
        make.say(one_of(asked, name), f"the words of {name[:3]}")
        assert actions.submit(interview=one_of(asked, name))


def words_of(project: Project) -> set[str]:
    return {answer.text for answer in queries.answers_for_desk(project)}


def test_what_was_said_is_read_only_when_the_round_is_closed_and_by_five_or_more(
    lead: Client, project: Project, asked: Round
):
    hand_in(asked, *NAMES[:5])
    assert words_of(project) == set()
    assert "the words of" not in lead.get(url("desk", project)).content.decode()
    actions.close(round=asked, by=lead_of(project))
    assert words_of(project) == {f"the words of {name[:3]}" for name in NAMES[:5]}
    page = lead.get(url("desk", project)).content.decode()
    assert "the words of Bo " in page
    assert not [name for name in NAMES if name in page]


def test_four_people_are_too_few_to_be_read_anywhere(lead: Client, project: Project, asked: Round):
    hand_in(asked, *NAMES[:4])
    actions.close(round=asked, by=lead_of(project))
    assert words_of(project) == set()
    assert queries.unread_count(project) == 0
    assert "the words" not in lead.get(f"{url('desk', project)}?q=words").content.decode()
    assert "fewer than 5 people answered" in lead.get(url("round", project, asked.pk)).content.decode()
    hidden = Answer.objects.filter(unnamed=True)[0]
    assert lead.get(url("lift", project, hidden.pk)).status_code == 404
    assert lead.post(url("read", project, hidden.pk)).status_code == 404


def test_no_row_of_the_database_ties_an_answer_to_whoever_gave_it(project: Project, asked: Round):
    hand_in(asked, *NAMES)
    actions.close(round=asked, by=lead_of(project))
    answers = Answer.objects.select_related("interview__stakeholder")
    assert {answer.interview.stakeholder.name for answer in answers} == {"Voices of “Front line”"}
    assert {(answer.device, answer.version) for answer in answers} == {("", 1)}
    assert {at for answer in answers for at in (answer.created_at, answer.updated_at)} == {asked.sent_at}
    assert AnswerText.objects.count() == 0
    people = Interview.objects.filter(round=asked)
    assert {one.state for one in people} == {State.SUBMITTED}
    times = {at for one in people for at in (one.submitted_at, one.opened_at, one.started_at)}
    assert times == {asked.sent_at}
    rows = [*project.audit_entries.all(), *project.messages.all(), *people, *project.stakeholders.all()]
    dump = serializers.serialize("json", rows)
    assert "the words" not in dump
    assert "submitted" not in json.dumps([entry.verb for entry in project.audit_entries.all()])


def test_neither_keys_nor_the_place_on_the_disk_keep_the_order_of_handing_in(project: Project, asked: Round):
    """With six people the order of handing in comes by chance once in 720 times; twice in a row, never."""

    def order(column: str) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT text FROM stakeholders_answer WHERE unnamed ORDER BY {column}")  # noqa: S608
            return [text for (text,) in cursor.fetchall()]

    hand_in(asked, *NAMES)
    said = [f"the words of {name[:3]}" for name in NAMES]
    seen = set()
    for _time in range(12):
        with transaction.atomic():
            again = Round.objects.select_for_update().get(pk=asked.pk)
            unnamed.pour_the_rest(round=again)
        seen |= {tuple(order("id")), tuple(order("ctid"))}
        assert sorted(order("id")) == sorted(said)
    assert len(seen) > 6
    actions.close(round=asked, by=lead_of(project))
    with connection.cursor() as cursor:
        # One transaction wrote them all: not even the number of it tells one from the other.
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM stakeholders_answer WHERE unnamed")
        assert cursor.fetchone() == (1,)


def test_each_handing_in_mixes_what_lies_there(project: Project, asked: Round):
    hand_in(asked, *NAMES[:3])
    before = set(Answer.objects.filter(unnamed=True).values_list("pk", flat=True))
    hand_in(asked, NAMES[3])
    after = set(Answer.objects.filter(unnamed=True).values_list("pk", flat=True))
    assert (len(before), len(after), before & after) == (3, 4, set())


def test_people_come_back_until_they_hand_in_and_not_after(client: Client, project: Project, asked: Round):
    interview = one_of(asked, "Ana Ruiz")
    answer = make.say(interview, "Half of it")
    page = client.get(personal(interview.stakeholder)).content.decode()
    assert "Half of it" in page
    assert "you can then neither see nor change them, and nobody can tell which were yours." in page
    make.say(one_of(asked, "Ana Ruiz"), "All of it", version=answer.version)
    wording = answer.wording_id
    client.post(
        personal(interview.stakeholder), {f"v{wording}": 2, f"a{wording}": "All of it", "submit": "1"}
    )
    page = client.get(f"{personal(interview.stakeholder)}?change=1").content.decode()
    assert "Your answers have been handed in and cut from your name." in page
    assert "All of it" not in page
    assert 'name="submit"' not in page
    outcome = actions.save_answer(
        interview=interview, wording=answer.wording, text="More", version=0, device="phone"
    )
    assert outcome.standing is Standing.REFUSED
    assert [one.text for one in Answer.objects.all()] == ["All of it"]
    late = client.post(
        reverse("stakeholders:personal_save", args=[make.token_of(interview.stakeholder), wording]),
        {f"v{wording}": "0", f"a{wording}": "More"},
    )
    assert (late.status_code, "was not kept" in late.json()["says"]) == (410, True)
    assert actions.submit(interview=one_of(asked, "Ana Ruiz")) is False


def test_the_end_hands_in_what_was_typed_and_deletes_what_was_declined(project: Project, asked: Round):
    hand_in(asked, *NAMES[:4])
    make.say(one_of(asked, "Eli Stone"), "Typed and left")
    make.say(one_of(asked, "Eli Stone"), "And on a phone", device="other")
    make.say(one_of(asked, "Fay Moss"), "Typed and declined")
    actions.decline(interview=one_of(asked, "Fay Moss"), reason="")
    Round.objects.filter(pk=asked.pk).update(deadline=timezone.now() - datetime.timedelta(minutes=1))
    assert words_of(project) == set()
    assert [schedule.close_anonymous_rounds(), schedule.close_anonymous_rounds()] == [1, 0]
    assert words_of(project) == {
        *(f"the words of {name[:3]}" for name in NAMES[:4]),
        "Typed and left\n\nAnd on a phone",
    }
    assert Answer.objects.filter(unnamed=False).count() == 0
    asked.refresh_from_db()
    assert asked.closed_at == asked.deadline


def test_who_has_answered_is_shown_nowhere(lead: Client, project: Project, asked: Round):
    hand_in(asked, "Ana Ruiz", "Bo Lind")
    actions.decline(interview=one_of(asked, "Cleo Adams"), reason="")
    person = one_of(asked, "Ana Ruiz").stakeholder
    pages = [
        lead.get(url("round", project, asked.pk)).content.decode(),
        lead.get(url("person", project, person.pk)).content.decode(),
        lead.get(url("round_remind", project, asked.pk)).content.decode(),
    ]
    assert [">Submitted</span>" in page or ">Declined</span>" in page for page in pages] == [False] * 3
    assert not [name for name in NAMES if name in pages[2]]
    shown = lead.get(f"{url('round', project, asked.pk)}?state=submitted").context["listing"].rows
    assert [one.stakeholder.name for one in shown] == list(NAMES)
    file = lead.get(url("round_export", project, asked.pk)).content.decode()
    lines = [line.split(",", 2)[2] for line in file.splitlines()[1:]]
    assert len(set(lines)) == 1


def test_the_trail_does_not_tell_who_wanted_what_of_an_anonymous_round(
    lead: Client, project: Project, asked: Round
):
    actions.decline(interview=one_of(asked, "Cleo Adams"), reason="")
    actions.answer_after_all(interview=one_of(asked, "Cleo Adams"))
    actions.stop_reminders(interview=one_of(asked, "Dev Rao"))
    activity = lead.get(reverse("projects:activity", args=[project.slug])).content.decode()
    assert "sent a round" in activity
    assert [name for name in NAMES if name in activity] == []


def test_the_voices_are_no_person_of_the_register_and_no_department_breaks_them_down(
    lead: Client, project: Project, asked: Round
):
    hand_in(asked, *NAMES)
    actions.close(round=asked, by=lead_of(project))
    heard = queries.heard(project)
    assert (heard.heard, heard.people) == (0, 6)
    assert len(lead.get(url("list", project)).context["listing"].rows) == 6
    assert "Voices of" not in lead.get(url("export", project)).content.decode()
    for narrowed in ("department=Night+shift", "level=front_line", "who=Ana"):
        page = lead.get(f"{url('desk', project)}?{narrowed}").content.decode()
        assert ("Nothing that was said fits" in page, "the words of" in page) == (True, False)
    assert lead.get(url("desk", project)).content.decode().count("the words of") == 6
    tally = queries.tally(asked)
    assert (tally.asked, tally.submitted, tally.opened) == (6, 6, 6)
    assert [cell.heard for row in queries.coverage(project).rows for cell in row.cells] == [0] * 10


def test_reminders_go_only_to_who_has_not_handed_in(project: Project, asked: Round):
    hand_in(asked, *NAMES[:4])
    assert [one.stakeholder.name for one in actions.remindable(asked)] == list(NAMES[4:])
    actions.remind(round=asked, by=lead_of(project))
    reminded = project.messages.filter(kind="stakeholders.reminder").values_list("to_name", flat=True)
    assert sorted(reminded) == list(NAMES[4:])


def test_an_ask_from_an_anonymous_round_names_the_voices(lead: Client, project: Project, asked: Round):
    hand_in(asked, *NAMES)
    actions.close(round=asked, by=lead_of(project))
    answer = queries.answers_for_desk(project).get(text="the words of Dev")
    lead.post(url("lift", project, answer.pk), {"text": "Words", "quote": "words of Dev"})
    ask = project.asks.get()
    assert ask.stakeholder.name == "Voices of “Front line”"
    lead.post(url("read_all", project), {"all": "1"})
    assert queries.unread_count(project) == 0


def test_the_promise_is_fixed_when_the_round_is_sent(lead: Client, project: Project, asked: Round):
    with pytest.raises((IntegrityError, InternalError, OperationalError)), transaction.atomic():
        Round.objects.filter(pk=asked.pk).update(anonymous=False)
    deadline = f"{timezone.now() + datetime.timedelta(days=5):%Y-%m-%dT%H:%M}"
    form: dict[str, Any] = {"deadline": deadline, "reminder_days": "", "version": 1}
    assert lead.post(url("round_edit", project, asked.pk), form).status_code == 302
    asked.refresh_from_db()
    assert asked.anonymous


def test_the_database_refuses_an_unnamed_answer_that_tells_its_device(project: Project, asked: Round):
    hand_in(asked, "Ana Ruiz")
    with (
        pytest.raises(IntegrityError, match="answer_unnamed_tells_no_device_or_change"),
        transaction.atomic(),
    ):
        Answer.objects.update(device="phone")


def test_a_round_is_made_anonymous_in_its_form_and_says_so_in_its_mail(lead: Client, project: Project):
    deadline = f"{timezone.now() + datetime.timedelta(days=5):%Y-%m-%dT%H:%M}"
    form = {"title": "Front line", "question_set": make.make_set(project).pk, "deadline": deadline}
    lead.post(url("round_new", project), {**form, "anonymous": "on", "reminder_days": ""})
    made = project.rounds.get()
    assert made.anonymous
    actions.choose(round=made, add=[make.make_stakeholder(project, language="es")], by=lead_of(project))
    actions.send(round=made, by=lead_of(project))
    assert "nadie sabe quién dijo qué" in str(project.messages.get().text)
