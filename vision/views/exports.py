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
from vision.models import DecisionKind, Version
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


def dreams_file(request: ProjectRequest, project: Project) -> HttpResponse:
    """What the team wants, also what it let go."""
    columns = [
        (_("Dream"), "dream"),
        (_("Why"), "why"),
        (_("Whose"), "who"),
        (_("Element"), "element"),
        (_("Let go"), "let_go"),
    ]
    rows = (
        (
            one.text,
            one.why,
            str(one.created_by or ""),
            one.element.title if one.element else "",
            one.let_go_at,
        )
        for one in queries.dreams(project)
    )
    return tables.download(request, name=_("Dreams"), columns=columns, rows=rows)


def talks_file(request: ProjectRequest, project: Project) -> HttpResponse:
    """Who is talked to first, by whom, until when, and how it went."""
    columns = [
        (_("Person"), "person"),
        (_("Title"), "title"),
        (_("Version"), "version"),
        (_("Owner"), "owner"),
        (_("Until"), "due"),
        (_("Mails that wait"), "waiting"),
        (_("Closed"), "closed"),
        (_("Closed by"), "closed_by"),
        (_("What was said"), "notes"),
        (_("Set aside because"), "override"),
    ]
    # What the query hangs on each row is not in its type.
    found: Any = queries.talks(project)
    rows = (
        (
            one.stakeholder.name,
            one.stakeholder.title,
            one.version.number,
            str(one.owner),
            one.due,
            one.waiting,
            one.closed_at,
            str(one.closed_by or ""),
            one.notes,
            one.override_reason,
        )
        for one in found
    )
    return tables.download(request, name=_("Talks"), columns=columns, rows=rows)


def versions_file(request: ProjectRequest, project: Project) -> HttpResponse:
    """Every version with how many were told and have read it."""
    columns = [
        (_("Version"), "version"),
        (_("Published"), "published"),
        (_("By"), "by"),
        (_("Statement"), "statement"),
        (_("Elements"), "elements"),
        (_("Told"), "told"),
        (_("Read"), "read"),
        (_("Held for a talk"), "held"),
    ]
    found: Any = queries.versions(project)
    rows = (
        (
            one.number,
            one.published_at,
            str(one.published_by),
            one.statement,
            one.element_count,
            one.told,
            one.read,
            one.held,
        )
        for one in found
    )
    return tables.download(request, name=_("Versions"), columns=columns, rows=rows)


def version_file(request: ProjectRequest, version: Version) -> HttpResponse:
    """The elements of one version as they were published."""
    columns = [
        (_("Order"), "order"),
        (_("Element"), "element"),
        (_("Function"), "function"),
        (_("Place"), "place"),
        (_("Reason"), "reason"),
        (_("Description"), "description"),
        (_("Owner"), "owner"),
        (_("Asked"), "asked"),
        (_("Effort"), "effort"),
        (_("Look again"), "revisit"),
    ]
    rows = (
        (
            number,
            one.title,
            one.function,
            one.get_place_display(),
            one.reason,
            one.description,
            one.owner_name,
            one.asked,
            one.effort,
            one.revisit_on,
        )
        for number, one in enumerate(version.elements.all(), start=1)
    )
    return tables.download(request, name=str(version), columns=columns, rows=rows)


def priorities_file(request: ProjectRequest, project: Project) -> HttpResponse:
    """The order made by hand beside the scores, and where roles are apart."""
    columns = [
        (_("Order"), "order"),
        (_("Element"), "element"),
        (_("Place"), "place"),
        (_("Score"), "score"),
        (_("By score"), "by_score"),
        (_("Raters"), "raters"),
        (_("Apart"), "spread"),
        (_("By role"), "by_role"),
    ]
    rows = (
        (
            one.position,
            one.element.title,
            one.element.get_place_display(),
            round(one.score.value, 1) if one.score else None,
            one.by_score,
            one.score.raters if one.score else 0,
            round(one.score.spread, 1) if one.score else None,
            "; ".join(f"{role} {mean:.1f}" for role, mean in one.score.by_role) if one.score else "",
        )
        for one in queries.ranked(project)
    )
    return tables.download(request, name=_("Priorities"), columns=columns, rows=rows)
