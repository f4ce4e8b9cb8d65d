"""Coverage: who has been heard on what, who has not, and the whole of it on paper."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import actions as reports
from stakeholders import queries
from stakeholders.drawing import power_chart
from stakeholders.views.register import tabs


@project_view(Perm.STAKEHOLDER_VIEW)
def coverage(request: ProjectRequest, project: Project) -> HttpResponse:
    """Topics by level or by department, with whoever is unheard by name."""
    by = "department" if request.GET.get("by") == "department" else "level"
    return render(
        request,
        "stakeholders/coverage.html",
        {
            "coverage": queries.coverage(project, by=by),
            "heard": queries.heard(project),
            "chart": power_chart(project),
            "tabs": tabs(request, project, "coverage"),
        },
    )


@project_view(Perm.REPORT_EDIT, methods=("POST",))
def pdf(request: ProjectRequest, project: Project) -> HttpResponse:
    """Asks for coverage as a PDF and shows how it comes along."""
    title = _("Who was heard in %(project)s") % {"project": project.name}
    report = reports.request_report(
        project=project, kind="coverage", title=title, about_id=project.pk, by=request.user
    )
    return redirect("reports:report", project.slug, report.pk)
