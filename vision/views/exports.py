"""The lists of the vision as CSV and XLSX, as their pages narrow them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from projects.access import Perm, ProjectRequest, project_view
from projects.listing import search_text
from projects.models import Project
from reports import tables
from vision import queries
from vision.models import DecisionKind
from vision.queries import Filters


@project_view(Perm.BOARD_VIEW)
def elements(request: ProjectRequest, project: Project) -> HttpResponse:
    """The board as rows in its one order."""
    columns = [
        (_("Order"), "order"),
        (_("Element"), "element"),
        (_("Function"), "function"),
        (_("Place"), "place"),
        (_("Reason"), "reason"),
        (_("Description"), "description"),
        (_("Owner"), "owner"),
        (_("Asked"), "asked"),
        (_("Score"), "score"),
        (_("Effort at best"), "low"),
        (_("Effort most likely"), "likely"),
        (_("Effort at worst"), "high"),
        (_("Cost"), "cost"),
        (_("Flags"), "flags"),
        (_("Needs"), "needs"),
        (_("Look again"), "revisit"),
    ]
    found = queries.exported(project, Filters.of(request.GET))
    return tables.download(request, name=_("Elements"), columns=columns, rows=found)


@project_view(Perm.BOARD_VIEW)
def decisions(request: ProjectRequest, project: Project) -> HttpResponse:
    """The decision log."""
    kind = request.GET.get("kind", "")
    found = queries.decisions(
        project,
        kind=kind if kind in DecisionKind.values else "",
        open_only=request.GET.get("open") == "yes",
        text=search_text(request),
    )
    columns = [
        (_("When"), "at"),
        (_("Kind"), "kind"),
        (_("Who"), "who"),
        (_("What"), "what"),
        (_("Element"), "element"),
        (_("Version"), "version"),
        (_("Answer"), "answer"),
        (_("Answered"), "answered_at"),
        (_("Answered by"), "answered_by"),
    ]
    rows = (
        (
            one.at,
            one.get_kind_display(),
            str(one.stakeholder or one.by or ""),
            one.text,
            one.element.title if one.element else "",
            one.version.number if one.version else "",
            one.answer,
            one.answered_at,
            str(one.answered_by or ""),
        )
        for one in found
    )
    return tables.download(request, name=_("Decisions"), columns=columns, rows=rows)


@project_view(Perm.BOARD_VIEW)
def knows(request: ProjectRequest, project: Project, number: int) -> HttpResponse:
    """Who was told by a version, who has read it, who was talked to, who has a concern."""
    version = get_object_or_404(project.versions, number=number if number < 2**31 else 0)
    columns = [
        (_("Person"), "person"),
        (_("Title"), "title"),
        (_("Power"), "power"),
        (_("Asks"), "asks"),
        (_("Mail"), "mail"),
        (_("Told"), "told"),
        (_("Talked to"), "talked"),
        (_("Read"), "read"),
        (_("Concerns"), "concerns"),
    ]
    # What the query hangs on each row is not in its type.
    found: Any = queries.who_knows(version)
    rows = (
        (
            one.stakeholder.name,
            one.stakeholder.title,
            one.stakeholder.power,
            one.asked,
            one.get_state_display(),
            one.sent_at,
            one.talked_at,
            one.read_at,
            one.concerns,
        )
        for one in found
    )
    return tables.download(
        request, name=_("Who knows of version %(number)d") % {"number": number}, columns=columns, rows=rows
    )
