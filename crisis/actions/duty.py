"""The rota: who is on duty, so that a crisis proposes those who are there."""

import datetime

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
            starts_at=_later(starts_at, week, project),
            ends_at=_later(ends_at, week, project),
            made_by=by,
        )
        for week in range(weeks + 1)
    )
    audit.record(
        project=project, by=by, verb="put on duty", on=person, role=role, starts_at=starts_at.isoformat()
    )
    return shifts


def _later(moment: datetime.datetime, weeks: int, project: Project) -> datetime.datetime:
    """So many weeks later by the clock on the wall, also when clocks were changed in between."""
    local = moment.astimezone(project.zone) + datetime.timedelta(weeks=weeks)
    return local.astimezone(datetime.UTC)


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
