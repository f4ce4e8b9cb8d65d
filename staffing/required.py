"""How many agents are needed.

For fixed handling, patience and limits the required number is a step function of load: each number of
agents carries loads up to one threshold. The thresholds are computed once and kept; a whole grid of loads
is then one look-up.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from staffing.limits import Handling, Limits
from staffing.numbers import Floats, Integers, not_negative, share
from staffing.roots import Family, near
from staffing.slack import slack

SMALLEST_TABLE = 256
MOST_AGENTS = 50_000
"""Beyond this, ValueError: no contact centre is that large, a mistyped number is."""
ANCHORS_UP_TO = 16
ANCHORS_PER_DOUBLING = 10
GUESS = 1e-6
"""How far off, in β, an interpolated guess may be before it costs more steps."""


def agents(load: npt.ArrayLike, handling: Handling, limits: Limits) -> Integers:
    """The least number of agents that keeps all limits at each load in Erlang; 0 where there is no load."""
    loads = np.asarray(load, dtype=np.float64)
    table = thresholds(handling, limits, _agents_at_hand(loads, handling, limits))
    return np.searchsorted(table, loads)


def capacity(agents: npt.ArrayLike, handling: Handling, limits: Limits) -> Floats:
    """The largest load in Erlang that each whole number of agents carries within all limits."""
    numbers = np.asarray(agents, dtype=np.int64)
    if numbers.size and numbers.min() < 0:
        raise ValueError("agents must not be negative")
    most = int(numbers.max(initial=0))
    return thresholds(handling, limits, _table_size(most))[numbers]


def scheduled(agents: npt.ArrayLike, *, shrinkage: npt.ArrayLike) -> Integers:
    """How many must be scheduled so that so many are on the phones: n / (1 - shrinkage), rounded up.

    Shrinkage is the share of *paid* time away from the phones (Cleveland, Call Center Management on Fast
    Forward, ch. 8). Multiplying by 1 + shrinkage, as is often done, schedules too few.
    """
    away = share("shrinkage", shrinkage)
    if np.any(away >= 1):
        raise ValueError("shrinkage must be below 1")
    # 18 / (1 - 0.1) is 20, also where binary fractions make it 20.000000000000004.
    return np.ceil(np.round(not_negative("agents", agents) / (1 - away), 9)).astype(np.int64)


@lru_cache(maxsize=256)
def thresholds(handling: Handling, limits: Limits, most: int) -> Floats:
    """For 0 to `most` agents the largest load in Erlang within all limits. Increasing; not to be written
    to.
    """
    table = np.zeros(most + 1)
    numbers = np.arange(1, most + 1, dtype=np.float64)
    table[1:] = np.maximum.accumulate(_load_of(_sparing(numbers, handling, limits), numbers))
    table.flags.writeable = False
    return table


def _agents_at_hand(loads: Floats, handling: Handling, limits: Limits) -> int:
    """The size of a table that reaches the largest of the loads."""
    if not loads.size:
        return SMALLEST_TABLE
    least, most = loads.min(), loads.max()
    if not (least >= 0 and most < MOST_AGENTS):
        raise ValueError(f"load must be between 0 and {MOST_AGENTS:,} Erlang")
    size = SMALLEST_TABLE
    while thresholds(handling, limits, size)[-1] < most:
        if size > 4 * MOST_AGENTS:
            raise ValueError("these limits need more agents than any contact centre has")
        size *= 2
    return size


def _table_size(agents: int) -> int:
    """Tables come in a few sizes, so that they are found again."""
    if agents > 4 * MOST_AGENTS:
        raise ValueError(f"at most {4 * MOST_AGENTS:,} agents")
    size = SMALLEST_TABLE
    while size < agents:
        size *= 2
    return size


def _load_of(sparing: Floats, numbers: Floats) -> Floats:
    """The load a at which n = a + β·√a: the agents exceed it by β of its standard deviations."""
    half = sparing / 2
    root = np.sqrt(half**2 + numbers)
    # Both are √a; the second does not cancel for large β.
    return np.where(half < 0, root - half, numbers / (root + half)) ** 2


def _sparing(numbers: Floats, handling: Handling, limits: Limits) -> Floats:
    """The least β within the limits for each of the numbers 1, 2, 3 …

    β changes slowly with n (Halfin and Whitt 1981; Garnett, Mandelbaum, Reiman 2002): it is solved for some
    numbers, and for those between them sought close to where they say it is.
    """

    def family(some: Floats) -> Family:
        return lambda sparing, which: slack(_load_of(sparing, some[which]), some[which], handling, limits)

    anchors = _anchors(numbers.size)
    at_anchors = near(family(anchors), np.ones_like(anchors), 1.0)
    guesses = _interpolated(np.log(numbers), np.log(anchors), at_anchors)
    return near(family(numbers), guesses, GUESS)


def _anchors(most: int) -> Floats:
    """The first numbers, then ever fewer."""
    few = np.arange(1, min(ANCHORS_UP_TO, most) + 1)
    doublings = max(np.log2(most / ANCHORS_UP_TO), 0)
    more = np.geomspace(few[-1], most, int(np.ceil(doublings * ANCHORS_PER_DOUBLING)) + 1)
    return np.unique(np.concatenate([few, np.round(more)])).astype(np.float64)


def _interpolated(x: Floats, known: Floats, values: Floats) -> Floats:
    """Lagrange's polynomial through the four nearest known places, or through all of fewer."""
    points = min(4, known.size)
    first = np.clip(np.searchsorted(known, x) - points // 2, 0, known.size - points)
    around = first[:, None] + np.arange(points)
    at = known[around]
    result = np.zeros_like(x)
    for j in range(points):
        others = np.delete(at, j, axis=1)
        result += values[around[:, j]] * np.prod((x[:, None] - others) / (at[:, [j]] - others), axis=1)
    return result
