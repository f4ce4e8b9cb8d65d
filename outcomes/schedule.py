"""What the clock starts: measures that another part of the project knows are read when a period has ended."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from outcomes import actions
from outcomes.models import Cadence, Measure

# So many of so many.
Share = tuple[int, int]
# So many periods back are read when their days become known: half a year of weeks.
_BACK = 26


def unread() -> list[int]:
    """The measures that are read by themselves, of projects that are not archived."""
    sources = [*settings.OUTCOME_SOURCES, *settings.OUTCOME_HISTORIES]
    found = Measure.objects.active().filter(source__in=sources, project__archived_at=None)
    return list(found.values_list("pk", flat=True))


@transaction.atomic
def read(measure_id: int) -> bool:
    """Writes the readings that are known and missing; False when nothing was to do.

    What is known only as it stands now is read for the period that ended last. What is known of every day is
    also read for periods that ended before, for lists of calls come in late.
    """
    measure = Measure.objects.select_related("project").get(pk=measure_id)
    with timezone.override(measure.project.zone):
        periods = [period_before(measure.project.today(), measure.cadence)]
        if measure.source in settings.OUTCOME_HISTORIES:
            while len(periods) < _BACK:
                periods.append(period_before(periods[-1], measure.cadence))
        there = set(measure.readings.filter(on__in=periods).values_list("on", flat=True))
        missing = [on for on in reversed(periods) if on not in there]
        known = _known(measure, missing) if missing else {}
        written = [_write(measure, on, share) for on, share in known.items()]
    return any(written)


def _write(measure: Measure, on: datetime.date, share: Share) -> bool:
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
    return _first_day(_first_day(today, cadence) - datetime.timedelta(days=1), cadence)


def _known(measure: Measure, missing: list[datetime.date]) -> dict[datetime.date, Share]:
    """By the period's first day, what the project knows of it."""
    if measure.source in settings.OUTCOME_SOURCES:
        share = import_string(settings.OUTCOME_SOURCES[measure.source])(measure.project)
        return {missing[-1]: share} if share else {}
    last = measure.project.today() - datetime.timedelta(days=1)
    days = import_string(settings.OUTCOME_HISTORIES[measure.source])(measure.project, missing[0], last)
    # A period of which later days are unknown may lack days of its own: it waits for the next list.
    whole_until = max(days) + datetime.timedelta(days=1) if days else last
    found: dict[datetime.date, Share] = {}
    for day, (count, of) in days.items():
        on = _first_day(day, measure.cadence)
        if on in missing and of and _first_day(whole_until, measure.cadence) > on:
            before = found.get(on, (0, 0))
            found[on] = (before[0] + count, before[1] + of)
    return found


def _first_day(day: datetime.date, cadence: str) -> datetime.date:
    """The first day of the period in which the day lies."""
    match cadence:
        case Cadence.DAY:
            return day
        case Cadence.WEEK:
            return day - datetime.timedelta(days=day.weekday())
        case Cadence.MONTH:
            return day.replace(day=1)
        case _:
            return day.replace(month=day.month - (day.month - 1) % 3, day=1)
