"""Importing agents and marketing calendars: looked at first, told and not guessed, all or nothing."""

import contextlib
import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from time_machine import TimeMachineFixture

from mailroom.models import Message
from marketing_sync import actions, importing, mail_briefs
from marketing_sync.importing.rows import Wrong
from marketing_sync.models import Agent, Launch, ListImport
from projects.models import Project, Role
from tests.marketing_sync.factories import make_agent, make_brief, make_launch
from tests.projects.factories import lead_of, make_member, make_project


@pytest.fixture
def project(db: None, client: Client, frozen: TimeMachineFixture) -> Project:
    """A project in Chicago on Tuesday 15 September 2026; its lead is signed in."""
    project = make_project("Riverbend", time_zone="America/Chicago")
    client.force_login(lead_of(project))
    return project


def url(name: str, project: Project, *args: Any) -> str:
    return reverse(f"marketing_sync:{name}", args=[project.slug, *args])


def upload(client: Client, project: Project, of: str, content: str | bytes, **fields: str) -> Any:
    body = content.encode() if isinstance(content, str) else content
    data = {"file": SimpleUploadedFile("list.csv", body), **fields}
    return client.post(url(f"import_{of}", project), data)


def kept(client: Client, project: Project, of: str, content: str | bytes, **fields: str) -> ListImport:
    response = upload(client, project, of, content, **fields)
    assert response.status_code == 302, response.content.decode()[:2000]
    return ListImport.objects.latest("pk")


def confirm(client: Client, project: Project, of: str, content: str, **fields: str) -> ListImport:
    one = kept(client, project, of, content, **fields)
    client.post(url(f"{of}_confirm", project, one.pk), {"columns": ",".join(one.columns)})
    one.refresh_from_db()
    return one


def reasons(one: ListImport) -> list[tuple[int, str]]:
    return [(row.number, row.reasons) for row in actions.judged_list(one).bad]


def test_agents_are_looked_at_then_added_and_asked_what_is_ahead(client: Client, project: Project):
    make_brief(make_launch(project, name="Heart letter"))
    known = make_agent(project, name="Omar", email="omar@example.org", team="Day")
    asked = Message.objects.filter(kind=mail_briefs.KIND).count()
    content = (
        "Agent name;E-mail;Skill;Language\n"
        "Omar Farouk;OMAR@example.org;Evening;\n"
        "Lucia Mendez;lucia@example.org;Evening;Spanish\n"
        ";nobody@example.org;;\n"
        "No address;;;\n"
        "Twice;lucia@example.org;;\n"
        "Latin;latin@example.org;;Latin\n"
    )
    one = kept(client, project, "agents", content)
    assert Agent.objects.count() == 1
    page = client.get(url("agents_preview", project, one.pk)).content.decode()
    assert "1 to add, 1 to update, 0 as they are, 4 with errors. Nothing is imported yet." in page
    assert reasons(one) == [
        (4, "A, Agent name: The name is missing."),
        (5, "B, E-mail: The address is missing."),
        (6, "B, E-mail: Row 3 has the same address."),
        (7, "D, Language: This is not known here. Use English or Spanish."),
    ]
    client.post(url("agents_confirm", project, one.pk), {"columns": ",".join(one.columns)})
    known.refresh_from_db()
    assert (known.name, known.team, known.language) == ("Omar Farouk", "Evening", "en")
    assert Agent.objects.get(email="lucia@example.org").language == "es"
    assert Message.objects.filter(kind=mail_briefs.KIND).count() == asked + 1
    again = client.post(
        url("agents_confirm", project, one.pk), {"columns": ",".join(one.columns)}, follow=True
    )
    assert "nothing was done twice" in again.content.decode()
    rows = client.get(url("agents_bad_rows", project, one.pk)).content.decode("utf-8-sig")
    assert "The address is missing." in rows


def test_our_own_export_of_agents_comes_back_as_it_is(client: Client, project: Project):
    make_agent(project, name="=Omar", team="+Evening", language="es")
    exported = client.get(url("export_agents", project)).content
    judged = actions.judged_list(kept(client, project, "agents", exported))
    assert (judged.same, judged.added, judged.updated, judged.bad) == (1, 0, 0, [])


