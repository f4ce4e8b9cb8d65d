"""Who has been heard, on what, and who has not."""

import functools
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.aggregates import BitXor
from django.db import connection
from django.db.models import BigIntegerField, Count, DateTimeField, Exists, F, OuterRef, Sum
from django.utils import timezone

from projects.models import Project
from projects.prepared import Blank
from stakeholders.models import Answer, Interview, Stakeholder
from stakeholders.models.round import State, handed_over
from stakeholders.models.stakeholder import StakeholderQuerySet


def said(project: Project | Blank, now: Blank | None = None) -> Exists:
    """Whether the team can read an answer of the stakeholder in the outer query, who is of the project.

    The project stands in it so that PostgreSQL, which reads all such interviews once and remembers whose they
    are, reads those of one project and not of every project there is (see docs/scaling.md). Of each it looks
    for one answer and no further.
    """
    spoke = Answer.objects.filter(interview=OuterRef("pk"), unnamed=False).exclude(text="")
    interviews = Interview.objects.filter(handed_over(now or timezone.now()), round__project=project)
    return Exists(interviews.exclude(state=State.DECLINED).filter(Exists(spoke), stakeholder=OuterRef("pk")))


def with_heard(people: StakeholderQuerySet, project: Project) -> StakeholderQuerySet:
    """The project's people, each with `heard`: whether the team can read an answer of theirs."""
    return people.annotate(heard=said(project))


def only_heard(people: StakeholderQuerySet, project: Project, *, yes: bool) -> StakeholderQuerySet:
    """Those of the project's people who have been heard, or those who have not."""
    return people.filter(said(project) if yes else ~said(project))


@dataclass(frozen=True)
class Heard:
    """How many of the register have been heard, and how much of the power that is held."""

    heard: int
    people: int
    power_heard: int
    power: int
    # Another one for every change of who is in the register and what is known of them.
    fingerprint: str = field(default="", compare=False)

    @property
    def share_of_power(self) -> int:
        """Per cent of the power of the register that has been heard."""
        return round(100 * self.power_heard / self.power) if self.power else 0


def heard(project: Project) -> Heard:
    """The register counted; one query."""
    sql, parameters = _counting()
    given: dict[str, Any] = {"project": project.pk, "now": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(sql, [given[one.name] if isinstance(one, Blank) else one for one in parameters])
        # By the annotation's name: whether heard, people, power, and what the fingerprint is made of.
        rows = [(row[0], row[1], int(row[2] or 0), *row[3:]) for row in cursor.fetchall()]
    counts = {row[0]: (row[1], row[2]) for row in rows}
    yes, no = counts.get(True, (0, 0)), counts.get(False, (0, 0))
    return Heard(
        heard=yes[0],
        people=yes[0] + no[0],
        power_heard=yes[1],
        power=yes[1] + no[1],
        fingerprint="-".join(str(part) for row in sorted(rows) for part in (*row[:2], *row[3:])),
    )


@functools.cache
def _counting() -> tuple[str, tuple[Any, ...]]:
    """The statement that counts a register, built once: that takes longer than running it."""
    project, now = Blank("project", BigIntegerField()), Blank("now", DateTimeField())
    rows = (
        Stakeholder.objects.filter(project=project)
        .live()
        .order_by()
        .values(heard=said(project, now))
        .annotate(
            people=Count("pk"),
            power_sum=Sum("power"),
            versions=Sum("version"),
            keys=BitXor("pk"),
            both=BitXor(F("pk") * F("version")),
        )
    )
    sql, parameters = rows.query.sql_with_params()
    return sql, parameters
