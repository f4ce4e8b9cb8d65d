"""The plan as files for Jira and Microsoft Project, and elements that are looked at again."""

import csv
import datetime
import io
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
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


def raw_file(project: Project, kind: str) -> bytes:
    client = Client()
    client.force_login(lead_of(project))
    answer = client.get(reverse("vision:handoff", args=[project.slug]) + f"?for={kind}")
    assert answer["Content-Disposition"].startswith("attachment")
    content: bytes = answer.content
    return content


def file(project: Project, kind: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw_file(project, kind).decode(), newline="")))


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


def test_jira_gets_its_headings_seconds_and_a_column_for_each_value(project: Project, plan: None):
    lead, labels = lead_of(project).email, ["access-scheduling", "integration"]
    assert file(project, "jira") == [
        ["Issue Id", "Summary", "Issue Type", "Description", "Assignee", "Original Estimate"]
        + ["Labels"] * 2
        + ["Blocked by"] * 2,
        ["1", "Record, read-only", "Task", "Greets by name.", "", "144000", *labels, "", ""],
        ["2", "'=Sum of all", "Task", "", lead, "", "clinical-services", "", "1", ""],
        ["3", "Third", "Task", "", "", "", "access-scheduling", "", "1", "2"],
    ]


def test_what_jira_asks_of_a_file_holds_for_whatever_people_typed(project: Project, plan: None):
    """The rules of docs/decisions/handing-off-the-plan.md, one by one."""
    make_element(project, title="Two\nlines, “quoted”", description='"a",\r\nb', flags=["policy", "space"])
    raw = raw_file(project, "jira")
    # No mark that would become a part of the first heading.
    assert raw.startswith(b"Issue Id,Summary,")
    headings, *rows = csv.reader(io.StringIO(raw.decode(), newline=""))
    assert headings.count("Summary") == 1
    assert [heading for heading in headings if re.search(r"[^\w ]", heading)] == []
    # No comma is left out for what is empty.
    assert {len(row) for row in rows} == {len(headings)}
    columns = {name: [row[headings.index(name)] for row in rows] for name in set(headings)}
    assert all(columns["Summary"])
    assert max(map(len, columns["Summary"])) <= 255
    assert columns["Issue Id"] == ["1", "2", "3", "4"]
    assert set(columns["Issue Type"]) == {"Task"}
    assert all("@" in one for one in columns["Assignee"] if one)
    assert all(one.isdigit() for one in columns["Original Estimate"] if one)
    labels = [value for row in rows for name, value in zip(headings, row, strict=True) if name == "Labels"]
    assert [label for label in labels if " " in label] == []
    assert columns["Description"][3] == '"a",\r\nb'


def test_microsoft_project_gets_its_own_field_names_and_predecessors(project: Project, plan: None):
    expected = [
        ["ID", "Name", "Duration", "Predecessors", "Resource Names", "Notes"],
        ["1", "Record, read-only", "5 days", "", "", "Greets by name."],
        ["2", "'=Sum of all", "", "1", str(lead_of(project)), ""],
        ["3", "Third", "", "1,2", "", ""],
    ]
    assert file(project, "project") == expected
    sheet = load_workbook(io.BytesIO(raw_file(project, "project&format=xlsx"))).active
    assert sheet is not None
    found = [["" if value is None else str(value) for value in row] for row in sheet.values]
    assert found == [[value.replace("'=", "=") for value in row] for row in expected]
    assert sheet["B3"].data_type == "s"


def test_what_microsoft_project_asks_of_a_file_holds(project: Project, plan: None):
    """The rules of docs/decisions/handing-off-the-plan.md, one by one."""
    one = dict.fromkeys(("effort_low", "effort_likely", "effort_high"), Decimal("0.5"))
    make_element(project, title="Half a day", **one)
    headings, *rows = file(project, "project")
    # An ID is the row's number, and predecessors name IDs of the file, never the task itself.
    ids = [row[0] for row in rows]
    assert ids == [str(number) for number in range(1, len(rows) + 1)]
    for row in rows:
        needed = [need for need in row[headings.index("Predecessors")].split(",") if need]
        assert set(needed) <= set(ids) - {row[0]}
    durations = [row[headings.index("Duration")] for row in rows]
    assert durations == ["5 days", "", "", "1 day"]


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
