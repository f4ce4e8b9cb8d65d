"""Erlang B, the loss system M/G/n/n: who finds all agents busy goes away.

Source: A. K. Erlang, Solution of some problems in the theory of probabilities of significance in automatic
telephone exchanges (1917).
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from staffing.numbers import Floats, Integers, not_negative, whole
from staffing.quadrature import hump
from staffing.roots import roots

# Up to here the recurrence is both exact and quick; above, the integral costs the same for any size.
RECURRENCE_LIMIT = 1500


def blocking(load: npt.ArrayLike, agents: npt.ArrayLike) -> Floats:
    """The share of calls that find all agents busy.

    `load` in Erlang, `agents` whole. Recurrence of the inverse I = 1/B: I(0) = 1, I(k) = 1 + I(k-1)·k/a,
    which only adds and multiplies positive numbers and so loses nothing (Jagerman 1974; Cooper,
    Introduction to Queueing Theory, 1981, p. 82); above 1,500 agents Fortet's integral. What is too small
    for a float is 0: see `ln_blocking`.
    """
    a, n = np.broadcast_arrays(not_negative("load", load), whole("agents", agents))
    result = np.empty(a.shape)
    small = n <= RECURRENCE_LIMIT
    result[small] = _recurrence(a[small], n[small])
    result[~small] = np.exp(_ln_blocking(a[~small], n[~small]))
    return result


def ln_blocking(load: npt.ArrayLike, agents: npt.ArrayLike) -> Floats:
    """The natural logarithm of `blocking`, finite where that is too small for a float; -inf without load.

    Fortet's integral 1/B(n, a) = ∫ e^-u (1 + u/a)^n du over u ≥ 0 (Fortet 1948; Jagerman, Some properties of
    the Erlang loss function, Bell System Technical Journal 53, 1974).
    """
    a, n = np.broadcast_arrays(not_negative("load", load), whole("agents", agents))
    return _ln_blocking(a, n)


def agents(load: npt.ArrayLike, *, blocking: float) -> Integers:
    """The least number of agents (or lines) at which at most this share of calls is blocked."""
    loads = not_negative("load", load)
    size = 256
    while _capacities(blocking, size)[-1] < loads.max(initial=0):
        size *= 2
    return np.searchsorted(_capacities(blocking, size), loads)


def capacity(agents: npt.ArrayLike, *, blocking: float) -> Floats:
    """The largest load in Erlang of which at most this share is blocked."""
    numbers = whole("agents", agents)
    return _capacities(blocking, int(numbers.max(initial=0)))[numbers]


@lru_cache(maxsize=32)
def _capacities(blocked: float, most: int) -> Floats:
    """The capacity of 0 to `most` agents. Above a / (1 - blocked) calls would have to be turned away."""
    if not 0 < blocked < 1:
        raise ValueError("blocking must be above 0 and below 1")
    numbers = np.arange(1, most + 1, dtype=np.float64)

    def room(where: Floats, which: Integers) -> Floats:
        return blocked - np.exp(_ln_blocking(numbers[which] / where, numbers[which].astype(np.int64)))

    # In agents per Erlang, which is what grows with the room. At 1 - blocked agents per Erlang all are busy
    # always.
    least, most_needed = np.full(most, (1 - blocked) / 2), np.full(most, 1 + 1e3 / blocked)
    which = np.arange(most)
    found = roots(room, least, most_needed, room(least, which), room(most_needed, which))
    table = np.concatenate([[0.0], numbers / found])
    table.flags.writeable = False
    return table


def _ln_blocking(a: Floats, n: Integers) -> Floats:
    some = np.where((a > 0) & (n > 0), a, 1.0)
    result = np.where(n > 0, -_ln_fortet(some, n.astype(np.float64)), 0.0)
    return np.where((a == 0) & (n > 0), -np.inf, result)


def _ln_fortet(load: Floats, agents: Floats) -> Floats:
    """ln ∫ e^-u (1 + u/a)^n du, for a > 0."""
    a, n = load[..., None], agents[..., None]
    top = np.maximum(n - a, 0.0)

    def h(u: Floats) -> Floats:
        return n * np.log1p(u / a) - u

    def slope(u: Floats) -> Floats:
        return n / (a + u) - 1

    u, weights = hump(h, slope, top, n / (a + top) ** 2, np.zeros_like(top))
    peak = h(top)
    result: Floats = peak[..., 0] + np.log(np.sum(weights * np.exp(h(u) - peak), axis=-1))
    return result


def _recurrence(a: Floats, n: Integers) -> Floats:
    """Blocking of flat arrays, the elements with many agents last, so that the others drop out on the way."""
    order = np.argsort(n)
    load, last = a[order], n[order]
    inverse = np.ones_like(load)
    starts = np.searchsorted(last, np.arange(1, (last[-1] if last.size else 0) + 1))
    # Without load, and beyond what a float holds, the inverse is infinite and nobody is blocked.
    with np.errstate(over="ignore", divide="ignore"):
        for k, start in enumerate(starts, 1):
            inverse[start:] *= k
            inverse[start:] /= load[start:]
            inverse[start:] += 1
    result = np.empty_like(inverse)
    result[order] = 1 / inverse
    return result
