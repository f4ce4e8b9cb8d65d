"""Where dreams and the vision stand, for the home page; and what a search over the project finds here."""

import datetime

from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from projects import due as dueness
from projects.counting import counted
from projects.models import Project
from projects.queries import Due, Found, Standing
from projects.search import holding
from vision.models import DecisionKind, Place
from vision.queries.elements import unsorted_asks

_AT_MOST = 10
_AHEAD = datetime.timedelta(days=7)

# By kind: what is to be done, and the page on which it is.
_SAYS: dict[str, tuple[Promise, str]] = {
    "talk": (_lazy("Talk with %(words)s"), "vision:talk"),
    "concern": (_lazy("%(words)s: that is not what I meant"), "vision:decision"),
    "element": (_lazy("Look at “%(words)s” again"), "vision:element"),
}


def dream_standing(project: Project) -> Standing:
    """How many dreams the team has written down, and how many still wait to become part of an element."""
    counts = project.dreams.kept().aggregate(kept=Count("pk"), unsorted=Count("pk", filter=Q(element=None)))
    kept, unsorted = counts["kept"], counts["unsorted"]
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
        has_begun=bool(kept),
    )


def standing(project: Project) -> Standing:
    """How many elements are above the line, what is due, and the one thing to do next; two statements."""
    counts = counted(
        project,
        cards=project.elements.all(),
        above=project.elements.filter(place=Place.NOW),
        unsorted=unsorted_asks(project),
        published=project.versions.all(),
        to_talk=project.talks.open(),
    )
    action, name = _next(counts)
    return Standing(
        number=_("%(above)d of %(all)d") % {"above": counts["above"], "all": counts["cards"]},
        says=_("elements above the line"),
        action=action,
        url=reverse(name, args=[project.slug]),
        waiting=counts["unsorted"],
        due=_due(project),
    )


def _next(counts: dict[str, int]) -> tuple[str, str]:
    asks = counts["unsorted"]
    if asks:
        action = ngettext("Sort %(count)d ask", "Sort %(count)d asks", asks)
        return action % {"count": asks}, "vision:sort"
    if counts["to_talk"]:
        return _("Talk to who must hear it first"), "vision:talks"
    if counts["cards"] and not counts["published"]:
        return _("Publish version 1"), "vision:publish"
    return _("Open the board"), "vision:board"


def _due(project: Project) -> list[Due]:
    """Talks, what was not meant so, and elements to look at again; one statement."""
    rows = dueness.read(
        dueness.part(
            "talk",
            project.talks.open(),
            on="due",
            words="stakeholder__name",
            owner="owner",
            most=_AT_MOST,
        ),
        dueness.part(
            "concern",
            project.decisions.open().filter(kind=DecisionKind.NOT_MEANT),
            on=TruncDate("at", tzinfo=project.zone),
            words=Coalesce("stakeholder__name", Value("")),
            owner="stakeholder__owner",
            most=_AT_MOST,
        ),
        dueness.part(
            "element",
            project.elements.filter(place=Place.NEXT, revisit_on__lte=project.today() + _AHEAD),
            on="revisit_on",
            words="title",
            owner="owner",
            most=_AT_MOST,
        ),
    )
    return [_told(project, row) for row in rows]


def _told(project: Project, row: dueness.DueRow) -> Due:
    says, page = _SAYS[row.kind]
    return Due(
        row.date, str(says) % {"words": row.words}, reverse(page, args=[project.slug, row.key]), row.owner
    )


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
