"""Response curves: when those who will call do call, counted in days from the drop.

Each curve has `cumulative`, the share of all responses up to a time. Measured from the drop (the day on
which the first pieces arrive, the spot is on air, the mail is sent), not from the day on which it was
handed over.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from staffing.numbers import Floats


def _above_zero(name: str, value: float) -> None:
    if not 0 < value < math.inf:
        raise ValueError(f"{name} must be finite and above zero")


class Curve(Protocol):
    """When responses come."""

    def cumulative(self, days: npt.ArrayLike) -> Floats:
        """The share of all responses that have come after so many days: 0 before the drop, at most 1."""
        ...


@dataclass(frozen=True)
class Pulse:
    """All at once."""

    def cumulative(self, days: npt.ArrayLike) -> Floats:
        return (np.asarray(days, dtype=np.float64) > 0).astype(np.float64)


@dataclass(frozen=True)
class Step:
    """Evenly over so many days, as while an offer stands."""

    days: float

    def __post_init__(self) -> None:
        _above_zero("days", self.days)

    def cumulative(self, days: npt.ArrayLike) -> Floats:
        return np.clip(np.asarray(days, dtype=np.float64) / self.days, 0, 1)


@dataclass(frozen=True)
class Decayed:
    """Most at once, then ever less: exponential with this mean in days."""

    mean: float

    def __post_init__(self) -> None:
        _above_zero("mean", self.mean)

    def cumulative(self, days: npt.ArrayLike) -> Floats:
        return -np.expm1(-np.maximum(np.asarray(days, dtype=np.float64), 0) / self.mean)


@dataclass(frozen=True)
class Lognormal:
    """A rise and a long tail: half of all after `median` days; `sigma` is the spread of the logarithm."""

    median: float
    sigma: float

    def __post_init__(self) -> None:
        _above_zero("median", self.median)
        _above_zero("sigma", self.sigma)

    def cumulative(self, days: npt.ArrayLike) -> Floats:
        after = np.asarray(days, dtype=np.float64)
        with np.errstate(divide="ignore"):
            z = np.log(np.maximum(after, 0) / self.median) / self.sigma
        shares = [(1 + math.erf(value / math.sqrt(2))) / 2 for value in z.ravel().tolist()]
        return np.array(shares).reshape(z.shape)


@dataclass(frozen=True)
class Delayed:
    """Another curve, so many days later."""

    curve: Curve
    days: float

    def cumulative(self, days: npt.ArrayLike) -> Floats:
        return self.curve.cumulative(np.asarray(days, dtype=np.float64) - self.days)


@dataclass(frozen=True)
class Halves:
    """Half of the audience now, the other half so many days later."""

    curve: Curve
    days: float

    def cumulative(self, days: npt.ArrayLike) -> Floats:
        after = np.asarray(days, dtype=np.float64)
        return (self.curve.cumulative(after) + self.curve.cumulative(after - self.days)) / 2


@dataclass(frozen=True)
class Points:
    """A curve as someone drew it: (day, share so far), straight between the points, from (0, 0) to a share
    of 1.
    """

    points: Sequence[tuple[float, float]]

    def __post_init__(self) -> None:
        rising = all(one[0] < other[0] and one[1] <= other[1] for one, other in pairwise(self.points))
        if not self.points or not rising or self.points[0][0] < 0 or self.points[0][1] < 0:
            raise ValueError("points must rise in day and share")
        if self.points[-1][1] != 1:
            raise ValueError("the last point must have the share 1")

    def cumulative(self, days: npt.ArrayLike) -> Floats:
        at, so_far = zip(*[(0.0, 0.0), *(point for point in self.points if point[0] > 0)], strict=True)
        shares: Floats = np.interp(np.asarray(days, dtype=np.float64), at, so_far)
        return shares


def by_day(curve: Curve, days: int) -> Floats:
    """The share of all responses on each of the first days, the day of the drop being the first."""
    shares: Floats = np.diff(curve.cumulative(np.arange(days + 1)))
    return shares


class Quality(StrEnum):
    """What a preset rests on."""

    PUBLISHED = "published"
    """Fitted to counts that someone published."""
    RELATED = "related"
    """Drawn from what was published about something near to it."""
    ASSUMED = "assumed"
    """Our own assumption: replace it by your first launch."""


@dataclass(frozen=True)
class Preset:
    """A curve to begin with, until an organisation has its own."""

    curve: Curve
    quality: Quality
    source: str
    word: str
    """What to think of it, in a sentence."""


DIRECT_MAIL = Preset(
    Lognormal(8.06, 0.877),
    Quality.PUBLISHED,
    "Mean daily responses to one advertiser's mailings, 63 days, stats.stackexchange.com/questions/145193",
    "One advertiser, no account of the postage class: the shape is good, the days are those of their post. "
    "Bulk mail is slower; trade texts put half of its response at 18 to 28 days.",
)
PRESETS: dict[str, Preset] = {
    "direct mail": DIRECT_MAIL,
    "patient letter": Preset(
        DIRECT_MAIL.curve,
        Quality.ASSUMED,
        "No published curve was found; that of direct mail is used",
        "A letter about one's own care is likely opened sooner than an offer.",
    ),
    "e-mail": Preset(
        Decayed(0.5),
        Quality.RELATED,
        "Bonfrer and Drèze, Real-time evaluation of e-mail campaign performance (2007): "
        "opens mostly within a day of sending",
        "Opening and clicking was counted, not calling; 86 % within the first day is how we read it.",
    ),
    "TV/radio": Preset(
        Decayed(1 / 9),
        Quality.RELATED,
        "Tellis, Chandy, Thaivanich, Which ad works, when, where, and how often?, Journal of Marketing "
        "Research 37 (2000): calls to a medical referral line fade within some eight hours of a spot",
        "A spot in the evening is answered while it runs: plan by the interval in which it is on air.",
    ),
    "digital": Preset(
        Step(14),
        Quality.ASSUMED,
        "No published curve was found",
        "Evenly while the advertisement runs; set the days to those that are paid for.",
    ),
    "product": Preset(
        Delayed(Lognormal(10, 0.9), 1),
        Quality.ASSUMED,
        "No published curve was found",
        "Word spreads slower than post; replace it as soon as one launch has been counted.",
    ),
    "incentive": Preset(
        Step(28),
        Quality.ASSUMED,
        "No published curve was found",
        "Evenly while it stands; the last days are fuller.",
    ),
    "promotion": Preset(
        Decayed(5), Quality.ASSUMED, "No published curve was found", "Falls off from the first day."
    ),
    "event": Preset(
        Pulse(), Quality.ASSUMED, "No published curve was found", "Everyone calls on the day of the event."
    ),
}
