"""The list of people to alert, the ladder, and the agreement."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from marketing_sync import actions, queries
from marketing_sync.models import AlertContact
from projects.models import Project
from tests.marketing_sync.factories import make_contact
from tests.marketing_sync.test_launches import NASTY, text
from tests.projects.factories import lead_of, make_project


@pytest.fixture
def project(db: None, client: Client) -> Project:
    """A project in Chicago; its lead is signed in."""
    project = make_project("Riverbend", time_zone="America/Chicago")
    client.force_login(lead_of(project))
    return project


def url(name: str, project: Project, *args: int) -> str:
    return reverse(f"marketing_sync:{name}", args=[project.slug, *args])


def given(**fields: Any) -> dict[str, Any]:
    return {
        "name": "Priya",
        "email": "priya@example.org",
        "time_zone": "America/Chicago",
        "version": 1,
        **fields,
    }


def on_the_list(project: Project) -> list[str]:
    return list(project.alert_contacts.active().values_list("name", flat=True))


def test_a_person_is_put_at_the_end_of_the_list(client: Client, project: Project):
    make_contact(project, name="Sam")
    client.post(url("new_contact", project), given(quiet_from="22:00", quiet_until="07:00", stands_in="on"))
    assert on_the_list(project) == ["Sam", "Priya"]
    priya = project.alert_contacts.get(name="Priya")
    assert (priya.quiet_from, priya.quiet_until, priya.stands_in) == (
        datetime.time(22),
        datetime.time(7),
        True,
    )


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"email": "priya"}, "Enter a valid email address."),
        ({"email": "SAM@example.org"}, "This address is on the list already, perhaps among those taken off."),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice."),
        ({"quiet_from": "22:00"}, "Give both, or neither for no quiet hours."),
        (
            {"quiet_from": "22:00", "quiet_until": "22:00"},
            "Quiet all day would mean that they are never told.",
        ),
        ({"quiet_from": "25:00", "quiet_until": "07:00"}, "Enter a valid time."),
    ],
)
def test_a_mistake_is_named_and_nothing_is_written(
    client: Client, project: Project, fields: dict[str, str], error: str
):
    make_contact(project, name="Sam", email="sam@example.org")
    response = client.post(url("new_contact", project), given(**fields))
    assert (response.status_code, error in text(response)) == (422, True)
    assert on_the_list(project) == ["Sam"]


@pytest.mark.parametrize("field", ["name", "email", "role", "time_zone", "quiet_from"])
@pytest.mark.parametrize("what", NASTY)
def test_whatever_is_typed_is_stored_or_named(client: Client, project: Project, field: str, what: str):
    response = client.post(url("new_contact", project), given(**{field: NASTY[what]}))
    assert response.status_code in (302, 422)
    assert client.get(url("alerting", project)).status_code == 200


def test_one_address_may_stand_on_the_lists_of_two_projects(client: Client, project: Project):
    make_contact(make_project("Elsewhere"), email="priya@example.org")
    assert client.post(url("new_contact", project), given()).status_code == 302
    assert on_the_list(project) == ["Priya"]


def test_people_move_up_and_down_and_stop_at_the_ends(client: Client, project: Project):
    one, _two, three = (make_contact(project, name=name) for name in ("One", "Two", "Three"))
    client.post(url("shift_contact", project, three.pk), {"to": "up"})
    assert on_the_list(project) == ["One", "Three", "Two"]
    client.post(url("shift_contact", project, one.pk), {"to": "up"})
    assert on_the_list(project) == ["One", "Three", "Two"]
    client.post(url("shift_contact", project, one.pk), {"to": "down"})
    assert on_the_list(project) == ["Three", "One", "Two"]


def test_whoever_is_taken_off_can_be_put_back_in_their_place(client: Client, project: Project):
    one, _two = (make_contact(project, name=name) for name in ("One", "Two"))
    response = client.post(url("remove_contact", project, one.pk), follow=True)
    assert "One is no longer alerted. Undo" in text(response)
    assert on_the_list(project) == ["Two"]
    client.post(url("restore_contact", project, one.pk))
    assert on_the_list(project) == ["One", "Two"]


def rungs(*steps: tuple[str, str]) -> dict[str, Any]:
    data: dict[str, Any] = {"form-TOTAL_FORMS": len(steps), "form-INITIAL_FORMS": 0, "version": 1}
    for number, (days, time) in enumerate(steps):
        data |= {f"form-{number}-days_before": days, f"form-{number}-at_time": time}
    return data


def test_the_usual_ladder_stands_until_it_is_changed(client: Client, project: Project):
    eight = datetime.time(8)
    usual = [(14, eight), (7, eight), (3, eight), (1, eight), (0, eight)]
    assert queries.ladder_steps(project) == usual
    actions.set_up(project=project)
    assert queries.ladder_steps(project) == usual
    client.post(url("ladder", project), rungs(("10", "09:30"), ("", ""), ("0", "")))
    assert queries.ladder_steps(project) == [(10, datetime.time(9, 30)), (0, eight)]


@pytest.mark.parametrize(
    ("steps", "error"),
    [
        ([("", "08:00")], "Keep at least one step, or nobody is ever told."),
        ([("3", "08:00"), ("3", "08:00")], "Two steps have the same day and time. Change or empty one."),
        ([("400", "08:00")], "Ensure this value is less than or equal to 365."),
        ([("3", "soon")], "Enter a valid time."),
    ],
)
def test_a_ladder_with_a_mistake_is_refused(
    client: Client, project: Project, steps: list[tuple[str, str]], error: str
):
    response = client.post(url("ladder", project), rungs(*steps))
    assert (response.status_code, error in text(response)) == (422, True)
    assert len(queries.ladder_steps(project)) == 5


def agreed_on(**fields: int) -> dict[str, int]:
    usual = {"lead_days": 14, "review_days": 3, "escalate_hours": 3, "calls_days": 30}
    return {**usual, "version": 1, **fields}


def test_two_who_change_one_person_see_both_texts(client: Client, project: Project):
    priya = make_contact(project, name="Priya", email="priya@example.org", role="Operations")
    here = url("contact", project, priya.pk)
    client.post(here, given(role="Shift lead"))
    response = client.post(here, given(role="Evening lead"))
    assert response.status_code == 409
    shown = text(response)
    assert "Somebody changed this person while you were writing." in shown
    assert "Saved meanwhile: “Shift lead”." in shown
    assert 'value="Evening lead"' in response.content.decode()
    priya.refresh_from_db()
    assert (priya.role, priya.version) == ("Shift lead", 2)
    assert client.post(here, given(role="Evening lead", version=2)).status_code == 302
    priya.refresh_from_db()
    assert (priya.role, priya.version) == ("Evening lead", 3)


def test_two_who_change_the_agreement_see_both_texts(client: Client, project: Project):
    here = url("agreement", project)
    client.post(here, agreed_on(lead_days=10))
    response = client.post(here, agreed_on(lead_days=21))
    assert response.status_code == 409
    assert "Saved meanwhile: “10”." in text(response)
    assert 'value="21"' in response.content.decode()
    assert queries.agreement(project).lead_days == 10
    assert client.post(here, agreed_on(lead_days=21, version=2)).status_code == 302
    assert queries.agreement(project).lead_days == 21


def test_two_who_change_the_ladder_see_both_ladders(client: Client, project: Project):
    here = url("ladder", project)
    client.post(here, rungs(("10", "09:30"), ("0", "08:00")))
    response = client.post(here, rungs(("5", "07:15")))
    assert response.status_code == 409
    shown = text(response)
    assert "Saved meanwhile: “10 days before, 09:30; the morning itself, 08:00”." in shown
    assert 'value="07:15"' in response.content.decode()
    assert queries.ladder_steps(project) == [(10, datetime.time(9, 30)), (0, datetime.time(8))]
    assert client.post(here, {**rungs(("5", "07:15")), "version": 2}).status_code == 302
    assert queries.ladder_steps(project) == [(5, datetime.time(7, 15))]


def test_the_agreement_is_kept(client: Client, project: Project):
    client.post(url("agreement", project), agreed_on(lead_days=10, review_days=2))
    agreed = queries.agreement(project)
    assert (agreed.lead_days, agreed.review_days, agreed.escalate_hours, agreed.calls_days) == (10, 2, 3, 30)


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("alert_contact_quiet_hours_begin_and_end", {"quiet_from": datetime.time(22)}),
        (
            "alert_contact_is_not_quiet_all_day",
            {"quiet_from": datetime.time(22), "quiet_until": datetime.time(22)},
        ),
        ("alert_contact_one_per_address", {"email": "SAM@example.org"}),
    ],
)
def test_the_database_holds_the_rules_of_the_list(project: Project, rule: str, fields: dict[str, Any]):
    make_contact(project, email="sam@example.org")
    priya = make_contact(project)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        AlertContact.objects.filter(pk=priya.pk).update(**fields)
