"""Interviews in person: who is told what, when it changes, and what the protocol allows."""

import datetime
import email
import email.policy
import re
from typing import Any

import icalendar
import ics
import pytest
import vobject
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mailroom import calendar, delivery
from mailroom.calendar import Guest, Meeting
from mailroom.models import Message
from projects.models import AuditEntry, Project, Role
from stakeholders import actions, queries
from stakeholders.models import Conversation, Interview, Round, Status
from tests.fixtures.mail import SmtpSink
from tests.projects.factories import lead_of, make_member, make_project
from tests.stakeholders import factories as make

NASTY = 'Ann, "the; boss"\r\nATTENDEE:mailto:thief@example.org\\\x07 🎉<script>'


def url(name: str, project: Project, *args: int) -> str:
    return reverse(f"stakeholders:{name}", args=[project.slug, *args])


def events() -> list[tuple[str, str, int]]:
    """Who was sent what: the address, the method, the sequence, in the order of writing."""
    told = []
    for one in Message.objects.order_by("pk"):
        (event,) = icalendar.Calendar.from_ical(one.calendar).walk("VEVENT")
        told.append((one.to_email, one.calendar_method, int(event["SEQUENCE"])))
    return told


# --- the calendar entry ---

START = datetime.datetime(2026, 3, 8, 7, 30, tzinfo=datetime.UTC)
MEETING = Meeting(
    uid="one@example.org",
    sequence=3,
    starts_at=START,
    ends_at=START + datetime.timedelta(minutes=45),
    summary="Gespräch, 🎉; " * 9 + NASTY,
    place="Room 4\r\nBEGIN:VALARM",
    description="First line\n\nSecond, with a \\ in it 👩‍⚕️" * 5,
    organizer=Guest("Dana\r\nKim", "lead@example.org"),
    sent_by="planner@example.org",
)
GUESTS = [Guest(NASTY, "ann@example.org"), Guest("Öz", "oz@example.org", leads=True)]


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_three_readers_that_know_nothing_of_each_other_read_the_same_entry(method: str):
    entry = calendar.entry(MEETING, GUESTS, method=method, now=START)
    lines = entry.text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert "\n" not in entry.text.replace("\r\n", "")
    assert (entry.method, lines.count(f"METHOD:{method}")) == (method, 1)

    (ours,) = icalendar.Calendar.from_ical(entry.text).walk("VEVENT")
    theirs = vobject.readOne(entry.text).vevent
    (third,) = ics.Calendar(entry.text).events
    summary = "Gespräch, 🎉; " * 9 + 'Ann, "the; boss"\nATTENDEE:mailto:thief@example.org\\ 🎉<script>'
    assert str(ours["SUMMARY"]) == theirs.summary.value == third.name == summary
    assert str(ours["LOCATION"]) == theirs.location.value == third.location == "Room 4\nBEGIN:VALARM"
    assert str(ours["DESCRIPTION"]) == theirs.description.value == third.description == MEETING.description
    assert str(ours["UID"]) == theirs.uid.value == third.uid == "one@example.org"
    assert ours["DTSTART"].dt == theirs.dtstart.value == third.begin.datetime == START
    assert ours["DTEND"].dt == theirs.dtend.value == third.end.datetime
    assert int(ours["SEQUENCE"]) == int(theirs.sequence.value) == 3
    status = "CANCELLED" if method == "CANCEL" else "CONFIRMED"
    assert str(ours["STATUS"]) == theirs.status.value == third.status == status
    assert ours["DTSTAMP"].dt == START
    # One line for each guest, and none that a name brought along.
    name = "Ann, 'the; boss' ATTENDEE:mailto:thief@example.org\\ 🎉<script>"
    assert [str(one) for one in ours["ATTENDEE"]] == ["mailto:ann@example.org", "mailto:oz@example.org"]
    assert [one.value for one in theirs.attendee_list] == [str(one) for one in ours["ATTENDEE"]]
    assert sorted(one.email for one in third.attendees) == ["ann@example.org", "oz@example.org"]
    assert [one.params["CN"] for one in ours["ATTENDEE"]] == [name, "Öz"]
    assert [one.params["CN"] for one in theirs.attendee_list] == [[name], ["Öz"]]
    assert theirs.organizer.params["SENT-BY"] == ["mailto:planner@example.org"]
    assert theirs.organizer.value == "mailto:lead@example.org"
    assert len(ours.subcomponents) == 0


