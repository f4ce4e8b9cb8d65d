"""Roots of many increasing functions at once."""

from collections.abc import Callable

import numpy as np

from staffing.numbers import Floats, Integers

# (where, which): the values of the functions of these numbers at these places.
Family = Callable[[Floats, Integers], Floats]

RELATIVE = 1e-13
# A value that is 0 but for rounding, for functions of the size of 1.
ROUNDING = 2e-15
STEPS = 60
WIDENING = 8.0


def near(family: Family, guesses: Floats, width: float) -> Floats:
    """The root of each function, sought around its guess; the wider, the further the guess is off.

    Each function must be negative far below its root, and not negative above it.
    """
    which = np.arange(guesses.size)
    low, at_low = _beyond(family, guesses, which, -width)
    high, at_high = _beyond(family, guesses, which, width)
    return roots(family, low, high, at_low, at_high)


def _beyond(family: Family, guesses: Floats, which: Integers, width: float) -> tuple[Floats, Floats]:
    """Places on one side of the guesses where the sign is that side's, and the values there."""
    places = guesses + width * (1 + np.abs(guesses))
    values = family(places, which)
    wrong = which[(values >= 0) != (width > 0)]
    while wrong.size:
        width *= WIDENING
        places[wrong] = guesses[wrong] + width * (1 + np.abs(guesses[wrong]))
        values[wrong] = family(places[wrong], wrong)
        wrong = wrong[(values[wrong] >= 0) != (width > 0)]
    return places, values


def roots(family: Family, low: Floats, high: Floats, at_low: Floats, at_high: Floats) -> Floats:
    """The root of each function between `low`, where it is negative, and `high`, where it is not.

    Chandrupatla's method: inverse quadratic interpolation where it is safe, else bisection; settled
    functions are asked no more. Returns the side that is not negative. Source: T. R. Chandrupatla, A new
    hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function without using
    derivatives, Advances in Engineering Software 28 (1997).
    """
    answer = high.copy()
    which = np.arange(low.size)
    # a is the newest point, b the other side of the root, c the point before.
    a, fa, b, fb = high.copy(), at_high.copy(), low.copy(), at_low.copy()
    step = np.full(low.size, 0.5)
    for _step in range(STEPS):
        x = a + step * (b - a)
        fx = family(x, which)
        same = (fx >= 0) == (fa >= 0)
        c, fc = np.where(same, a, b), np.where(same, fa, fb)
        b, fb = np.where(same, b, a), np.where(same, fb, fa)
        a, fa = x, fx
        answer[which] = np.where(fa >= -ROUNDING, a, b)
        tolerance = RELATIVE * (np.abs(a) + np.abs(b)) / 2 + 1e-300
        going = (np.abs(b - a) > 2 * tolerance) & (np.abs(fa) > ROUNDING)
        if not going.any():
            break
        which = which[going]
        a, fa, b, fb, c, fc = (values[going] for values in (a, fa, b, fb, c, fc))
        step = _step_of(a, fa, b, fb, c, fc, tolerance[going])
    return answer


def _step_of(
    a: Floats, fa: Floats, b: Floats, fb: Floats, c: Floats, fc: Floats, tolerance: Floats
) -> Floats:
    """How far from a towards b to look next."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
        safe = (1 - np.sqrt(1 - xi) < phi) & (phi < np.sqrt(xi))
        quadratic = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
        least = np.minimum(tolerance / np.abs(b - a), 0.5)
    step = np.where(safe & np.isfinite(quadratic), quadratic, 0.5)
    return np.clip(step, least, 1 - least)
