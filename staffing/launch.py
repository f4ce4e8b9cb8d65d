"""A launch, many times over: what calls it brings, how many agents they need, and how often that fails.

Each run draws the response rate from what is believed of it, the day of the drop from its window, the
busyness of each day, and the calls of each interval. The requirement is computed from the *rate* of a run,
not from its calls: that calls scatter around their rate is what the queueing formulas already allow for,
and counting it twice would staff for it twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from staffing import erlang_a, erlang_c, load, required
from staffing.arrivals import busyness
from staffing.calibration import ResponseRate
from staffing.curves import Curve, by_day
from staffing.limits import Handling, Limits
from staffing.numbers import Floats, Integers, not_negative

PERCENTILES = (10, 50, 90)


@dataclass(frozen=True)
class Window:
    """When it drops, in days from the first of the horizon; a whole day is drawn from the triangle over
    them.
    """

    earliest: int
    likely: int
    latest: int

    def __post_init__(self) -> None:
        if not self.earliest <= self.likely <= self.latest:
            raise ValueError("earliest, likely and latest must be in this order")

    def draw(self, rng: np.random.Generator, size: int) -> Integers:
        """Days of the drop. The ends of the triangle lie one day outside, so that each day has a chance."""
        if self.earliest == self.latest:
            return np.full(size, self.likely, dtype=np.int64)
        drawn = rng.triangular(self.earliest - 0.5, self.likely, self.latest + 0.5, size)
        return np.clip(np.rint(drawn), self.earliest, self.latest).astype(np.int64)


@dataclass(frozen=True)
class Campaign:
    """Who is reached, how many of them call, and when."""

    audience: float
    rate: ResponseRate
    curve: Curve
    drop: Window


@dataclass(frozen=True)
class Horizon:
    """The days that are looked at."""

    base: Floats
    """Expected calls without any launch, shape (days, intervals)."""
    profile: Floats
    """How a day's launch calls spread over its intervals, same shape; each row sums to 1, or to 0 on a
    closed day.
    """
    interval: float
    """Seconds."""
    variance: float
    """Of the busyness of days, see `arrivals.busyness`."""

    def __post_init__(self) -> None:
        not_negative("base", self.base)
        not_negative("profile", self.profile)
        if self.base.ndim != 2 or self.base.shape != self.profile.shape:
            raise ValueError("base and profile must have the same shape, days by intervals")


@dataclass(frozen=True)
class Outlook:
    """What the runs say. The first axis of percentiles is 10, 50, 90 (a nearest rank, not an average of two
    runs).
    """

    calls_by_day: Floats
    """(3, days)"""
    launch_by_day: Floats
    """(3, days): of these, expected from the launches."""
    calls: Floats
    """(3, days, intervals)"""
    required: Integers
    """(3, days, intervals): agents on the phones."""
    missed: Floats
    """(days, intervals): the chance that the agents present are fewer than required."""
    service_level: Floats
    """(3, days): of a day's calls; without calls 1."""
    day_missed: Floats
    """(days,): the chance that the day's service level is below the target; 0 where none is set."""


def simulate(
    campaigns: Sequence[Campaign],
    horizon: Horizon,
    *,
    agents: npt.ArrayLike,
    handling: Handling,
    limits: Limits,
    runs: int,
    seed: int,
) -> Outlook:
    """The outlook with so many whole agents on the phones by day and interval. The same seed gives the
    same.
    """
    rng = np.random.default_rng(seed)
    days, intervals = horizon.base.shape
    present = np.broadcast_to(np.asarray(agents, dtype=np.int64), (days, intervals))
    expected = _from_launches(campaigns, horizon, rng, runs)
    busy = busyness(rng, horizon.variance, (days, runs))
    carried = required.capacity(present, handling, limits)
    calls_by_day = np.empty((days, runs))
    service = np.empty((days, runs))
    calls, loads = np.empty((3, days, intervals)), np.empty((3, days, intervals))
    missed = np.empty((days, intervals))
    for day in range(days):
        rate = np.multiply.outer(horizon.profile[day], expected[day])
        rate += horizon.base[day][:, None]
        rate *= busy[day]
        drawn = rng.poisson(rate)
        offered = load.lagged(rate.T, aht=handling.aht, interval=horizon.interval).T
        calls_by_day[day] = drawn.sum(axis=0)
        calls[:, day], loads[:, day] = _percentiles(drawn), _percentiles(offered)
        missed[day] = np.count_nonzero((offered > carried[day][:, None]) & (rate > 0), axis=1) / runs
        service[day] = _service_of_day(rate, offered, present[day], handling, limits)
    target = limits.service_level or 0.0
    return Outlook(
        calls_by_day=_percentiles(calls_by_day),
        launch_by_day=_percentiles(expected),
        calls=calls,
        required=required.agents(loads, handling, limits),
        missed=missed,
        service_level=_percentiles(service),
        day_missed=np.count_nonzero(service < target, axis=1) / runs,
    )


