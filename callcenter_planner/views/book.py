"""The project's book: asked for here, made by a worker."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import actions as reports


@project_view(Perm.REPORT_EDIT, methods=("POST",))
def book(request: ProjectRequest, project: Project) -> HttpResponse:
    """Asks for the book and shows how it comes along."""
    title = _("The book of %(project)s") % {"project": project.name}
    report = reports.request_report(project=project, kind="book", title=title, about_id=None, by=request.user)
    return redirect("reports:report", project.slug, report.pk)
