"""How ready the house is."""

from django.http import HttpResponse
from django.shortcuts import render

from crisis import queries
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project


@project_view(Perm.CRISIS_VIEW)
def readiness(request: ProjectRequest, project: Project) -> HttpResponse:
    """The score, part by part, each with its reasons and where to mend it."""
    return render(request, "crisis/readiness.html", {"readiness": queries.readiness(project)})
