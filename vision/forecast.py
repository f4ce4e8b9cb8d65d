"""When the elements above the line are done: a Monte Carlo over their efforts and the team's capacity.

**Effort.** Each element's three points (low, likely, high, in person-days) are read as a PERT distribution: a
beta distribution between low and high with its mode at likely and the mean (low + 4 likely + high) / 6, the
same mean that the cards show. Source: Malcolm, Roseboom, Clark and Fazar, "Application of a technique for
research and development program evaluation", Operations Research 7(5), 1959.

**Capacity.** Person-days a week, three points read in the same way and drawn once for each run, because a
team that is short stays short: it moves all elements together.

**Runs.** Efforts are summed and divided by the capacity, ten thousand times; the dates are read off the
sorted results. Summing chances by simulation instead of adding up the means is from Van Slyke, "Monte Carlo
methods and the PERT problem", Operations Research 11(5), 1963. Elements are done by one team in any order, so
their order does not matter; efforts of different elements are taken as independent, which is the one
optimistic assumption here and is said on the page.

A beta variate is drawn by the inverse of its distribution function from a table of 1,024 equal steps, which
is many times faster than drawing it exactly and moves its mean by less than a thousandth of its range.

This knows no Django. It stands in the vision and not in `staffing`, which is about calls in a queue: nothing
here arrives, waits or is answered.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RUNS = 10_000
_STEPS = 1_024
_GRID = 257
# Work on a forecast of decades is no forecast.
_LONGEST_WEEKS = 52 * 40

Floats = npt.NDArray[np.float64]

# The middles of the grid's cells as logarithms, its edges, and the probabilities that a table answers.
_LOG_AT: Floats = np.log((np.arange(_GRID) + 0.5) / _GRID)
_LOG_REST: Floats = _LOG_AT[::-1].copy()
_EDGES: Floats = np.arange(_GRID + 1) / _GRID
_ASKED: Floats = (np.arange(_STEPS) + 0.5) / _STEPS


@dataclass(frozen=True)
class ThreePoints:
    """Low, likely and high of one quantity, in its unit; they must not fall."""

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.likely <= self.high:
            raise ValueError(f"The points must not fall nor be negative: {self}")

    @property
    def mean(self) -> float:
        """The mean of the PERT distribution."""
        return (self.low + 4 * self.likely + self.high) / 6


@dataclass(frozen=True)
class Forecast:
    """The sorted go-live dates of all runs, as whole days after the start."""

    start: datetime.date
    days: npt.NDArray[np.int64]

    def by(self, share: float) -> datetime.date:
        """The date by which that share of the runs is done: 0.5 is P50."""
        place = max(0, int(np.ceil(share * len(self.days))) - 1)
        return self.start + datetime.timedelta(days=int(self.days[place]))

    def chance_of(self, target: datetime.date) -> float:
        """The share of the runs that are done on that day or before, from 0 to 1."""
        return float(np.searchsorted(self.days, (target - self.start).days, side="right") / len(self.days))

    def curve(self, points: int = 25) -> list[tuple[datetime.date, float]]:
        """Dates from the earliest to the latest run, each with the share that is done by then, in percent."""
        first, last = int(self.days[0]), int(self.days[-1])
        dates = sorted({first + round((last - first) * part / (points - 1)) for part in range(points)})
        days = [self.start + datetime.timedelta(days=day) for day in dates]
        return [(day, round(100 * self.chance_of(day), 1)) for day in days]


def forecast(
    efforts: Sequence[ThreePoints],
    capacity: ThreePoints,
    *,
    start: datetime.date,
    runs: int = RUNS,
    seed: int = 20_150_401,
) -> Forecast:
    """Go-live dates of `runs` runs. `efforts` in person-days, `capacity` in person-days a week.

    The seed is fixed, so that the same board gives the same dates and two boards differ by their elements
    alone. Raises ValueError when the capacity may be nothing.
    """
    if capacity.low <= 0:
        raise ValueError("A capacity of nothing is never done.")
    random = np.random.default_rng(seed)
    rate = _draw(capacity, runs, random)
    total = np.zeros(runs)
    for effort in efforts:
        total += _draw(effort, runs, random)
    weeks = np.minimum(total / rate, _LONGEST_WEEKS)
    return Forecast(start, np.sort(np.ceil(weeks * 7).astype(np.int64)))


def _draw(points: ThreePoints, runs: int, random: np.random.Generator) -> Floats:
    """One value for each run. Two random bytes choose a step; `_STEPS` divides their number evenly."""
    steps = np.frombuffer(random.bytes(2 * runs), dtype=np.uint16) % _STEPS
    return _table(points).take(steps, mode="clip")


def _table(points: ThreePoints) -> Floats:
    """The quantiles of a PERT distribution in the middle of each of `_STEPS` equal steps of probability."""
    span = points.high - points.low
    if span <= 0:
        return np.full(_STEPS, points.low)
    up = 4 * (points.likely - points.low) / span
    down = 4 * (points.high - points.likely) / span
    density = np.exp(up * _LOG_AT + down * _LOG_REST)
    # Between the cells of the grid the distribution function is a straight line.
    done = np.concatenate(([0.0], np.cumsum(density)))
    quantiles: Floats = points.low + span * np.interp(_ASKED * done[-1], done, _EDGES)
    return quantiles
