"""What the clock starts: measures that another part of the project knows are read when a period has ended."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from outcomes import actions
from outcomes.models import Cadence, Measure
from projects.models import Project


def unread() -> list[int]:
    """The measures that are read by themselves, of projects that are not archived."""
    sources = list(settings.OUTCOME_SOURCES)
    found = Measure.objects.active().filter(source__in=sources, project__archived_at=None)
    return list(found.values_list("pk", flat=True))


@transaction.atomic
def read(measure_id: int) -> bool:
    """Writes the reading of the period that ended last, unless there is one; False when nothing was to do."""
    measure = Measure.objects.select_related("project").get(pk=measure_id)
    project = measure.project
    with timezone.override(project.zone):
        on = period_before(project.today(), measure.cadence)
        if measure.readings.filter(on=on).exists():
            return False
        share = _known(measure.source, project)
        if share is None:
            return False
        count, of = share
        try:
            actions.read(
                measure=measure, by=None, on=on, count=count, of=of, note=_("Read by the planner itself.")
            )
        except actions.NotPossible:
            # Another scheduler was quicker.
            return False
    return True


def period_before(today: datetime.date, cadence: str) -> datetime.date:
    """The first day of the last period that has ended.

    >>> period_before(datetime.date(2026, 3, 4), "week")
    datetime.date(2026, 2, 23)
    """
    match cadence:
        case Cadence.DAY:
            return today - datetime.timedelta(days=1)
        case Cadence.WEEK:
            return today - datetime.timedelta(days=today.weekday() + 7)
        case Cadence.MONTH:
            return (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
        case _:
            begun = today.replace(month=today.month - (today.month - 1) % 3, day=1)
            before = begun - datetime.timedelta(days=1)
            return before.replace(month=before.month - 2, day=1)


def _known(source: str, project: Project) -> tuple[int, int] | None:
    tell = import_string(settings.OUTCOME_SOURCES[source])
    share: tuple[int, int] | None = tell(project)
    return share
