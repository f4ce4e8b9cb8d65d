"""Everything that a launch's forecast is made from, as the arithmetic takes it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from staffing.calibration import ResponseRate
from staffing.curves import Curve
from staffing.limits import Handling, Limits
from staffing.numbers import Booleans, Floats

Way = dict[str, Any]
"""A way to close a gap, as plain JSON: its kind, its days and people, its cost, and what it closes."""


@dataclass(frozen=True)
class Costs:
    """What the ways to close a gap cost, and how far each goes."""

    overtime_people: int
    overtime_hours: int
    overtime: float
    deferrable: float
    defer: float
    temps_most: int
    temp: float
    temp_lead_days: int
    temp_training_hours: int
    full_training_hours: int
    temp_pace: float
    split_days: int
    split: float
    move_days: int
    move: float


@dataclass(frozen=True)
class Drop:
    """One launch that makes the phone ring: whom it reaches, how they answer, and when it may go out."""

    audience: float
    rate: ResponseRate
    curve: Curve
    earliest: datetime.date
    likely: datetime.date
    latest: datetime.date


@dataclass(frozen=True)
class Situation:
    """Everything that a forecast is made from. Arrays are days by half hours."""

    start: datetime.date
    today: datetime.date
    minutes: list[int]
    is_open: Booleans
    base: Floats
    profile: Floats
    variance: float
    scheduled: Floats
    on_phones: float
    handling: Handling
    limits: Limits
    own: Drop
    others: Sequence[Drop]
    costs: Costs
    ways: Sequence[Way]
    basis: str
    seed: int
    taken_out: float = 0.0
    """Calls of past launches that were taken out of the history."""

    @property
    def days(self) -> int:
        """How many days are looked at."""
        return len(self.base)

    def day(self, index: int) -> str:
        """A day of the horizon."""
        return (self.start + datetime.timedelta(days=index)).isoformat()

    def place(self, day: str) -> int:
        """The place of a day in the horizon, which may lie outside."""
        return (datetime.date.fromisoformat(day) - self.start).days
