"""What share of an audience calls, and what is learned about it from calls that came.

The belief about the response rate is a gamma distribution: as if `people` had been reached before and
`calls` of them had called. Each launch adds its own calls and its own people. That is all the Bayesian
arithmetic there is, because the gamma distribution is conjugate to Poisson counts. Source: Gelman et al.,
Bayesian Data Analysis (2013), section 2.6.
"""

from dataclasses import dataclass, replace

import numpy as np

from staffing.numbers import Floats


@dataclass(frozen=True)
class ResponseRate:
    """A belief: gamma with shape `calls` and rate `people`. Responses per person reached; may exceed 1."""

    calls: float
    people: float

    def __post_init__(self) -> None:
        if not (0 < self.calls < np.inf and 0 < self.people < np.inf):
            raise ValueError("calls and people must be finite and above zero")

    @classmethod
    def believed(cls, mean: float, *, variation: float) -> "ResponseRate":
        """From a best guess and its coefficient of variation; 0.5 says "it could well be half or double"."""
        if not (mean > 0 and variation > 0):
            raise ValueError("mean and variation must be above zero")
        return cls(calls=variation**-2, people=variation**-2 / mean)

    @property
    def mean(self) -> float:
        return self.calls / self.people

    @property
    def variation(self) -> float:
        """Standard deviation over mean."""
        return float(self.calls**-0.5)

    def draw(self, rng: np.random.Generator, size: int) -> Floats:
        """Rates that agree with the belief."""
        return rng.gamma(self.calls, 1 / self.people, size)

    def learned(self, *, total: float, base: float, reached: float, variance: float = 0.0) -> "ResponseRate":
        """The belief after `total` calls came while `base` of them were expected without the launch.

        `reached` is the audience times the share of the curve that has passed: people whose answer would be
        in. The launch's own calls are total - base, at least 0. They are known less well than a clean count
        of as many, for the base scatters too (with `variance` of busyness, total + variance·total²); they
        count by as much less, calls and people alike, so that the mean is theirs and the certainty is not
        overstated.
        """
        if total < 0 or base < 0 or reached < 0:
            raise ValueError("total, base and reached must not be negative")
        if reached == 0:
            return self
        own = max(total - base, 0.0)
        # With no call at all, what would have been expected is the measure.
        clean = max(own, self.mean * reached if own == 0 else 0.0)
        noise = max(total, base, clean) + variance * max(total, base) ** 2
        weight = clean / noise
        return replace(self, calls=self.calls + weight * own, people=self.people + weight * reached)

    def remembered(self, weight: float) -> "ResponseRate":
        """The same mean, held less firmly: what an earlier launch is worth (0 to 1) for a new one."""
        if not 0 < weight <= 1:
            raise ValueError("weight must be above 0 and at most 1")
        return replace(self, calls=self.calls * weight, people=self.people * weight)
