"""Rows of a crisis for tests: plain functions, each with sensible defaults."""

import datetime
import itertools
from typing import Any

from django.utils import timezone

from crisis import actions, content, queries
from crisis.mail_people import CONTACT
from crisis.models import (
    Activation,
    CrisisPerson,
    CrisisRole,
    DutyShift,
    Hazard,
    PlannedDrill,
    Playbook,
    Risk,
    System,
)
from mailroom import links
from projects.models import Project, User
from tests.projects.factories import lead_of

_numbers = itertools.count(1)


def make_person(project: Project, *roles: str, **fields: Any) -> CrisisPerson:
    """Somebody on the call tree who holds these roles."""
    number = next(_numbers)
    asked = {"name": f"Person {number}", "email": f"person{number}@example.org", **fields}
    person = actions.add_person(project=project, by=lead_of(project), **asked)
    for role in roles:
        actions.hold_role(person=person, role=role, by=lead_of(project))
    return person


def make_playbook(project: Project, key: str = "telephony_outage") -> Playbook:
    """An adopted starter."""
    starter = queries.playbook(key)
    assert starter is not None
    return actions.adopt(project=project, starter=starter, by=lead_of(project))


def make_run(
    project: Project, key: str = "telephony_outage", *, by: User | None = None, **fields: Any
) -> Activation:
    """A crisis that was declared, or a drill with `is_drill=True, participants=[…]`."""
    playbook = make_playbook(project, key)
    return actions.declare(project=project, playbook=playbook, by=by or lead_of(project), **fields)


def make_drill(project: Project, **fields: Any) -> Activation:
    """A drill with one participant, who leads the technology."""
    someone = make_person(project, CrisisRole.TECHNOLOGY_LEAD)
    return make_run(project, is_drill=True, participants=[someone], **fields)


def make_planned_drill(
    project: Project, key: str = "telephony_outage", *, days: float = 7, **fields: Any
) -> PlannedDrill:
    """A drill in a week, led by the lead, with one who takes part."""
    playbook = make_playbook(project, key)
    asked = {"people": [], "led_by": lead_of(project), "scenario": "The phones are silent.", **fields}
    plan = actions.DrillPlan(
        playbook=playbook,
        starts_at=timezone.now().replace(second=0, microsecond=0) + datetime.timedelta(days=days),
        **{**asked, "people": asked["people"] or [make_person(project)]},
    )
    return actions.plan_drill(project=project, plan=plan, by=lead_of(project))


def make_shift(person: CrisisPerson, role: str, *, hours: float = 12, ago: float = 1) -> DutyShift:
    """Somebody on duty since an hour ago."""
    began = timezone.now() - datetime.timedelta(hours=ago)
    (shift,) = actions.put_on_duty(
        project=person.project,
        person=person,
        role=role,
        starts_at=began,
        ends_at=began + datetime.timedelta(hours=hours),
        by=lead_of(person.project),
    )
    return shift


def make_risk(project: Project, **fields: Any) -> Risk:
    """A hazard on the register, to be scored."""
    asked = {"name": f"Hazard {next(_numbers)}", "kind": Hazard.TECHNOLOGICAL, **fields}
    return actions.add_risk(project=project, by=lead_of(project), **asked)


def make_draft(project: Project) -> Playbook:
    """A playbook of the project's own, with one step in its draft (version 2), not published."""
    number = next(_numbers)
    playbook = actions.write_playbook(
        project=project, by=lead_of(project), title=f"Bats {number}", hazard=Hazard.NATURAL, severity="SEV-3"
    )
    step = {
        "phase": "first_15",
        "role": CrisisRole.SAFETY_OFFICER.value,
        "title": "Open the window",
        "minutes": 5,
        "from_stand_down": False,
        "confirmed": False,
    }
    written = {**content.empty(playbook.title, "SEV-3"), "steps": [step], "stand_down_when": ["no bats left"]}
    actions.save_draft(playbook=playbook, by=lead_of(project), version=1, written=written)
    return playbook


def make_system(project: Project, **fields: Any) -> System:
    """A system of which nothing but its name is known."""
    asked = {"name": f"System {next(_numbers)}", "needs": [], **fields}
    return actions.add_system(project=project, by=lead_of(project), **asked)


def contact_token(person: CrisisPerson) -> str:
    """The secret part of the page on which a person checks how they are reached."""
    return links.token(links.issue(project=person.project, purpose=CONTACT, person=person))
