"""What the contact centre is like."""

import datetime
from collections.abc import Collection, Mapping

from marketing_sync.models import HALF_HOUR, Centre, SpecialDay
from projects.models import Project

Hours = dict[int, tuple[int, int]]
"""By weekday (Monday is 0) from which minute of the day to which; a weekday that is missing is closed."""
Week = dict[tuple[int, int], int]
"""By weekday and minute of a half hour, how many people are scheduled."""
USUAL_HOURS: Hours = dict.fromkeys(range(5), (8 * 60, 18 * 60))


def centre(project: Project) -> Centre:
    """The settings; the usual ones, not stored, as long as nobody changed them."""
    found = Centre.objects.filter(project=project).first() or Centre(project=project)
    found.project = project
    return found


def open_hours(project: Project) -> Hours:
    """The opening hours; the usual ones as long as nobody gave others."""
    found = {row.weekday: (row.opens, row.closes) for row in project.open_hours.all()}
    return found or dict(USUAL_HOURS)


def week_of_staff(project: Project) -> Week:
    """Who is scheduled in a usual week; empty as long as nobody said."""
    return {(row.weekday, row.minute): row.people for row in project.staffed.all()}


def special_days(
    project: Project, *, since: datetime.date, before: datetime.date | None = None
) -> list[SpecialDay]:
    """The days from then on, and before another, that are not like their weekday, in order."""
    found = project.special_days.filter(day__gte=since)
    return list(found if before is None else found.filter(day__lt=before))


def half_hours(spans: Collection[tuple[int, int]]) -> list[int]:
    """The half hours of a day in which the centre is open in any of these spans."""
    if not spans:
        return []
    first = min(opens for opens, _closes in spans) // HALF_HOUR * HALF_HOUR
    return list(range(first, max(closes for _opens, closes in spans), HALF_HOUR))


def is_open(hours: Hours, weekday: int, minute: int) -> bool:
    """Whether any part of the half hour is inside the weekday's opening hours."""
    return is_within(hours.get(weekday, (0, 0)), minute)


def is_within(span: tuple[int, int], minute: int) -> bool:
    """Whether any part of the half hour is inside the span."""
    opens, closes = span
    return opens < minute + HALF_HOUR and minute < closes


def is_hourly(week: Mapping[tuple[int, int], int]) -> bool:
    """Whether both halves of every hour have the same people, so that hours are enough to show it."""
    return all(
        week.get((weekday, minute // 60 * 60), 0) == week.get((weekday, minute // 60 * 60 + HALF_HOUR), 0)
        for weekday, minute in week
    )
