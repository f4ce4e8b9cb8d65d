"""Readings from a list: kept when it is uploaded, written only when it is confirmed, all or nothing."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from outcomes import importing
from outcomes.models import DateOrder, DecimalMark, Measure, Reading, ReadingImport
from projects import audit
from projects.models import User
from stakeholders.importing import Change, read


class AlreadyImported(Exception):
    """The list was confirmed before."""


@transaction.atomic
def upload(*, measure: Measure, filename: str, content: bytes, by: User) -> ReadingImport:
    """Keeps the cells and the columns that were recognised; raises `stakeholders.importing.Unreadable`."""
    table = read(content)
    place, columns = importing.match_columns(measure, table.rows)
    kept = ReadingImport.objects.create(
        measure=measure,
        filename=filename.replace("\x00", "")[-200:] or "list",
        cells=table.rows[place:],
        columns=columns,
        remarks=table.remarks,
        created_by=by,
    )
    audit.record(
        project=measure.project,
        by=by,
        verb="uploaded readings of",
        on=measure,
        rows=len(table.rows) - place - 1,
    )
    return kept


@transaction.atomic
def choose(*, upload: ReadingImport, columns: Sequence[str], order: str, mark: str) -> None:
    """Says which column is what, and how dates and numbers are meant; what is unknown is ignored."""
    keys = {key for key, _words in importing.keys_of(upload.measure)}
    upload.columns = [key if key in keys else "" for key in columns][: len(upload.columns)]
    upload.order = order if order in DateOrder.values else ""
    upload.mark = mark if mark in DecimalMark.values else ""
    upload.save(update_fields=["columns", "order", "mark"])


@transaction.atomic
def confirm_import(*, upload: ReadingImport, by: User) -> ReadingImport:
    """Writes every good row, or nothing when anything fails. A day that has a reading is corrected."""
    measure = (
        Measure.objects.select_for_update(no_key=True, of=("self",))
        .select_related("project")
        .get(pk=upload.measure_id)
    )
    current = ReadingImport.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if current.confirmed_at is not None:
        raise AlreadyImported
    current.measure = measure
    judgement = importing.judge(current)
    Reading.objects.bulk_create(
        [
            Reading(measure=measure, read_by=by, **row.values)
            for row in judgement.good
            if row.change == Change.ADD
        ],
        batch_size=500,
    )
    corrected = _correct([row for row in judgement.good if row.change == Change.UPDATE])
    current.confirmed_at, current.confirmed_by = timezone.now(), by
    current.added, current.updated, current.bad = judgement.added, judgement.updated, len(judgement.bad)
    current.save(update_fields=["confirmed_at", "confirmed_by", "added", "updated", "bad"])
    audit.record(
        project=measure.project,
        by=by,
        verb="brought in readings of",
        on=measure,
        added=current.added,
        corrected=corrected[:200],
        bad=current.bad,
    )
    return current


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
