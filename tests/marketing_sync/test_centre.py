"""The contact centre's settings and its usual week are kept by version and come in from spreadsheets."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from marketing_sync import actions, forms, queries
from marketing_sync.models import Centre, Staffed
from marketing_sync.phones import read_week
from projects.models import AuditEntry, Project, Role
from tests.projects.factories import lead_of, make_member, make_project

HOURS = {0: (480, 1080), 5: (540, 720)}


@pytest.fixture
def project(db: None) -> Project:
    return make_project()


@pytest.fixture
def operations(project: Project, client: Client) -> Client:
    client.force_login(make_member(project, Role.OPERATIONS))
    return client


def url(project: Project, name: str, *args: int) -> str:
    return reverse(f"marketing_sync:{name}", args=[project.slug, *args])


def given(project: Project, **changed: Any) -> dict[str, Any]:
    stored = queries.centre(project)
    values = {name: getattr(stored, name) for name in forms.CentreForm.Meta.fields} | changed
    hours = {"opens_0": "08:00", "closes_0": "18:00", "opens_5": "09:00", "closes_5": "00:00"}
    return {name: "" if value is None else value for name, value in values.items()} | hours


def test_the_settings_are_kept_with_the_opening_hours(project: Project, operations: Client):
    data = given(project, service_level=90, patience=120, version=1)
    answer = operations.post(url(project, "change_centre"), data)
    assert answer["Location"] == url(project, "centre")
    stored = Centre.objects.get()
    assert (stored.promise, stored.patience, stored.version) == ("90/20", 120, 2)
    assert queries.open_hours(project) == {0: (480, 1080), 5: (540, 1440)}
    assert AuditEntry.objects.latest("pk").detail == {"changed": ["patience", "service_level", "hours"]}


def test_the_second_of_two_editors_is_told_and_sees_both_values(project: Project, operations: Client):
    actions.save_centre(project=project, by=lead_of(project), hours=HOURS, service_level=85)
    answer = operations.post(url(project, "change_centre"), given(project, service_level=90, version=1))
    assert answer.status_code == 409
    assert "Saved meanwhile: “85”." in answer.content.decode()
    assert Centre.objects.get().service_level == 85


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"service_level": 100}, "less than or equal to 99"),
        ({"closes_0": ""}, "Give both times, or none for a closed day."),
        ({"closes_0": "07:00"}, "This is not after the opening."),
        ({"full_training_hours": 2}, "This is less than the campaign-only training."),
        ({"shrinkage": "many"}, "Enter a whole number."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    project: Project, operations: Client, changed: dict[str, Any], why: str
):
    answer = operations.post(url(project, "change_centre"), given(project, version=1) | changed)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not Centre.objects.exists()


def test_a_week_is_typed_by_the_hour(project: Project, operations: Client):
    operations.post(url(project, "save_staff"), {"version": 1, "people-0-8-00": 4, "people-4-17-00": 2})
    assert list(Staffed.objects.values_list("weekday", "minute", "people")) == [
        (0, 480, 4),
        (0, 510, 4),
        (4, 1020, 2),
        (4, 1050, 2),
    ]


def test_two_people_typing_one_week_do_not_overwrite_each_other_unseen(project: Project, operations: Client):
    actions.save_staff(project=project, by=lead_of(project), week={(0, 480): 9})
    answer = operations.post(url(project, "save_staff"), {"version": 1, "people-0-8-00": 4})
    assert answer.status_code == 409
    assert Staffed.objects.get().people == 9


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Time,Mon,Tue\n08:00,4,5\n09:00,6,7\n", id="weekdays across"),
        pytest.param(
            "Uhrzeit;Montag;Dienstag\n8:00 - 9:00;4;5\n9:00 - 10:00;6;7\n", id="German, from and to"
        ),
        pytest.param(
            "Day,From,To,Agents\nMonday,08:00,09:00,4\nMonday,09:00,10:00,6\n"
            "Tuesday,08:00,09:00,5\nTuesday,09:00,10:00,7\n",
            id="a row a span",
        ),
        pytest.param(
            "Date,Time,Scheduled\n2026-03-02,08:00,4\n2026-03-02,09:00,6\n2026-03-03,08:00,5\n"
            "2026-03-03,09:00,7\n",
            id="the dates of one week",
        ),
    ],
)
def test_a_week_comes_in_as_spreadsheets_hold_it(text: str):
    found = read_week(text.encode())
    assert found.wrong == []
    hours = {(0, 480): 4, (0, 540): 6, (1, 480): 5, (1, 540): 7}
    assert found.people == {
        (day, minute + half): people for (day, minute), people in hours.items() for half in (0, 30)
    }


def test_every_row_of_a_week_that_cannot_be_taken_is_named():
    found = read_week(
        b"Day,Time,Agents\nMonday,08:00,four\nSomeday,09:00,5\nMonday,10:10,5\nMonday,11:00,-1\n"
    )
    assert found.wrong == [
        "Row 2: This is not a number.",
        "Row 3: This is not a date.",
        "Row 4: Times on the hour or the half hour are understood.",
        "Row 5: This is negative.",
    ]


def test_a_file_fills_the_form_and_is_kept_only_when_that_is_saved(project: Project, operations: Client):
    file = SimpleUploadedFile("week.csv", b"Time,Monday\n08:00,4\n08:30,6\n")
    page = operations.post(url(project, "read_staff"), {"file": file})
    assert b"is not saved yet" in page.content
    assert b'name="people-0-8-30" value="6"' in page.content
    assert not Staffed.objects.exists()
    operations.post(url(project, "save_staff"), {"version": 1, "people-0-8-00": 4, "people-0-8-30": 6})
    exported = operations.get(url(project, "export_staff")).content
    assert read_week(exported).people | {} == {
        (day, minute): (4 if minute == 480 else 6) if day == 0 else 0
        for day in range(7)
        for minute in (480, 510, 540)
        if minute < 540 or day < 0
    } | {(day, 540): 6 if day == 0 else 0 for day in range(7)}


def test_both_pages_ask_as_often_however_much_is_staffed(
    project: Project, operations: Client, django_assert_num_queries: Any
):
    for count in (1, 3):
        week = {(0, 480 + 30 * place): 2 for place in range(count)}
        actions.save_staff(project=project, by=lead_of(project), week=week)
        operations.get(url(project, "staff"))
        with django_assert_num_queries(9):
            operations.get(url(project, "staff"))
