"""Rounds: what leaves the building leaves once, to the right people; reminders never nag."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from mailroom.models import Message, PersonalLink, Suppression
from mailroom.models import State as MailState
from projects.models import Project
from stakeholders import actions, schedule
from stakeholders.models import Interview, QuestionWording, Round, State
from tests.projects.factories import lead_of, make_project
from tests.stakeholders import factories as make

CHICAGO = ZoneInfo("America/Chicago")


def url(name: str, project: Project, *args: int) -> str:
    return reverse(f"stakeholders:{name}", args=[project.slug, *args])


# --- sending ---


def test_a_round_is_drafted_previewed_and_sent_once(lead: Client, project: Project):
    chosen = make.make_set(project)
    people = [make.make_stakeholder(project, name=f"Person {one}") for one in range(3)]
    without = make.make_stakeholder(project, name="No mail", email="")
    sent = {
        "title": "First round",
        "question_set": chosen.pk,
        "intro": "Please be frank.",
        "deadline": "2099-01-01T10:00",
        "reminder_days": "7 3, 3",
    }
    assert lead.post(url("round_new", project), sent).status_code == 422
    in_ten_days = make.timezone.localtime() + datetime.timedelta(days=10)
    lead.post(url("round_new", project), {**sent, "deadline": f"{in_ten_days:%Y-%m-%dT%H:%M}"})
    asked = Round.objects.get()
    assert (asked.reminder_days, asked.is_draft) == ([3, 7], True)

    ticked = [one.pk for one in [*people, without]]
    lead.post(url("round_people", project, asked.pk), {"person": ticked, "shown": ticked})
    assert [one.stakeholder.name for one in asked.interviews.all()] == ["Person 0", "Person 1", "Person 2"]
    lead.post(url("round_people", project, asked.pk), {"person": ticked[:2], "shown": ticked})
    page = lead.get(url("round_preview", project, asked.pk)).content.decode()
    assert "Send 2 invitations" in page
    assert "Please be frank." in page
    assert "3 questions, about 12 minutes." in page
    assert Message.objects.count() == 0

    key = {"form_key": "0b0d6b1e-6b0a-4b6f-9d5e-0a5c3c1f9a11"}
    for _twice in range(2):
        lead.post(url("round_send", project, asked.pk), key)
    assert sorted(Message.objects.values_list("to_email", flat=True)) == [one.email for one in people[:2]]
    assert asked.items.count() == 3
    assert "0 of 2 heard." in lead.get(asked.get_absolute_url()).content.decode()
    again = lead.post(url("round_send", project, asked.pk), follow=True)
    assert "Nobody is chosen who has an e-mail address" in again.content.decode()
    assert Message.objects.count() == 2


def test_the_invitation_names_the_person_and_hides_the_link(project: Project):
    person = make.make_stakeholder(project, name="Dr Ngozi Okafor", email="okafor@example.org")
    asked = make.make_round(project, person)
    mail = Message.objects.get()
    assert (mail.to_name, mail.subject, mail.kind) == (
        "Dr Ngozi Okafor",
        "What should we create?: your part in Riverbend",
        "stakeholders.invitation",
    )
    assert "Dear Dr Okafor," in mail.text
    assert "3 questions, about 12 minutes." in mail.text
    token = make.token_of(person)
    assert token not in mail.text + mail.html
    assert PersonalLink.objects.get().person == f"stakeholders.stakeholder:{person.pk}"
    assert all(token not in str(vars(entry)) for entry in project.audit_entries.all())
    assert asked.sent_by == lead_of(project)


def test_a_spanish_speaker_is_asked_in_spanish(project: Project):
    make.make_round(project, make.make_stakeholder(project, name="Rosa Delgado", language="es"))
    text = Message.objects.get().text
    assert "Hola, Rosa:" in text
    assert "3 preguntas, unos 12 minutos." in text


@pytest.mark.parametrize("name", ["Eve\r\nBcc: all@example.org", "{{ 7|add:7 }}", "<b>Eve</b>", "=cmd()"])
def test_names_and_titles_stay_text_in_mails(project: Project, name: str):
    person = make.make_stakeholder(project, name=name)
    make.make_round(project, person, title=name[:120], intro=f"{name} {{% now %}}")
    mail = Message.objects.get()
    assert "\n" not in mail.subject + mail.to_name
    assert "<b>Eve" not in mail.html
    assert "14" not in mail.subject


def test_wordings_are_fixed_when_the_round_is_sent(project: Project):
    question = make.make_question(project, "First words?")
    asked = make.make_round(project, question_set=make.make_set(project, question))
    actions.reword(
        question=question,
        number=1,
        topic=question.topic,
        wanted=actions.Wanted(text="Other words?"),
        hint="",
        by=lead_of(project),
    )
    question.refresh_from_db()
    assert str(question) == "Other words?"
    assert [item.wording.text for item in asked.items.all()] == ["First words?"]


def test_a_wording_and_a_quote_cannot_be_changed_in_the_database(project: Project):
    ask = make.make_ask(project)
    wording = QuestionWording.objects.first()
    assert wording is not None
    with pytest.raises(DatabaseError, match="A wording is frozen"), transaction.atomic():
        QuestionWording.objects.filter(pk=wording.pk).update(text="Other")
    with pytest.raises(DatabaseError, match="A quote is frozen"), transaction.atomic():
        type(ask).objects.filter(pk=ask.pk).update(quote="Other")


def test_people_and_sets_of_another_project_do_not_get_into_a_round(lead: Client, project: Project):
    other = make_project("Other")
    stranger, foreign = make.make_stakeholder(other), make.make_set(other)
    draft = make.make_draft(project)
    lead.post(url("round_people", project, draft.pk), {"person": [stranger.pk], "shown": [stranger.pk]})
    assert draft.interviews.count() == 0
    in_ten_days = make.timezone.localtime() + datetime.timedelta(days=10)
    answer = lead.post(
        url("round_new", project),
        {"title": "x", "question_set": foreign.pk, "deadline": f"{in_ten_days:%Y-%m-%dT%H:%M}"},
    )
    assert "question_set" in answer.context["form"].errors


def test_everybody_that_a_filter_lets_through_is_chosen_at_once(lead: Client, project: Project):
    for number in range(5):
        make.make_stakeholder(project, level="physician" if number % 2 else "manager")
    make.make_stakeholder(project, level="physician", email="")
    draft = make.make_draft(project)
    lead.post(f"{url('round_people', project, draft.pk)}?level=physician", {"all": "1"})
    assert draft.interviews.filter(stakeholder__level="physician").count() == draft.interviews.count() == 2


def test_more_people_are_asked_in_a_running_round(lead: Client, project: Project):
    asked = make.make_round(project)
    late = make.make_stakeholder(project)
    actions.choose(round=asked, add=[late], by=lead_of(project))
    lead.post(url("round_send", project, asked.pk))
    assert asked.interviews.filter(state=State.INVITED).count() == Message.objects.count() == 2
    assert asked.items.count() == 3


def test_a_sent_round_keeps_its_title_and_set_and_can_get_more_time(lead: Client, project: Project):
    asked = make.make_round(project)
    later = make.timezone.localtime() + datetime.timedelta(days=30)
    other = make.make_set(project, make.make_question(project, "Other?"), name="Other")
    lead.post(
        url("round_edit", project, asked.pk),
        {
            "title": "Changed",
            "question_set": other.pk,
            "deadline": f"{later:%Y-%m-%dT%H:%M}",
            "reminder_days": "",
            "version": 1,
        },
    )
    before = asked.question_set_id
    asked.refresh_from_db()
    assert (asked.title, asked.question_set_id, asked.reminder_days) == ("What should we create?", before, [])
    # What was typed is the project's own time.
    assert f"{asked.deadline.astimezone(project.zone):%Y-%m-%dT%H:%M}" == f"{later:%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize("days", ["0", "-3", "100", "three", "1,2,3,4,5,6,7", "3.5"])
def test_days_of_reminding_are_checked(lead: Client, project: Project, days: str):
    draft = make.make_draft(project)
    answer = lead.post(url("round_edit", project, draft.pk), {"reminder_days": days, "version": 1})
    assert "reminder_days" in answer.context["form"].errors


def test_a_draft_can_be_thrown_away_and_a_sent_round_cannot(lead: Client, project: Project):
    draft, asked = make.make_draft(project), make.make_round(project)
    lead.post(url("round_discard", project, draft.pk))
    page = lead.post(url("round_discard", project, asked.pk), follow=True)
    assert "it can be closed but not thrown away" in page.content.decode()
    assert list(Round.objects.all()) == [asked]


def test_a_round_of_three_hundred_is_written_with_few_statements(
    project: Project, django_assert_max_num_queries: object
):
    people = [make.make_stakeholder(project) for _one in range(300)]
    draft = make.make_draft(project)
    actions.choose(round=draft, add=people, by=lead_of(project))
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        assert actions.send(round=draft, by=lead_of(project)) == 300
    assert Message.objects.count() == 300


# --- reminders ---


@pytest.fixture
def asked(project: Project, time_machine: TimeMachineFixture) -> Round:
    """Sent on Tuesday 15 September at 16:00 in Chicago, until 5 October; reminders after 3 and 7 days."""
    Project.objects.filter(pk=project.pk).update(time_zone="America/Chicago")
    project.refresh_from_db()
    at(time_machine, 15, 16)
    people = [
        make.make_stakeholder(project, name=name, email=f"{name}@example.org") for name in ("ana", "bo")
    ]
    deadline = datetime.datetime(2026, 10, 5, 17, tzinfo=CHICAGO)
    return make.make_round(project, *people, deadline=deadline, reminder_days=[3, 7])


def at(clock: TimeMachineFixture, day: int, hour: int, minute: int = 0) -> None:
    clock.move_to(datetime.datetime(2026, 9, day, hour, minute, tzinfo=CHICAGO), tick=False)


def reminded() -> list[str]:
    mails = Message.objects.filter(kind="stakeholders.reminder").order_by("pk")
    return [mail.to_email for mail in mails]


def interview_of(asked: Round, name: str) -> Interview:
    return asked.interviews.get(stakeholder__name=name)


def test_reminders_are_due_in_the_morning_of_their_day_and_once(
    asked: Round, time_machine: TimeMachineFixture
):
    for day, hour in ((15, 17), (17, 9), (18, 7), (18, 11), (18, 23)):
        at(time_machine, day, hour)
        assert schedule.send_due_reminders() == 0
    at(time_machine, 19, 8)
    assert schedule.send_due_reminders() == 2
    assert schedule.send_due_reminders() == 0
    assert reminded() == ["ana@example.org", "bo@example.org"]
    at(time_machine, 22, 10, 59)
    assert schedule.send_due_reminders() == 2
    at(time_machine, 30, 9)
    assert schedule.send_due_reminders() == 0
    assert len(reminded()) == 4


def test_a_worker_that_slept_over_two_reminders_sends_one(asked: Round, time_machine: TimeMachineFixture):
    at(time_machine, 26, 9)
    assert schedule.send_due_reminders() == 2
    at(time_machine, 27, 9)
    assert schedule.send_due_reminders() == 0
    assert reminded() == ["ana@example.org", "bo@example.org"]


def test_only_who_has_not_submitted_declined_or_stopped_is_reminded(
    asked: Round, time_machine: TimeMachineFixture, project: Project
):
    for name in ("cy", "dee", "eve", "flo"):
        actions.choose(
            round=asked,
            add=[make.make_stakeholder(project, name=name, email=f"{name}@example.org")],
            by=lead_of(project),
        )
    actions.send(round=asked, by=lead_of(project))
    make.say(interview_of(asked, "ana"), "Half of it")
    make.say(interview_of(asked, "bo"), "All of it")
    actions.submit(interview=interview_of(asked, "bo"))
    actions.decline(interview=interview_of(asked, "cy"), reason="")
    actions.stop_reminders(interview=interview_of(asked, "dee"))
    Suppression.objects.create(project=project, email="EVE@example.org", reason="unsubscribed")
    actions.archive(stakeholder=interview_of(asked, "flo").stakeholder, by=lead_of(project))
    at(time_machine, 18, 9)
    schedule.send_due_reminders()
    states = Message.objects.filter(kind="stakeholders.reminder").values_list("to_email", "state")
    assert sorted(states) == [
        ("ana@example.org", MailState.QUEUED),
        ("eve@example.org", MailState.SUPPRESSED),
    ]


def test_several_open_rounds_are_one_mail(asked: Round, time_machine: TimeMachineFixture, project: Project):
    ana = interview_of(asked, "ana").stakeholder
    make.make_round(project, ana, title="Second round", deadline=asked.deadline, reminder_days=[3])
    at(time_machine, 18, 9)
    assert schedule.send_due_reminders() == 3
    assert reminded() == ["ana@example.org", "bo@example.org"]
    text = Message.objects.get(kind="stakeholders.reminder", to_email="ana@example.org").text
    assert "your answers to 2 rounds are still missing" in text
    assert "Second round: until Mon 5 Oct, 17:00 CDT" in text


def test_nothing_is_reminded_after_the_end(asked: Round, time_machine: TimeMachineFixture, project: Project):
    actions.close(round=asked, by=lead_of(project))
    at(time_machine, 18, 9)
    assert schedule.send_due_reminders() == 0


def test_a_reminder_by_hand_is_not_followed_by_one_of_the_clock_on_the_same_day(
    lead: Client, asked: Round, time_machine: TimeMachineFixture, project: Project
):
    at(time_machine, 18, 8)
    page = lead.get(url("round_remind", project, asked.pk)).content.decode()
    assert "Remind 2 people" in page
    lead.post(url("round_remind", project, asked.pk))
    assert schedule.send_due_reminders() == 0
    lead.post(url("round_remind", project, asked.pk))
    assert reminded() == ["ana@example.org", "bo@example.org"]
    mail = Message.objects.filter(kind="stakeholders.reminder").first()
    assert mail is not None
    assert mail.unsubscribe_link is not None
    assert [one.reminders for one in asked.interviews.all()] == [1, 1]


@pytest.mark.parametrize(("month", "day"), [(3, 8), (11, 1)])
def test_the_morning_is_the_projects_morning_on_days_when_the_clocks_change(
    project: Project, time_machine: TimeMachineFixture, month: int, day: int
):
    Project.objects.filter(pk=project.pk).update(time_zone="America/Chicago")
    project.refresh_from_db()
    changed = datetime.datetime(2026, month, day, 8, tzinfo=CHICAGO)
    time_machine.move_to(changed - datetime.timedelta(days=3), tick=False)
    make.make_round(project, deadline=changed + datetime.timedelta(days=9), reminder_days=[3])
    time_machine.move_to(changed - datetime.timedelta(minutes=1), tick=False)
    assert schedule.send_due_reminders() == 0
    time_machine.move_to(changed, tick=False)
    assert schedule.send_due_reminders() == 1
