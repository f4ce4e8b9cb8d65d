"""What a published version is read from: by members, through a share link, and on paper, all the same."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from outcomes import queries as outcomes
from projects.models import Project
from stakeholders import queries as stakeholders
from stakeholders.models import Level
from vision.models import DecisionKind, Place, Version
from vision.queries.versions import columns_of, compare


@dataclass(frozen=True)
class Aim:
    """A measure in words: what is usual, what was read last, where it shall go. Empty where there is none."""

    name: str
    usual: str
    latest: str
    target: str


def document(version: Version) -> dict[str, Any]:
    """Everything that the document says, in some ten statements whatever the size. No private words."""
    project = version.project
    elements = list(version.elements.all())
    previous = project.versions.filter(number__lt=version.number).select_related("published_by").first()
    decided = project.decisions.filter(kind=DecisionKind.DECISION, at__lte=version.published_at)
    return {
        "version": version,
        "columns": columns_of(elements),
        "now": _of(elements, Place.NOW),
        "next": _of(elements, Place.NEXT),
        "declined": _of(elements, Place.DECLINED),
        "heard": stakeholders.heard(project),
        "levels": _levels(version),
        "became": _became(version),
        "aims": aims(project),
        "comparison": compare(previous, version) if previous else None,
        "decisions": list(decided.order_by("at")),
    }


def _of(elements: list[Any], place: Place) -> list[Any]:
    return [element for element in elements if element.place == place]


def aims(project: Project) -> list[Aim]:
    """The project's measures as they stand today, in one statement."""
    rows: Any = outcomes.measures(project).order_by("name", "pk")
    return [
        Aim(
            name=one.name,
            usual=_amount(one, one.baseline_mean, scale=100 if one.is_share else 1),
            latest=_amount(one, one.latest_amount),
            target=_amount(one, one.target),
        )
        for one in rows
    ]


def _amount(measure: Any, amount: Any, *, scale: int = 1) -> str:
    return "" if amount is None else outcomes.with_unit(float(amount) * scale, measure)


def _levels(version: Version) -> list[tuple[str, int, int]]:
    """Who asked, by level: people and asks. Counts alone: nobody's words leave the house by this."""
    asks = list(version.asks.values_list("stakeholder", "stakeholder__level"))
    people = Counter(level for _person, level in set(asks))
    number = Counter(level for _person, level in asks)
    known = [(level.value, str(level.label)) for level in Level] + [("", _("Level not known"))]
    return [(label, people[level], number[level]) for level, label in known if people[level]]


def _became(version: Version) -> dict[str, int]:
    """How many asks became part of what."""
    places: Counter[str | None] = Counter(version.asks.values_list("element__place", flat=True))
    return {
        "now": places[Place.NOW.value],
        "next": places[Place.NEXT.value],
        "declined": places[Place.DECLINED.value],
        "open": places[None],
    }
