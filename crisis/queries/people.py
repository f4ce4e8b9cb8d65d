"""Who holds which role, and where nobody could stand in."""

import datetime
from dataclasses import dataclass

from django.db import models

from crisis.models import Activation, CrisisPerson, CrisisRole, DutyShift, RoleHolder
from crisis.queries.duty import on_duty
from projects.models import Project


@dataclass(frozen=True)
class RoleRow:
    """A role with those who hold it, the first of them first."""

    role: str
    word: str
    holders: list[RoleHolder]

    @property
    def lacks(self) -> str:
        """“nobody”, “backup”, or nothing."""
        return ("nobody", "backup")[len(self.holders)] if len(self.holders) < 2 else ""


def role_rows(project: Project, *, with_ways: bool = False) -> list[RoleRow]:
    """Every role, in the order of command; with the ways to reach who holds it when a page shows them."""
    holders = held_roles(project).prefetch_related("person__ways") if with_ways else held_roles(project)
    by_role = list(holders)
    return [
        RoleRow(value, str(word), [one for one in by_role if one.role == value])
        for value, word in CrisisRole.choices
    ]


def held_roles(project: Project) -> models.QuerySet[RoleHolder]:
    """Who of those that are reached holds which role, the first of each first."""
    held = RoleHolder.objects.filter(person__project=project, person__active=True)
    return held.select_related("person").order_by("position", "pk")


def first_holders(project: Project, among: list[CrisisPerson] | None = None) -> dict[str, CrisisPerson]:
    """Who is proposed for each role: who is on duty in it now, else who holds it first.

    Only people of `among` when it is given.
    """
    return _first_holders(project, on_duty(project), among)


def _first_holders(
    project: Project, shifts: dict[str, DutyShift], among: list[CrisisPerson] | None = None
) -> dict[str, CrisisPerson]:
    allowed = None if among is None else {person.pk for person in among}
    found: dict[str, CrisisPerson] = {
        role: shift.person for role, shift in shifts.items() if allowed is None or shift.person_id in allowed
    }
    for row in role_rows(project):
        for holder in row.holders:
            if allowed is None or holder.person_id in allowed:
                found.setdefault(row.role, holder.person)
    return found


@dataclass(frozen=True)
class Proposed:
    """Who will be proposed for a role, if anybody, and until when they are on duty, if they are."""

    word: str
    person: CrisisPerson | None
    until: datetime.datetime | None


def proposed(project: Project) -> list[Proposed]:
    """What declaring now would propose, role by role."""
    shifts = on_duty(project)
    first = _first_holders(project, shifts)
    return [
        Proposed(str(word), first.get(value), shifts[value].ends_at if value in shifts else None)
        for value, word in CrisisRole.choices
    ]


def reachable(activation: Activation) -> models.QuerySet[CrisisPerson]:
    """Whom a run may reach: everybody on the call tree, or a drill's own participants."""
    people = activation.project.crisis_people.active()
    if activation.is_drill:
        people = people.filter(pk__in=activation.participants.values("person"))
    return people
