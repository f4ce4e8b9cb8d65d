"""What is promised to callers and agents."""

from dataclasses import dataclass
from enum import StrEnum


class Counting(StrEnum):
    """Which calls a service level counts; see `erlang_a.Impatient`. Without impatience all are the same."""

    OFFERED = "offered"
    ANSWERED = "answered"
    WITHOUT_SHORT = "without_short"
    VIRTUAL = "virtual"


@dataclass(frozen=True)
class Limits:
    """Limits that hold together; one that is None is not asked for. Shares are between 0 and 1, times in
    seconds.
    """

    service_level: float | None = None
    """At least this share of calls is answered within `threshold`."""
    threshold: float = 20.0
    counting: Counting = Counting.OFFERED
    asa: float | None = None
    """Answered calls wait at most this long on average."""
    occupancy: float | None = None
    """Agents are on calls at most this share of their time."""
    abandonment: float | None = None
    """At most this share of callers hangs up; always kept where nobody is impatient."""

    def __post_init__(self) -> None:
        asked = [self.service_level, self.asa, self.occupancy, self.abandonment]
        if all(limit is None for limit in asked):
            raise ValueError("at least one limit is needed")
        for name in ("service_level", "occupancy", "abandonment"):
            limit = getattr(self, name)
            if limit is not None and not 0 < limit < 1:
                raise ValueError(f"{name} must be above 0 and below 1")
        if self.asa is not None and not self.asa > 0:
            raise ValueError("asa must be above zero")
        if not self.threshold >= 0:
            raise ValueError("threshold must not be negative")


@dataclass(frozen=True)
class Handling:
    """What calls are like: the mean handling time and, where callers hang up, their mean patience; in
    seconds.
    """

    aht: float
    patience: float | None = None

    def __post_init__(self) -> None:
        for name, value in (("aht", self.aht), ("patience", self.patience)):
            if value is not None and not 0 < value < float("inf"):
                raise ValueError(f"{name} must be finite and above zero")
