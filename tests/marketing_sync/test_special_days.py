"""Days that differ from their weekday are typed or brought as a list, looked at first, and counted with."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from marketing_sync import actions, forecasting, queries
from marketing_sync.models import ListImport, SpecialDay
from projects.models import Project, Role
from tests.marketing_sync.staffed import MONDAY, made, mailing, make_staffed
from tests.projects.factories import lead_of, make_member, make_project


@pytest.fixture
def project(db: None, frozen: TimeMachineFixture) -> Project:
    """On 15 September 2026."""
    return make_project()


@pytest.fixture
def operations(project: Project, client: Client) -> Client:
    client.force_login(make_member(project, Role.OPERATIONS))
    return client


def url(project: Project, name: str, *args: int) -> str:
    return reverse(f"marketing_sync:{name}", args=[project.slug, *args])


def brought(client: Client, project: Project, text: str) -> ListImport:
    """The list as it is kept to be looked at."""
    file = SimpleUploadedFile("days.csv", text.encode())
    answer = client.post(url(project, "import_days"), {"file": file})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return ListImport.objects.latest("pk")


def said(project: Project) -> list[tuple[str, bool, str, int, str]]:
    return [
        (f"{one.day}", one.is_closed, one.clock, one.people, one.why) for one in project.special_days.all()
    ]


@pytest.mark.parametrize(
    ("given", "kept", "shown"),
    [
        ({"what": "closed", "people": "4", "why": "Labor Day"}, (True, "", 0, "Labor Day"), "closed"),
        ({"what": "more", "people": "3"}, (False, "", 3, ""), "3 people more, all day"),
        ({"what": "fewer", "people": "2"}, (False, "", -2, ""), "2 people fewer, all day"),
        (
            {"what": "hours", "opens": "09:00", "closes": "13:30"},
            (False, "09:00–13:30", 0, ""),
            "open 09:00–13:30<",
        ),
        (
            {"what": "fewer", "people": "1", "opens": "09:00", "closes": "00:00"},
            (False, "09:00–24:00", -1, ""),
            "open 09:00–24:00 · 1 person fewer, all day",
        ),
    ],
)
def test_a_day_that_differs_is_typed_shown_and_taken_away(
    project: Project,
    operations: Client,
    given: dict[str, str],
    kept: tuple[bool, str, int, str],
    shown: str,
):
    day = str(project.today() + datetime.timedelta(days=3))
    operations.post(url(project, "save_special_day"), {"day": day, "what": "closed", "why": "A slip"})
    before = queries.centre(project).staff_version
    page = operations.post(url(project, "save_special_day"), {"day": day, **given}, follow=True)
    assert said(project) == [(day, *kept)]
    assert shown in page.content.decode()
    assert queries.centre(project).staff_version == before + 1
    operations.post(url(project, "remove_special_day", project.special_days.get().pk))
    assert said(project) == []


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"day": "2026-09-18", "what": "more"}, "Say how many people."),
        ({"day": "2026-09-18", "what": "more", "people": "0"}, "greater than or equal to 1"),
        ({"day": "20260-09-18", "what": "closed"}, "Enter a valid date."),
        ({"day": "0026-09-18", "what": "closed"}, "between the years 2000 and 2100"),
        ({"day": "2026-09-18", "what": "hours"}, "Say from when until when it is open."),
        ({"day": "2026-09-18", "what": "hours", "opens": "09:00"}, "Say both times"),
        (
            {"day": "2026-09-18", "what": "hours", "opens": "13:00", "closes": "09:00"},
            "not after the opening",
        ),
        (
            {"day": "2026-09-18", "what": "hours", "opens": "09:00", "closes": "13:00", "people": "2"},
            "Choose more or fewer people",
        ),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_what_was_typed(
    project: Project, operations: Client, given: dict[str, str], why: str
):
    answer = operations.post(url(project, "save_special_day"), given)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert f'value="{given["day"]}"' in answer.content.decode()
    assert said(project) == []


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"is_closed": True, "people": 1},
        {"is_closed": True, "opens": 540, "closes": 720},
        {"opens": 540},
        {"opens": 720, "closes": 540},
        {"opens": 540, "closes": 1500},
    ],
)
def test_the_database_holds_no_day_that_says_nothing_or_two_things(project: Project, fields: dict[str, Any]):
    with pytest.raises(IntegrityError, match="special_day"), transaction.atomic():
        SpecialDay.objects.create(project=project, day="2026-12-24", **fields)


@pytest.mark.parametrize(
    "text",
    [
        (
            "Date,Opens,Closes,People,Why\n2026-12-24,09:00,13:00,-4,Short day\n2026-12-25,,,,Christmas\n"
            "2026-12-28,,,+3,Letters\n2026-12-31,10:00,24:00,,\n"
        ),
        (
            "Datum;Von;Bis;Personen;Grund\n24.12.2026;9:00;13:00;−4;Short day\n"
            "25.12.2026;;;geschlossen;Christmas\n28.12.2026;;;3;Letters\n31.12.2026;10;0:00;;\n"
        ),
    ],
)
def test_a_list_of_days_is_looked_at_and_kept_when_confirmed(project: Project, operations: Client, text: str):
    one = brought(operations, project, text)
    page = operations.get(url(project, "days_preview", one.pk)).content.decode()
    assert "4 to add, 0 to update, 0 as they are, 0 with errors. Nothing is imported yet." in page
    assert "<td>09:00–13:00</td><td>-4</td><td>Short day</td>" in page
    assert said(project) == []
    operations.post(url(project, "days_confirm", one.pk), {"columns": ",".join(one.columns)})
    days = [
        ("2026-12-24", False, "09:00–13:00", -4, "Short day"),
        ("2026-12-25", True, "", 0, "Christmas"),
        ("2026-12-28", False, "", 3, "Letters"),
        ("2026-12-31", False, "10:00–24:00", 0, ""),
    ]
    assert said(project) == days

    exported = operations.get(url(project, "staff") + "?format=csv").content.decode("utf-8-sig")
    again = actions.judged_list(brought(operations, project, exported))
    assert (again.same, again.bad, again.problems) == (4, [], [])

    changed = brought(operations, project, "Day,Why\n2026-12-25,Christmas Day\n")
    operations.post(url(project, "days_confirm", changed.pk), {"columns": ",".join(changed.columns)})
    assert said(project)[1] == ("2026-12-25", True, "", 0, "Christmas Day")
    assert ListImport.objects.get(pk=changed.pk).updated == 1


def test_every_row_of_a_list_of_days_that_cannot_be_taken_is_named(project: Project, operations: Client):
    rows = (
        "Date,Opens,Closes,People\n2026-12-24,,,-4\nsoon,,,1\n2026-12-24,,,2\n2026-12-27,,,a few\n"
        "2026-12-28,09:00,,\n2026-12-29,13:00,09:00,\n2026-12-30,9:00,26:00,\n2026-12-31,9:00,12:00,closed\n"
        ",,,3\n2027-01-01,closed,,+3\n2027-01-02,,Holiday,-2\n2027-01-03,closed,18:00,\n"
    )
    one = brought(operations, project, rows)
    assert [(row.number, row.reasons) for row in actions.judged_list(one).bad] == [
        (3, "A, Date: This is not a date."),
        (4, "A, Date: Row 2 is the same day."),
        (5, "D, People: Write how many people more or fewer, like +3 or -2, or closed."),
        (6, "C, Closes: Say also when it closes."),
        (7, "C, Closes: This is not after the opening."),
        (8, "C, Closes: This is not the beginning of an interval."),
        (9, "D, People: The hours beside it say that it is open."),
        (10, "A, Date: The day is missing."),
        (11, "D, People: This row says both closed and a number of people. Leave one of the two empty."),
        (12, "D, People: This row says both closed and a number of people. Leave one of the two empty."),
        (13, "B, Opens: The time beside it says that it is open. Leave one of the two empty."),
    ]
    operations.post(url(project, "days_confirm", one.pk), {"columns": ",".join(one.columns)})
    assert said(project) == [("2026-12-24", False, "", -4, "")]


def test_dates_that_can_be_read_in_two_ways_are_told_not_guessed(project: Project, operations: Client):
    one = brought(operations, project, "Date,Why\n03/04/2026,Holiday\n05/06/2026,Another\n")
    page = operations.get(url(project, "days_preview", one.pk)).content.decode()
    assert "These dates can be read in two ways." in page
    operations.post(url(project, "days_confirm", one.pk), {"columns": ",".join(one.columns)})
    assert said(project) == []
    one = brought(operations, project, "Date,Why\n03/04/2026,Holiday\n05/16/2026,Another\n")
    operations.post(url(project, "days_confirm", one.pk), {"columns": ",".join(one.columns)})
    assert [day for day, *_rest in said(project)] == ["2026-03-04", "2026-05-16"]


@pytest.fixture
def staffed(db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Open on weekdays from nine to one with twenty people, 60 calls a half hour, on a Monday in March."""
    monkeypatch.setattr(forecasting, "RUNS", 150)
    monkeypatch.setattr(forecasting, "FEWER_RUNS", 60)
    with time_machine.travel(MONDAY, tick=False):
        yield make_staffed()


