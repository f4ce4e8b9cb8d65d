"""Importing interval data: kept when it is uploaded, written only when it is confirmed, all or nothing."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from marketing_sync import phones
from marketing_sync.actions import learning
from marketing_sync.models import CallInterval, CallUpload
from projects import audit
from projects.models import Project, User
from reports import lists

MOST_INTERVALS = 60_000
"""A year of quarter hours, or seven months of five minutes in a day of twelve hours."""
CALL_CHOICES = {"order": ("dmy", "mdy"), "decimal": (",", "."), "missing": ("unknown", "none")}


class CallsAlreadyIn(Exception):
    """The file was confirmed before."""


@transaction.atomic
def upload_calls(*, project: Project, filename: str, content: bytes, by: User) -> CallUpload:
    """Keeps the cells of the file and the columns that were recognised; raises `lists.Unreadable`."""
    table = lists.read(content, is_heading=lambda text: bool(phones.key_of(text)), most=MOST_INTERVALS)
    place, columns = phones.match_columns(table.rows)
    kept = CallUpload.objects.create(
        project=project,
        filename=filename.replace("\x00", "")[-200:] or "calls",
        cells=table.rows[place:],
        columns=columns,
        remarks=table.remarks,
        created_by=by,
    )
    audit.record(
        project=project, by=by, verb="uploaded call history", on=kept, rows=len(table.rows[place:]) - 1
    )
    return kept


@transaction.atomic
def settle_calls(*, upload: CallUpload, columns: Sequence[str], choices: Mapping[str, str]) -> None:
    """Says which column is which field, and what the file leaves open; what is unknown is ignored."""
    width = len(upload.columns)
    chosen = [key if key in phones.KEYS else "" for key in columns][:width]
    upload.columns = chosen + [""] * (width - len(chosen))
    upload.choices = {name: value for name, value in choices.items() if value in CALL_CHOICES.get(name, ())}
    upload.save(update_fields=["columns", "choices"])


def calls_judged(upload: CallUpload) -> phones.Judgement:
    """The rows of the file, judged by what was said of it."""
    _headings, rows = call_rows(upload)
    return phones.judge(rows=rows, columns=upload.columns, choices=upload.choices, zone=upload.project.zone)


def call_rows(upload: CallUpload) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The heading cells, and the numbered rows below them."""
    if not upload.cells:
        return [], []
    return upload.cells[0][1], [(number, cells) for number, cells in upload.cells[1:]]


@transaction.atomic
def confirm_calls(*, upload: CallUpload, by: User) -> CallUpload:
    """Writes every good interval or nothing. What was known of the same times is replaced."""
    Project.objects.select_for_update(of=("self",), no_key=True).get(pk=upload.project_id)
    current = CallUpload.objects.select_for_update(of=("self",)).select_related("project").get(pk=upload.pk)
    if current.confirmed_at is not None:
        raise CallsAlreadyIn
    judgement = calls_judged(current)
    known = CallInterval.objects.filter(
        project=current.project, starts_at__in=[one.starts_at for one in judgement.good]
    )
    replaced, _by_model = known.delete()
    CallInterval.objects.bulk_create(
        [
            CallInterval(
                project=current.project,
                upload=current,
                starts_at=one.starts_at,
                day=one.day,
                minute=one.minute,
                minutes=judgement.minutes,
                offered=one.offered,
                answered=one.answered,
                abandoned=one.abandoned,
                in_time=one.in_time,
                aht=one.aht,
            )
            for one in judgement.good
        ],
        batch_size=2000,
    )
    current.confirmed_at, current.confirmed_by = timezone.now(), by
    current.added, current.replaced = len(judgement.good), replaced
    current.bad = len(judgement.bad)
    current.save(update_fields=["confirmed_at", "confirmed_by", "added", "replaced", "bad"])
    audit.record(
        project=current.project,
        by=by,
        verb="imported call history",
        on=current,
        intervals=current.added,
        replaced=replaced,
        bad=current.bad,
    )
    learning.learn_from_calls(project=current.project)
    return current


@transaction.atomic
def remove_calls(*, upload: CallUpload, by: User) -> CallUpload:
    """Takes the intervals of an import out again. What they had replaced does not come back."""
    current = CallUpload.objects.select_for_update(of=("self",)).select_related("project").get(pk=upload.pk)
    if current.confirmed_at is None or current.removed_at is not None:
        return current
    current.intervals.all().delete()
    current.removed_at, current.removed_by = timezone.now(), by
    current.save(update_fields=["removed_at", "removed_by"])
    audit.record(project=current.project, by=by, verb="took out call history", on=current)
    learning.learn_from_calls(project=current.project)
    return current
