"""An event-driven simulation of a queue, independent of every formula: arrivals, ends of calls, hang-ups.

Nothing here is imported from the library. Times in AHTs.
"""

import heapq
from collections import deque
from dataclasses import dataclass

import numpy as np

ARRIVES, ENDS, HANGS_UP = range(3)
BATCHES = 20
# Student's t with 19 degrees of freedom, 99.9 % two-sided.
T_999 = 3.883


@dataclass(frozen=True)
class Estimate:
    """A mean with half the width of its 99.9 % confidence interval, by batch means."""

    mean: float
    half: float

    def covers(self, value):
        return abs(value - self.mean) <= self.half + 1e-12


def simulate(*, load, agents, patience, threshold, calls, seed):
    """Estimates by measure for so many calls; `patience` may be infinite (nobody hangs up)."""
    rng = np.random.default_rng(seed)
    arrivals = np.cumsum(rng.exponential(1 / load, calls)).tolist()
    services = rng.exponential(1.0, calls).tolist()
    patiences = (
        rng.exponential(patience, calls) if np.isfinite(patience) else np.full(calls, np.inf)
    ).tolist()
    waits, served, had_to_wait = _run(arrivals, services, patiences, agents)
    return _measures(np.array(arrivals), np.array(services), waits, served, had_to_wait, agents, threshold)


def _run(arrivals, services, patiences, agents):
    """What became of each call: its wait, whether it was served, whether it had to wait."""
    events = [(arrivals[0], ARRIVES, 0)]
    queue: deque[int] = deque()
    gone: set[int] = set()
    waits, served, had_to_wait = ([0.0] * len(arrivals) for _ in range(3))
    free = agents
    while events:
        now, kind, call = heapq.heappop(events)
        if kind == ARRIVES:
            if call + 1 < len(arrivals):
                heapq.heappush(events, (arrivals[call + 1], ARRIVES, call + 1))
            if free:
                free -= 1
                served[call] = 1.0
                heapq.heappush(events, (now + services[call], ENDS, call))
                continue
            had_to_wait[call] = 1.0
            queue.append(call)
            if patiences[call] < np.inf:
                heapq.heappush(events, (now + patiences[call], HANGS_UP, call))
        elif kind == HANGS_UP:
            if not served[call]:
                gone.add(call)
                waits[call] = patiences[call]
        else:
            while queue and queue[0] in gone:
                queue.popleft()
            if queue:
                following = queue.popleft()
                served[following] = 1.0
                waits[following] = now - arrivals[following]
                heapq.heappush(events, (now + services[following], ENDS, following))
            else:
                free += 1
    return np.array(waits), np.array(served), np.array(had_to_wait)


def _measures(arrivals, services, waits, served, had_to_wait, agents, threshold):
    """Estimates over the calls after a first twentieth, in batches."""
    in_time = served * (waits <= threshold)

    def ratio(top, bottom):
        start = len(waits) // BATCHES
        tops, bottoms = (
            np.array([part.sum() for part in np.array_split(values[start:], BATCHES)])
            for values in (top, bottom)
        )
        each = tops / bottoms
        return Estimate(float(tops.sum() / bottoms.sum()), float(T_999 * each.std(ddof=1) / np.sqrt(BATCHES)))

    every = np.ones_like(waits)
    gaps = np.diff(arrivals, prepend=0.0)
    return {
        "p_wait": ratio(had_to_wait, every),
        "abandonment": ratio(1 - served, every),
        "offered": ratio(in_time, every),
        "answered": ratio(in_time, served),
        "mean_wait": ratio(waits, every),
        "asa": ratio(waits * served, served),
        "occupancy": ratio(services * served, gaps * agents),
        "queue_length": ratio(waits, gaps),
    }


def simulate_days(*, calls, agents, aht, interval, threshold, days, seed):
    """Patient callers over so many like days: by interval, the share answered in time and the calls that
    wait at its end, each as a mean over the days."""
    rng = np.random.default_rng(seed)
    in_time, arrived, waiting = (np.zeros(len(calls)) for _ in range(3))
    for _day in range(days):
        counts = rng.poisson(calls)
        arrivals = np.sort(np.concatenate([(i + rng.random(k)) * interval for i, k in enumerate(counts)]))
        services = rng.exponential(aht, len(arrivals)).tolist()
        waits, _served, _waited = _run(arrivals.tolist(), services, [np.inf] * len(arrivals), agents)
        which = (arrivals // interval).astype(int)
        arrived += counts
        in_time += np.bincount(which, waits <= threshold, len(calls))
        for i in range(len(calls)):
            end = (i + 1) * interval
            waiting[i] += np.count_nonzero((arrivals < end) & (arrivals + waits > end))
    return in_time / arrived, waiting / days
