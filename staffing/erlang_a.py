"""Erlang A, the impatient queue M/M/n+M: each caller hangs up after an exponential time of their own.

Sources: C. Palm, Research on telephone traffic carried by full availability groups, Tele 107 (1957); the
integrals are those of Mandelbaum and Zeltyn, Staffing many-server queues with impatient customers:
constraint satisfaction in call centers, Operations Research 57 (2009), and their Service engineering in
action: the Palm/Erlang-A queue (2007).

Time is counted in AHTs: a the load, n the agents, θ = AHT / patience. The wait V that a caller with endless
patience would meet (the *virtual* wait) is 0 with probability ε / (ε + a·J), else it has the density
a·exp(h(x)) / (ε + a·J),

    h(x) = (a/θ)·(1 - e^-θx) - n·x,   J(t) = ∫ exp(h) from t,   K(t) = ∫ exp(h - θx) from t,   ε = 1 / B(n -
    1, a).

Integration by parts gives n·J(t) = exp(h(t)) + a·K(t), so that only K has to be integrated; its hump is
never wider than the scale on which patience works. All is kept relative to exp(h) at its top: in overload
that overflows.

There is a steady state at any load. Without agents everybody hangs up.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from staffing import erlang_b
from staffing.numbers import Floats, Integers, not_negative, positive, whole
from staffing.quadrature import hump


@dataclass(frozen=True)
class Impatient:
    """Everything that Erlang A says about each load and number of agents; times in seconds.

    Service levels, each with the calls it counts: `offered`: answered in time, of all calls; `answered`: of
    those that were answered; `without_short`: of all but those that hung up in time; `virtual`: the share
    for whom an agent was free in time had they stayed.
    """

    p_wait: Floats
    abandonment: Floats
    occupancy: Floats
    queue_length: Floats
    mean_wait: Floats
    """Over all calls, also those that hung up."""
    asa: Floats
    """Average speed of answer: the mean wait of those who were answered."""
    offered: Floats
    answered: Floats
    without_short: Floats
    virtual: Floats


def performance(
    load: npt.ArrayLike,
    agents: npt.ArrayLike,
    *,
    aht: npt.ArrayLike,
    patience: npt.ArrayLike,
    threshold: npt.ArrayLike = 0.0,
) -> Impatient:
    """What callers and agents meet. `load` in Erlang, `agents` whole, the rest in seconds."""
    a, n, handling, mean_patience, late = np.broadcast_arrays(
        not_negative("load", load),
        whole("agents", agents),
        positive("aht", aht),
        positive("patience", patience),
        not_negative("threshold", threshold),
    )
    staffed = np.maximum(n, 1).astype(np.float64)
    # Less load than this makes no difference to any float here.
    some = np.where(a > 0, np.maximum(a, 1e-100), 1.0)
    found = _steady(some, staffed, handling / mean_patience, late / handling)
    return _in_seconds(found, a, n, handling, mean_patience, late)


def p_wait(
    load: npt.ArrayLike, agents: npt.ArrayLike, *, aht: npt.ArrayLike, patience: npt.ArrayLike
) -> Floats:
    """The probability that a call finds no agent free: a·J / (ε + a·J)."""
    return performance(load, agents, aht=aht, patience=patience).p_wait


def abandonment(
    load: npt.ArrayLike, agents: npt.ArrayLike, *, aht: npt.ArrayLike, patience: npt.ArrayLike
) -> Floats:
    """The share of all calls that hang up."""
    return performance(load, agents, aht=aht, patience=patience).abandonment


def service_level(
    load: npt.ArrayLike,
    agents: npt.ArrayLike,
    *,
    aht: npt.ArrayLike,
    patience: npt.ArrayLike,
    threshold: npt.ArrayLike,
) -> Floats:
    """The *offered* service level: of all calls, the share that is answered within `threshold` seconds."""
    return performance(load, agents, aht=aht, patience=patience, threshold=threshold).offered


@dataclass(frozen=True)
class _Tail:
    """What happens to callers whose virtual wait exceeds t; each an integral over exp(h - peak) from t."""

    j: Floats
    served: Floats
    """K(t)."""
    waited: Floats
    """∫ x·exp(h - θx): the wait of those who are served."""
    lost: Floats
    """∫ (e^-θt - e^-θx)·exp(h): those who hang up after t."""


def _tail(t: Floats, a: Floats, n: Floats, theta: Floats, peak: Floats) -> _Tail:
    """The integrals from t on; all of one shape. Where patience is short, the hump of K fits its scale
    better.
    """
    t, a, n, theta, peak = (values[..., None] for values in (t, a, n, theta, peak))
    hasty = theta >= n
    steepest = np.where(hasty, n + theta, n)
    scale = a / theta
    top = np.maximum(np.log(a / steepest) / theta, t)

    def h(x: Floats) -> Floats:
        return -scale * np.expm1(-theta * x) - steepest * x

    def slope(x: Floats) -> Floats:
        return a * np.exp(-theta * x) - steepest

    x, weights = hump(h, slope, top, a * theta * np.exp(-theta * top), t)
    gone = -np.expm1(-theta * x)
    gone_by_t = -np.expm1(-theta * t)
    with np.errstate(under="ignore"):
        mass = weights * np.exp(scale * gone - steepest * x - peak)
        edge = np.exp(scale * gone_by_t - n * t - peak)[..., 0]
        still_there = np.where(hasty, mass, mass * (1.0 - gone))
    served = np.sum(still_there, axis=-1)
    j = (edge + a[..., 0] * served) / n[..., 0]
    lost_of_hasty = (1.0 - gone_by_t[..., 0]) * j - served
    return _Tail(
        j=j,
        served=served,
        waited=np.einsum("...x,...x", still_there, x),
        lost=np.where(hasty[..., 0], lost_of_hasty, np.einsum("...x,...x", mass, gone - gone_by_t)),
    )


@dataclass(frozen=True)
class _Steady:
    """Shares of all calls, with times in AHTs; `late` is after the threshold."""

    p_wait: Floats
    p_wait_late: Floats
    served: Floats
    served_late: Floats
    lost: Floats
    lost_late: Floats
    wait_of_served: Floats
    """The sum of waits of served calls over the number of all calls."""


def _steady(a: Floats, n: Floats, theta: Floats, threshold: Floats) -> _Steady:
    """For a > 0 and n ≥ 1, all of one shape."""
    top = np.log(np.maximum(a / n, 1.0)) / theta
    peak = -(a / theta) * np.expm1(-theta * top) - n * top
    # From the start and from the threshold, in one go.
    times = np.stack([np.zeros_like(threshold), threshold])
    tail = _tail(times, *(np.broadcast_to(values, times.shape) for values in (a, n, theta, peak)))
    # Infinite where next to nobody waits: everything that follows is then 0 but for those served at once.
    with np.errstate(over="ignore"):
        at_once = np.exp(-erlang_b.ln_blocking(a, n - 1) - peak)
    per_call = a / (at_once + a * tail.j[0])
    p_wait, p_wait_late = per_call * tail.j
    served_late = per_call * tail.served[1]
    lost, lost_late = per_call * tail.lost
    return _Steady(
        p_wait=p_wait,
        p_wait_late=p_wait_late,
        served=1.0 - lost,
        served_late=served_late,
        lost=lost,
        lost_late=lost_late,
        wait_of_served=per_call * tail.waited[0],
    )


def _in_seconds(
    found: _Steady, a: Floats, n: Integers, aht: Floats, patience: Floats, threshold: Floats
) -> Impatient:
    """The measures, with what holds without agents and without calls."""
    in_time = np.maximum(found.served - found.served_late, 0.0)
    lost_soon = np.maximum(found.lost - found.lost_late, 0.0)

    def told(value: Floats, *, alone: npt.ArrayLike, idle: float) -> Floats:
        """`alone` where nobody answers, `idle` where nobody calls."""
        return np.where(a == 0, idle, np.where(n == 0, alone, value))

    return Impatient(
        p_wait=told(found.p_wait, alone=1.0, idle=0.0),
        abandonment=told(found.lost, alone=1.0, idle=0.0),
        occupancy=told(a * found.served / np.maximum(n, 1), alone=0.0, idle=0.0),
        queue_length=told(a * found.lost * patience / aht, alone=a * patience / aht, idle=0.0),
        mean_wait=told(found.lost * patience, alone=patience, idle=0.0),
        asa=told(aht * found.wait_of_served / found.served, alone=np.inf, idle=0.0),
        offered=told(in_time, alone=0.0, idle=1.0),
        answered=told(in_time / found.served, alone=0.0, idle=1.0),
        without_short=told(in_time / (1.0 - lost_soon), alone=0.0, idle=1.0),
        virtual=told(1.0 - found.p_wait_late, alone=0.0, idle=1.0),
    )
