"""The build-out: six checklists."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from outcomes import actions, forms, queries
from outcomes.models import BuildItem, Workstream
from outcomes.views.pages import form_page, home_crumbs, saved, select, undone_by
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import search_text
from projects.models import Project
from reports import files, tables

STATES = ("open", "done", "late")


@project_view(Perm.OUTCOME_VIEW)
def every(request: ProjectRequest, project: Project) -> HttpResponse:
    """The six workstreams, each with its checklist."""
    asked = _asked(request)
    items = list(queries.build_items(project, **asked))
    filtered = any(asked.values())
    context = {
        "streams": queries.streams(items, whole=not filtered),
        "total": len(items),
        "done": sum(item.done_at is not None for item in items),
        "late": sum(item.is_overdue for item in items),
        "begun": bool(items) or filtered or project.build_items.exists(),
        "filtered": filtered,
        "listing": {"text": asked["text"]},
        "selects": [
            select("stream", _("Workstream:"), Workstream.choices, asked["stream"], _("all")),
            select(
                "state",
                _("Show:"),
                [("open", _("open")), ("late", _("late")), ("done", _("standing"))],
                asked["state"],
                _("all"),
            ),
        ],
    }
    return render(request, "outcomes/buildout.html", context)


@project_view(Perm.OUTCOME_VIEW)
def export(request: ProjectRequest, project: Project) -> HttpResponse:
    """The checklists as a file, as they are filtered."""
    columns = [
        (_("Workstream"), "stream"),
        (_("What has to stand"), "words"),
        (_("Owner"), "owner"),
        (_("Until"), "due_on"),
        (_("Stands since"), "done_at"),
        (_("Evidence"), "evidence"),
        (_("File"), "file"),
    ]
    rows = (
        (
            one.get_stream_display(), one.words, str(one.owner or ""), one.due_on, one.done_at, one.evidence,
            str(one.file or ""),
        )
        for one in queries.build_items(project, **_asked(request))
    )  # fmt: skip
    return tables.download(request, name=_("Build-out"), columns=columns, rows=rows)


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def begin(request: ProjectRequest, project: Project) -> HttpResponse:
    """Laying the starter checklists down."""
    actions.begin_buildout(project=project, by=request.user)
    messages.success(request, _("Six checklists to begin with. Change whatever does not fit."))
    return redirect("outcomes:buildout", project.slug)


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def new(request: ProjectRequest, project: Project) -> HttpResponse:
    """One more thing that has to stand."""
    asked = {"stream": request.GET.get("stream", "")}
    form = forms.ItemForm(request.POST or None, request.FILES or None, project=project, initial=asked)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            try:
                actions.add_item(project=project, by=request.user, upload=form.upload_given, **form.given())
                messages.success(request, _("It is on the checklist."))
                return once.done(request, _list_url(project))
            except files.Refused as error:
                form.add_error("upload", str(error))
    return form_page(request, form, _("Add to the build-out"), _list_url(project), crumbs=_crumbs(project))


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def change(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Owner, date, evidence."""
    item, status = _item(project, pk), 200
    form = forms.ItemForm(
        request.POST or None, request.FILES or None, instance=_item(project, pk), project=project
    )
    if request.method == "POST" and form.is_valid():
        try:
            status = saved(
                form,
                lambda: actions.change_item(
                    item=item,
                    by=request.user,
                    version=form.cleaned_data["version"],
                    upload=form.upload_given,
                    **form.given(),
                ),
            )
        except files.Refused as error:
            form.add_error("upload", str(error))
            status = 422
        if not status:
            messages.success(request, _("Saved."))
            return redirect(_list_url(project))
    return form_page(request, form, item.words, _list_url(project), crumbs=_crumbs(project), status=status)


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def mark(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """It stands, or after all it does not."""
    item = _item(project, pk)
    if request.POST.get("to") == "open":
        actions.item_is_open(item=item, by=request.user)
        messages.success(request, _("“%(item)s” is open again.") % {"item": item})
    else:
        actions.item_stands(item=item, by=request.user)
        messages.success(request, _("“%(item)s” stands.") % {"item": item})
    return redirect(_list_url(project))


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def take_off(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Taking it off."""
    item = _item(project, pk)
    actions.take_off(item=item, by=request.user)
    words = _("“%(item)s” is off the checklist.") % {"item": item}
    return undone_by(request, words, "put_on", pk, to=_list_url(project))


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def put_on(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Putting it back."""
    item = get_object_or_404(project.build_items.select_related("project"), pk=pk)
    actions.put_on(item=item, by=request.user)
    messages.success(request, _("It is on the checklist again."))
    return redirect(_list_url(project))


@project_view(Perm.OUTCOME_VIEW)
def evidence(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The file that shows it, to be saved."""
    item = get_object_or_404(project.build_items, pk=pk, file__isnull=False)
    return files.response(get_object_or_404(project.files, pk=item.file_id))


def _asked(request: ProjectRequest) -> dict[str, Any]:
    stream, state = request.GET.get("stream", ""), request.GET.get("state", "")
    return {
        "text": search_text(request),
        "stream": stream if stream in Workstream.values else "",
        "state": state if state in STATES else "",
    }


def _item(project: Project, pk: int) -> BuildItem:
    item: BuildItem = get_object_or_404(
        project.build_items.filter(removed_at=None).select_related("project", "owner"), pk=pk
    )
    return item


def _list_url(project: Project) -> str:
    return reverse("outcomes:buildout", args=[project.slug])


def _crumbs(project: Project) -> list[tuple[str, str]]:
    return home_crumbs(project, (_("Build-out"), _list_url(project)))
