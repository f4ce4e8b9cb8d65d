"""The call tree: who holds a role, who stands in, and where nobody would."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crisis import actions, queries
from crisis.models import CrisisRole
from projects.models import Project
from tests.crisis.factories import make_person
from tests.projects.factories import lead_of, make_project


@pytest.fixture
def project(db: None, client: Client) -> Project:
    project = make_project("Riverbend")
    client.force_login(lead_of(project))
    return project


def lacks(project: Project) -> str:
    return next(row.lacks for row in queries.role_rows(project) if row.role == CrisisRole.CLINICAL_LEAD)


def test_a_role_needs_somebody_and_somebody_who_stands_in(project: Project):
    assert lacks(project) == "nobody"
    first = make_person(project, CrisisRole.CLINICAL_LEAD)
    assert lacks(project) == "backup"
    second = make_person(project, CrisisRole.CLINICAL_LEAD)
    assert lacks(project) == ""
    assert queries.first_holders(project)[CrisisRole.CLINICAL_LEAD] == first
    actions.remove_person(person=first, by=lead_of(project))
    assert queries.first_holders(project)[CrisisRole.CLINICAL_LEAD] == second
    assert lacks(project) == "backup"


def test_one_address_stands_once_on_the_call_tree(client: Client, project: Project):
    make_person(project, email="sam@example.org")
    there = reverse("crisis:new_person", args=[project.slug])
    page = client.post(there, {"name": "Sam", "email": "SAM@example.org"})
    assert page.status_code == 422
    assert "on the call tree already" in page.content.decode()


@pytest.mark.parametrize("name", ["people", "export_people"])
def test_the_list_asks_as_often_for_many_as_for_one(client: Client, project: Project, name: str):
    there = reverse(f"crisis:{name}", args=[project.slug])

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(there).status_code == 200
        return len(asked)

    make_person(project, CrisisRole.CLINICAL_LEAD)
    client.get(there)
    counts = {count()}
    for number in (3, 50):
        while project.crisis_people.count() < number:
            make_person(project, CrisisRole.CLINICAL_LEAD)
        counts.add(count())
    assert len(counts) == 1
