"""Integrals of log-concave functions by Gauss–Legendre quadrature, for whole arrays at a fixed cost.

The sums of Erlang's and Palm's formulas have as many terms as there are agents, or overflow. Each of them
is also an integral of one smooth hump exp(h(x)) with h concave. The hump is cut where it has fallen to
e^-36 (2e-16) of its top, split at the top, and each side is integrated with the same few nodes, whether
there are 3 agents or 20,000.

Source: Davis and Rabinowitz, Methods of Numerical Integration (1984), section 2.7, for the rule.
"""

from collections.abc import Callable

import numpy as np

from staffing.numbers import Floats

Function = Callable[[Floats], Floats]

# How far below its top, in natural logarithms, the hump is cut off.
DEPTH = 36.0
NODES, WEIGHTS = np.polynomial.legendre.leggauss(32)
# From an estimate, each Newton step at least halves what is missing at the edge.
STEPS = 4


def hump(
    h: Function, slope: Function, top: Floats, curvature: Floats, start: Floats
) -> tuple[Floats, Floats]:
    """Nodes and weights, shape (…, 64), for integrals of g(x)·exp(h(x)) from `start` to infinity.

    `top` is where h is largest on [start, ∞), `curvature` is -h'' there. Both and `start` have the shape
    (…, 1); `h` and `slope` (its derivative) take any x ≥ start of the shape (…, 1) or (…, 64).
    """
    target = h(top) - DEPTH
    descent = np.maximum(-slope(top), 0.0)
    right = _newton(h, slope, target, top + _width(descent, curvature))
    left = _newton(
        h, slope, target, np.maximum(top - _width(np.zeros_like(top), curvature), start), floor=start
    )
    left = np.minimum(left, top)
    lower, upper = (top - left) / 2, (right - top) / 2
    x = np.concatenate([left + lower * (1 + NODES), top + upper * (1 + NODES)], axis=-1)
    return x, np.concatenate([lower * WEIGHTS, upper * WEIGHTS], axis=-1)


def _width(descent: Floats, curvature: Floats) -> Floats:
    """How far from its top a parabola with this first descent has fallen by DEPTH."""
    with np.errstate(divide="ignore"):
        return 2 * DEPTH / (descent + np.sqrt(descent**2 + 2 * DEPTH * curvature))


def _newton(h: Function, slope: Function, target: Floats, x: Floats, floor: Floats | None = None) -> Floats:
    """Where h falls to the target. A tangent lies above a concave function: each step ends outside the
    root.
    """
    for _step in range(STEPS):
        steepness = slope(x)
        with np.errstate(divide="ignore", invalid="ignore"):
            moved = x - (h(x) - target) / steepness
        x = np.where(steepness == 0, x, moved)
        if floor is not None:
            x = np.maximum(x, floor)
    return x
