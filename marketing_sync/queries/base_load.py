"""What comes in without any launch: from the call history, else from what somebody typed.

The history holds the calls of past launches too. Left in, they would be staffed for twice when the next
launch comes: once as its own and once as usual. So what each past launch is *known* to have brought, from the
rate that its own calls taught, is taken out of the days on which it came before anything is learned from
them. A launch whose calls taught nothing yet is left in: taking out what was merely assumed could hide real
calls.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from marketing_sync.models import HALF_HOUR, CallInterval, Centre
from marketing_sync.queries.centre import Hours, is_open, special_days
from projects.models import Project
from staffing import arrivals, curves, history
from staffing.numbers import Floats

BACK = datetime.timedelta(days=182)
_UNKNOWN_VARIANCE = 0.01


@dataclass(frozen=True)
class Past:
    """A launch that went out, the calls that it is known to have brought in all, and how they came."""

    dropped_on: datetime.date
    calls: float
    curve: curves.Curve


@dataclass(frozen=True)
class BaseLoad:
    """Usual calls by weekday and half hour, their shape, the busyness of days, and on what that rests."""

    calls: Floats
    profile: Floats
    variance: float
    basis: str
    taken_out: float = 0.0


def base_load(
    project: Project,
    settings: Centre,
    hours: Hours,
    minutes: list[int],
    *,
    before: datetime.date,
    past: Sequence[Past],
) -> BaseLoad:
    """The base load as the days before a day tell it."""
    counts, days = counted(project, minutes, before=before)
    if counts.size and np.nansum(counts) > 0:
        extra = _brought(project, past, days, hours)
        learned = history.learn(counts, [day.weekday() for day in days], extra=extra)
        return BaseLoad(
            learned.expected(np.arange(7)), learned.profile, learned.variance, "history", float(extra.sum())
        )
    shape = np.array([[float(is_open(hours, day, minute)) for minute in minutes] for day in range(7)])
    shape = np.where(shape.sum(axis=1, keepdims=True) > 0, shape, 1.0)
    profile = shape / shape.sum(axis=1, keepdims=True)
    usual = settings.usual_calls or 0
    return BaseLoad(usual * profile, profile, _UNKNOWN_VARIANCE, "typed" if usual else "nothing")


def _brought(project: Project, past: Sequence[Past], days: list[datetime.date], hours: Hours) -> Floats:
    """By counted day, calls that past launches brought; those of closed days on the next open one."""
    extra = np.zeros(len(days))
    first = min((one.dropped_on for one in past), default=days[-1])
    differing = {one.day: one for one in special_days(project, since=first)} if past else {}

    def was_open(day: datetime.date) -> bool:
        one = differing.get(day)
        if one is not None and (one.is_closed or one.hours):
            return not one.is_closed
        return day.weekday() in hours

    for one in past:
        since = np.array([(day - one.dropped_on).days for day in days])
        length = int(since[-1]) + 1
        if length < 1:
            continue
        opened = [was_open(one.dropped_on + datetime.timedelta(days=after)) for after in range(length)]
        shares = arrivals.on_open_days(curves.by_day(one.curve, length), opened)
        extra += np.where(since >= 0, one.calls * shares[np.maximum(since, 0)], 0.0)
    return extra


def counted(
    project: Project, minutes: list[int], *, before: datetime.date, since: datetime.date | None = None
) -> tuple[Floats, list[datetime.date]]:
    """Calls by day and half hour as they were counted, oldest first, and the days; NaN where unknown."""
    rows = list(
        CallInterval.objects.filter(
            project=project, day__lt=before, day__gte=since or before - BACK
        ).values_list("day", "minute", "minutes", "offered")
    )
    days = {day: index for index, day in enumerate(sorted({row[0] for row in rows}))}
    places = {minute: place for place, minute in enumerate(minutes)}
    calls, known = np.zeros((len(days), len(minutes))), np.zeros((len(days), len(minutes)))
    for day, minute, length, offered in rows:
        halves = range(minute // HALF_HOUR * HALF_HOUR, minute + length, HALF_HOUR)
        for half in halves:
            if half in places:
                calls[days[day], places[half]] += offered / len(halves)
                known[days[day], places[half]] += min(length, HALF_HOUR)
    return np.where(known >= HALF_HOUR, calls, np.nan), list(days)
