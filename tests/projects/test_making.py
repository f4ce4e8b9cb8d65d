"""Making a project, and the door that leads to it."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from projects.models import AuditEntry, Membership, Project, Role
from tests.projects.factories import make_member, make_project, make_user

FORM = {
    "name": "Lakeside lines",
    "organisation": "Lakeside Clinics",
    "purpose": "One number for all clinics.",
    "time_zone": "America/Chicago",
    "currency": "USD",
    "go_live_target": "2027-03-01",
}


@pytest.fixture
def dana(client, db):
    """Somebody signed in who has no project yet."""
    user = make_user("dana@example.org", name="Dana Kim")
    client.force_login(user)
    return user


def test_who_makes_a_project_becomes_its_lead_and_it_is_written_down(client, dana):
    response = client.post("/projects/new/", FORM)
    project = Project.objects.get()
    assert response.headers["Location"] == "/p/lakeside-lines/"
    assert (project.name, project.time_zone, str(project.go_live_target)) == (
        "Lakeside lines",
        "America/Chicago",
        "2027-03-01",
    )
    assert Membership.objects.get(project=project).role == Role.LEAD
    assert str(AuditEntry.objects.get()) == "Dana Kim made the project Lakeside lines"


def test_fields_that_are_not_in_the_form_change_nothing(client, dana):
    other = make_user()
    client.post(
        "/projects/new/",
        FORM
        | {
            "slug": "mine",
            "is_sample": "1",
            "created_by": other.pk,
            "version": "9",
            "archived_at": "2020-01-01",
        },
    )
    project = Project.objects.get()
    assert (project.slug, project.is_sample, project.created_by, project.version, project.archived_at) == (
        "lakeside-lines",
        False,
        dana,
        1,
        None,
    )


def test_one_form_sent_twice_makes_one_project(client, dana):
    sent = FORM | {"form_key": str(uuid.uuid4())}
    first, second = (client.post("/projects/new/", sent) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"] == "/p/lakeside-lines/"
    assert Project.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_by_two_clicks_at_once_makes_one_project():
    user = make_user()
    sent = FORM | {"form_key": str(uuid.uuid4())}
    together = threading.Barrier(2)

    def click() -> str:
        browser = Client()
        browser.force_login(user)
        together.wait()
        try:
            return browser.post("/projects/new/", sent).headers["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as clicks:
        places = [click.result() for click in [clicks.submit(click) for _ in range(2)]]
    assert places == ["/p/lakeside-lines/"] * 2
    assert Project.objects.count() == 1


def test_two_projects_of_one_name_have_two_addresses(client, dana):
    for _ in range(2):
        client.post("/projects/new/", FORM)
    assert sorted(Project.objects.values_list("slug", flat=True)) == ["lakeside-lines", "lakeside-lines-2"]


def test_an_error_keeps_what_was_typed(client, dana):
    response = client.post("/projects/new/", FORM | {"time_zone": "Moon/Tranquillity"})
    assert response.status_code == 422
    assert 'value="Lakeside lines"' in response.content.decode()
    assert not Project.objects.exists()


def test_the_front_door_leads_to_the_only_project(client, dana):
    assert client.get("/").headers["Location"] == "/projects/"
    make_project("Only one", lead=dana)
    assert client.get("/").headers["Location"] == "/p/only-one/"
    make_project("Another", lead=dana)
    assert client.get("/").headers["Location"] == "/projects/"


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_list_of_projects_asks_the_same_of_the_database_whatever_its_length(
    client, dana, count, django_assert_num_queries
):
    for _ in range(count):
        make_project(lead=dana)
    client.get("/projects/")
    with django_assert_num_queries(5):
        response = client.get("/projects/")
    assert response.content.decode().count('class="list-main"') == count


def test_a_project_of_others_is_not_in_the_list(client, dana):
    make_project("Theirs")
    make_member(make_project("Mine", lead=dana))
    page = client.get("/projects/").content.decode()
    assert "Mine" in page
    assert "Theirs" not in page