# --- telling ---


def test_an_interview_is_looked_at_scheduled_once_and_everybody_is_invited(lead: Client, project: Project):
    project.reply_to = "office@example.org"
    project.save(update_fields=["reply_to"])
    person = make.make_stakeholder(project, name="Dr Ngozi Okafor", email="okafor@example.org", language="es")
    without = make.make_stakeholder(project, name="No Mail", email="")
    start = timezone.localtime(timezone=project.zone) + datetime.timedelta(days=3)
    sent: dict[str, Any] = {
        "people": [person.pk, without.pk],
        "interviewer": lead_of(project).pk,
        "question_set": make.make_set(project).pk,
        "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "minutes": 45,
        "place": "Room 4",
        "note": "Please be frank.",
        "invites": "on",
        "form_key": "0b0d6b1e-6b0a-4b6f-9d5e-0a5c3c1f9a11",
    }
    check = lead.post(url("interview_new", project), sent).content.decode()
    assert "2 mails with a calendar entry will leave." in check
    assert "Please be frank." in check
    assert (Message.objects.count(), Conversation.objects.count()) == (0, 0)
    for _twice in range(2):
        lead.post(url("interview_new", project), {**sent, "confirm": "1"})
    made = Conversation.objects.get()
    assert made.starts_at == start.replace(second=0, microsecond=0)
    assert (made.round.way, made.round.minutes, made.round.intro) == ("group", 45, "Please be frank.")
    assert events() == [
        (lead_of(project).email, "REQUEST", 0),
        ("okafor@example.org", "REQUEST", 0),
    ]
    mail = Message.objects.get(to_email="okafor@example.org")
    assert "Room 4" in mail.text
    entry = mail.calendar.replace("\r\n ", "")
    assert "mailto:office@example.org" in entry
    assert 'SENT-BY="mailto:' in entry
    page = lead.get(made.get_absolute_url()).content.decode()
    assert "no e-mail address, so tell them yourself." in page
    assert (
        "The calendar entry that goes with it"
        in lead.get(reverse("mailroom:message", args=[project.slug, mail.pk])).content.decode()
    )


def test_a_change_is_told_under_the_same_name_with_a_higher_number(project: Project):
    stays, goes, comes = (make.make_stakeholder(project, email=f"{name}@example.org") for name in "abc")
    made = make.make_conversation(project, stays, goes)
    Message.objects.all().delete()
    plan = make.make_plan(project, stays, comes, question_set=made.round.question_set)
    actions.change_interview(conversation=made, version=1, plan=plan, by=lead_of(project))
    assert events() == [
        ("b@example.org", "CANCEL", 1),
        (lead_of(project).email, "REQUEST", 1),
        ("a@example.org", "REQUEST", 1),
        ("c@example.org", "REQUEST", 1),
    ]
    subjects = {one.to_email[0]: one.subject.partition(":")[0] for one in Message.objects.all()}
    assert (subjects["a"], subjects["b"], subjects["c"]) == ("Changed", "Cancelled", "Invitation")
    uids = {
        icalendar.Calendar.from_ical(one.calendar).walk("VEVENT")[0]["UID"] for one in Message.objects.all()
    }
    assert len(uids) == 1


def test_what_no_calendar_shows_tells_nobody(project: Project):
    person = make.make_stakeholder(project)
    made = make.make_conversation(project, person)
    plan = make.make_plan(project, person, starts_at=made.starts_at)
    actions.change_interview(conversation=made, version=1, plan=plan, by=lead_of(project))
    made.refresh_from_db()
    assert (made.sequence, Message.objects.count()) == (0, 2)


