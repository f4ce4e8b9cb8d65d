"""A day of intervals: what callers meet with the agents that are there.

Each interval is taken as steady (stationary, independent, period by period: SIPP), with the load that lags
behind long calls. Two things are added where that would mislead:

- Part-time agents: 12.6 agents are 12 for two fifths of the interval and 13 for the rest.
- Overload of patient callers: who is not answered is carried into the next interval, so that a bad half hour
  spoils the next one and none is endlessly bad. Within such an interval callers are taken as if they gave
  up after half of it on average, which makes the mean queue that of a queue that grows evenly, and who
  "gives up" is carried over. This is the stationary backlog-carryover approach of Stolletz, Approximation
  of the non-stationary M(t)/M(t)/c(t)-queue, European Journal of Operational Research 190 (2008), with the
  impatient queue in the place of the loss system. It is used where an interval is too short for Erlang C to
  settle, see `_settles`.

Impatient callers need neither: their queue forgets within a few patiences.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from staffing import erlang_a, erlang_c, load
from staffing.numbers import Booleans, Floats, not_negative, positive


@dataclass(frozen=True)
class Day:
    """One value for each interval (the last axis) and, before it, each scenario; times in seconds."""

    calls: Floats
    load: Floats
    """Offered load in Erlang, lagged, without what is carried over."""
    service_level: Floats
    """Of the calls that arrive in the interval, the share answered within the threshold (*offered*)."""
    mean_wait: Floats
    """Over all calls, also those that hang up."""
    occupancy: Floats
    abandonment: Floats
    queue_length: Floats
    backlog: Floats
    """Calls still waiting when the interval ends that it cannot serve; only of patient callers."""
    unstable: Booleans
    """The load is as large as the agents: patient callers queue up as long as it lasts."""

    def over_the_day(self, values: Floats) -> Floats:
        """The mean of an interval measure, each interval weighing as many as it has calls; 1 call weighs 1.

        A plain mean of intervals would let a quiet night excuse a lost morning.
        """
        total = self.calls.sum(axis=-1)
        with np.errstate(invalid="ignore"):
            weighed = np.where(self.calls > 0, values * self.calls, 0.0).sum(axis=-1)
        mean: Floats = np.divide(weighed, total, out=np.zeros_like(total), where=total > 0)
        return mean

    @property
    def service_level_of_day(self) -> Floats:
        """The share of the day's calls that is answered in time; 1 on a day without calls."""
        return np.where(self.calls.sum(axis=-1) > 0, self.over_the_day(self.service_level), 1.0)


def through(
    calls: npt.ArrayLike,
    agents: npt.ArrayLike,
    *,
    aht: float,
    interval: float,
    threshold: float,
    patience: float | None = None,
) -> Day:
    """The day that so many calls and agents (on the phones, after shrinkage; may be fractions) per interval
    give.
    """
    arriving, present = np.broadcast_arrays(not_negative("calls", calls), not_negative("agents", agents))
    lagged = load.lagged(arriving, aht=positive("aht", aht), interval=float(positive("interval", interval)))
    if patience is None:
        return _patient(arriving, lagged, present, aht=aht, interval=interval, threshold=threshold)
    found = _part_time(lagged, present, aht=aht, patience=patience, threshold=threshold)
    return Day(
        calls=arriving,
        load=lagged,
        service_level=found["offered"],
        mean_wait=found["mean_wait"],
        occupancy=found["occupancy"],
        abandonment=found["abandonment"],
        queue_length=found["queue_length"],
        backlog=np.zeros_like(lagged),
        unstable=np.zeros(lagged.shape, dtype=bool),
    )


