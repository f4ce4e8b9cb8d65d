"""Addresses of how a crisis is prepared."""

from typing import Any

from crisis import actions, vulnerability
from projects.access import Perm
from tests.access.table import LINK, Row, World
from tests.crisis.factories import contact_token, make_draft, make_person, make_risk, make_system

SCORES = dict.fromkeys(vulnerability.FACTORS, 2)


def risk(world: World) -> dict[str, Any]:
    return {"pk": make_risk(world.project).pk}


def revealed(world: World) -> dict[str, Any]:
    shown = make_risk(world.project)
    actions.score_risk(risk=shown, by=world.lead, comment="", scores=dict(SCORES))
    actions.reveal(risk=shown, by=world.lead)
    return {"pk": shown.pk}


def action(world: World) -> dict[str, Any]:
    day = world.project.today()
    made = actions.add_risk_action(
        risk=make_risk(world.project), by=world.lead, text="Test it", owner=world.lead, due_on=day
    )
    return {"pk": made.pk}


def planned(world: World) -> dict[str, Any]:
    return {"text": "Second carrier", "owner": world.lead.pk, "due_on": "2030-01-01", "version": 1}


def hazard(world: World) -> dict[str, Any]:
    return {"name": "Bats in the attic", "kind": "natural", "version": 1}


def drafted(world: World) -> dict[str, Any]:
    return {"key": make_draft(world.project).key}


def published(world: World) -> dict[str, Any]:
    playbook = make_draft(world.project)
    day = world.project.today()
    actions.publish_playbook(playbook=playbook, by=world.lead, version=2, note="", review_on=day)
    return {"key": playbook.key}


def written(world: World) -> dict[str, Any]:
    return {
        "version": 2,
        "title": "Bats",
        "severity": "SEV-3",
        "step_title": ["Open the window"],
        "step_phase": ["first_15"],
        "step_role": ["safety_officer"],
        "step_minutes": ["5"],
        "step_anchor": ["declared"],
        "step_confirmed": ["no"],
    }


def system(world: World) -> dict[str, Any]:
    return {"pk": make_system(world.project).pk}


def a_system(world: World) -> dict[str, Any]:
    return {"name": "Dialler", "version": 1}


def tried(world: World) -> dict[str, Any]:
    return {"tested_on": "2025-03-01", "worked": "on", "recovered_minutes": 30}


def person(world: World) -> dict[str, Any]:
    return {"pk": make_person(world.project).pk}


def token(world: World) -> dict[str, Any]:
    return {"token": contact_token(make_person(world.project))}


SEE, EDIT = Perm.CRISIS_VIEW, Perm.CRISIS_EDIT

ROWS: dict[str, Row] = {
    "crisis:new_playbook": Row(
        EDIT, post=302, data=lambda _: {"title": "Bats", "hazard": "natural", "severity": "SEV-3"}
    ),
    # The starters are the same for every project.
    "crisis:adopt_playbook": Row(
        EDIT, get=None, post=302, args=lambda _: {"key": "ransomware"}, foreign=False
    ),
    "crisis:edit_playbook": Row(EDIT, post=302, args=drafted, data=written),
    "crisis:publish_playbook": Row(
        EDIT, post=302, args=drafted, data=lambda _: {"version": 2, "review_on": "2030-01-01"}
    ),
    "crisis:discard_draft": Row(EDIT, get=None, post=302, args=drafted),
    "crisis:reviewed_playbook": Row(
        EDIT, get=None, post=302, args=published, data=lambda _: {"review_on": "2030-01-01"}
    ),
    "crisis:compare_playbook": Row(SEE, args=published),
    "crisis:ask_to_check": Row(EDIT, get=None, post=302),
    "crisis:ask_person": Row(EDIT, get=None, post=302, args=person),
    "crisis:contact": Row(LINK, post=302, args=token, data=lambda _: {"version": 1}),
    "crisis:systems": Row(SEE),
    "crisis:export_systems": Row(SEE),
    "crisis:new_system": Row(EDIT, post=302, data=a_system),
    "crisis:system": Row(SEE, args=system),
    "crisis:change_system": Row(EDIT, post=302, args=system, data=a_system),
    "crisis:archive_system": Row(EDIT, get=None, post=302, args=system),
    "crisis:restore_system": Row(EDIT, get=None, post=302, args=system),
    "crisis:keep_test": Row(EDIT, get=None, post=302, args=system, data=tried),
    "crisis:readiness": Row(SEE),
    "crisis:risks": Row(SEE),
    "crisis:export_risks": Row(SEE),
    "crisis:risk_map": Row(SEE),
    "crisis:adopt_hazards": Row(EDIT, post=302, data=lambda _: {"hazards": ["epidemic"]}),
    "crisis:new_risk": Row(EDIT, post=302, data=hazard),
    "crisis:risk": Row(SEE, args=risk),
    "crisis:change_risk": Row(EDIT, post=302, args=risk, data=hazard),
    "crisis:archive_risk": Row(EDIT, get=None, post=302, args=risk),
    "crisis:restore_risk": Row(EDIT, get=None, post=302, args=risk),
    "crisis:score_risk": Row(Perm.RISK_SCORE, post=302, args=risk, data=lambda _: SCORES),
    "crisis:reveal_risk": Row(EDIT, get=None, post=302, args=revealed),
    "crisis:risk_scores": Row(SEE, args=revealed),
    "crisis:reconcile_risk": Row(EDIT, post=302, args=revealed, data=lambda _: SCORES),
    "crisis:score_again": Row(EDIT, get=None, post=302, args=risk, data=lambda _: {"why": "After the drill"}),
    "crisis:new_risk_action": Row(EDIT, get=None, post=302, args=risk, data=planned),
    "crisis:change_risk_action": Row(EDIT, post=302, args=action, data=planned),
    "crisis:finish_risk_action": Row(EDIT, get=None, post=302, args=action),
    "crisis:reopen_risk_action": Row(EDIT, get=None, post=302, args=action),
}
