"""The one order of the list, and what crosses the line when it is drawn elsewhere in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from projects.models import Project
from vision.models import Element, Place


@dataclass(frozen=True)
class Crossing:
    """What goes over the line, in its order, and to which side."""

    to: Place
    elements: list[Element]

    @property
    def places(self) -> Mapping[int, Place]:
        """By element: where it would be."""
        return {element.pk: self.to for element in self.elements}


@dataclass(frozen=True)
class Standing:
    """Which card of its cell an element is, counted from 1, and of how many."""

    position: int
    count: int


def standing_of(element: Element) -> Standing:
    """Where the element stands in its own cell."""
    cell = Element.objects.filter(project=element.project_id, place=element.place)
    if Place(element.place).is_sorted:
        cell = cell.filter(function=element.function_id)
    found = cell.aggregate(position=Count("pk", filter=Q(rank__lte=element.rank)), count=Count("pk"))
    return Standing(**found)


def in_one_order(project: Project) -> list[Element]:
    """All elements beside the line: NOW from the top, then NEXT, each by the board's order."""
    found = project.elements.filter(place__in=[Place.NOW, Place.NEXT]).select_related("function", "owner")
    return sorted(found, key=lambda element: (element.place != Place.NOW, element.rank))


def crossing(project: Project, above: int) -> Crossing:
    """What would cross if `above` elements of the one order were over the line; more than all is all."""
    order = in_one_order(project)
    now = sum(element.place == Place.NOW for element in order)
    above = max(0, min(above, len(order)))
    if above < now:
        return Crossing(Place.NEXT, order[above:now])
    return Crossing(Place.NOW, order[now:above])
