"""Who asked for an element, and which asks and dreams joined none."""

from dataclasses import dataclass

from django.db.models import Count, F, QuerySet

from projects import listing
from projects.models import Project
from stakeholders.models import Ask, Stakeholder
from vision.models import Dependency, Dream, Element


@dataclass(frozen=True)
class Supporter:
    """A person and what they asked for in one element."""

    stakeholder: Stakeholder
    asks: list[Ask]


def supporters(element: Element) -> list[Supporter]:
    """Who asked for the element, the most powerful first, each with their asks."""
    asks = (
        Ask.objects.live()
        .filter(joined__element=element)
        .select_related("stakeholder", "stakeholder__project", "topic", "project")
        .order_by("-stakeholder__power", "stakeholder__name", "pk")
    )
    found: dict[int, Supporter] = {}
    for ask in asks:
        found.setdefault(ask.stakeholder_id, Supporter(ask.stakeholder, [])).asks.append(ask)
    return list(found.values())


def needing(element: Element) -> set[int]:
    """The keys of all elements that cannot be had without this one, at first hand or by others between."""
    pairs = Dependency.objects.filter(element__project=element.project_id).values_list("needs", "element")
    by_needed: dict[int, list[int]] = {}
    for needed, needs_it in pairs:
        by_needed.setdefault(needed, []).append(needs_it)
    found: set[int] = set()
    ahead = [element.pk]
    while ahead:
        fresh = [pk for pk in by_needed.get(ahead.pop(), []) if pk not in found]
        found.update(fresh)
        ahead.extend(fresh)
    return found


def unsorted_asks(project: Project, text: str = "") -> "QuerySet[Ask]":
    """Live asks that joined no element and hold every word of `text`, the oldest first."""
    asks = listing.with_words(project.asks.live().filter(joined=None), text, "text", "stakeholder__name")
    return asks.select_related("stakeholder", "topic").order_by("created_at", "pk")


def unsorted_dreams(project: Project, text: str = "") -> "QuerySet[Dream]":
    """Dreams that joined no element and hold every word of `text`, the oldest first."""
    dreams = listing.with_words(project.dreams.unsorted(), text, "text", "why")
    return dreams.select_related("created_by")


def dreams(project: Project) -> "QuerySet[Dream]":
    """Everything the team wants, what was let go last."""
    return project.dreams.select_related("element", "element__function", "created_by").order_by(
        F("let_go_at").asc(nulls_first=True), "created_at", "pk"
    )


def to_join(project: Project) -> "QuerySet[Element]":
    """The elements that an ask may join, by column, then by the board's order."""
    return (
        project.elements.select_related("function")
        .annotate(asks=Count("joined", distinct=True))
        .order_by(F("function__position").asc(nulls_first=True), "rank")
    )
