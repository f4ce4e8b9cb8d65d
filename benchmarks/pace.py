"""How long a row may take."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """Rounds of ours and of the floor in turn, and the seconds of each."""

    rounds: int
    ours: float
    floor: float


FULL = Pace(rounds=3, ours=3, floor=2)
QUICK = Pace(rounds=1, ours=2, floor=1)
