"""A project with a lead who is signed in."""

import pytest
from django.test import Client

from projects.models import Project
from tests.projects.factories import lead_of, make_project


@pytest.fixture
def project(db: None) -> Project:
    return make_project("Riverbend")


@pytest.fixture
def lead(project: Project) -> Client:
    client = Client()
    client.force_login(lead_of(project))
    return client
