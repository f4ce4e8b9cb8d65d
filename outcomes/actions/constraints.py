"""Constraints: said, reworded, lifted."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from outcomes.actions.rows import rewrite
from outcomes.models import Constraint
from projects import audit
from projects.models import Project, User


@transaction.atomic
def say_constraint(*, project: Project, by: User, **fields: Any) -> Constraint:
    """A new constraint."""
    constraint = Constraint.objects.create(project=project, created_by=by, **fields)
    audit.record(project=project, by=by, verb="named the constraint", on=constraint)
    return constraint


@transaction.atomic
def reword_constraint(*, constraint: Constraint, by: User, version: int, **fields: Any) -> Constraint:
    """Rewrites it, made from `version`."""
    stored: Constraint = rewrite(
        constraint, by=by, version=version, verb="changed the constraint", fields=fields
    )
    return stored


@transaction.atomic
def lift(*, constraint: Constraint, by: User) -> None:
    """It does not hold any more."""
    if Constraint.objects.standing().filter(pk=constraint.pk).update(lifted_at=timezone.now(), lifted_by=by):
        audit.record(project=constraint.project, by=by, verb="lifted the constraint", on=constraint)


@transaction.atomic
def hold_again(*, constraint: Constraint, by: User) -> None:
    """It holds after all."""
    if Constraint.objects.lifted().filter(pk=constraint.pk).update(lifted_at=None, lifted_by=None):
        audit.record(project=constraint.project, by=by, verb="put back the constraint", on=constraint)
