"""From "this before that" to an order: the Bradley-Terry model.

Each element has a worth w, and of two the first is chosen with the chance w1 / (w1 + w2). The worths are
those under which what was chosen is most likely; two that are even count as half a choice for each.
Source: Bradley and Terry, "Rank analysis of incomplete block designs: I. The method of paired comparisons",
Biometrika 39(3/4), 1952. They are found by Hunter's steps, each of which makes what was chosen likelier:
"MM algorithms for generalized Bradley-Terry models", Annals of Statistics 32(1), 2004.

Each element is also taken as having won once and lost once against one of worth 1, as a prior. So an element
that always won is far ahead and not infinitely far, and one that nobody compared stands in the middle.

This knows no Django.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_STEPS = 200
_ENOUGH = 1e-9
_PRIOR = 1.0


@dataclass(frozen=True)
class Chosen:
    """One comparison, by the places of both in the list; `share` is 1 for the first, 0.5 for even."""

    one: int
    other: int
    share: float


def strengths(count: int, chosen: Sequence[Chosen]) -> list[float]:
    """For each of `count` elements the chance, from 0 to 1, that it is chosen over a middling one."""
    wins = np.full(count, _PRIOR)
    met = np.zeros((count, count))
    for each in chosen:
        wins[each.one] += each.share
        wins[each.other] += 1 - each.share
        met[each.one, each.other] += 1
        met[each.other, each.one] += 1
    worth = np.ones(count)
    for _step in range(_STEPS):
        against = (met / (worth[:, None] + worth[None, :])).sum(axis=1)
        fresh = wins / (against + 2 * _PRIOR / (worth + 1))
        done = bool(np.max(np.abs(fresh - worth), initial=0) < _ENOUGH)
        worth = fresh
        if done:
            break
    return [float(one) for one in worth / (worth + 1)]