def test_a_marketing_calendar_is_registered_row_by_row(client: Client, project: Project):
    make_launch(project, name="Heart letter", days=20)
    make_launch(project, name="Seminar", days=30)
    content = (
        "Campaign,Channel,Drop date,From,Until,Quantity,Notes\n"
        "Heart letter,Direct mail,2026-10-05,,,,\n"
        "Seminar,Event,2026-10-20,,,,\n"
        'Portal,Newsletter,"March 2, 2027",2027-03-01,2027-03-05,"31,000",See your results.\n'
        "Radio,Radio,05.10.2026,,,,\n"
        "Two ways,Mail,3/4/2027,,,,\n"
        "Backwards,Mail,2026-12-01,2026-12-05,,,\n"
        "Far,Mail,2126-12-01,,,,\n"
        "Pigeon,Pigeon,2026-12-01,,,,\n"
        ",Mail,,,,-3,\n"
    )
    one = confirm(client, project, "launches", content, kind="direct_mail")
    assert (one.added, one.updated, one.bad) == (2, 0, 6)
    portal = Launch.objects.get(name="Portal")
    assert (portal.kind, portal.audience_size, portal.offer) == ("email", 31_000, "See your results.")
    assert (portal.earliest.isoformat(), portal.likely.isoformat(), portal.latest.isoformat()) == (
        "2027-03-01",
        "2027-03-02",
        "2027-03-05",
    )
    assert Launch.objects.get(name="Radio").likely == datetime.date(2026, 10, 5)
    assert dict(reasons(kept(client, project, "launches", content, kind="event"))) == {
        3: "C, Drop date: It is registered for 2026-10-15. Move it on its own page, so that everybody is "
        "told.",
        6: "C, Drop date: This can be read in two ways. Write it as 2027-03-04 or 2027-04-03.",
        7: "D, From: This is after the day it goes out.",
        8: "C, Drop date: Give a day within five years of today.",
        9: "B, Channel: This is not known here. Use one of: Direct mail, Patient letter, E-mail, Digital, "
        "TV or radio, Event, Product, Promotion, Incentive.",
        10: "F, Quantity: This must be a whole number up to 500 million.; A, Campaign: The name is missing.; "
        "C, Drop date: The day is missing.",
    }


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Marketing//EN
BEGIN:VEVENT
UID:1
SUMMARY:Heart letter\\, second drop
DTSTART;VALUE=DATE:20261012
DTEND;VALUE=DATE:20261016
DESCRIPTION:49 USD\\; at four sites.
CATEGORIES:Patient letter
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Evening seminar
DTSTART:20261021T013000Z
DTEND:20261021T030000Z
RRULE:FREQ=WEEKLY
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:Called off
DTSTART;VALUE=DATE:20261012
STATUS:CANCELLED
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_file_is_read_with_its_windows_and_its_zone(client: Client, project: Project):
    one = confirm(client, project, "launches", CALENDAR.replace("\n", "\r\n"), kind="event")
    assert (one.added, one.bad) == (2, 0)
    assert one.remarks == [
        "Left out because they are cancelled: 1.",
        "Of events that repeat, only the first day was read: 1.",
    ]
    heart, seminar = Launch.objects.order_by("likely")
    assert (heart.name, heart.kind, heart.offer) == (
        "Heart letter, second drop",
        "patient_letter",
        "49 USD; at four sites.",
    )
    assert (heart.earliest.day, heart.likely.day, heart.latest.day) == (12, 12, 15)
    # Half past one in the night in UTC is still the evening before in Chicago.
    assert (seminar.likely, seminar.kind) == (datetime.date(2026, 10, 20), "event")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"BEGIN:VCALENDAR\r\nthis is none",
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10,
        b"PK\x03\x04 not a workbook",
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(client: Client, project: Project, content: bytes):
    response = upload(client, project, "launches", content, kind="event")
    assert (response.status_code, ListImport.objects.count()) == (422, 0)


def test_a_column_that_was_not_recognised_is_set_by_hand(client: Client, project: Project):
    one = kept(client, project, "launches", "What,When\nHeart letter,2026-10-05\n", kind="event")
    page = client.get(url("launches_preview", project, one.pk)).content.decode()
    assert "No column is set to “Name”." in page
    client.post(url("launches_preview", project, one.pk), {"column-0": "name", "column-1": "likely"})
    one.refresh_from_db()
    stale = client.post(url("launches_confirm", project, one.pk), {"columns": ","}, follow=True)
    assert "changed in another window" in stale.content.decode()
    client.post(url("launches_confirm", project, one.pk), {"columns": "name,likely"})
    assert Launch.objects.get().kind == "event"


def test_each_side_imports_its_own_and_nobody_else_s_list(client: Client, project: Project):
    one = kept(client, project, "launches", "Name,Day\nHeart,2026-10-05\n", kind="event")
    assert client.get(url("agents_preview", project, one.pk)).status_code == 404
    client.force_login(make_member(project, Role.MARKETING))
    assert client.get(url("import_agents", project)).status_code == 403
    assert client.get(url("launches_preview", project, one.pk)).status_code == 200


@given(st.text(max_size=40))
def test_whatever_stands_in_a_day_is_a_day_or_told(text: str):
    with contextlib.suppress(Wrong):
        assert isinstance(importing.read_day(text), datetime.date)
