"""Constraints narrowed and counted."""

from typing import Any

from django.db.models import Case, Q, When

from outcomes.models import Constraint, ConstraintKind, Hardness
from projects.models import Project


def constraints(
    project: Project, *, text: str = "", state: str = "", kind: str = "", hardness: str = ""
) -> Any:
    """Constraints that hold, with `rank`, the hardest 0.

    `state` "lifted" gives those that were lifted, "due" those to look at again.
    """
    found = Constraint.objects.filter(project=project).select_related("owner", "project")
    if state == "lifted":
        found = found.lifted()
    else:
        found = found.standing()
        if state == "due":
            found = found.filter(review_on__lte=project.today())
    if text:
        found = found.filter(Q(statement__icontains=text) | Q(lifts__icontains=text))
    if kind in ConstraintKind.values:
        found = found.filter(kind=kind)
    if hardness in Hardness.values:
        found = found.filter(hardness=hardness)
    # The hardest first, not by the letters of the words.
    hardest = [When(hardness=value, then=place) for place, value in enumerate(Hardness.values)]
    return found.annotate(rank=Case(*hardest, default=9))


def in_words(project: Project) -> str:
    """The constraints that hold, one a line, as a vision states them; the hardest first."""
    order = list(Hardness.values)
    standing = sorted(
        project.constraints.standing().order_by("pk"), key=lambda one: order.index(one.hardness)
    )
    return "\n".join(one.statement for one in standing)