def test_on_a_short_day_nobody_is_there_afterwards_and_the_launch_calls_before(staffed: Project):
    launch = mailing(staffed)
    before = made(launch)
    short = SpecialDay(day=launch.likely + datetime.timedelta(days=1), opens=540, closes=660)
    actions.keep_special_days(project=staffed, by=lead_of(staffed), days=[short])
    after = made(launch)
    assert after["minutes"] == before["minutes"] == list(range(540, 780, 30))
    assert (before["present"][1], after["present"][1]) == ([16] * 8, [16] * 4 + [0] * 4)
    assert after["required"][1][4:] == [0] * 4
    # Usual calls come while it is open; whom the launch makes call finds the time.
    assert after["launch"][1] == pytest.approx(before["launch"][1], rel=0.05)
    usual = before["calls"][1][1] - before["launch"][1]
    assert after["calls"][1][1] - after["launch"][1] == pytest.approx(usual / 2, rel=0.1)


def test_on_a_long_day_and_a_special_saturday_a_launch_can_call_and_people_are_there(staffed: Project):
    launch = mailing(staffed)
    before = made(launch)
    tuesday, saturday = (launch.likely + datetime.timedelta(days=days) for days in (1, 5))
    days = [
        SpecialDay(day=tuesday, opens=540, closes=840, people=5),
        SpecialDay(day=saturday, opens=600, closes=720, people=10),
    ]
    actions.keep_special_days(project=staffed, by=lead_of(staffed), days=days)
    after = made(launch)
    assert after["minutes"] == list(range(540, 840, 30))
    # Of five more a fifth is away, too.
    assert after["present"][0] == [16] * 8 + [0] * 2
    assert after["present"][1] == [20] * 8 + [4] * 2
    assert after["present"][5] == [0] * 2 + [8] * 4 + [0] * 4
    assert after["required"][1][9] > 0
    # Who would have waited until Monday calls on the Saturday.
    assert before["launch"][5] == 0
    assert after["launch"][5] + after["launch"][7] == pytest.approx(before["launch"][7], rel=0.05)
