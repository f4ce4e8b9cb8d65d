"""The first page of a project, and the search over all of it."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from callcenter_planner import mine as queries_of_work
from callcenter_planner import queries
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import search_text
from projects.models import Project
from reports import tables


@project_view(Perm.PROJECT_VIEW)
def home(request: ProjectRequest, project: Project) -> HttpResponse:
    """Where do we stand, and what is mine to do next?"""
    return render(request, "roof/home.html", {"home": queries.home(project, request.membership)})


@project_view(Perm.PROJECT_VIEW)
def mine(request: ProjectRequest, project: Project) -> HttpResponse:
    """What waits for the member, in every room, narrowed by kind and searched by words."""
    found = queries_of_work.jobs(project, request.membership)
    kinds = sorted({job.kind for job in found})
    kind, text = request.GET.get("kind", ""), search_text(request)
    shown = [
        job
        for job in found
        if (kind not in kinds or job.kind == kind) and text.casefold() in job.text.casefold()
    ]
    if tables.asked(request):
        columns = [(_("Kind"), "kind"), (_("What"), "what"), (_("Until"), "until")]
        lines = ((job.kind, job.text, job.due) for job in shown)
        return tables.download(request, name=_("my work"), columns=columns, rows=lines)
    today = project.today()
    context = {
        "late": [job for job in shown if job.is_late(today)],
        "coming": [job for job in shown if not job.is_late(today)],
        "total": len(found),
        "kinds": kinds,
        "kind": kind,
        "text": text,
        "asked": bool(kind or text),
    }
    return render(request, "roof/mine.html", context)


@project_view(Perm.PROJECT_VIEW)
def search(request: ProjectRequest, project: Project) -> HttpResponse:
    """Everything said and planned that holds the words."""
    text = search_text(request)
    found = queries.search(project, request.membership, text)
    groups = [(kind, list(hits)) for kind, hits in groupby(found, key=lambda hit: hit.kind)]
    return render(request, "roof/search.html", {"text": text, "groups": groups, "total": len(found)})
