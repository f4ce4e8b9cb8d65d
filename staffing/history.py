"""The base load: what comes in without any launch, from counts of the past.

A day is level × weekday × interval: the multiplicative decomposition that Taylor, A comparison of
univariate time series methods for forecasting intraday arrivals at a call center (2008), and Ibrahim et
al., Modeling and forecasting call center arrivals (2016), find hard to beat over days to weeks. The level
follows recent days.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from staffing.arrivals import DAYS_OF_WEEK, excess_variance
from staffing.numbers import Floats, not_negative

HALF_LIFE = 10.0
"""After so many days a day counts half for the level."""
PROFILE_HALF_LIFE = 40.0
"""The same for the shape of a weekday, which changes slower."""
_STAYS = 0.1


@dataclass(frozen=True)
class Base:
    """What the past says of the days to come."""

    level: float
    """Calls on a day of average weekday."""
    weekday: Floats
    """Factor of each weekday, Monday first; 0 where none was ever counted. The days that were seen average
    1.
    """
    profile: Floats
    """Share of each interval in its day, shape (7, intervals)."""
    variance: float
    """Of the busyness of days beyond Poisson, see `arrivals.busyness`."""

    def expected(self, weekdays: npt.ArrayLike) -> Floats:
        """Calls by day and interval for days of these weekdays."""
        days = np.asarray(weekdays, dtype=np.int64)
        return self.level * self.weekday[days][:, None] * self.profile[days]


def learn(counts: npt.ArrayLike, weekdays: npt.ArrayLike, *, extra: npt.ArrayLike | None = None) -> Base:
    """From counts, shape (days, intervals), oldest first; an interval that was not counted is NaN, a closed
    one 0.

    `extra` are calls by day that are known to have come for another reason, a campaign's among them. They
    are taken out of the day, spread like its calls; however many they are said to be, a tenth of the day
    stays, since an estimate that eats a whole day is wrong rather than the count.

    ValueError when there is nothing to learn from.
    """
    calls = np.asarray(counts, dtype=np.float64)
    days = np.asarray(weekdays, dtype=np.int64)
    if calls.ndim != 2 or days.shape != calls.shape[:1]:
        raise ValueError("counts must have one row for each weekday given")
    if np.any(calls < 0) or np.any(np.isinf(calls)) or not np.any(calls > 0):
        raise ValueError("counts must be finite, not negative, and not all zero")
    shape = _profiles(calls, days)
    totals = _filled_totals(calls, shape[days])
    if extra is not None:
        totals = np.maximum(totals - not_negative("extra", extra), totals * _STAYS)
    factors = _weekday_factors(totals, days)
    known = (factors[days] > 0) & ~np.isnan(totals)
    expected_then = _levels_before(totals[known] / factors[days][known]) * factors[days][known]
    judged = expected_then > 0
    level = _recent(totals[known] / factors[days][known])
    return Base(level, factors, shape, excess_variance(totals[known][judged], expected_then[judged]))


def seasonal_naive(counts: npt.ArrayLike, weekdays: npt.ArrayLike, wanted: npt.ArrayLike) -> Floats:
    """Each wanted weekday as it was last time: the forecast that any other has to beat (Hyndman, Koehler
    2006).
    """
    calls, days = np.asarray(counts, dtype=np.float64), np.asarray(weekdays, dtype=np.int64)
    last = {int(day): row for row, day in enumerate(days)}
    return calls[[last[int(day)] for day in np.asarray(wanted)]]


def _profiles(calls: Floats, days: npt.NDArray[np.int64]) -> Floats:
    """The shape of each weekday, recent weeks counting more; a weekday never seen has that of all days."""
    ages = np.arange(len(calls))[::-1]
    weights = 0.5 ** (ages / PROFILE_HALF_LIFE)
    rows = [_mean(calls[days == day], weights[days == day]) for day in range(DAYS_OF_WEEK)]
    overall = _mean(calls, weights)
    filled = np.array([row if np.any(row > 0) else overall for row in rows])
    shapes: Floats = filled / filled.sum(axis=1, keepdims=True)
    return shapes


def _mean(calls: Floats, weights: Floats) -> Floats:
    """Weighted mean of each interval over the days on which it was counted; 0 where it never was."""
    counted = ~np.isnan(calls)
    weight = (counted * weights[:, None]).sum(axis=0)
    total = (np.where(counted, calls, 0.0) * weights[:, None]).sum(axis=0)
    mean: Floats = np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)
    return mean


def _filled_totals(calls: Floats, shapes: Floats) -> Floats:
    """Calls of each day, scaled up for what was not counted; NaN where nothing was."""
    counted = ~np.isnan(calls)
    seen = np.where(counted, shapes, 0.0).sum(axis=1)
    total = np.where(counted, calls, 0.0).sum(axis=1)
    filled: Floats = np.divide(total, seen, out=np.full(len(calls), np.nan), where=seen > 0)
    return filled


def _weekday_factors(totals: Floats, days: npt.NDArray[np.int64]) -> Floats:
    """Median of each weekday's totals over their mean: a holiday does not spoil its weekday."""
    medians = np.zeros(DAYS_OF_WEEK)
    for day in range(DAYS_OF_WEEK):
        known = totals[(days == day) & ~np.isnan(totals)]
        medians[day] = np.median(known) if known.size else 0.0
    factors: Floats = medians / medians[medians > 0].mean()
    return factors


def _recent(values: Floats) -> float:
    """The mean, recent days counting more."""
    weights = 0.5 ** (np.arange(len(values))[::-1] / HALF_LIFE)
    return float(np.sum(values * weights) / np.sum(weights))


def _levels_before(values: Floats) -> Floats:
    """The level as those before each day told it; on the first day its own."""
    return np.array([_recent(values[: max(day, 1)]) for day in range(len(values))])
