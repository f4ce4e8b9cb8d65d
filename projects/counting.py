"""Rows of several tables counted in one statement."""

from typing import Any

from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from projects.models import Project


def counted(project: Project, **rows: QuerySet[Any]) -> dict[str, int]:
    """How many rows each has, by its name."""
    counts = Project.objects.values_list(*(Coalesce(Subquery(_count(found)), 0) for found in rows.values()))
    return dict(zip(rows, counts.get(pk=project.pk), strict=True))


def _count(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    counts: QuerySet[Any, Any] = (
        rows.order_by().annotate(one=Value(1)).values("one").annotate(rows=Count("pk")).values("rows")
    )
    return counts
