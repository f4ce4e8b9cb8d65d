"""A version to be read outside the project, and the next one before it is published."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mailroom import links, public
from mailroom.models import PersonalLink
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import actions as reports
from reports.models import Report
from vision import actions, picture, queries
from vision.models import Version

SHARED = "reports:shared"


@public.by_link(SHARED, methods=("GET",))
def shared_version(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """What the shared PDF says, as a page for whoever has the link. Opening it changes nothing."""
    report = get_object_or_404(Report.objects.select_related("project"), pk=link.person_pk)
    if report.kind != "vision" or report.about_id is None:
        raise Http404
    versions = Version.objects.filter(project=report.project).select_related("project", "published_by")
    content = queries.document(get_object_or_404(versions, pk=report.about_id))
    shown = {
        **content,
        "boards": picture.boards(content["columns"]),
        "project": report.project,
        "accent_url": report.project.accent_url,
        "link": link,
        "token": links.token(link),
    }
    return render(request, "vision/shared_version.html", shown)


@project_view(Perm.VISION_PUBLISH, methods=("GET", "POST"))
def preview(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """The next version as a page, as it would be published now; by its button as a PDF."""
    actions.open_board(project)
    if request.method == "POST":
        title = _("Preview of the vision of %(project)s") % {"project": project.name}
        report = reports.request_report(
            project=project, kind="vision_preview", title=title, about_id=None, by=request.user
        )
        return redirect("reports:report", project.slug, report.pk)
    with actions.rehearsed(project=project, by=request.user) as version:
        return render(
            request, "vision/publish_preview.html", {**queries.document(version), "step": "preview"}
        )
