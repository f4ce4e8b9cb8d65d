"""Control charts: what is signal, and what is the noise that was always there. Plain arithmetic, no Django.

Values are judged by an XmR chart: the natural process limits lie 2.66 mean moving ranges from the mean
(Wheeler, "Understanding Variation", 1993; 2.66 is 3 / 1.128, the d2 of ranges of two). Shares are judged by
a p-chart, whose limits follow the number of cases behind each share (NIST/SEMATECH e-Handbook of Statistical
Methods, 6.3.3.2). A signal is what breaks one of the four zone rules of the Western Electric "Statistical
Quality Control Handbook" (1956), as the e-Handbook gives them in 6.3.2.
"""

import enum
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

MEAN_RANGES_TO_LIMIT = 2.66
# Limits of fewer readings say little; with this many they are worth drawing, with FIRM they hold.
FEWEST, FIRM = 6, 12
RUN = 8


@dataclass(frozen=True)
class Baseline:
    """What was usual: the mean, one sigma (0 for shares, whose sigma follows the cases), the readings."""

    mean: float
    sigma: float
    count: int


@dataclass(frozen=True)
class Place:
    """One reading in its limits. `sigmas` is its distance from the mean; the limits lie three away."""

    value: float
    lower: float
    upper: float
    sigmas: float


class Rule(enum.Enum):
    """The zone rules: so many of so many readings in a row further than so many sigmas, on one side."""

    BEYOND = (1, 1, 3)
    TWO_OF_THREE = (2, 3, 2)
    FOUR_OF_FIVE = (4, 5, 1)
    RUN = (RUN, RUN, 0)


@dataclass(frozen=True)
class Signal:
    """A stretch of readings that chance alone hardly makes. `first` and `last` are places in the row."""

    rule: Rule
    above: bool
    first: int
    last: int

    @property
    def length(self) -> int:
        """How many readings it spans."""
        return self.last - self.first + 1


def baseline_of_values(values: Sequence[float]) -> Baseline:
    """Mean and sigma of readings in the order of their days. Raises `ValueError` for fewer than two."""
    if len(values) < 2:
        raise ValueError("A moving range needs two readings.")
    ranges = [abs(after - before) for before, after in itertools.pairwise(values)]
    sigma = MEAN_RANGES_TO_LIMIT * math.fsum(ranges) / len(ranges) / 3
    return Baseline(math.fsum(values) / len(values), sigma, len(values))


def baseline_of_shares(shares: Sequence[tuple[int, int]]) -> Baseline:
    """The mean share of (so many, of so many) pairs, case by case. Raises `ValueError` without cases."""
    cases = sum(of for _count, of in shares)
    if not cases:
        raise ValueError("A share needs cases.")
    return Baseline(sum(count for count, _of in shares) / cases, 0.0, len(shares))


def place_value(value: float, baseline: Baseline) -> Place:
    """A value in the limits of its baseline."""
    reach = 3 * baseline.sigma
    return Place(
        value, baseline.mean - reach, baseline.mean + reach, _sigmas(value - baseline.mean, baseline.sigma)
    )


def place_share(count: int, of: int, baseline: Baseline) -> Place:
    """A share in the limits that so many cases allow; the limits never leave 0 to 1."""
    sigma = math.sqrt(baseline.mean * (1 - baseline.mean) / of)
    lower, upper = max(0.0, baseline.mean - 3 * sigma), min(1.0, baseline.mean + 3 * sigma)
    return Place(count / of, lower, upper, _sigmas(count / of - baseline.mean, sigma))


def signals(places: Sequence[Place]) -> list[Signal]:
    """Every signal in a row of readings, each stretch once for each rule it breaks, by its last reading."""
    found = [
        signal
        for rule in Rule
        for above in (True, False)
        for signal in _stretches([place.sigmas if above else -place.sigmas for place in places], rule, above)
    ]
    return sorted(found, key=lambda signal: (signal.last, signal.first, -signal.rule.value[2]))


def _stretches(sigmas: Sequence[float], rule: Rule, above: bool) -> list[Signal]:
    """Where a rule is broken on one side; stretches that meet are one."""
    needed, window, beyond = rule.value
    found: list[Signal] = []
    for last in range(len(sigmas)):
        far = [place for place in range(max(0, last - window + 1), last + 1) if sigmas[place] > beyond]
        # The reading that completes the stretch is itself far out.
        if len(far) < needed or far[-1] != last:
            continue
        first = far[0]
        if found and first <= found[-1].last + (window == 1):
            first = found.pop().first
        found.append(Signal(rule, above, first, last))
    return found


def _sigmas(distance: float, sigma: float) -> float:
    if abs(distance) < 1e-12:
        return 0.0
    return distance / sigma if sigma else math.copysign(math.inf, distance)
