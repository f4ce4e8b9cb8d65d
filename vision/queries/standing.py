"""Where dreams and the vision stand, for the home page; and what a search over the project finds here."""

import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.models import Project
from projects.queries import Due, Found, Standing
from projects.search import holding
from vision.models import DecisionKind, Place
from vision.queries.elements import unsorted_asks

_AT_MOST = 10
_AHEAD = datetime.timedelta(days=7)


def dream_standing(project: Project) -> Standing:
    """How many dreams the team has written down, and how many still wait to become part of an element."""
    kept, unsorted = project.dreams.kept().count(), project.dreams.unsorted().count()
    if not kept:
        action, name = _("Write down your first dream"), "vision:dreams"
    elif unsorted:
        action = ngettext("Sort %(count)d dream", "Sort %(count)d dreams", unsorted) % {"count": unsorted}
        name = "vision:sort"
    else:
        action, name = _("Read your dreams"), "vision:dreams"
    return Standing(
        number=str(kept),
        says=ngettext("dream of the team", "dreams of the team", kept),
        action=action,
        url=reverse(name, args=[project.slug]),
        waiting=unsorted,
    )


def standing(project: Project) -> Standing:
    """How many elements are above the line, what is due, and the one thing to do next."""
    places = list(project.elements.values_list("place", flat=True))
    latest = project.versions.values_list("number", flat=True).first()
    asks = unsorted_asks(project).count()
    due = _due(project)
    action, name = _next(len(places), latest, asks, bool(project.talks.open().exists()))
    return Standing(
        number=_("%(above)d of %(all)d") % {"above": places.count(Place.NOW), "all": len(places)},
        says=_("elements above the line"),
        action=action,
        url=reverse(name, args=[project.slug]),
        waiting=asks,
        due=due,
    )


def _next(elements: int, latest: int | None, asks: int, talks: bool) -> tuple[str, str]:
    if asks:
        action = ngettext("Sort %(count)d ask", "Sort %(count)d asks", asks)
        return action % {"count": asks}, "vision:sort"
    if talks:
        return _("Talk to who must hear it first"), "vision:talks"
    if elements and latest is None:
        return _("Publish version 1"), "vision:publish"
    return _("Open the board"), "vision:board"


def _due(project: Project) -> list[Due]:
    talks = project.talks.open().select_related("stakeholder", "owner")[:_AT_MOST]
    due = [
        Due(
            date=talk.due,
            text=_("Talk with %(name)s") % {"name": talk.stakeholder.name},
            url=reverse("vision:talk", args=[project.slug, talk.pk]),
            owner=str(talk.owner),
        )
        for talk in talks
    ]
    due += [
        Due(
            date=timezone.localdate(concern.at, timezone=project.zone),
            text=_("%(name)s: that is not what I meant") % {"name": concern.stakeholder},
            url=reverse("vision:decision", args=[project.slug, concern.pk]),
            owner=str(concern.stakeholder.owner or "") if concern.stakeholder else "",
        )
        for concern in project.decisions.open()
        .filter(kind=DecisionKind.NOT_MEANT)
        .select_related("stakeholder__owner")
        .order_by("at")[:_AT_MOST]
    ]
    soon = timezone.localdate(timezone=project.zone) + _AHEAD
    again = project.elements.filter(place=Place.NEXT, revisit_on__lte=soon).select_related("owner")
    return due + [
        Due(
            date=element.revisit_on,
            text=_("Look at “%(title)s” again") % {"title": element.title},
            url=reverse("vision:element", args=[project.slug, element.pk]),
            owner=str(element.owner or ""),
        )
        for element in again.order_by("revisit_on")[:_AT_MOST]
        if element.revisit_on
    ]


def search(project: Project, text: str) -> list[Found]:
    """Elements, decisions, dreams and published versions that hold the words."""
    elements = holding(project.elements.select_related("function"), text, "title", "description", "reason")
    decisions = holding(project.decisions.all(), text, "text", "answer", most=5)
    dreams = holding(project.dreams.kept(), text, "text", "why", most=5)
    versions = holding(project.versions.all(), text, "statement", "constraints", "success_measures", most=3)
    found = [
        Found(
            kind=_("Element"),
            title=element.title,
            excerpt=f"{element.where}. {Truncator(element.reason or element.description).chars(140)}",
            url=reverse("vision:element", args=[project.slug, element.pk]),
        )
        for element in elements
    ]
    found += [
        Found(
            kind=_("Decision"),
            title=Truncator(decision.text).chars(80),
            excerpt=Truncator(decision.answer).chars(140),
            url=reverse("vision:decisions", args=[project.slug]) + f"?kind={decision.kind}",
        )
        for decision in decisions
    ]
    found += [
        Found(
            kind=_("Dream"),
            title=dream.text,
            excerpt=Truncator(dream.why).chars(140),
            url=reverse("vision:dreams", args=[project.slug]),
        )
        for dream in dreams
    ]
    return found + [
        Found(
            kind=_("Version"),
            title=_("Version %(number)d") % {"number": version.number},
            excerpt=Truncator(version.statement).chars(140),
            url=reverse("vision:version", args=[project.slug, version.number]),
        )
        for version in versions
    ]
