"""How far raters agree beyond chance. Plain arithmetic, no Django.

Krippendorff's alpha is 1 - observed / expected disagreement over all pairs of values that raters gave to the
same unit; it takes any number of raters and missing values (Krippendorff, "Content Analysis", 4th edition,
2019, chapter 12; the worked example of his "Computing Krippendorff's Alpha-Reliability", 2011, is in the
tests). Cohen's kappa is of two raters and names (Cohen, "A coefficient of agreement for nominal scales",
1960). Alpha from .8 on is called reliable, from .667 on good for tentative conclusions (Krippendorff 2019).
"""

import enum
import itertools
from collections import Counter
from collections.abc import Callable, Sequence

RELIABLE, TENTATIVE = 0.8, 0.667

# What the raters said of one unit, in any order; who said nothing is not in it.
Unit = Sequence[int]


class Scale(enum.Enum):
    """How far two values lie from each other."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


def alpha(units: Sequence[Unit], scale: Scale = Scale.NOMINAL) -> float | None:
    """Krippendorff's alpha, at most 1; None when nothing can be compared: no unit has two values.

    When all raters gave one and the same value everywhere, there is no variation to agree about: None.
    """
    pairable = [unit for unit in units if len(unit) > 1]
    totals: Counter[int] = Counter(value for unit in pairable for value in unit)
    if len(totals) < 2:
        return None
    distance = _distance(scale, totals)
    observed = sum(
        distance(one, other) / (len(unit) - 1)
        for unit in pairable
        for one, other in itertools.permutations(unit, 2)
    )
    count = totals.total()
    expected = sum(
        totals[one] * totals[other] * distance(one, other) for one, other in itertools.permutations(totals, 2)
    ) / (count - 1)
    return 1 - observed / expected


def kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Cohen's kappa of two raters who both judged each unit; None when one value alone was ever given."""
    if not pairs:
        return None
    count = len(pairs)
    agreed = sum(one == other for one, other in pairs) / count
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(first[value] * second[value] for value in first) / count**2
    return None if chance == 1 else (agreed - chance) / (1 - chance)


def _distance(scale: Scale, totals: Counter[int]) -> Callable[[int, int], float]:
    """The squared difference of two values under a scale."""
    if scale is Scale.NOMINAL:
        return lambda one, other: float(one != other)
    if scale is Scale.INTERVAL:
        return lambda one, other: float((one - other) ** 2)

    def ordinal(one: int, other: int) -> float:
        low, high = sorted((one, other))
        between = sum(count for value, count in totals.items() if low <= value <= high)
        return (between - (totals[low] + totals[high]) / 2) ** 2

    return ordinal
