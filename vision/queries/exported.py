"""The board as rows, for a file."""

from collections.abc import Iterator
from typing import Any

from projects.models import Project
from vision.models import Dependency, Place
from vision.queries.board import Filters, cards
from vision.queries.scores import score_of

_HEIGHT = {Place.NOW: 0, Place.NEXT: 1, Place.TRAY: 2, Place.DECLINED: 3}


def exported(project: Project, filters: Filters) -> Iterator[tuple[Any, ...]]:
    """Every element that is asked for, in the one order: NOW, NEXT, unsorted, declined; three statements."""
    needs: dict[int, list[str]] = {}
    pairs = Dependency.objects.filter(element__project=project).order_by("pk")
    for element, title in pairs.values_list("element", "needs__title"):
        needs.setdefault(element, []).append(title)
    keys = filters.narrow(project.elements.all()).values("pk")
    # The texts that cards leave out are wanted here.
    found = cards(project, keys).defer(None).select_related("function", "owner").order_by("rank")
    rows: list[Any] = sorted(found, key=lambda element: _HEIGHT[Place(element.place)])
    for number, one in enumerate(rows, start=1):
        score = score_of(one.given)
        yield (
            number,
            one.title,
            one.function.name if one.function else "",
            one.get_place_display(),
            one.reason,
            one.description,
            str(one.owner or ""),
            one.asked,
            round(score.value, 1) if score else None,
            one.effort_low,
            one.effort_likely,
            one.effort_high,
            one.cost,
            ", ".join(one.flag_labels),
            "; ".join(needs.get(one.pk, [])),
            one.revisit_on,
        )