def _patient(
    calls: Floats, lagged: Floats, present: Floats, *, aht: float, interval: float, threshold: float
) -> Day:
    own = load.offered(calls, aht=aht, interval=interval)
    backlog = np.zeros(calls.shape[:-1])
    columns: list[dict[str, Floats]] = []
    for i in range(calls.shape[-1]):
        # While calls wait, every agent is busy, and what comes is what comes: nothing lags.
        a = np.where(backlog > 0, own[..., i], lagged[..., i])
        n = present[..., i]
        found = _carrying(a, n, backlog, aht=aht, interval=interval, threshold=threshold)
        backlog = found["backlog"]
        columns.append(found)
    over = {name: np.stack([column[name] for column in columns], axis=-1) for name in columns[0]}
    waiting = over["queue_length"]
    per_call = np.divide(waiting * interval, calls, out=np.zeros_like(waiting), where=calls > 0)
    return Day(
        calls=calls,
        load=lagged,
        service_level=over["service_level"],
        mean_wait=per_call,
        occupancy=over["occupancy"],
        abandonment=np.zeros_like(lagged),
        queue_length=waiting,
        backlog=over["backlog"],
        unstable=(lagged >= present) & (lagged > 0),
    )


def _carrying(
    a: Floats, n: Floats, before: Floats, *, aht: float, interval: float, threshold: float
) -> dict[str, Floats]:
    """One interval of patient callers, of whom `before` wait already."""
    carried = _part_time(a + before * aht / interval, n, aht=aht, patience=interval / 2, threshold=threshold)
    settled = _settles(a, n, aht / interval) & (before < 0.5)
    stable = np.where(settled, a, 0.0)
    whole_agents, part = np.floor(n), n - np.floor(n)
    # With a load that settles, the whole agents alone may be too few: then no part-time agent is averaged in.
    below = np.where(stable < whole_agents, whole_agents, np.ceil(n))
    above = np.ceil(n)

    def mixed(low: Floats, high: Floats) -> Floats:
        return np.where(part > 0, (1 - part) * low + part * high, low)

    service = mixed(
        erlang_c.service_level(stable, below, aht=aht, threshold=threshold),
        erlang_c.service_level(stable, above, aht=aht, threshold=threshold),
    )
    queue = mixed(erlang_c.queue_length(stable, below), erlang_c.queue_length(stable, above))
    busy = np.divide(a, n, out=np.zeros_like(a), where=n > 0)
    nobody = (n == 0) & (a + before > 0)
    # Nobody who calls while a backlog is being cleared is answered at once.
    spare = np.where(a < n, n - a, np.inf)
    free_of_backlog = np.clip(1 - before * aht / (spare * interval), 0.0, 1.0)
    carrying = np.where(nobody, 0.0, np.minimum(carried["virtual"], free_of_backlog))
    left = (a * interval / aht + before) * carried["abandonment"]
    return {
        "service_level": np.where(settled, service, carrying),
        "queue_length": np.where(settled, queue, carried["queue_length"] + before / 2),
        "occupancy": np.where(settled, busy, carried["occupancy"]),
        "backlog": np.where(settled, 0.0, left),
    }


def _settles(a: Floats, n: Floats, aht_in_intervals: float) -> Booleans:
    """Whether the queue reaches its steady state within the interval.

    Its relaxation time is AHT / (√n - √a)² (Gans, Koole, Mandelbaum 2003, section 3.1, after Halfin and
    Whitt).
    """
    settles: Booleans = aht_in_intervals <= (np.sqrt(n) - np.sqrt(np.minimum(a, n))) ** 2
    return np.where(a < n, settles, a == 0)


def _part_time(a: Floats, n: Floats, *, aht: float, patience: float, threshold: float) -> dict[str, Floats]:
    """Erlang A where agents may be fractions: the mean over the time with one agent less and one more."""
    part = n - np.floor(n)
    low, high = (
        erlang_a.performance(a, number, aht=aht, patience=patience, threshold=threshold)
        for number in (np.floor(n), np.ceil(n))
    )
    names = ("offered", "virtual", "mean_wait", "occupancy", "abandonment", "queue_length")
    return {name: (1 - part) * getattr(low, name) + part * getattr(high, name) for name in names}
