"""Measures: made, changed, put aside; their baseline frozen."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from outcomes import control
from outcomes.models import Measure
from projects import audit
from projects.models import Project, User


class NotPossible(Exception):
    """What was asked cannot be done; the text says why and what to do."""


class ChangedMeanwhile(Exception):
    """Somebody else saved it first. `stored` is the row as it stands now."""

    def __init__(self, stored: Any) -> None:
        super().__init__(_("Somebody else has changed this meanwhile."))
        self.stored = stored


@transaction.atomic
def create(*, project: Project, by: User, **fields: Any) -> Measure:
    """A new measure."""
    measure = Measure.objects.create(project=project, created_by=by, **fields)
    audit.record(project=project, by=by, verb="made the measure", on=measure)
    return measure


@transaction.atomic
def change(*, measure: Measure, by: User, version: int, **fields: Any) -> Measure:
    """Rewrites the measure, made from `version`. Its kind stays, once it has readings or a baseline."""
    measure = _held(measure)
    if measure.version != version:
        raise ChangedMeanwhile(measure)
    changed = [name for name, value in fields.items() if getattr(measure, name) != value]
    if "kind" in changed and (measure.baseline or measure.readings.exists()):
        raise NotPossible(_("It has readings already, so what kind it is stays. Make another measure."))
    if changed:
        for name in changed:
            setattr(measure, name, fields[name])
        measure.version += 1
        measure.save(update_fields=[*changed, "version"])
        audit.record(project=measure.project, by=by, verb="changed the measure", on=measure, fields=changed)
    return measure


@transaction.atomic
def archive(*, measure: Measure, by: User) -> None:
    """Puts the measure aside; its readings stay."""
    if Measure.objects.active().filter(pk=measure.pk).update(archived_at=timezone.now(), archived_by=by):
        audit.record(project=measure.project, by=by, verb="archived the measure", on=measure)


@transaction.atomic
def restore(*, measure: Measure, by: User) -> None:
    """Takes the measure up again."""
    if Measure.objects.archived().filter(pk=measure.pk).update(archived_at=None, archived_by=None):
        audit.record(project=measure.project, by=by, verb="restored the measure", on=measure)


@transaction.atomic
def freeze(*, measure: Measure, by: User, first: datetime.date, last: datetime.date) -> Measure:
    """Keeps what was usual from `first` to `last` as the baseline. Readings corrected later do not move it.

    Raises `NotPossible` when the period has fewer than `control.FEWEST` readings.
    """
    measure = _held(measure)
    readings = list(measure.readings.kept().filter(on__gte=first, on__lte=last))
    if len(readings) < control.FEWEST:
        raise NotPossible(
            _("There are %(count)d readings in this period. A baseline needs %(least)d at least.")
            % {"count": len(readings), "least": control.FEWEST}
        )
    baseline = (
        control.baseline_of_shares([(reading.count or 0, reading.of or 0) for reading in readings])
        if measure.is_share
        else control.baseline_of_values([float(reading.value or 0) for reading in readings])
    )
    before = measure.baseline_mean
    measure.baseline_from, measure.baseline_until = first, last
    measure.baseline_mean, measure.baseline_sigma = baseline.mean, baseline.sigma
    measure.baseline_count = baseline.count
    measure.frozen_at, measure.frozen_by = timezone.now(), by
    measure.save(
        update_fields=[
            "baseline_from",
            "baseline_until",
            "baseline_mean",
            "baseline_sigma",
            "baseline_count",
            "frozen_at",
            "frozen_by",
        ]
    )
    audit.record(
        project=measure.project,
        by=by,
        verb="froze the baseline of",
        on=measure,
        first=first.isoformat(),
        last=last.isoformat(),
        mean=baseline.mean,
        mean_before=before,
    )
    return measure


def _held(measure: Measure) -> Measure:
    return Measure.objects.select_for_update(of=("self",)).select_related("project").get(pk=measure.pk)
