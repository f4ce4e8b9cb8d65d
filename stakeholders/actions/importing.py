"""Importing a list of people: kept when it is uploaded, written only when it is confirmed, all or nothing."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from projects import audit
from projects.models import Project, User
from stakeholders import importing
from stakeholders.actions.attendance import name_anew, names_in_planned
from stakeholders.models import Import, Stakeholder

_TABLE = Stakeholder._meta.db_table
# The fields that a list can carry, and their columns.
_COLUMNS = {
    field.key: "owner_id" if field.key == "owner" else field.key
    for field in importing.FIELDS
    if field.key not in {"first_name", "last_name"}
}
_TYPES = {"power": "smallint", "interest": "smallint", "owner": "bigint", "tags": "varchar[]"}
# Rows as a table; what a row does not say is NULL there.
_ROWS = "jsonb_to_recordset(%s::jsonb) AS r(id bigint, {})".format(
    ", ".join(f"{key} {_TYPES.get(key, 'text')}" for key in _COLUMNS)
)
_BATCH = 5000


class AlreadyImported(Exception):
    """The list was confirmed before."""


class ColumnsNotSet(Exception):
    """It is not said which column is which field, so that no row can be judged."""


@transaction.atomic
def upload(*, project: Project, filename: str, content: bytes, by: User) -> Import:
    """Keeps the cells of the list and the columns that were recognised; raises `importing.Unreadable`."""
    table = importing.read(content)
    place, columns = importing.match_columns(table.rows)
    kept = Import.objects.create(
        project=project,
        filename=filename.replace("\x00", "")[-200:] or "list",
        cells=table.rows[place:],
        columns=columns,
        remarks=table.remarks,
        created_by=by,
    )
    audit.record(project=project, by=by, verb="uploaded a list", on=kept, rows=len(table.rows[place:]) - 1)
    return kept


@transaction.atomic
def choose_columns(*, upload: Import, columns: Sequence[str], by: User) -> None:
    """Says which column is which field; unknown fields and columns are ignored."""
    keys = {field.key for field in importing.FIELDS}
    width = len(upload.columns)
    chosen = [key if key in keys else "" for key in columns][:width]
    upload.columns = chosen + [""] * (width - len(chosen))
    upload.save(update_fields=["columns"])


def judged(upload: Import, *, keep: int | None = None) -> importing.Judgement:
    """The rows of the list, judged against the register as it is now; `keep` good ones, or all."""
    headings, rows = importing.headings_and_rows(upload)
    return importing.judge(upload.project, headings=headings, rows=rows, columns=upload.columns, keep=keep)


@transaction.atomic
def confirm_import(*, upload: Import, by: User) -> Import:
    """Writes every good row, or nothing when anything fails. Bad rows are left out and can be downloaded.

    Raises `AlreadyImported` and `ColumnsNotSet`.
    """
    # One import of a project at a time, so that two lists with the same people do not cross.
    # Nobody else in the project waits for it: other rows that name the project may be written meanwhile.
    Project.objects.select_for_update(of=("self",), no_key=True).get(pk=upload.project_id)
    current = Import.objects.select_for_update(of=("self",)).select_related("project").get(pk=upload.pk)
    if current.confirmed_at is not None:
        raise AlreadyImported
    judgement = judged(current)
    if judgement.problems:
        raise ColumnsNotSet
    _add([row for row in judgement.good if row.change == importing.Change.ADD], current.project, by)
    updated = [row for row in judgement.good if row.change == importing.Change.UPDATE]
    called = names_in_planned(current.project) if updated else {}
    _update(updated)
    renamed = [
        row.pk
        for row in updated
        if row.pk in called and row.values.get("name", called[row.pk]) != called[row.pk]
    ]
    if renamed:
        name_anew(renamed)
    current.confirmed_at, current.confirmed_by = timezone.now(), by
    current.added, current.updated = judgement.added, judgement.updated
    current.bad = len(judgement.bad)
    current.save(update_fields=["confirmed_at", "confirmed_by", "added", "updated", "bad"])
    audit.record(
        project=current.project,
        by=by,
        verb="imported a list",
        on=current,
        added=current.added,
        updated=current.updated,
        bad=current.bad,
    )
    return current


def _add(rows: Sequence[importing.GoodRow], project: Project, by: User) -> None:
    """New people, a statement for each batch: through the ORM 50,000 take four times as long."""
    for batch in _batches(rows):
        _write(
            f"""
            INSERT INTO {_TABLE} (
                project_id, created_by_id, created_at, version, name, email, title, department, level,
                power, interest, stance, why_needed, owner_id, preferred_way, notes, tags, language)
            SELECT %s, %s, %s, 1, r.name, {_or_nothing("email", "title", "department", "level")},
                r.power, r.interest, {_or_nothing("stance", "why_needed")}, r.owner,
                {_or_nothing("preferred_way", "notes")}, COALESCE(r.tags, '{{}}'), COALESCE(r.language, 'en')
            FROM {_ROWS}
            """,  # noqa: S608 - names of our own fields
            [project.pk, by.pk, timezone.now()],
            batch,
        )


def _update(rows: Sequence[importing.GoodRow]) -> None:
    """What the rows say is set; what they do not say stays."""
    for batch in _batches(rows):
        _write(
            f"""
            UPDATE {_TABLE} AS s SET version = s.version + 1,
                {", ".join(f"{column} = COALESCE(r.{key}, s.{column})" for key, column in _COLUMNS.items())}
            FROM {_ROWS} WHERE s.id = r.id
            """,  # noqa: S608 - names of our own fields
            [],
            batch,
        )


def _or_nothing(*names: str) -> str:
    return ", ".join(f"COALESCE(r.{name}, '')" for name in names)


def _batches(rows: Sequence[importing.GoodRow]) -> Iterator[Sequence[importing.GoodRow]]:
    return (rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH))


def _write(statement: str, parameters: list[Any], rows: Sequence[importing.GoodRow]) -> None:
    """Runs the statement over the rows, which travel as one JSON text."""
    carried = json.dumps([{"id": row.pk, **row.values} for row in rows])
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, carried])
