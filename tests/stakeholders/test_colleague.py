"""A colleague who is to answer instead: seen by the lead at home and in the round, asked in two clicks."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from projects.models import Project
from stakeholders import actions, queries
from stakeholders.models import Interview, Stakeholder, State
from tests.projects.factories import lead_of, make_project
from tests.stakeholders import factories as make
from tests.stakeholders.test_register import url


@pytest.fixture
def interview(project: Project) -> Interview:
    interview = make.make_interview(project, make.make_stakeholder(project, name="Ana Ruiz", language="es"))
    actions.name_colleague(interview=interview, name="Bo Lind", email="Bo@Example.org", note="")
    interview.refresh_from_db()
    return interview


def test_the_lead_sees_who_was_named_and_asks_them(lead: Client, project: Project, interview: Interview):
    assert [due.text for due in queries.standing(project).due][1:] == [
        "Ana Ruiz says that Bo Lind should answer"
    ]
    assert "Ask Bo Lind too" in lead.get(url("round", project, interview.round_id)).content.decode()
    before = project.messages.count()
    for _click in range(2):
        answer = lead.post(url("round_colleague", project, interview.round_id, interview.pk))
        assert answer["Location"] == url("round_preview", project, interview.round_id)
    person = Stakeholder.objects.get(name="Bo Lind")
    assert (person.email, person.language) == ("bo@example.org", "es")
    assert person.interviews.get().state == State.CHOSEN
    assert project.messages.count() == before


def test_a_colleague_who_is_in_the_register_is_asked_as_they_stand_there(
    lead: Client, project: Project, interview: Interview
):
    known = make.make_stakeholder(project, name="Bo Lindqvist", email="bo@example.org")
    lead.post(url("round_colleague", project, interview.round_id, interview.pk))
    assert known.interviews.get().round == interview.round
    assert Stakeholder.objects.count() == 2


def test_who_cannot_be_asked_is_told(lead: Client, project: Project, interview: Interview):
    known = make.make_stakeholder(project, name="Bo Lind", email="bo@example.org")
    actions.archive(stakeholder=known, by=lead_of(project))
    answer = lead.post(url("round_colleague", project, interview.round_id, interview.pk))
    assert [str(one) for one in get_messages(answer.wsgi_request)] == [
        "Bo Lind is archived. Bring them back first."
    ]
    other = make.make_interview(make_project("Elsewhere"))
    assert lead.post(url("round_colleague", project, interview.round_id, other.pk)).status_code == 404
