"""Pages of reports."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mailroom import links
from mailroom.models import PersonalLink
from mailroom.public import by_link
from projects import once
from projects.access import Perm, ProjectRequest, may, project_view
from projects.listing import listing, search_text
from projects.models import Project
from reports import actions, files, queries, tables
from reports.forms import ShareForm
from reports.models import Report, State, StoredFile

SORTS = {
    "newest": ("-requested_at",),
    "title": ("title",),
    "state": ("state",),
    "downloads": ("-taken",),
}


@project_view(Perm.REPORT_VIEW)
def every_report(request: ProjectRequest, project: Project) -> HttpResponse:
    """All reports of the project."""
    rows = queries.listed(
        project, leads=_leads(request), text=search_text(request), state=request.GET.get("state", "")
    )
    context = {
        "listing": listing(request, rows, sorts=SORTS),
        "states": State.choices,
        "state": request.GET.get("state", ""),
        "asked": bool(search_text(request) or request.GET.get("state")),
        "underway": queries.of(project, leads=_leads(request))
        .filter(state__in=[State.QUEUED, State.RUNNING])
        .count(),
    }
    return render(request, "reports/list.html", context)


@project_view(Perm.REPORT_VIEW)
def export(request: ProjectRequest, project: Project) -> HttpResponse:
    """The list of reports as CSV or XLSX, as it is filtered."""
    rows = queries.listed(
        project, leads=_leads(request), text=search_text(request), state=request.GET.get("state", "")
    )
    columns = [
        (_("Report"), "report"),
        (_("State"), "state"),
        (_("Asked for"), "requested_at"),
        (_("By"), "requested_by"),
        (_("Bytes"), "size"),
        (_("Downloads"), "downloads"),
    ]
    lines = (
        (
            row.title,
            row.get_state_display(),
            row.requested_at,
            str(row.requested_by or ""),
            row.file and row.file.size,
            row.taken,  # type: ignore[attr-defined]
        )
        for row in rows
    )
    return tables.download(request, name=_("reports"), columns=columns, rows=lines)


@never_cache
@project_view(Perm.REPORT_VIEW)
def report(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One report: how far it is, then the file, its links and who took it away."""
    return render(request, "reports/report.html", _shown(request, _found(request, project, pk)))


@never_cache
@project_view(Perm.REPORT_VIEW)
def progress(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The part of the page that changes, or 204 while it would look as it does."""
    row = get_object_or_404(queries.of(project, leads=_leads(request)), pk=pk)
    if request.GET.get("seen") == row.mark:
        return HttpResponse(status=204)
    return render(request, "reports/report.html#body", {**_shown(request, row), "polled": True})


@project_view(Perm.REPORT_VIEW)
def download(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The file, for a member; counted."""
    row = _finished(request, project, pk)
    if request.method == "GET":
        actions.count_download(report=row, by=request.user)
    return files.response(_file_of(row))


@project_view(Perm.REPORT_EDIT, methods=("POST",))
def retry(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Asks again for a report that failed."""
    row = _found(request, project, pk)
    if not actions.retry(report=row, by=request.user):
        messages.info(request, _("This report has not failed, or a newer one is on its way."))
    return redirect("reports:report", project.slug, row.pk)


@project_view(Perm.REPORT_SHARE, methods=("POST",))
def share(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Makes a link for people outside."""
    row = _finished(request, project, pk)
    if row.is_private:
        raise Http404
    form = ShareForm(request.POST)
    if not form.is_valid():
        return render(request, "reports/report.html", {**_shown(request, row), "form": form}, status=422)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        actions.share(
            report=row, label=form.cleaned_data["label"], days=form.cleaned_data["days"], by=request.user
        )
        messages.success(request, _("The link is ready. Copy it below and send it on."))
        return once.done(request, reverse("reports:report", args=[project.slug, row.pk]) + "#links")


@project_view(Perm.REPORT_SHARE, methods=("POST",))
def revoke(request: ProjectRequest, project: Project, pk: int, share_pk: int) -> HttpResponse:
    """Closes a link."""
    row = _found(request, project, pk)
    shared = get_object_or_404(row.shares.select_related("report__project", "link"), pk=share_pk)
    actions.revoke(share=shared, by=request.user)
    messages.success(request, _("The link for %(label)s no longer opens.") % {"label": shared.label})
    return redirect(reverse("reports:report", args=[project.slug, row.pk]) + "#links")


@by_link("reports:shared")
def shared(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """What people outside see. Opening it changes nothing; the button gives the file and counts it."""
    row = link.share
    report = Report.objects.select_related("file", "project").get(pk=row.report_id)
    if request.method == "POST":
        actions.count_download(report=report, share=row)
        return files.response(_file_of(report))
    context = {
        "report": report,
        "project": report.project,
        "title": report.title,
        "link": link,
        "page_url": _page_of(report, link),
    }
    return render(request, "reports/shared.html", context)


def _page_of(report: Report, link: PersonalLink) -> str:
    """Where the same can be read as a page, for the kinds that have one and name what they are about."""
    view = settings.REPORT_PAGES.get(report.kind, "") if report.about_id else ""
    return reverse(view, args=[links.token(link)]) if view else ""


def _leads(request: ProjectRequest) -> bool:
    return may(request.membership, Perm.PROJECT_EDIT)


def _found(request: ProjectRequest, project: Project, pk: int) -> Report:
    rows = queries.of(project, leads=_leads(request)).select_related("file", "requested_by")
    return get_object_or_404(rows, pk=pk)


def _finished(request: ProjectRequest, project: Project, pk: int) -> Report:
    row = _found(request, project, pk)
    if row.state != State.DONE:
        raise Http404
    return row


def _file_of(row: Report) -> StoredFile:
    if row.file is None:
        raise Http404
    return row.file


def _shown(request: ProjectRequest, row: Report) -> dict[str, Any]:
    done = row.state == State.DONE
    shares = may(request.membership, Perm.REPORT_SHARE) and not row.is_private
    return {
        "report": row,
        "title": row.title,
        "crumbs": [(_("Reports"), reverse("reports:list", args=[row.project.slug]))],
        "form": ShareForm() if done and shares else None,
        "shares": queries.shares_of(row) if done and shares else [],
        "downloads": queries.downloads_of(row) if done else [],
    }
