"""Invented people and one finished drill for the sample project, made by the same actions as real ones."""

import datetime

from django.utils import timezone

from crisis import actions, queries
from crisis.models import Activation, AfterAction, CrisisPerson, CrisisRole, FindingKind, Playbook
from crisis.ways import Way
from projects.models import Project, Role, User

# name, address, ways in their order, roles
PEOPLE: tuple[tuple[str, str, tuple[Way, ...], tuple[str, ...]], ...] = (
    (
        "Priya Nair",
        "priya.nair@example.org",
        (
            Way("mobile", "+1 312 555 0141"),
            Way("home", "+1 312 555 0142", "nights and weekends"),
            Way("chat", "@priya in the hospital's chat"),
        ),
        ("incident_commander",),
    ),
    (
        "Dana Kim",
        "dana.kim@example.org",
        (Way("desk", "+1 312 555 0108", "weekdays until 6 pm"), Way("mobile", "+1 312 555 0110")),
        ("incident_commander", "deputy_scribe"),
    ),
    (
        "Sam Patel",
        "sam.patel@example.org",
        (Way("mobile", "+1 312 555 0163"), Way("pager", "4471", "when the mobile network is down")),
        ("technology_lead",),
    ),
    (
        "Rosa Moss",
        "rosa.moss@example.org",
        (Way("pager", "4482"), Way("mobile", "+1 312 555 0175", "not while in clinic")),
        ("clinical_lead", "safety_officer"),
    ),
    (
        "Ana Ruiz",
        "ana.ruiz@example.org",
        (Way("mobile", "+1 312 555 0120"), Way("email", "ana.at.home@example.org")),
        ("communications_lead",),
    ),
    (
        "Theo Brandt",
        "theo.brandt@example.org",
        (Way("mobile", "+1 312 555 0188"), Way("desk", "+1 312 555 0102 ext. 7")),
        ("operations_lead", "workforce_manager"),
    ),
    (
        "Ines Cole",
        "ines.cole@example.org",
        (
            Way("desk", "+1 312 555 0199 ext. 4", "weekdays until 5 pm"),
            Way("other", "Front desk of the north clinic, ask for Ines"),
        ),
        ("staff_support_lead",),
    ),
    ("Grace Lindqvist", "grace.lindqvist@example.org", (), ("operations_lead",)),
)
DRILLED_DAYS_AGO = 34
RATED = (
    ("alerting", "S", "The list of mobile numbers was a year old."),
    ("command", "P", ""),
    ("workaround", "M", "Half of the paper logs were missing on the floor."),
    ("telling", "P", ""),
)
WENT_WELL = (
    "Ana's first word was out after six minutes.",
    "The test call from outside found a wrong announcement.",
)
# What did not, what is improved for it, and in how many days from today.
IMPROVED = (
    ("The list of mobile numbers was a year old.", "Renew the list of mobile numbers", -20),
    ("Half of the paper logs were missing on the floor.", "Put paper logs on each floor", -3),
    (
        "Nobody leads the support of staff at night.",
        "Name somebody who leads the support of staff at night",
        18,
    ),
)
PLANNED_DAYS_AHEAD = 9
NEWS = (
    (5, "The second carrier answers, and asks for a password."),
    (15, "A physician calls a mobile: her patient waits for a call back."),
    (30, "The phones are back, but every third call drops."),
)

# Who is on duty tomorrow night from seven to seven, and on that night of the weeks after it.
ON_DUTY = (
    ("dana.kim@example.org", CrisisRole.INCIDENT_COMMANDER),
    ("grace.lindqvist@example.org", CrisisRole.OPERATIONS_LEAD),
)
MORE_WEEKS = 2


def load(*, project: Project, members: dict[str, User], today: datetime.date) -> None:
    """A call tree with some backups missing, and a telephone drill that went well but for two steps."""
    lead, operations = members[Role.LEAD], members[Role.OPERATIONS]
    people = [_person(project, operations, *row) for row in PEOPLE]
    _rota(project, operations, people, today)
    starter = queries.playbook("telephony_outage")
    if starter is None:
        return
    playbook = actions.adopt(project=project, starter=starter, by=lead)
    _drill(playbook, operations, people[:6])
    _next_drill(playbook, operations, people[:6], today)


def _rota(project: Project, by: User, people: list[CrisisPerson], today: datetime.date) -> None:
    """One night a week, from tomorrow on."""
    by_email = {one.email: one for one in people}
    seven = datetime.datetime.combine(today, datetime.time(19, 0), tzinfo=project.zone)
    for email, role in ON_DUTY:
        actions.put_on_duty(
            project=project,
            person=by_email[email],
            role=role,
            starts_at=seven + datetime.timedelta(days=1),
            ends_at=seven + datetime.timedelta(days=1, hours=12),
            by=by,
            weeks=MORE_WEEKS,
        )


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
    for text in WENT_WELL:
        actions.add_finding(review=review, kind=FindingKind.WELL, text=text, by=by)
    made = [
        actions.add_improvement(
            project=project,
            activation=drill,
            finding=actions.add_finding(review=review, kind=FindingKind.GAP, text=gap, by=by),
            text=text,
            owner=by,
            due_on=today + datetime.timedelta(days=days),
            by=by,
        )
        for gap, text, days in IMPROVED
    ]
    actions.close_improvement(
        improvement=made[0], version=1, outcome="Sam renewed the list; Ana checks it each quarter.", by=by
    )


def _next_drill(playbook: Playbook, by: User, people: list[CrisisPerson], today: datetime.date) -> None:
    """The same once more, at night, with news to come."""
    day = today + datetime.timedelta(days=PLANNED_DAYS_AHEAD)
    plan = actions.DrillPlan(
        playbook=playbook,
        starts_at=datetime.datetime.combine(day, datetime.time(19, 0), tzinfo=playbook.project.zone),
        led_by=by,
        scenario="It is the night shift. The phones have been silent for five minutes.",
        people=people,
        minutes=45,
        place="Room 2, north clinic",
    )
    drill = actions.plan_drill(project=playbook.project, plan=plan, by=by)
    for minutes, text in NEWS:
        actions.plan_inject(drill=drill, minutes=minutes, text=text, by=by)


def _person(
    project: Project, by: User, name: str, email: str, ways: tuple[Way, ...], roles: tuple[str, ...]
) -> CrisisPerson:
    person = actions.add_person(project=project, by=by, name=name, email=email, ways=ways)
    for role in roles:
        actions.hold_role(person=person, role=role, by=by)
    return person
