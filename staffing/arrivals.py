"""How calls spread over days and intervals, and how much busier than expected a day can be."""

import numpy as np
import numpy.typing as npt

from staffing.numbers import Booleans, Floats, not_negative, positive

DAYS_OF_WEEK = 7


def weekdays(days: int, *, first: int) -> npt.NDArray[np.int64]:
    """The weekday (Monday is 0) of so many days from one that has the weekday `first`."""
    return (np.arange(days) + first) % DAYS_OF_WEEK


def profile(weights: npt.ArrayLike, *, is_open: npt.ArrayLike | None = None) -> Floats:
    """Weights of intervals as shares of their day: the last axis sums to 1, or to 0 where all is closed."""
    given = not_negative("weights", weights)
    kept = given if is_open is None else given * np.asarray(is_open, dtype=bool)
    total = kept.sum(axis=-1, keepdims=True)
    return kept / np.where(total > 0, total, 1.0)


def on_open_days(shares: npt.ArrayLike, is_open: npt.ArrayLike) -> Floats:
    """Responses of a closed day come on the next open one; what falls after the last is not counted.

    `shares` has days on its last axis.
    """
    given = not_negative("shares", shares)
    open_days: Booleans = np.asarray(is_open, dtype=bool)
    result = np.zeros_like(given)
    held = np.zeros(given.shape[:-1])
    for day in range(given.shape[-1]):
        held = held + given[..., day]
        if open_days[day]:
            result[..., day] = held
            held = np.zeros_like(held)
    return result


def weighted(shares: npt.ArrayLike, factors: npt.ArrayLike) -> Floats:
    """Shares of days moved towards days that are usually busier, with the same sum over the last axis."""
    given = not_negative("shares", shares)
    moved = given * not_negative("factors", factors)
    before, after = given.sum(axis=-1, keepdims=True), moved.sum(axis=-1, keepdims=True)
    scale: Floats = np.divide(before, after, out=np.zeros_like(before), where=after > 0)
    return moved * scale


def busyness(rng: np.random.Generator, variance: float, shape: tuple[int, ...]) -> Floats:
    """How much busier than expected each day is: gamma of mean 1 and this variance.

    Poisson counts of such a rate are negative binomial, with variance μ + variance·μ². One draw serves all
    intervals of a day, since busy mornings come with busy afternoons. Sources: Whitt, Dynamic staffing in a
    telephone call center (1999); Jongbloed and Koole, Managing uncertainty in call centres using Poisson
    mixtures (2001); Avramidis, Deslauriers, L'Ecuyer (2004), model 1.
    """
    if not 0 <= variance < np.inf:
        raise ValueError("variance must be finite and not negative")
    if variance == 0:
        return np.ones(shape)
    return rng.gamma(1 / variance, variance, shape)


def excess_variance(counts: npt.ArrayLike, expected: npt.ArrayLike) -> float:
    """The variance of `busyness` that counts (of days, say) show beyond Poisson, by moments; 0 when they
    show none.
    """
    y, mu = np.broadcast_arrays(not_negative("counts", counts), positive("expected", expected))
    return float(max(np.sum((y - mu) ** 2 - mu) / np.sum(mu**2), 0.0))
