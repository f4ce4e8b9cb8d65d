"""The library of playbooks."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from crisis import actions, queries
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import search_text
from projects.models import Project
from reports import tables

REVIEW_MONTHS = 12
SORTS = {
    "severity": lambda playbook: (playbook.severity, playbook.title),
    "title": lambda playbook: playbook.title,
    "hazard": lambda playbook: (playbook.hazard_words, playbook.title),
}


@project_view(Perm.CRISIS_VIEW)
def playbooks(request: ProjectRequest, project: Project) -> HttpResponse:
    """What to do now, and every playbook."""
    text, hazard = search_text(request), request.GET.get("hazard", "")
    hazard = hazard if hazard in queries.HAZARDS else ""
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "severity"
    library = queries.library(project)
    context = {
        "playbooks": sorted(queries.found_in(library, text, hazard), key=SORTS[sort]),
        "text": text,
        "hazard": hazard,
        "sort": sort,
        "hazards": queries.HAZARDS.items(),
        "total": len(library),
        "drafts": project.playbooks.filter(draft__isnull=False).order_by("title"),
        "running": queries.runs(project).running(),
        "readiness": queries.readiness(project),
        "planned": queries.planned_drills(project).ahead(),
    }
    return render(request, "crisis/playbooks.html", context)


@project_view(Perm.CRISIS_VIEW)
def playbook(request: ProjectRequest, project: Project, key: str) -> HttpResponse:
    """One playbook, to be read, printed and worked down: the project's own version, else the starter.

    `?version=2` shows an earlier one.
    """
    versions = list(queries.versions_of(project, key))
    asked = request.GET.get("version", "")
    version = next((one for one in versions if str(one.number) == asked), versions[0] if versions else None)
    shown = queries.shown(version) if version else queries.playbook(key)
    if shown is None:
        raise Http404
    library = queries.library(project)
    context = {
        "playbook": shown,
        "versions": versions,
        "is_latest": not versions or version == versions[0],
        "started": [one for one in library if one.key in shown.starts],
        "checks": queries.checks(project, queries.content_of(version), {one.key for one in library})
        if version
        else [],
        "own": version.playbook if version else None,
        "is_due": shown.review_on is not None and shown.review_on <= project.today(),
        "review_next": actions.next_review(project.today(), REVIEW_MONTHS),
    }
    return render(request, "crisis/playbook.html", context)


@project_view(Perm.CRISIS_VIEW)
def export(request: ProjectRequest, project: Project) -> HttpResponse:
    """Every step of every playbook as a file."""
    return tables.download(
        request,
        name=_("Playbooks"),
        columns=[
            (_("Playbook"), "playbook"),
            (_("Severity"), "severity"),
            (_("Step"), "order"),
            (_("Phase"), "phase"),
            (_("Role"), "role"),
            (_("Target"), "target"),
            (_("What to do"), "title"),
            (_("Done when"), "done_when"),
        ],
        rows=(
            (
                shown.title,
                shown.severity,
                step.order,
                step.phase_words,
                step.role_words,
                step.target_words,
                step.title,
                step.done_when,
            )
            for shown in queries.library(project)
            for step in shown.steps
        ),
    )
