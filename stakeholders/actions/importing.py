"""Importing a list of people: kept when it is uploaded, written only when it is confirmed, all or nothing."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from projects import audit
from projects.models import Project, User
from stakeholders import importing
from stakeholders.models import Import, Stakeholder


class AlreadyImported(Exception):
    """The list was confirmed before."""


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


def judged(upload: Import) -> importing.Judgement:
    """The rows of the list, judged against the register as it is now."""
    headings, rows = importing.headings_and_rows(upload)
    return importing.judge(upload.project, headings=headings, rows=rows, columns=upload.columns)


@transaction.atomic
def confirm_import(*, upload: Import, by: User) -> Import:
    """Writes every good row, or nothing when anything fails. Bad rows are left out and can be downloaded."""
    # One import of a project at a time, so that two lists with the same people do not cross.
    Project.objects.select_for_update(of=("self",)).get(pk=upload.project_id)
    current = Import.objects.select_for_update(of=("self",)).select_related("project").get(pk=upload.pk)
    if current.confirmed_at is not None:
        raise AlreadyImported
    judgement = judged(current)
    _add([row for row in judgement.good if row.change == importing.Change.ADD], current.project, by)
    _update([row for row in judgement.good if row.change == importing.Change.UPDATE])
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
    Stakeholder.objects.bulk_create(
        [Stakeholder(project=project, created_by=by, **_fields(row.values)) for row in rows], batch_size=1000
    )


def _update(rows: Sequence[importing.GoodRow]) -> None:
    people = Stakeholder.objects.select_for_update(of=("self",)).in_bulk([row.pk for row in rows if row.pk])
    changed: set[str] = {"version"}
    for row in rows:
        person = people[row.pk or 0]
        fields = _fields(row.values)
        for name, value in fields.items():
            setattr(person, name, value)
        person.version += 1
        changed.update(fields)
    if people:
        Stakeholder.objects.bulk_update(people.values(), sorted(changed), batch_size=500)


def _fields(values: dict[str, Any]) -> dict[str, Any]:
    return {"owner_id" if name == "owner" else name: value for name, value in values.items()}
