"""Readings and events: written, corrected, taken away and put back."""

import datetime
import decimal
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from outcomes.actions.measures import ChangedMeanwhile, NotPossible
from outcomes.models import Event, Measure, Reading
from projects import audit
from projects.models import Project, User


@transaction.atomic
def read(
    *,
    measure: Measure,
    by: User | None,
    on: datetime.date,
    value: decimal.Decimal | None = None,
    count: int | None = None,
    of: int | None = None,
    note: str = "",
) -> Reading:
    """Writes a reading down: `value`, or `count` of `of`. Raises `NotPossible` when the day has one.

    `by` nobody: the planner read it from what another part knows.
    """
    _refuse_another(measure, on)
    reading = Reading.objects.create(
        measure=measure, on=on, value=value, count=count, of=of, note=note, read_by=by
    )
    audit.record(
        project=measure.project,
        by=by,
        verb="wrote down a reading of",
        on=measure,
        day=on.isoformat(),
        value=_said(reading),
    )
    return reading


@transaction.atomic
def bring_in(*, measure: Measure, by: User, readings: Sequence[Reading]) -> int:
    """Writes many readings of one measure at once, each with its day and amount; all of them or none.

    Raises `NotPossible` when one of the days has a reading already.
    """
    Measure.objects.select_for_update(no_key=True).get(pk=measure.pk)
    days = [reading.on for reading in readings]
    taken = measure.readings.kept().filter(on__in=days).order_by("on").first()
    if taken or len(set(days)) < len(days):
        raise NotPossible(_("Each day has one reading, and one of these days would have two."))
    for reading in readings:
        reading.measure, reading.read_by = measure, by
    Reading.objects.bulk_create(readings, batch_size=500)
    audit.record(
        project=measure.project, by=by, verb="brought in readings of", on=measure, count=len(readings)
    )
    return len(readings)


@transaction.atomic
def correct(*, reading: Reading, by: User, version: int, **fields: Any) -> Reading:
    """Corrects a reading, made from `version`; the trail keeps what it was."""
    reading = (
        Reading.objects.select_for_update(of=("self",)).select_related("measure__project").get(pk=reading.pk)
    )
    if reading.version != version:
        raise ChangedMeanwhile(reading)
    if fields.get("on", reading.on) != reading.on:
        _refuse_another(reading.measure, fields["on"])
    before, day = _said(reading), reading.on
    for name, value in fields.items():
        setattr(reading, name, value)
    reading.version += 1
    reading.save(update_fields=[*fields, "version"])
    audit.record(
        project=reading.measure.project,
        by=by,
        verb="corrected a reading of",
        on=reading.measure,
        day=day.isoformat(),
        day_now=reading.on.isoformat(),
        before=before,
        value=_said(reading),
    )
    return reading


@transaction.atomic
def remove(*, reading: Reading, by: User) -> None:
    """Takes a reading away; it can be put back."""
    if Reading.objects.kept().filter(pk=reading.pk).update(removed_at=timezone.now(), removed_by=by):
        _tell(reading, by, "took away a reading of")


@transaction.atomic
def put_back(*, reading: Reading, by: User) -> None:
    """Puts a reading back. Raises `NotPossible` when its day has another one by now."""
    if reading.removed_at is None:
        return
    _refuse_another(reading.measure, reading.on)
    if Reading.objects.filter(pk=reading.pk, removed_at__isnull=False).update(
        removed_at=None, removed_by=None
    ):
        _tell(reading, by, "put back a reading of")


@transaction.atomic
def mark(*, project: Project, by: User, on: datetime.date, words: str, about: str = "") -> Event:
    """Marks on every chart what happened on a day.

    `about` names the row that went live ("vision.element:12"); its earlier mark gives way to this one.
    """
    if about:
        project.outcome_events.kept().filter(about=about).update(removed_at=timezone.now(), removed_by=by)
    event = Event.objects.create(project=project, on=on, words=words, about=about)
    audit.record(project=project, by=by, verb="marked on the charts", on=event, day=on.isoformat())
    return event


@transaction.atomic
def unmark(*, event: Event, by: User) -> None:
    """Takes a mark off the charts; it can be put back."""
    if Event.objects.kept().filter(pk=event.pk).update(removed_at=timezone.now(), removed_by=by):
        audit.record(project=event.project, by=by, verb="took off the charts", on=event)


@transaction.atomic
def remark(*, event: Event, by: User) -> None:
    """Puts a mark back on the charts."""
    if Event.objects.filter(pk=event.pk, removed_at__isnull=False).update(removed_at=None, removed_by=None):
        audit.record(project=event.project, by=by, verb="put back on the charts", on=event)


def _refuse_another(measure: Measure, on: datetime.date) -> None:
    # One writer of a measure at a time, so that two readings of one day do not cross.
    Measure.objects.select_for_update(no_key=True).get(pk=measure.pk)
    if measure.readings.kept().filter(on=on).exists():
        raise NotPossible(_("This day has a reading already. Correct that one, or give another day."))


def _tell(reading: Reading, by: User, verb: str) -> None:
    measure = reading.measure
    audit.record(
        project=measure.project,
        by=by,
        verb=verb,
        on=measure,
        day=reading.on.isoformat(),
        value=_said(reading),
    )


def _said(reading: Reading) -> str:
    if reading.value is not None:
        return f"{reading.value.normalize():f}"
    return f"{reading.count}/{reading.of}"
