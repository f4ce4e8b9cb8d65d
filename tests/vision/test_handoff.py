"""The plan as files for Jira and Microsoft Project, and elements that are looked at again."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from mailroom.models import Message
from projects.models import Project
from tests.projects.factories import lead_of, make_project
from tests.vision.factories import make_ask, make_element, make_person, make_version
from vision import schedule
from vision.models import Dependency, Place


@pytest.fixture
def project(db: None) -> Project:
    project = make_project("Harbour line")
    project.time_zone = "UTC"
    project.save()
    return project


def file(project: Project, kind: str) -> list[list[str]]:
    client = Client()
    client.force_login(lead_of(project))
    answer = client.get(reverse("vision:handoff", args=[project.slug]) + f"?for={kind}")
    assert answer["Content-Disposition"].startswith("attachment")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def plan(project: Project) -> None:
    days = dict(zip(("effort_low", "effort_likely", "effort_high"), map(Decimal, (2, 4, 12)), strict=True))
    first = make_element(
        project, title="Record, read-only", reason="Greets by name.", flags=["integration"], **days
    )
    second = make_element(project, title="=Sum of all", owner=lead_of(project), column=1)
    third = make_element(project, title="Third")
    later = make_element(project, Place.NEXT, title="Later")
    for element, needs in ((third, first), (third, second), (second, first), (second, later)):
        Dependency.objects.create(element=element, needs=needs)


def test_jira_gets_its_headings_seconds_and_a_column_for_each_dependency(project: Project, plan: None):
    lead = lead_of(project).email
    assert file(project, "jira") == [
        ["Issue Id", "Summary", "Issue Type", "Description", "Assignee", "Labels", "Original Estimate"]
        + ["Blocked by"] * 2,
        [
            "1",
            "Record, read-only",
            "Task",
            "Greets by name.",
            "",
            "access-scheduling integration",
            "144000",
            "",
            "",
        ],
        ["2", "'=Sum of all", "Task", "", lead, "clinical-services", "", "1", ""],
        ["3", "Third", "Task", "", "", "access-scheduling", "", "1", "2"],
    ]


def test_microsoft_project_gets_its_own_field_names_and_predecessors(project: Project, plan: None):
    assert file(project, "project") == [
        ["ID", "Name", "Duration", "Predecessors", "Resource Names", "Notes"],
        ["1", "Record, read-only", "5 days", "", "", "Greets by name."],
        ["2", "'=Sum of all", "", "1", str(lead_of(project)), ""],
        ["3", "Third", "", "1,2", "", ""],
    ]


def at(project: Project, moment: str) -> list[tuple[str, str]]:
    """Who is written to by the clock at that moment, and on which subject."""
    before = set(Message.objects.values_list("pk", flat=True))
    with travel(f"{moment.replace(' ', 'T')}Z", tick=False):
        schedule.revisit()
    fresh = Message.objects.exclude(pk__in=before).order_by("to_email")
    return [(mail.to_email, mail.subject) for mail in fresh]


def test_when_the_day_has_come_the_lead_and_who_asked_hear_of_it_once(project: Project):
    told, untold = (
        make_person(project, email="told@example.org"),
        make_person(project, email="un@example.org"),
    )
    spanish = make_person(project, email="es@example.org", language="es")
    day = datetime.date(2031, 5, 6)
    with travel("2031-04-01T09:00Z", tick=False):
        element = make_element(
            project, Place.NEXT, title="Web chat", revisit_on=day,
            asks=[make_ask(project, by=told, text="Chat"), make_ask(project, by=spanish)],
        )  # fmt: skip
        make_version(project)
        make_element(project, Place.NOW, revisit_on=day, asks=[make_ask(project, by=untold)])
    assert at(project, "2031-05-05 09:00") == []
    assert at(project, "2031-05-06 06:59") == []
    assert at(project, "2031-05-06 09:00") == sorted(
        [
            ("es@example.org", "Lo estamos mirando de nuevo: Harbour line"),
            (lead_of(project).email, "To be looked at again: Harbour line"),
            ("told@example.org", "We are looking at it again: Harbour line"),
        ]
    )
    assert "Chat" in Message.objects.get(to_email="told@example.org", kind="vision.revisit").text
    assert at(project, "2031-05-06 09:05") == at(project, "2031-05-07 09:00") == []
    element.refresh_from_db()
    element.revisit_on = datetime.date(2031, 6, 6)
    element.save()
    assert len(at(project, "2031-06-09 10:30")) == 3
