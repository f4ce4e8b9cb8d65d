"""Invented people and one finished drill for the sample project, made by the same actions as real ones."""

import datetime

from django.utils import timezone

from crisis import actions, queries
from crisis.models import Activation, AfterAction, CrisisPerson, CrisisRole, Playbook
from projects.models import Project, Role, User

# name, address, telephone, other ways, roles
PEOPLE = (
    (
        "Priya Nair",
        "priya.nair@example.org",
        "+1 312 555 0141",
        "Home 555 0142",
        ["incident_commander"],
    ),
    ("Dana Kim", "dana.kim@example.org", "+1 312 555 0110", "", ["incident_commander", "deputy_scribe"]),
    ("Sam Patel", "sam.patel@example.org", "+1 312 555 0163", "Pager 4471", ["technology_lead"]),
    ("Rosa Moss", "rosa.moss@example.org", "+1 312 555 0175", "", ["clinical_lead", "safety_officer"]),
    ("Ana Ruiz", "ana.ruiz@example.org", "+1 312 555 0120", "", ["communications_lead"]),
    (
        "Theo Brandt",
        "theo.brandt@example.org",
        "+1 312 555 0188",
        "",
        ["operations_lead", "workforce_manager"],
    ),
    ("Ines Cole", "ines.cole@example.org", "", "Front desk of the north clinic", ["staff_support_lead"]),
    ("Grace Lindqvist", "grace.lindqvist@example.org", "+1 312 555 0194", "", ["operations_lead"]),
)
DRILLED_DAYS_AGO = 34
RATED = (
    ("alerting", "S", "The list of mobile numbers was a year old."),
    ("command", "P", ""),
    ("workaround", "M", "Half of the paper logs were missing on the floor."),
    ("telling", "P", ""),
)
IMPROVED = (
    ("Renew the list of mobile numbers", -20),
    ("Put paper logs on each floor", -3),
    ("Name somebody who leads the support of staff at night", 18),
)


def load(*, project: Project, members: dict[str, User], today: datetime.date) -> None:
    """A call tree with some backups missing, and a telephone drill that went well but for two steps."""
    lead, operations = members[Role.LEAD], members[Role.OPERATIONS]
    people = [_person(project, operations, *row) for row in PEOPLE]
    starter = queries.playbook("telephony_outage")
    if starter is None:
        return
    playbook = actions.adopt(project=project, starter=starter, by=lead)
    _drill(playbook, operations, people[:6])


def _drill(playbook: Playbook, by: User, people: list[CrisisPerson]) -> None:
    begun = timezone.now() - datetime.timedelta(days=DRILLED_DAYS_AGO)
    drill = actions.declare(
        project=playbook.project,
        playbook=playbook,
        by=by,
        is_drill=True,
        participants=people,
        declared_at=begun,
    )
    for step in drill.steps.filter(from_stand_down=False):
        is_skipped = step.role == CrisisRole.STAFF_SUPPORT_LEAD
        minutes = min(step.minutes + (4 if step.order % 7 == 0 else -1), 90)
        actions.settle(
            activation=drill,
            step_id=step.pk,
            version=1,
            by=by,
            skip=is_skipped,
            reason="Nobody who took part holds this role." if is_skipped else "",
            said_at=begun + datetime.timedelta(minutes=minutes),
        )
    actions.note(
        activation=drill,
        by=by,
        text="The list of mobile numbers was a year old; Sam has the new one.",
        said_at=begun + datetime.timedelta(minutes=31),
    )
    actions.stand_down(
        activation=drill,
        version=1,
        met=list(range(len(drill.playbook_version.stand_down_when))),
        reason="",
        by=by,
        said_at=begun + datetime.timedelta(minutes=95),
    )
    _review(drill, by)


def _review(drill: Activation, by: User) -> None:
    """What its observers saw, and what is improved for it: one thing done, one late, one to come."""
    project, today = drill.project, drill.project.today()
    actions.observe(
        activation=drill,
        by=by,
        text="The second carrier was reached in four minutes; nobody knew its password.",
    )
    for capability, rating, why in RATED:
        actions.rate(activation=drill, capability=capability, rating=rating, why=why, by=by)
    review = AfterAction.objects.get(activation=drill)
    well = (
        "Ana's first word was out after six minutes. The test call from outside found a wrong announcement."
    )
    actions.change_review(review=review, version=1, went_well=well, gaps=review.gaps, by=by)
    made = [
        actions.add_improvement(
            project=project,
            activation=drill,
            text=text,
            owner=by,
            due_on=today + datetime.timedelta(days=days),
            by=by,
        )
        for text, days in IMPROVED
    ]
    actions.close_improvement(
        improvement=made[0], version=1, outcome="Sam renewed the list; Ana checks it each quarter.", by=by
    )


def _person(
    project: Project, by: User, name: str, email: str, phone: str, other_ways: str, roles: list[str]
) -> CrisisPerson:
    person = actions.add_person(
        project=project, by=by, name=name, email=email, phone=phone, other_ways=other_ways
    )
    for role in roles:
        actions.hold_role(person=person, role=role, by=by)
    return person
