"""What became of one person's asks: for the team, and for the person, who may say it was not meant so."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mailroom import links
from projects.models import Project
from stakeholders.mail import personal_link
from stakeholders.models import Stakeholder
from tests.projects.factories import lead_of, make_project
from tests.vision.factories import make_ask, make_element, make_person, make_version
from vision import actions, queries
from vision.models import Decision, DecisionKind, OutcomeMessage, OutcomeState, Place


@pytest.fixture
def project(db: None) -> Project:
    return make_project("Riverbend")


@pytest.fixture
def lead(project: Project) -> Client:
    browser = Client()
    browser.force_login(lead_of(project))
    return browser


def url(name: str, person: Stakeholder, **more: Any) -> str:
    return reverse(f"vision:{name}", kwargs={"token": links.token(personal_link(person)), **more})


def test_the_team_sees_the_element_each_ask_joined_and_every_version_of_it(lead: Client, project: Project):
    person = make_person(project, name="Ana Ruiz")
    joined = make_ask(project, by=person, text="A nurse at night")
    make_ask(project, by=person, text="Fewer faxes")
    make_element(project, Place.NEXT, title="Night nurse", asks=[joined])
    make_version(project)
    address = reverse("vision:became", args=[project.slug, person.pk])
    part = lead.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Night nurse</a> (Access &amp; scheduling, NEXT)" in part
    assert "Version 1</a>: Night nurse, NEXT" in part
    assert part.count("Has not joined an element yet.") == 1
    assert "<html" in lead.get(address).content.decode()
    assert f'hx-get="{address}"' in lead.get(person.get_absolute_url()).content.decode()


def test_a_person_sees_only_what_they_have_been_told(client: Client, project: Project):
    person = make_person(project, power=5)
    ask = make_ask(project, by=person, text="A nurse at night")
    make_element(project, Place.NEXT, title="Night nurse", reason="No licences yet", asks=[ask])
    make_version(project)
    page = client.get(url("heard", person)).content.decode()
    assert "A nurse at night" in page
    assert "Night nurse" not in page
    assert "Nothing has been decided that we have told you of." in page
    OutcomeMessage.objects.update(state=OutcomeState.SENT, sent_at="2026-01-01T00:00Z")
    page = client.get(url("heard", person)).content.decode()
    assert "Here it is called “Night nurse”." in page
    assert "No licences yet" in page


def test_not_meant_becomes_a_task_of_the_lead_and_the_reply_comes_back(
    lead: Client, client: Client, project: Project
):
    person = make_person(project, name="Ana Ruiz")
    ask = make_ask(project, by=person, text="Fewer faxes")
    empty = client.post(url("meant", person, pk=ask.pk), {"text": " "})
    assert (empty.status_code, Decision.objects.count()) == (422, 0)
    for _twice in range(2):
        client.post(url("meant", person, pk=ask.pk), {"text": "No fax at all."})
    concern = Decision.objects.get()
    assert (concern.kind, concern.ask, concern.stakeholder) == (DecisionKind.NOT_MEANT, ask, person)
    due = queries.standing(project).due
    where = reverse("vision:decision", args=[project.slug, concern.pk])
    assert [(one.text, one.url) for one in due] == [("Ana Ruiz: that is not what I meant", where)]
    assert reverse("stakeholders:ask_edit", args=[project.slug, ask.pk]) in lead.get(where).content.decode()
    actions.answer(decision=concern, by=lead_of(project), text="We have corrected it.")
    assert queries.standing(project).due == []
    assert "We have corrected it." in client.get(url("heard", person)).content.decode()


def test_nobody_speaks_for_the_ask_of_somebody_else(client: Client, project: Project):
    ana, bo = make_person(project), make_person(project)
    ask = make_ask(project, by=bo, text="Private wish")
    assert client.post(url("meant", ana, pk=ask.pk), {"text": "Mine"}).status_code == 404
    assert "Private wish" not in client.get(url("heard", ana)).content.decode()
    assert Decision.objects.count() == 0


def test_the_page_is_in_the_language_of_its_reader(client: Client, project: Project):
    person = make_person(project, language="es")
    assert "Lo que ha sido de lo que usted dijo" in client.get(url("heard", person)).content.decode()
