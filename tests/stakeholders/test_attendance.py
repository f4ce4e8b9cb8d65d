"""A planned talk follows the register: by its title, and in the calendars of those who come."""

import datetime

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mailroom.models import Message
from projects.models import Project
from stakeholders import actions
from stakeholders.models import Conversation, Stakeholder, Status
from tests.projects.factories import lead_of
from tests.stakeholders import factories as make
from tests.stakeholders.test_interviews import events
from tests.stakeholders.test_register import fields, url


def title(talk: Conversation) -> str:
    return Conversation.objects.select_related("round").get(pk=talk.pk).round.title


def test_a_planned_talk_is_called_by_who_comes_after_a_merge_and_a_held_one_as_it_was(project: Project):
    into = make.make_stakeholder(project, name="Ana Ruiz")
    gone = make.make_stakeholder(project, name="A. Ruis")
    alone = make.make_conversation(project, gone)
    group = make.make_conversation(project, gone, make.make_stakeholder(project, name="Bo Lee"))
    held = make.make_running(project, gone)
    actions.mark(conversation=held, status=Status.HELD, by=lead_of(project))
    done = actions.merge(into=into, gone=gone, by=lead_of(project))
    assert [title(one) for one in (alone, group, held)] == [
        "Interview with Ana Ruiz",
        "Group interview: Ana Ruiz, Bo Lee",
        "Interview with A. Ruis",
    ]
    actions.undo_merge(merge=done, by=lead_of(project))
    assert [title(one) for one in (alone, group)] == [
        "Interview with A. Ruis",
        "Group interview: A. Ruis, Bo Lee",
    ]


def test_a_name_that_is_spelt_better_renames_the_talk_and_writes_to_nobody(lead: Client, project: Project):
    person = make.make_stakeholder(project, name="Ana Ruis", email="ana@example.org")
    talk = make.make_conversation(project, person)
    Message.objects.all().delete()
    lead.post(url("edit", project, person.pk), fields(name="Ana Ruiz"))
    assert (title(talk), events()) == ("Interview with Ana Ruiz", [])


def test_a_list_that_brings_another_name_renames_the_talk(project: Project):
    person = make.make_stakeholder(project, name="Ana Ruis", email="ana@example.org")
    other = make.make_conversation(project)
    before = title(other)
    talk = make.make_conversation(project, person)
    listed = b"Name,E-mail\nAna Ruiz,ana@example.org\nNew One,new@example.org\n"
    actions.confirm_import(upload=make.make_import(project, listed), by=lead_of(project))
    assert (title(talk), title(other)) == ("Interview with Ana Ruiz", before)


def test_a_list_that_brings_no_other_name_asks_as_often_with_three_talks_as_with_one(project: Project):
    asked = []
    for names in (("Ana", "Bo", "Cleo"), ("Dev", "Eli", "Fay")):
        for name in names:
            person = make.make_stakeholder(project, name=name, email=f"{name}@example.org")
            if name in ("Ana", "Dev", "Eli", "Fay"):
                make.make_conversation(project, person)
        listed = "Name,E-mail,Title\n" + "".join(f"{name},{name}@example.org,Nurse\n" for name in names)
        upload = make.make_import(project, listed.encode())
        with CaptureQueriesContext(connection) as statements:
            actions.confirm_import(upload=upload, by=lead_of(project))
        asked.append(len(statements))
    assert asked[0] == asked[1]
    assert project.stakeholders.filter(title="Nurse").count() == 6


def test_invitations_follow_a_person_to_another_address(lead: Client, project: Project):
    person = make.make_stakeholder(project, name="Ana Ruiz", email="ana@old.example.org")
    beside = make.make_stakeholder(project, name="Bo Lee", email="bo@example.org")
    make.make_conversation(project, person, beside)
    make.make_conversation(project, person, starts_at=timezone.now() - datetime.timedelta(days=1))
    Message.objects.all().delete()
    form = lead.get(url("edit", project, person.pk)).content.decode()
    assert "With another address the people of 1 planned talk get a mail" in form
    lead.post(url("edit", project, person.pk), fields(email="ana@new.example.org"))
    assert events() == [
        ("ana@old.example.org", "CANCEL", 1),
        (lead_of(project).email, "REQUEST", 1),
        ("ana@new.example.org", "REQUEST", 1),
        ("bo@example.org", "REQUEST", 1),
    ]
    subjects = {mail.to_email: mail.subject.partition(":")[0] for mail in Message.objects.all()}
    assert subjects["ana@old.example.org"] == "Now at your other address"
    # The person was invited before; what is new is the address, so it says the whole.
    assert subjects["ana@new.example.org"] == "Invitation"
    assert "ana@new.example.org" in Message.objects.get(to_email="bo@example.org").calendar.replace(
        "\r\n ", ""
    )


def test_an_address_that_is_taken_away_calls_no_talk_off(lead: Client, project: Project):
    person = make.make_stakeholder(project, name="Ana Ruis", email="ana@example.org")
    talk = make.make_conversation(project, person)
    Message.objects.all().delete()
    lead.post(url("edit", project, person.pk), fields(email="", name="Ana Ruiz"))
    assert Stakeholder.objects.get(pk=person.pk).email == ""
    assert (title(talk), events()) == ("Interview with Ana Ruiz", [])
    page = lead.get(url("edit", project, make.make_stakeholder(project).pk)).content.decode()
    assert "With another address" not in page
