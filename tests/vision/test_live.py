"""The day an element went live stands on the charts, once, and can be taken back."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from projects.models import AuditEntry
from tests.outcomes.factories import make_constraint
from tests.projects.factories import lead_of, make_project
from tests.vision.factories import make_element
from vision.models import Place


@pytest.mark.django_db
def test_the_latest_day_on_which_an_element_went_live_is_marked_and_taken_back(client: Client):
    project = make_project()
    client.force_login(lead_of(project))
    element = make_element(project, title="Nurse triage")
    url = reverse("vision:live", args=[project.slug, element.pk])
    for day in ("2026-01-05", "2026-01-12"):
        client.post(url, {"on": day})
    event = project.outcome_events.kept().get()
    assert (event.words, event.on) == ("Nurse triage", datetime.date(2026, 1, 12))
    assert "Live since" in client.get(element.get_absolute_url()).content.decode()
    assert AuditEntry.objects.filter(verb="put live").count() == 2
    client.post(url, {"on": "2999-01-01"})
    client.post(url, {"not": "1"})
    assert project.outcome_events.kept().count() == 0


@pytest.mark.django_db
def test_what_lies_below_the_line_cannot_go_live(client: Client):
    project = make_project()
    client.force_login(lead_of(project))
    element = make_element(project, Place.NEXT)
    assert (
        client.post(reverse("vision:live", args=[project.slug, element.pk]), {"on": "2026-01-05"}).status_code
        == 404
    )


@pytest.mark.django_db
def test_the_first_words_of_a_version_hold_the_constraints_that_were_named(client: Client):
    project = make_project()
    client.force_login(lead_of(project))
    make_constraint(project, statement="No new position before spring.")
    page = client.get(reverse("vision:publish_statement", args=[project.slug])).content.decode()
    assert "No new position before spring." in page
