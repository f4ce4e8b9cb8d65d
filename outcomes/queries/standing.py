"""What of the outcomes is due, for whoever tells a project's people what is theirs to do."""

import datetime

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from outcomes.models import Cadence
from projects.models import Project
from projects.queries import Due

# A reading is missed when so many days have passed since the one before.
_RHYTHM = {Cadence.DAY: 3, Cadence.WEEK: 14, Cadence.MONTH: 62, Cadence.QUARTER: 184}
_AHEAD = datetime.timedelta(days=7)


def due(project: Project) -> list[Due]:
    """Constraints and SOPs to look at again, the build-out, readings that are missing; four reads."""
    until = project.today() + _AHEAD
    constraints = project.constraints.filter(lifted_at=None, review_on__lte=until)
    found = [
        Due(
            one.review_on, _("Look again at the constraint: %(words)s") % {"words": one},
            one.get_absolute_url(), str(one.owner or ""),
        )
        for one in constraints.select_related("owner", "project")
        if one.review_on
    ]  # fmt: skip
    sops = project.sops.filter(archived_at=None, review_on__lte=until)
    found += [
        Due(one.review_on, _("Look again at the SOP: %(words)s") % {"words": one}, one.get_absolute_url(),
            str(one.owner or ""))
        for one in sops.select_related("owner", "project")
        if one.review_on
    ]  # fmt: skip
    build = reverse("outcomes:buildout", args=[project.slug])
    items = project.build_items.filter(done_at=None, removed_at=None, due_on__lte=until)
    found += [
        Due(one.due_on, _("Build-out: %(words)s") % {"words": one}, build, str(one.owner or ""))
        for one in items.select_related("owner")
        if one.due_on
    ]
    return sorted([*found, *_unread(project)], key=lambda one: one.date)


def _unread(project: Project) -> list[Due]:
    """Measures whose last reading is older than their rhythm allows."""
    today = project.today()
    measures = project.measures.filter(archived_at=None, source="").select_related("owner", "project")
    rows = measures.annotate(last=Max("readings__on", filter=Q(readings__removed_at=None)))
    missed = []
    for one in rows.filter(last__isnull=False):
        by = one.last + datetime.timedelta(days=_RHYTHM[Cadence(one.cadence)])
        if by < today:
            words = _("A reading of %(measure)s is missing") % {"measure": one}
            missed.append(Due(by, words, one.get_absolute_url(), str(one.owner or "")))
    return missed
