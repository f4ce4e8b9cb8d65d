"""Invented outcomes for the sample project: the pilot at the cardiology clinic, week by week."""

import datetime
import decimal
from collections.abc import Sequence
from typing import Any

from outcomes import actions
from outcomes.models import FunnelPeriod, Measure, Reading
from projects.models import Project, Role, User

# Twelve weeks before the reminder calls began, then fourteen with them. The cost falls by about a third.
COST = (
    *(84.1, 81.7, 86.3, 83.0, 87.2, 82.4, 84.9, 80.8, 85.6, 83.3, 82.7, 86.0),
    *(76.8, 68.1, 61.3, 57.9, 56.2, 57.4, 58.2, 55.9, 57.0, 54.8, 56.3, 55.1, 56.6, 54.4),
)
# Attempted, reached, scheduled, showed.
FUNNEL = (
    *((412, 152, 61, 39), (398, 141, 58, 38), (421, 160, 64, 40), (405, 147, 57, 37)),
    *((417, 158, 63, 42), (390, 139, 55, 35), (408, 149, 60, 39), (415, 155, 59, 38)),
    *((402, 150, 62, 41), (419, 152, 60, 38), (396, 144, 58, 38), (410, 148, 58, 36)),
    *((414, 166, 66, 48), (407, 175, 69, 50), (411, 189, 76, 56), (403, 197, 78, 58), (416, 210, 85, 64)),
    *((409, 212, 83, 62), (412, 216, 87, 66), (400, 209, 82, 61), (418, 222, 89, 67), (406, 214, 86, 65)),
    *((413, 219, 86, 64), (404, 215, 84, 63), (415, 223, 90, 68), (410, 220, 86, 64)),
)
BEFORE = 12


def load(*, project: Project, members: dict[str, User], today: datetime.date) -> None:
    """Four measures with their readings, their frozen baselines, and the days that explain the change."""
    operations, lead = members[Role.OPERATIONS], members[Role.LEAD]
    monday = today - datetime.timedelta(days=today.weekday())
    weeks = [monday - datetime.timedelta(weeks=len(COST) - number) for number in range(len(COST))]

    def measure(readings: Sequence[dict[str, Any]], **fields: Any) -> Measure:
        made = actions.create(project=project, by=lead, cadence="week", owner=operations, **fields)
        rows = [Reading(on=day, **reading) for day, reading in zip(weeks, readings, strict=True)]
        actions.bring_in(measure=made, by=operations, readings=rows)
        return actions.freeze(measure=made, by=lead, first=weeks[0], last=weeks[BEFORE - 1])

    cost = measure(
        [{"value": decimal.Decimal(str(value))} for value in COST],
        name="Outreach cost per completed visit",
        kind="value",
        unit="USD",
        direction="down",
        target=decimal.Decimal(60),
        definition="Hours on outreach calls times their cost, divided by the visits that took place. Payroll "
        "gives the hours each Friday, the schedule gives the visits.",
    )
    rates = {}
    for key, name, part, whole, target, definition in (
        ("contact", "Contact rate", 1, 0, 50, "Patients who were reached, of those whom we tried to reach."),
        (
            "scheduling",
            "Scheduling rate",
            2,
            1,
            45,
            "Patients with an appointment, of those who were reached.",
        ),
        ("show", "Show rate", 3, 2, 75, "Patients who came, of those with an appointment."),
    ):
        rates[key] = measure(
            [{"count": row[part], "of": row[whole]} for row in FUNNEL],
            name=name,
            kind="share",
            direction="up",
            target=decimal.Decimal(target),
            definition=definition,
        )
    for week, words in ((BEFORE, "Reminder calls begin"), (BEFORE + 3, "Evening hours until eight")):
        actions.mark(project=project, by=lead, on=weeks[week], words=words)
    _funnel(project, operations, weeks, {**rates, "cost": cost})


def _funnel(
    project: Project, operations: User, weeks: Sequence[datetime.date], measures: dict[str, Measure]
) -> None:
    """The counts behind the four measures; their readings are written already."""
    funnel = actions.make_funnel(
        project=project,
        by=operations,
        name="Cardiology outreach",
        outcome="completed visit",
        measures=measures,
    )
    FunnelPeriod.objects.bulk_create(
        FunnelPeriod(
            funnel=funnel,
            on=day,
            attempted=attempted,
            reached=reached,
            scheduled=scheduled,
            showed=showed,
            cost=decimal.Decimal(str(each)) * showed,
            written_by=operations,
        )
        for day, (attempted, reached, scheduled, showed), each in zip(weeks, FUNNEL, COST, strict=True)
    )
