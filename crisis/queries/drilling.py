"""What is planned to be drilled, and how a drill went."""

from dataclasses import dataclass

from crisis.models import Activation, Capability, DrillRating, PlannedDrill, PlannedDrillQuerySet
from projects.models import Project


@dataclass(frozen=True)
class Rated:
    """A capability with its rating, if somebody gave one."""

    capability: str
    word: str
    rating: DrillRating | None


def planned_drills(project: Project) -> PlannedDrillQuerySet:
    """The project's planned drills with who leads them."""
    return PlannedDrill.objects.filter(project=project).select_related(
        "project", "playbook", "led_by", "planned_by", "cancelled_by", "activation__project"
    )


def rated(activation: Activation) -> list[Rated]:
    """Every capability, in one query."""
    given = {one.capability: one for one in activation.ratings.all()}
    return [Rated(value, str(word), given.get(value)) for value, word in Capability.choices]
