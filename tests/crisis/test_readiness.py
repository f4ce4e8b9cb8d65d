"""The readiness score: exact points, each with its reason, and nothing for what was never done."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crisis import actions, queries, vulnerability
from crisis.models import Activation, CrisisPerson, CrisisRole, Risk
from projects.models import Project
from tests.crisis.factories import make_person, make_playbook, make_risk, make_run, make_system
from tests.projects.factories import lead_of, make_project


@pytest.fixture
def project(db: None, client: Client) -> Project:
    project = make_project("Riverbend")
    client.force_login(lead_of(project))
    return project


def points(project: Project) -> list[int]:
    """Of risks, drills, roles, systems, actions."""
    return [part.points for part in queries.readiness(project).parts]


def reasons(project: Project, part: int) -> list[str]:
    return [one.words for one in queries.readiness(project).parts[part].reasons]


def scored(project: Project, probability: int = 3, **fields: Any) -> Risk:
    risk, by = make_risk(project, **fields), lead_of(project)
    scores = {**dict.fromkeys(vulnerability.FACTORS, 2), "probability": probability}
    actions.score_risk(risk=risk, by=by, comment="", scores=dict(scores))
    actions.reveal(risk=risk, by=by)
    actions.agree(risk=risk, number=1, by=by, reason="", scores=dict(scores))
    return risk


def drill(project: Project, key: str = "telephony_outage", *, days_ago: int = 0) -> Activation:
    run = make_run(project, key, is_drill=True, participants=[make_person(project)])
    actions.stand_down(activation=run, version=1, met=[], reason="End of the drill", by=lead_of(project))
    ended = timezone.now() - datetime.timedelta(days=days_ago)
    Activation.objects.filter(pk=run.pk).update(
        declared_at=ended - datetime.timedelta(hours=1), stood_down_at=ended
    )
    return run


def test_a_house_that_did_nothing_is_not_ready(client: Client, project: Project):
    readiness = queries.readiness(project)
    assert (readiness.score, readiness.was_drilled) == (0, False)
    page = client.get(reverse("crisis:readiness", args=[project.slug])).content.decode()
    assert "Readiness: 0 of 100." in page
    assert "Nothing was ever drilled: this is readiness on paper." in page
    for words in (
        "No risk is scored.",
        "none was ever drilled",
        "nobody holds it",
        "No system is written down.",
    ):
        assert words in page


def test_the_five_highest_risks_count_with_their_playbooks(project: Project):
    make_risk(project)
    assert points(project)[0] == 0
    for _number in range(3):
        scored(project, playbook_key="telephony_outage")
    for number in range(2):
        scored(project, 2, name=f"Bats {number}", playbook_key="")
    scored(project, 1, playbook_key="")
    scored(project, 0, playbook_key="")
    assert points(project)[0] == 12
    assert reasons(project, 0) == ["Bats 0 has no playbook.", "Bats 1 has no playbook."]


def test_a_playbook_counts_when_it_was_drilled_lately_and_is_not_to_be_read_again(project: Project):
    drill(project)
    surge = make_playbook(project, "call_surge")
    assert points(project)[1] == 10
    assert reasons(project, 1) == [f"{surge}: never drilled"]
    assert queries.readiness(project).was_drilled
    yesterday = project.today() - datetime.timedelta(days=1)
    telephony = make_playbook(project)
    actions.reviewed(playbook=telephony, by=lead_of(project), review_on=yesterday)
    assert points(project)[1] == 0
    assert "its review is overdue" in reasons(project, 1)[0]


def test_a_drill_of_long_ago_does_not_count(project: Project):
    # The telephony playbook is to be drilled every six months.
    drill(project, days_ago=188)
    assert points(project)[1] == 0
    assert "too long ago" in reasons(project, 1)[0]


def test_a_role_counts_when_two_who_hold_it_have_checked_how_they_are_reached(project: Project):
    people = [make_person(project, CrisisRole.CLINICAL_LEAD, name=name) for name in ("Ana", "Ben")]
    actions.confirm_ways(person=people[0], version=1, ways=[])
    assert points(project)[2] == 0
    assert "Clinical lead: not checked within a quarter: Ben (never asked)." in reasons(project, 2)
    actions.confirm_ways(person=people[1], version=1, ways=[])
    # One role of ten.
    assert points(project)[2] == 2
    # Two are enough, unless somebody who stands in was asked and does not answer.
    late = make_person(project, CrisisRole.CLINICAL_LEAD, name="Cleo")
    assert points(project)[2] == 2
    CrisisPerson.objects.filter(pk=late.pk).update(asked_at=timezone.now() - datetime.timedelta(days=15))
    assert points(project)[2] == 0
    assert "Clinical lead: not checked within a quarter: Cleo (overdue)." in reasons(project, 2)
    for one in people:
        actions.remove_person(person=one, by=lead_of(project))
    alone = "Clinical lead: nobody stands in, and not checked within a quarter: Cleo (overdue)."
    assert alone in reasons(project, 2)
    for one in people:
        actions.restore_person(person=one, by=lead_of(project))
    CrisisPerson.objects.update(verified_at=timezone.now() - datetime.timedelta(days=92))
    assert points(project)[2] == 0


def test_a_system_counts_when_it_was_tried_and_back_in_time(project: Project):
    owner = make_person(project)
    for back in (30, 90):
        system = make_system(project, owner=owner, backup="Mobiles", recovery_minutes=60)
        fields: dict[str, Any] = {"tested_on": project.today(), "worked": True, "recovered_minutes": back}
        actions.keep_test(system=system, by=lead_of(project), **fields)
    assert points(project)[3] == 10
    assert "It took 90 min to be back; the target is 1 hour." in reasons(project, 3)[0]


def test_what_is_late_costs_points(project: Project):
    by, today = lead_of(project), project.today()
    assert points(project)[4] == 0
    risk = make_risk(project)
    for days in (-1, 5, 9, 30):
        day = today + datetime.timedelta(days=days)
        late = actions.add_risk_action(risk=risk, by=by, text=f"In {days}", owner=by, due_on=day)
        if days < 0:
            first = late
    assert points(project)[4] == 15
    actions.finish_risk_action(action=first, by=by)
    assert points(project)[4] == 20


def test_what_a_run_left_to_improve_counts_like_an_action_about_a_risk(project: Project):
    by, today = lead_of(project), project.today()
    for text, days in (("Paper logs on each floor", -3), ("Somebody for the night", 20)):
        actions.add_improvement(
            project=project, by=by, text=text, owner=by, due_on=today + datetime.timedelta(days=days)
        )
    assert points(project)[4] == 10
    assert [one.split(":")[0] for one in reasons(project, 4)] == ["Paper logs on each floor"]


def test_home_says_the_score_and_what_is_due(client: Client, project: Project):
    by, today = lead_of(project), project.today()
    assert queries.standing(project).says == "playbooks ready to read"
    risk = scored(project, playbook_key="telephony_outage")
    actions.add_risk_action(risk=risk, by=by, text="Second carrier", owner=by, due_on=today)
    standing = queries.standing(project)
    # All top risks have a playbook, nothing planned is late, and the rest was never done.
    assert (standing.number, standing.says) == ("40", "of 100 ready for a crisis")
    assert [(one.text, one.date) for one in standing.due] == [("Second carrier", today)]
    assert "Second carrier" in client.get(f"/p/{project.slug}/").content.decode()


def test_the_score_asks_as_often_for_much_as_for_little(client: Client, project: Project):
    there = reverse("crisis:readiness", args=[project.slug])

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(there).status_code == 200
        return len(asked)

    def more(key: str) -> None:
        risk = scored(project)
        actions.add_risk_action(
            risk=risk,
            by=lead_of(project),
            text="Late",
            owner=lead_of(project),
            due_on=datetime.date(2025, 1, 1),
        )
        make_playbook(project, key)
        make_system(project, owner=make_person(project, CrisisRole.CLINICAL_LEAD))

    more("call_surge")
    client.get(there)
    before = count()
    for key in ("ransomware", "ehr_downtime", "data_breach"):
        more(key)
    assert count() == before
