"""How a drill went."""

from dataclasses import dataclass

from crisis.models import Activation, Capability, DrillRating


@dataclass(frozen=True)
class Rated:
    """A capability with its rating, if somebody gave one."""

    capability: str
    word: str
    rating: DrillRating | None


def rated(activation: Activation) -> list[Rated]:
    """Every capability, in one query."""
    given = {one.capability: one for one in activation.ratings.all()}
    return [Rated(value, str(word), given.get(value)) for value, word in Capability.choices]
