"""Importing a list: kept when uploaded, written when confirmed, all or nothing."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from marketing_sync import importing
from marketing_sync.actions import agents, launches, special_days
from marketing_sync.models import Agent, ListImport, ListOf, SpecialDay, Window
from projects import audit
from projects.models import Project, User
from reports import lists
from stakeholders.importing import Change, GoodRow, Judgement, headings_and_rows, match_columns
from stakeholders.importing.columns import key_of

# Each launch has a ladder of its own; a year of a busy department fits.
_MOST: dict[str, int] = {ListOf.AGENTS: 5000, ListOf.LAUNCHES: 500, ListOf.DAYS: 2000}
_FIELDS: dict[str, Sequence[Any]] = {
    ListOf.AGENTS: importing.AGENT_FIELDS,
    ListOf.LAUNCHES: importing.LAUNCH_FIELDS,
    ListOf.DAYS: importing.DAY_FIELDS,
}
_CALENDAR = b"BEGIN:VCALENDAR"


class AlreadyImported(Exception):
    """The list was confirmed before."""


def fields_of(of: str) -> Sequence[Any]:
    """The fields that a column of such a list can be."""
    return _FIELDS[of]


@transaction.atomic
def upload_list(
    *, project: Project, of: str, filename: str, content: bytes, kind: str, by: User
) -> ListImport:
    """Keeps the cells of a CSV, XLSX or .ics file and the columns recognised; raises `lists.Unreadable`."""
    fields = fields_of(of)
    most = _MOST[of]
    if of == ListOf.LAUNCHES and content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_CALENDAR):
        table = importing.as_table(content, project.zone, most=most)
    else:
        table = lists.read(content, is_heading=lambda text: bool(key_of(text, fields)), most=most)
    place, columns = match_columns(table.rows, fields)
    kept = ListImport.objects.create(
        project=project,
        of=of,
        kind=kind,
        filename=filename.replace("\x00", "")[-200:] or "list",
        cells=table.rows[place:],
        columns=columns,
        remarks=table.remarks,
        created_by=by,
    )
    audit.record(project=project, by=by, verb="uploaded a list", on=kept, rows=len(table.rows[place:]) - 1)
    return kept


@transaction.atomic
def choose_list_columns(*, upload: ListImport, columns: Sequence[str]) -> None:
    """Says which column is which field; unknown fields and columns are ignored."""
    keys = {field.key for field in fields_of(upload.of)}
    width = len(upload.columns)
    chosen = [key if key in keys else "" for key in columns][:width]
    upload.columns = chosen + [""] * (width - len(chosen))
    upload.save(update_fields=["columns"])


def judged_list(upload: ListImport) -> Judgement:
    """The rows of the list, judged against what is there now."""
    headings, rows = headings_and_rows(upload)
    shared: dict[str, Any] = {"headings": headings, "rows": rows, "columns": upload.columns}
    if upload.of == ListOf.AGENTS:
        return importing.judge_agents(upload.project, **shared)
    if upload.of == ListOf.DAYS:
        return importing.judge_days(upload.project, **shared)
    return importing.judge_launches(upload.project, **shared, kind=upload.kind)


@transaction.atomic
def confirm_list(*, upload: ListImport, by: User) -> ListImport:
    """Writes every good row, or nothing when anything fails. Bad rows are left out."""
    # One import of a project at a time, so that two lists with the same rows do not cross.
    Project.objects.select_for_update(of=("self",), no_key=True).get(pk=upload.project_id)
    current = ListImport.objects.select_for_update(of=("self",)).select_related("project").get(pk=upload.pk)
    if current.confirmed_at is not None:
        raise AlreadyImported
    judgement = judged_list(current)
    if current.of == ListOf.AGENTS:
        _write_agents(current.project, judgement.good)
    elif current.of == ListOf.DAYS:
        days = [SpecialDay(**row.values) for row in judgement.good]
        special_days.keep_special_days(project=current.project, by=by, days=days)
    else:
        for row in judgement.good:
            if row.change == Change.ADD:
                _register(current.project, row.values, by)
    current.confirmed_at, current.confirmed_by = timezone.now(), by
    current.added, current.updated = judgement.added, judgement.updated
    current.bad = len(judgement.bad)
    current.save(update_fields=["confirmed_at", "confirmed_by", "added", "updated", "bad"])
    audit.record(
        project=current.project,
        by=by,
        verb="imported a list",
        on=current,
        of=current.of,
        added=current.added,
        updated=current.updated,
        bad=current.bad,
    )
    return current


def _write_agents(project: Project, rows: Sequence[GoodRow]) -> None:
    added = Agent.objects.bulk_create(
        [Agent(project=project, **row.values) for row in rows if row.change == Change.ADD], batch_size=1000
    )
    changed = {row.pk or 0: row.values for row in rows if row.change == Change.UPDATE}
    people = list(Agent.objects.select_for_update(of=("self",)).filter(pk__in=changed))
    for agent in people:
        for name, value in changed[agent.pk].items():
            setattr(agent, name, value)
        agent.version += 1
    Agent.objects.bulk_update(people, ["name", "email", "team", "language", "version"], batch_size=500)
    agents.catch_up(project=project, agents=added)


def _register(project: Project, values: dict[str, Any], by: User) -> None:
    what = dict(values)
    window = Window(what.pop("earliest"), what.pop("likely"), what.pop("latest"))
    launches.register(project=project, by=by, window=window, **what)