def _from_launches(
    campaigns: Sequence[Campaign], horizon: Horizon, rng: np.random.Generator, runs: int
) -> Floats:
    """Calls expected from all campaigns by day and run; those of closed days come on the next open one."""
    days = len(horizon.base)
    expected = np.zeros((days, runs))
    for campaign in campaigns:
        responses = float(not_negative("audience", campaign.audience)) * campaign.rate.draw(rng, runs)
        drops = campaign.drop.draw(rng, runs)
        for drop in np.unique(drops):
            these = drops == drop
            shares = _shares(campaign.curve, int(drop), horizon)
            expected[:, these] += np.multiply.outer(shares, responses[these])
    return expected


def _shares(curve: Curve, drop: int, horizon: Horizon) -> Floats:
    """The share of responses on each day of the horizon; what came before it is not counted."""
    days = len(horizon.base)
    since = by_day(curve, max(days - drop, 0))
    shares = np.zeros(days)
    kept = since[max(-drop, 0) :]
    shares[max(drop, 0) : max(drop, 0) + len(kept)] = kept
    result, held = np.zeros(days), 0.0
    for day, is_open in enumerate(horizon.profile.sum(axis=1) > 0):
        held += shares[day]
        if is_open:
            result[day], held = held, 0.0
    return result


def _percentiles(values: npt.NDArray[np.float64] | Integers) -> Floats:
    """The 10th, 50th and 90th of the runs on the last axis, first axis first."""
    runs = values.shape[-1]
    ranks = [min(int(np.ceil(runs * p / 100)) - 1, runs - 1) if runs else 0 for p in PERCENTILES]
    ordered = np.partition(values, ranks, axis=-1)
    return np.moveaxis(ordered[..., ranks], -1, 0).astype(np.float64)


def _service_of_day(
    rate: Floats, offered: Floats, present: Integers, handling: Handling, limits: Limits
) -> Floats:
    """The service level of each run's day: of all its calls, those answered in time."""
    answered, total = np.zeros(rate.shape[1]), np.zeros(rate.shape[1])
    for i in np.flatnonzero(rate.any(axis=1)):
        where, level = _service_curve(int(present[i]), handling, limits)
        answered += rate[i] * np.interp(offered[i], where, level)
        total += rate[i]
    return np.divide(answered, total, out=np.ones_like(total), where=total > 0)


@lru_cache(maxsize=4096)
def _service_curve(agents: int, handling: Handling, limits: Limits) -> tuple[Floats, Floats]:
    """Loads and the service level of these agents at each, close enough for straight lines between (to
    0.002).
    """
    deviations = np.concatenate([np.arange(-6, 6, 0.125), np.geomspace(6, 60, 12)])
    where = np.maximum(agents + deviations * np.sqrt(max(agents, 1)), 0.0)
    where = np.unique(where)
    if handling.patience is None:
        level = erlang_c.service_level(where, agents, aht=handling.aht, threshold=limits.threshold)
    else:
        found = erlang_a.performance(
            where, agents, aht=handling.aht, patience=handling.patience, threshold=limits.threshold
        )
        level = getattr(found, limits.counting)
    return where, level
