"""How far a number of agents is inside its limits."""

import numpy as np

from staffing import erlang_a, erlang_b
from staffing.limits import Handling, Limits
from staffing.numbers import Floats

# With more load per agent nothing can be promised, and the integrals would leave the range of floats.
HOPELESS = 1e6


def slack(load: Floats, agents: Floats, handling: Handling, limits: Limits) -> Floats:
    """The smallest room to any limit: not negative within all of them, falling in load, at most 1 in size.

    For load > 0 and agents ≥ 1, arrays of one shape. The unit is that of each limit and means nothing
    beyond its sign.
    """
    if handling.patience is None:
        return _patient(load, agents, handling.aht, limits)
    return _impatient(load, agents, handling.aht, handling.patience, limits)


def _patient(load: Floats, agents: Floats, aht: float, limits: Limits) -> Floats:
    stable = load < agents
    a = np.where(stable, load, agents / 2)
    b = np.exp(erlang_b.ln_blocking(a, agents))
    spare = agents - a
    waiting = agents * b / (spare + a * b)
    rooms = []
    if limits.service_level is not None:
        late = waiting * np.exp(-spare * limits.threshold / aht)
        rooms.append(1 - limits.service_level - late)
    if limits.asa is not None:
        rooms.append(_room(limits.asa, waiting * aht / spare))
    if limits.occupancy is not None:
        rooms.append(limits.occupancy - a / agents)
    # An abandonment limit is kept as long as the queue is stable.
    return np.where(stable, np.minimum.reduce([*rooms, np.ones_like(a)]), -1.0)


def _impatient(load: Floats, agents: Floats, aht: float, patience: float, limits: Limits) -> Floats:
    bearable = load < HOPELESS * agents
    a = np.where(bearable, load, agents)
    found = erlang_a.performance(a, agents, aht=aht, patience=patience, threshold=limits.threshold)
    rooms = []
    if limits.service_level is not None:
        rooms.append(getattr(found, limits.counting) - limits.service_level)
    if limits.asa is not None:
        rooms.append(_room(limits.asa, found.asa))
    if limits.occupancy is not None:
        rooms.append(limits.occupancy - found.occupancy)
    if limits.abandonment is not None:
        rooms.append(limits.abandonment - found.abandonment)
    return np.where(bearable, np.minimum.reduce(rooms), -1.0)


def _room(limit: float, value: Floats) -> Floats:
    """Like limit - value, but bounded where the value grows without end."""
    return limit / (limit + value) - 0.5