def test_who_saves_second_is_told(lead: Client, project: Project):
    person = make.make_stakeholder(project)
    made = make.make_conversation(project, person, place="Room 4")
    plan = make.make_plan(project, person, question_set=made.round.question_set, place="Room 5")
    actions.change_interview(conversation=made, version=1, plan=plan, by=lead_of(project))
    sent = {
        "people": [person.pk],
        "interviewer": made.interviewer_id,
        "question_set": made.round.question_set_id,
        "starts_at": f"{timezone.localtime(made.starts_at, project.zone):%Y-%m-%dT%H:%M}",
        "minutes": 30,
        "place": "Room 6",
        "version": 1,
        "confirm": 1,
    }
    answer = lead.post(url("interview_edit", project, made.pk), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Meanwhile saved by somebody else: “Room 5”" in page
    assert 'value="Room 6"' in page
    made.refresh_from_db()
    assert made.place == "Room 5"


def test_a_cancelled_interview_leaves_every_calendar_and_can_come_back(lead: Client, project: Project):
    made = make.make_conversation(project, make.make_stakeholder(project, email="a@example.org"))
    assert "2 people are told" in lead.get(url("interview_cancel", project, made.pk)).content.decode()
    page = lead.post(url("interview_cancel", project, made.pk), {"words": "I am ill."}, follow=True)
    assert "The interview is cancelled." in page.content.decode()
    lead.post(url("interview_again", project, made.pk))
    assert [one[1:] for one in events()] == [("REQUEST", 0)] * 2 + [("CANCEL", 1)] * 2 + [("REQUEST", 2)] * 2
    assert "I am ill." in Message.objects.get(to_email="a@example.org", calendar_method="CANCEL").text
    made.refresh_from_db()
    assert made.status == Status.PLANNED


def test_what_is_over_invites_nobody(project: Project):
    make.make_conversation(project, starts_at=timezone.now() - datetime.timedelta(days=1))
    assert Message.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_mail_arrives_with_the_entry_in_both_forms(smtp_sink: SmtpSink):
    project = make_project("Riverbend")
    make.make_conversation(project, make.make_stakeholder(project, email="a@example.org", name=NASTY[:60]))
    delivery.run()
    (arrived,) = smtp_sink.to("a@example.org")
    message = email.message_from_bytes(arrived.content, policy=email.policy.default)
    assert [one.addr_spec for one in message["To"].addresses] == ["a@example.org"]
    assert message["Bcc"] is None
    parts = {one.get_content_type(): one for one in message.walk()}
    asked, file = parts["text/calendar"], parts["application/ics"]
    assert asked.get_param("method") == "REQUEST"
    assert asked.get_payload(decode=True) == file.get_payload(decode=True)
    assert vobject.readOne(asked.get_content()).method.value == "REQUEST"


# --- what became of it ---


def test_marking_can_be_taken_back_and_counts_as_heard_only_when_held(lead: Client, project: Project):
    made = make.make_running(project)
    interview = made.round.interviews.get()
    wording = made.round.items.first().wording
    fields = {"version": 0, "device": "desk", "follow_up": False, "by": lead_of(project)}
    actions.note(interview=interview, wording=wording, text="One number.", **fields)
    assert queries.heard(project).heard == 0
    for status, heard in ((Status.HELD, 1), (Status.PLANNED, 0), (Status.NO_SHOW, 0), (Status.HELD, 1)):
        lead.post(url("interview_mark", project, made.pk), {"status": status})
        made.refresh_from_db()
        assert (made.status, queries.heard(project).heard) == (status, heard)
    assert [one.text for one in queries.answers_for_desk(project)] == ["One number."]
    assert lead.post(url("interview_mark", project, made.pk), {"status": "nonsense"}).status_code == 302


def test_what_was_said_stands_by_question_in_the_order_asked_each_question_once(
    lead: Client, project: Project
):
    ana, bo = make.make_stakeholder(project, name="Ana"), make.make_stakeholder(project, name="Bo")
    later, first = (make.make_question(project, text) for text in ("What else?", "What first?"))
    talk = make.make_running(project, bo, ana, question_set=make.make_set(project, first, later))
    for place, who, text in ((1, ana, "No more."), (0, bo, "A phone."), (0, ana, "A nurse.")):
        make.say(talk.round.interviews.get(stakeholder=who), text, place=place)
    page = lead.get(talk.get_absolute_url()).content.decode()
    assert re.findall(r"What first\?|What else\?|A phone\.|A nurse\.|No more\.", page) == [
        "What first?",
        "A nurse.",
        "A phone.",
        "What else?",
        "No more.",
    ]


def test_an_interview_in_person_is_no_round_that_is_sent_or_reminded_of(lead: Client, project: Project):
    made = make.make_conversation(project)
    assert Round.objects.emailed().count() == 0
    assert lead.get(url("round", project, made.pk)).status_code == 404
    assert Interview.objects.asked().count() == 0


# --- the list ---


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_list_takes_the_same_queries_whatever_its_length(
    lead: Client, project: Project, count: int, django_assert_num_queries: Any
):
    chosen, person = make.make_set(project), make.make_stakeholder(project)
    for _one in range(count):
        make.make_conversation(project, person, make.make_stakeholder(project), question_set=chosen)
    with django_assert_num_queries(10):
        assert lead.get(url("interviews", project)).status_code == 200


def test_the_list_is_searched_filtered_and_exported_by_its_address(lead: Client, project: Project):
    okafor = make.make_stakeholder(project, name="Dr Ngozi Okafor")
    make.make_conversation(project, okafor, place="Room 4")
    held = make.make_running(project, make.make_stakeholder(project, name="Maria Santos"), place="By phone")
    actions.mark(conversation=held, status=Status.HELD, by=lead_of(project))
    for query, names in (
        ("q=okafor", ["Dr Ngozi Okafor"]),
        ("q=phone", ["Maria Santos"]),
        ("status=held", ["Maria Santos"]),
        ("status=planned", ["Dr Ngozi Okafor"]),
        ("way=group", []),
        (
            "status=nonsense&page=-1&sort=x&interviewer=99999999999999999999",
            ["Dr Ngozi Okafor", "Maria Santos"],
        ),
    ):
        text = lead.get(url("interviews_export", project) + f"?format=csv&{query}").content.decode(
            "utf-8-sig"
        )
        assert sorted(line.split(",")[2] for line in text.splitlines()[1:]) == names, query
        assert lead.get(url("interviews", project) + f"?{query}").status_code == 200


def test_people_are_found_beside_those_who_are_chosen(lead: Client, project: Project):
    chosen = make.make_stakeholder(project, name="Dr Ngozi Okafor")
    make.make_stakeholder(project, name="Maria Santos")
    foreign = make.make_stakeholder(make_project("Elsewhere"), name="Maria Elsewhere")
    found = lead.get(url("interview_people", project) + f"?who=maria&people={chosen.pk}&people={foreign.pk}")
    page = found.content.decode()
    assert "Dr Ngozi Okafor" in page
    assert "Maria Santos" in page
    assert "Elsewhere" not in page


def test_people_members_and_sets_of_another_project_are_refused(lead: Client, project: Project):
    other = make_project("Elsewhere")
    sent = {
        "people": [make.make_stakeholder(other).pk],
        "interviewer": lead_of(other).pk,
        "question_set": make.make_set(other).pk,
        "starts_at": "2026-12-24T10:00",
        "minutes": 30,
        "confirm": 1,
    }
    assert lead.post(url("interview_new", project), sent).status_code == 422
    assert Conversation.objects.count() == 0


# --- the protocol ---


def test_booking_against_a_rule_is_refused_in_its_words_and_a_lead_may_set_it_aside(project: Project):
    make.make_rule(project, why="They talk among equals.")
    boss = make.make_stakeholder(project, level="executive")
    planner = make_member(project, Role.PLANNER)
    client = Client()
    sent = {
        "people": [boss.pk],
        "interviewer": planner.pk,
        "question_set": make.make_set(project).pk,
        "starts_at": f"{timezone.now() + datetime.timedelta(days=2):%Y-%m-%dT%H:%M}",
        "minutes": 30,
        "confirm": 1,
        "override_reason": "She asked for Ana herself.",
    }
    words = "Executive: interviewed by somebody of the level “Executive” or above. They talk among equals."
    client.force_login(planner)
    refused = client.post(url("interview_new", project), sent)
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert "Why the rule is set aside this time" not in refused.content.decode()
    client.force_login(lead_of(project))
    asked = client.post(url("interview_new", project), {**sent, "override_reason": ""})
    assert "Why the rule is set aside this time" in asked.content.decode()
    assert client.post(url("interview_new", project), sent).status_code == 302
    made = Conversation.objects.get()
    assert (made.overridden_rules, made.override_reason) == (words, "She asked for Ana herself.")
    assert "She asked for Ana herself." in client.get(made.get_absolute_url()).content.decode()
    kept = AuditEntry.objects.get(verb="set the interview protocol aside")
    assert kept.detail == {"rules": [words], "reason": "She asked for Ana herself."}


def test_a_rule_that_is_made_while_somebody_books_holds_for_them(project: Project):
    boss = make.make_stakeholder(project, level="executive")
    planner = make_member(project, Role.PLANNER)
    plan = make.make_plan(project, boss, interviewer=planner)
    make.make_rule(project)
    with pytest.raises(actions.AgainstProtocol, match="Executive: interviewed by somebody of the level"):
        actions.schedule(project=project, plan=plan, by=planner)
    assert (Conversation.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("least", "has", "allowed"),
    [
        ("director", "executive", True),
        ("director", "director", True),
        ("director", "manager", False),
        ("director", "", False),
        ("director", "physician", False),
        ("physician", "executive", False),
        ("physician", "physician", True),
    ],
)
def test_a_rule_goes_by_where_the_interviewer_stands(project: Project, least: str, has: str, allowed: bool):
    make.make_rule(project, level="manager", least=least)
    lead = lead_of(project)
    actions.set_levels(project=project, levels={lead.pk: has}, by=lead)
    plan = make.make_plan(project, make.make_stakeholder(project, level="manager"))
    if allowed:
        actions.schedule(project=project, plan=plan, by=lead)
    else:
        with pytest.raises(actions.AgainstProtocol):
            actions.schedule(project=project, plan=plan, by=lead)
    assert Conversation.objects.count() == allowed


def test_the_member_who_is_named_may_whatever_their_level(project: Project):
    make.make_rule(project, least="", member=lead_of(project))
    make.make_conversation(project, make.make_stakeholder(project, level="executive"))
    assert Conversation.objects.count() == 1


def test_rules_are_kept_on_their_page(lead: Client, project: Project):
    assert "Everybody may interview everybody" in lead.get(url("protocol", project)).content.decode()
    rule = {"level": "executive", "least": "director", "why": ""}
    lead.post(url("protocol_add", project), rule)
    again = lead.post(url("protocol_add", project), rule)
    assert again.status_code == 422
    assert "There is a rule for this level already." in again.content.decode()
    assert lead.post(url("protocol_add", project), {"level": "manager"}).status_code == 422
    made = project.protocol_rules.get()
    lead.post(url("protocol_edit", project, made.pk), {**rule, "least": "executive", "version": 1})
    assert lead.post(url("protocol_edit", project, made.pk), {**rule, "version": 1}).status_code == 409
    lead.post(url("protocol_levels", project), {f"level-{lead_of(project).pk}": "manager"})
    assert "or above." in lead.get(url("protocol", project)).content.decode()
    lead.post(url("protocol_archive", project, made.pk))
    assert queries.protocol.rules_in_force(project) == []
    lead.post(url("protocol_restore", project, made.pk))
    assert [one.least for one in queries.protocol.rules_in_force(project)] == ["executive"]
