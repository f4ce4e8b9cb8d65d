"""Readings, or a funnel's periods, from a list: kept first, written when confirmed, all or nothing."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from outcomes import importing
from outcomes.actions.funnels import correct_period, write_period
from outcomes.models import DateOrder, DecimalMark, Funnel, Measure, Reading, ReadingImport
from projects import audit
from projects.models import User
from stakeholders.importing import Change, read


class AlreadyImported(Exception):
    """The list was confirmed before."""


@transaction.atomic
def upload(
    *,
    measure: Measure,
    filename: str,
    content: bytes,
    by: User,
    funnel: Funnel | None = None,
) -> ReadingImport:
    """Keeps the cells and the columns that were recognised; raises `stakeholders.importing.Unreadable`.

    A list of a funnel's periods is kept with the measure of its cost.
    """
    table = read(content)
    kept = ReadingImport(measure=measure, funnel=funnel)
    place, kept.columns = importing.match_columns(kept.into, table.rows)
    kept.filename = filename.replace("\x00", "")[-200:] or "list"
    kept.cells, kept.remarks, kept.created_by = table.rows[place:], table.remarks, by
    kept.save()
    audit.record(
        project=kept.into.project,
        by=by,
        verb="uploaded periods of" if funnel else "uploaded readings of",
        on=kept.into,
        rows=len(table.rows) - place - 1,
    )
    return kept


@transaction.atomic
def choose(*, upload: ReadingImport, columns: Sequence[str], order: str, mark: str) -> None:
    """Says which column is what, and how dates and numbers are meant; what is unknown is ignored."""
    keys = {key for key, _words in importing.keys_of(upload.into)}
    upload.columns = [key if key in keys else "" for key in columns][: len(upload.columns)]
    upload.order = order if order in DateOrder.values else ""
    upload.mark = mark if mark in DecimalMark.values else ""
    upload.save(update_fields=["columns", "order", "mark"])


@transaction.atomic
def confirm_import(*, upload: ReadingImport, by: User) -> ReadingImport:
    """Writes every good row, or nothing when anything fails. A day that has a reading is corrected."""
    # One writer of a measure, or of a funnel, at a time.
    into: Any = type(upload.into)._default_manager.select_for_update(no_key=True, of=("self",))
    into = into.select_related("project").get(pk=upload.into.pk)
    current = ReadingImport.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if current.confirmed_at is not None:
        raise AlreadyImported
    if isinstance(into, Funnel):
        current.funnel = into
    else:
        current.measure = into
    judgement = importing.judge(current)
    write = _write_periods if isinstance(into, Funnel) else _write_readings
    corrected = write(into, judgement, by)
    current.confirmed_at, current.confirmed_by = timezone.now(), by
    current.added, current.updated, current.bad = judgement.added, judgement.updated, len(judgement.bad)
    current.save(update_fields=["confirmed_at", "confirmed_by", "added", "updated", "bad"])
    audit.record(
        project=into.project,
        by=by,
        verb="brought in periods of" if isinstance(into, Funnel) else "brought in readings of",
        on=into,
        added=current.added,
        corrected=corrected[:200],
        bad=current.bad,
    )
    return current


def _write_readings(measure: Measure, judgement: importing.Judgement, by: User) -> list[dict[str, Any]]:
    Reading.objects.bulk_create(
        [
            Reading(measure=measure, read_by=by, **row.values)
            for row in judgement.good
            if row.change == Change.ADD
        ],
        batch_size=500,
    )
    return _correct([row for row in judgement.good if row.change == Change.UPDATE])


def _write_periods(funnel: Funnel, judgement: importing.Judgement, by: User) -> list[dict[str, Any]]:
    """Each as if it had been typed, so that its measures read it; the trail has each correction."""
    there = funnel.periods.in_bulk([row.pk for row in judgement.good if row.pk])
    for row in judgement.good:
        if row.change == Change.ADD:
            write_period(funnel=funnel, by=by, **row.values)
        elif row.change == Change.UPDATE:
            period = there[row.pk or 0]
            correct_period(period=period, by=by, version=period.version, **row.values)
    return []


def _correct(rows: Sequence[importing.GoodRow]) -> list[dict[str, Any]]:
    """Writes the corrections and returns what stood there before."""
    readings = Reading.objects.select_for_update(of=("self",)).in_bulk([row.pk for row in rows if row.pk])
    before = []
    for row in rows:
        reading = readings[row.pk or 0]
        before.append({"day": reading.on.isoformat(), "before": f"{reading.amount.normalize():f}"})
        for name, value in row.values.items():
            setattr(reading, name, value)
        reading.version += 1
    if readings:
        fields = ["value", "count", "of", "note", "version"]
        Reading.objects.bulk_update(readings.values(), fields, batch_size=500)
    return before
