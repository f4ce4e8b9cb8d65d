"""What came after a launch went out, beside what had been expected, and what it says of the response rate."""

import datetime
from dataclasses import dataclass

import numpy as np
from django.db.models import Sum

from marketing_sync.models import CallInterval, Launch, LearnedRate
from marketing_sync.queries.base_load import counted
from marketing_sync.queries.forecast import inputs, situation
from staffing import arrivals, curves
from staffing.calibration import ResponseRate

ONE_OF_TEN = 0.1
WORSE = 0.1
"""An accepted gap is looked at anew when the chance of missing the target has grown by more."""


@dataclass(frozen=True)
class Actuals:
    """Calls since the drop, on days that were counted whole, and what the same days would have brought."""

    by_day: list[tuple[datetime.date, float]]
    total: float
    base: float
    reached: float
    prior: ResponseRate
    variance: float

    @property
    def days(self) -> int:
        """How many days were counted."""
        return len(self.by_day)


def actuals(launch: Launch) -> Actuals | None:
    """What came; None for a launch that is not out, or of which nobody knows how many people it reached.

    The launch's own calls are what came beyond the usual and beyond what other launches were expected to
    bring on the same days.
    """
    if launch.dropped_on is None or not launch.audience_size:
        return None
    read = inputs(launch)
    now = situation(read, bare=True)
    last = min(launch.dropped_on + datetime.timedelta(days=now.days), launch.project.today())
    known, days = counted(launch.project, now.minutes, before=last, since=launch.dropped_on)
    # As in the forecast, who answers on a closed day calls on the next open one.
    shares = arrivals.on_open_days(curves.by_day(now.own.curve, now.days), now.is_open.any(axis=1))
    by_day, base, reached = [], 0.0, 0.0
    for day, calls in zip(days, known, strict=True):
        place = (day - now.start).days
        if 0 <= place < now.days and not np.isnan(calls[now.is_open[place]]).any():
            by_day.append((day, float(np.nansum(calls))))
            base += float(now.base[place].sum()) + sum(
                float(other.audience * other.rate.mean * _share(other.curve, (day - other.likely).days))
                for other in now.others
            )
            reached += launch.audience_size * float(shares[place])
    total = sum(calls for _day, calls in by_day)
    return Actuals(by_day, total, base, reached, read.own.rate, now.variance)


def _share(curve: curves.Curve, since: int) -> float:
    """The share of responses on the day that lies so many days after the drop."""
    before, after = curve.cumulative([float(since), float(since + 1)])
    return float(after - before)


def came(launch: Launch, start: datetime.date, days: int) -> dict[datetime.date, float]:
    """Calls by day of the horizon since the launch went out, as they were counted."""
    if launch.dropped_on is None:
        return {}
    rows = (
        CallInterval.objects.filter(
            project=launch.project_id,
            day__gte=max(start, launch.dropped_on),
            day__lt=start + datetime.timedelta(days=days),
        )
        .values("day")
        .annotate(calls=Sum("offered"))
        .order_by("day")
    )
    return {row["day"]: float(row["calls"]) for row in rows}


def came_by_interval(launch: Launch, day: datetime.date, minutes: list[int]) -> list[float | None]:
    """Calls by half hour of one day since the launch went out; None where nobody counted."""
    if launch.dropped_on is None or day < launch.dropped_on:
        return [None] * len(minutes)
    after = day + datetime.timedelta(days=1)
    calls, days = counted(launch.project, minutes, before=after, since=day)
    if not days:
        return [None] * len(minutes)
    return [None if np.isnan(one) else float(one) for one in calls[0]]


def seen(launch: Launch) -> LearnedRate | None:
    """What was learned from the launch's own calls."""
    return LearnedRate.objects.filter(launch=launch).first()


def is_accepted(accepted: float | None, chance: float) -> bool:
    """Whether somebody left the gap open knowingly, and the chance of a miss has not grown much since."""
    return accepted is not None and chance <= accepted + WORSE


def is_closed(chance: float) -> bool:
    """Whether the target is kept in nine of ten futures, with the plan."""
    return chance <= ONE_OF_TEN
