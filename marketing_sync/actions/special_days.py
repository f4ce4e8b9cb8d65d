"""Calendar days that are not like their weekday: closed, open at other hours, or with other people."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from marketing_sync.models import Centre, SpecialDay
from projects import audit
from projects.models import Project, User


@transaction.atomic
def keep_special_days(*, project: Project, by: User, days: Sequence[SpecialDay]) -> int:
    """Keeps these days, in place of what was said of the same; tells how many are new or other."""
    known = {row.day: row.said for row in project.special_days.all()}
    other = [one for one in days if known.get(one.day) != one.said]
    if other:
        for one in other:
            one.project = project
        SpecialDay.objects.bulk_create(
            other,
            update_conflicts=True,
            unique_fields=["project", "day"],
            update_fields=["is_closed", "opens", "closes", "people", "why"],
        )
        _changed(project)
        audit.record(
            project=project,
            by=by,
            verb="changed the days that differ",
            days=[str(one.day) for one in other[:50]],
        )
    return len(other)


@transaction.atomic
def forget_special_day(*, project: Project, by: User, day: datetime.date) -> None:
    """Lets a day be like its weekday again."""
    deleted, _by_model = project.special_days.filter(day=day).delete()
    if deleted:
        _changed(project)
        audit.record(project=project, by=by, verb="let a day be as usual", day=str(day))


def _changed(project: Project) -> None:
    """The schedule is another one, so forecasts are made anew."""
    Centre.objects.get_or_create(project=project)
    Centre.objects.filter(project=project).update(staff_version=F("staff_version") + 1)
