"""Erlang C, the patient queue M/M/n: who finds all agents busy waits, however long.

Sources: A. K. Erlang 1917; the forms used here are in Cooper, Introduction to Queueing Theory (1981),
section 3.5, and Gans, Koole, Mandelbaum, Telephone call centers: tutorial, review, and research prospects
(2003), section 3.1.

With as much load as agents or more there is no steady state: the queue grows as long as the load lasts. The
functions then give what they tend to (everyone waits, service level 0, infinite wait and queue, occupancy
1), and `unstable` says so. What such an interval really does is a matter of its length: see `staffing.day`.
"""

import numpy as np
import numpy.typing as npt

from staffing import erlang_b
from staffing.numbers import Booleans, Floats, Integers, not_negative, positive, whole


def unstable(load: npt.ArrayLike, agents: npt.ArrayLike) -> Booleans:
    """Whether the queue would grow without end: load ≥ agents, except where there is no load at all."""
    a, n = _pair(load, agents)
    return _unstable(a, n)


def p_wait(load: npt.ArrayLike, agents: npt.ArrayLike) -> Floats:
    """The probability that a call waits: C = n·B / (n - a·(1 - B))."""
    a, n = _pair(load, agents)
    return _p_wait(a, n)


def ln_p_wait(load: npt.ArrayLike, agents: npt.ArrayLike) -> Floats:
    """The natural logarithm of `p_wait`, finite where that is too small for a float."""
    a, n = _pair(load, agents)
    ln_b = erlang_b.ln_blocking(a, n)
    over = _unstable(a, n)
    free = np.where(over | (n == 0), 1.0, n - a * -np.expm1(ln_b))
    return np.where(over, 0.0, ln_b + np.log(np.maximum(n, 1)) - np.log(free)) + np.where(
        (a == 0) & (n == 0), -np.inf, 0.0
    )


def service_level(
    load: npt.ArrayLike, agents: npt.ArrayLike, *, aht: npt.ArrayLike, threshold: npt.ArrayLike
) -> Floats:
    """The share of calls answered within `threshold` seconds: 1 - C·exp(-(n - a)·T / AHT).

    Nobody hangs up here, so that offered, answered and virtual service level are the same.
    """
    a, n, spare = _spare(load, agents)
    late: Floats = not_negative("threshold", threshold) / positive("aht", aht)
    answered: Floats = 1.0 - _p_wait(a, n) * np.exp(-spare * late)
    return answered


def asa(load: npt.ArrayLike, agents: npt.ArrayLike, *, aht: npt.ArrayLike) -> Floats:
    """Average speed of answer in seconds, over all calls: C·AHT / (n - a)."""
    a, n, spare = _spare(load, agents)
    return _over(_p_wait(a, n) * positive("aht", aht), spare, a)


def time_in_system(load: npt.ArrayLike, agents: npt.ArrayLike, *, aht: npt.ArrayLike) -> Floats:
    """Mean seconds from the start of the wait to the end of the call: ASA + AHT."""
    return asa(load, agents, aht=aht) + positive("aht", aht)


def queue_length(load: npt.ArrayLike, agents: npt.ArrayLike) -> Floats:
    """Calls waiting on average: C·a / (n - a), by Little's law."""
    a, n, spare = _spare(load, agents)
    return _over(_p_wait(a, n) * a, spare, a)


def occupancy(load: npt.ArrayLike, agents: npt.ArrayLike) -> Floats:
    """The share of their time that agents spend on calls: a / n, at most 1."""
    a, n = _pair(load, agents)
    return np.where(a == 0, 0.0, np.minimum(a / np.maximum(n, 1), 1.0))


def _pair(load: npt.ArrayLike, agents: npt.ArrayLike) -> tuple[Floats, Integers]:
    a, n = np.broadcast_arrays(not_negative("load", load), whole("agents", agents))
    return a, n


def _spare(load: npt.ArrayLike, agents: npt.ArrayLike) -> tuple[Floats, Integers, Floats]:
    """Load, agents, and how many agents are free on average."""
    a, n = _pair(load, agents)
    return a, n, np.maximum(n - a, 0.0)


def _unstable(a: Floats, n: Integers) -> Booleans:
    return (a >= n) & (a > 0)


def _p_wait(a: Floats, n: Integers) -> Floats:
    b = erlang_b.blocking(a, n)
    over = _unstable(a, n)
    some = np.where(over | (n == 0), 1.0, n - a * (1 - b))
    return np.where(over, 1.0, np.where(n == 0, 0.0, n * b / some))


def _over(numerator: Floats, spare: Floats, a: Floats) -> Floats:
    """The quotient: 0 without load, infinite where no agent is ever free."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(a == 0, 0.0, numerator / spare)
