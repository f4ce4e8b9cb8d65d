"""The rota: who is on duty, so that a crisis proposes those who are there."""

import datetime
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from crisis.models import CrisisPerson, DutyShift
from projects import audit
from projects.models import Project, User


@transaction.atomic
def put_on_duty(
    *,
    project: Project,
    person: CrisisPerson,
    role: str,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    by: User,
    weeks: int = 0,
) -> list[DutyShift]:
    """One shift, and the same again in so many weeks after it, at the same time of the project's clocks."""
    shifts = DutyShift.objects.bulk_create(
        DutyShift(
            project=project,
            person=person,
            role=role,
            starts_at=starts,
            ends_at=ends,
            made_by=by,
        )
        for starts, ends in _weekly(starts_at, ends_at, weeks, project.zone)
    )
    audit.record(
        project=project, by=by, verb="put on duty", on=person, role=role, starts_at=starts_at.isoformat()
    )
    return shifts


def _weekly(
    starts_at: datetime.datetime, ends_at: datetime.datetime, weeks: int, zone: datetime.tzinfo
) -> Iterator[tuple[datetime.datetime, datetime.datetime]]:
    """The first shift, and those of the weeks after it at the same time of the clock on the wall.

    A time that the clocks jump over comes as much later as they jump. Where the shift would be over by then,
    it keeps its length.
    """
    yield starts_at, ends_at
    for week in range(1, weeks + 1):
        starts, ends = (_later(moment, week, zone) for moment in (starts_at, ends_at))
        yield starts, ends if starts < ends else starts + (ends_at - starts_at)


def _later(moment: datetime.datetime, weeks: int, zone: datetime.tzinfo) -> datetime.datetime:
    return (moment.astimezone(zone) + datetime.timedelta(weeks=weeks)).astimezone(datetime.UTC)


@transaction.atomic
def take_off_duty(*, shift: DutyShift, by: User) -> None:
    """Takes one shift out."""
    rows = DutyShift.objects.filter(pk=shift.pk, removed_at=None)
    if rows.update(removed_at=timezone.now(), removed_by=by):
        audit.record(project=shift.project, by=by, verb="took off duty", on=shift.person, role=shift.role)


@transaction.atomic
def put_back_on_duty(*, shift: DutyShift, by: User) -> None:
    """Puts a shift back that was taken out."""
    rows = DutyShift.objects.filter(pk=shift.pk, removed_at__isnull=False)
    if rows.update(removed_at=None, removed_by=None):
        audit.record(project=shift.project, by=by, verb="put on duty", on=shift.person, role=shift.role)
