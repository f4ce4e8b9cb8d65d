"""What of the outcomes is due, for whoever tells a project's people what is theirs to do."""

import datetime
from typing import Any

from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    Max,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outcomes.models import Cadence
from projects import due as dueness
from projects.models import Project
from projects.queries import Due

# A reading is missed when so many days have passed since the one before.
_RHYTHM = {Cadence.DAY: 3, Cadence.WEEK: 14, Cadence.MONTH: 62, Cadence.QUARTER: 184}
_AHEAD = datetime.timedelta(days=7)

# By kind: what is to be done, and the page on which it is.
_SAYS: dict[str, tuple[Promise, str]] = {
    "constraint": (_("Look again at the constraint: %(words)s"), "outcomes:constraint"),
    "sop": (_("Look again at the SOP: %(words)s"), "outcomes:sop"),
    "build": (_("Build-out: %(words)s"), "outcomes:buildout"),
    "measure": (_("A reading of %(words)s is missing"), "outcomes:measure"),
}


def due(project: Project) -> list[Due]:
    """Constraints and SOPs to look at again, the build-out, readings that are missing; one statement."""
    until = project.today() + _AHEAD
    rows = dueness.read(
        dueness.part(
            "constraint",
            project.constraints.filter(lifted_at=None, review_on__lte=until),
            on="review_on",
            words="statement",
            owner="owner",
        ),
        dueness.part(
            "sop",
            project.sops.filter(archived_at=None, review_on__lte=until),
            on="review_on",
            words="title",
            owner="owner",
        ),
        dueness.part(
            "build",
            project.build_items.filter(done_at=None, removed_at=None, due_on__lte=until),
            on="due_on",
            words="words",
            owner="owner",
        ),
        _missed(project),
    )
    return [_told(project, row) for row in rows]


def _told(project: Project, row: dueness.DueRow) -> Due:
    says, page = _SAYS[row.kind]
    args = [project.slug] if row.kind == "build" else [project.slug, row.key]
    return Due(row.date, str(says) % {"words": row.words}, reverse(page, args=args), row.owner)


def _missed(project: Project) -> QuerySet[Any, Any]:
    """Measures kept by hand whose last reading is older than their rhythm allows."""
    allowed = Case(
        *(When(cadence=one, then=Value(datetime.timedelta(days=days))) for one, days in _RHYTHM.items()),
        output_field=DurationField(),
    )
    last = Max("readings__on", filter=Q(readings__removed_at=None))
    by = Cast(ExpressionWrapper(last + allowed, DateTimeField()), DateField())
    kept = project.measures.filter(archived_at=None, source="").annotate(by=by)
    return dueness.part("measure", kept.filter(by__lt=project.today()), on="by", words="name", owner="owner")
