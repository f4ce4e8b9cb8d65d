"""Importing agents, a marketing calendar or days that differ: upload, look, correct the columns, confirm."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketing_sync import actions, forms
from marketing_sync.models import Kind, ListImport, ListOf, SpecialDay
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from projects.templatetags.planner import plain_day
from reports import lists, tables
from stakeholders import importing

_SHOWN_BAD, _SHOWN_GOOD = 100, 25
_KINDS = dict(Kind.choices)


@project_view(Perm.LAUNCH_REVIEW, methods=("GET", "POST"))
def import_agents(request: ProjectRequest, project: Project) -> HttpResponse:
    """Takes a list of agents; nothing of it is imported yet."""
    form = forms.AgentsUploadForm(request.POST or None, request.FILES or None)
    return _upload(request, project, form, ListOf.AGENTS)


@project_view(Perm.LAUNCH_EDIT, methods=("GET", "POST"))
def import_launches(request: ProjectRequest, project: Project) -> HttpResponse:
    """Takes a marketing calendar; nothing of it is imported yet."""
    form = forms.LaunchesUploadForm(request.POST or None, request.FILES or None)
    return _upload(request, project, form, ListOf.LAUNCHES)


@project_view(Perm.LAUNCH_REVIEW, methods=("GET", "POST"))
def import_days(request: ProjectRequest, project: Project) -> HttpResponse:
    """Takes a list of days that differ; nothing of it is imported yet."""
    form = forms.DaysUploadForm(request.POST or None, request.FILES or None)
    return _upload(request, project, form, ListOf.DAYS)


def _upload(request: ProjectRequest, project: Project, form: Any, of: str) -> HttpResponse:
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                kept = actions.upload_list(
                    project=project,
                    of=of,
                    filename=file.name,
                    content=file.read(),
                    kind=form.cleaned_data.get("kind", Kind.DIRECT_MAIL),
                    by=request.user,
                )
            except lists.Unreadable as error:
                form.add_error("file", str(error))
            else:
                return once.done(request, _address("preview", kept))
    context = {
        "form": form,
        "fields": actions.fields_of(of),
        "of": of,
        "back": _back(project, of),
    }
    return render(request, "marketing_sync/import.html", context, status=422 if form.errors else 200)


@project_view(Perm.LAUNCH_REVIEW, methods=("GET", "POST"))
def agents_preview(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """What the list of agents would do, row by row."""
    return _preview(request, _one(project, pk, ListOf.AGENTS))


@project_view(Perm.LAUNCH_EDIT, methods=("GET", "POST"))
def launches_preview(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """What the marketing calendar would do, row by row."""
    return _preview(request, _one(project, pk, ListOf.LAUNCHES))


@project_view(Perm.LAUNCH_REVIEW, methods=("GET", "POST"))
def days_preview(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """What the list of days would do, row by row."""
    return _preview(request, _one(project, pk, ListOf.DAYS))


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def agents_confirm(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Imports the good rows of the agents that were shown."""
    return _confirm(request, _one(project, pk, ListOf.AGENTS))


@project_view(Perm.LAUNCH_EDIT, methods=("POST",))
def launches_confirm(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Registers the good rows of the calendar that was shown."""
    return _confirm(request, _one(project, pk, ListOf.LAUNCHES))


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def days_confirm(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Keeps the good days that were shown."""
    return _confirm(request, _one(project, pk, ListOf.DAYS))


@project_view(Perm.LAUNCH_REVIEW)
def agents_bad_rows(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The rows of agents that were left out, to be corrected."""
    return _bad_rows(request, _one(project, pk, ListOf.AGENTS))


@project_view(Perm.LAUNCH_EDIT)
def launches_bad_rows(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The rows of the calendar that were left out, to be corrected."""
    return _bad_rows(request, _one(project, pk, ListOf.LAUNCHES))


@project_view(Perm.LAUNCH_REVIEW)
def days_bad_rows(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The rows of days that were left out, to be corrected."""
    return _bad_rows(request, _one(project, pk, ListOf.DAYS))


def _preview(request: ProjectRequest, kept: ListImport) -> HttpResponse:
    if request.method == "POST" and kept.confirmed_at is None:
        columns = [request.POST.get(f"column-{index}", "") for index in range(len(kept.columns))]
        actions.choose_list_columns(upload=kept, columns=columns)
        return redirect(_address("preview", kept))
    judgement = actions.judged_list(kept)
    back = _back(kept.project, kept.of)
    context = {
        "kept": kept,
        "columns": importing.columns_of(kept),
        "chosen": ",".join(kept.columns),
        "fields": actions.fields_of(kept.of),
        "judgement": judgement,
        "bad": importing.marked(kept, judgement.bad[:_SHOWN_BAD]),
        "more_bad": max(0, len(judgement.bad) - _SHOWN_BAD),
        "good_count": len(judgement.good),
        **_good(kept, judgement.good[:_SHOWN_GOOD]),
        "urls": {name: _address(name, kept) for name in ("confirm", "preview", "bad_rows")},
        "back": back,
        "crumbs": [back],
    }
    return render(request, "components/list_preview.html", context)


def _good(kept: ListImport, rows: list[importing.GoodRow]) -> dict[str, Any]:
    """The first good rows, in the columns that matter for such a list."""
    if kept.of == ListOf.AGENTS:
        headings = [_("Name"), _("E-mail"), _("Team"), _("Language")]
        shown = [[row.values.get(key, "") for key in ("name", "email", "team", "language")] for row in rows]
    elif kept.of == ListOf.DAYS:
        headings = [_("Day"), _("Open"), _("People"), _("Why")]
        shown = [_day(SpecialDay(**row.values)) for row in rows]
    else:
        headings = [_("Name"), _("Kind"), _("Goes out"), _("Possible days"), _("People")]
        shown = [
            [
                row.values["name"],
                _KINDS[row.values["kind"]],
                plain_day(row.values["likely"]),
                _window(row.values),
                row.values.get("audience_size"),
            ]
            for row in rows
        ]
    changes = [(row.number, cells, row.change) for row, cells in zip(rows, shown, strict=True)]
    return {"good_headings": headings, "good": changes}


def _day(one: SpecialDay) -> list[str]:
    """The day, when the centre is open on it, how many people more or fewer, and why."""
    opened = _("closed") if one.is_closed else one.clock or _("as usual")
    return [plain_day(one.day), opened, f"{one.people:+d}" if one.people else "", one.why]


def _window(values: dict[str, Any]) -> str:
    if values["earliest"] == values["latest"]:
        return ""
    return f"{plain_day(values['earliest'])} – {plain_day(values['latest'])}"


def _confirm(request: ProjectRequest, kept: ListImport) -> HttpResponse:
    here = redirect(_address("preview", kept))
    if request.POST.get("columns", ",".join(kept.columns)) != ",".join(kept.columns):
        messages.warning(
            request, _("The columns were changed in another window. Please look at the preview again.")
        )
        return here
    if actions.judged_list(kept).problems:
        return here
    try:
        done = actions.confirm_list(upload=kept, by=request.user)
    except actions.AlreadyImported:
        messages.info(request, _("This list has been imported already; nothing was done twice."))
        return here
    messages.success(
        request,
        _("%(added)d added, %(updated)d updated, %(bad)d rows left out.")
        % {"added": done.added, "updated": done.updated, "bad": done.bad},
    )
    return here if done.bad else redirect(_back(kept.project, kept.of)[1])


def _bad_rows(request: ProjectRequest, kept: ListImport) -> HttpResponse:
    return tables.download(
        request,
        name=_("Rows to correct"),
        columns=[
            *((name, f"c{index}") for index, name in enumerate(importing.names_of(kept))),
            (_("Row in the file"), "row"),
            (_("What is wrong"), "reasons"),
        ],
        rows=importing.to_correct(kept, actions.judged_list(kept).bad),
    )


def _one(project: Project, pk: int, of: str) -> ListImport:
    kept: ListImport = get_object_or_404(ListImport, project=project, pk=pk, of=of)
    kept.project = project
    return kept


def _address(name: str, kept: ListImport) -> str:
    return reverse(f"marketing_sync:{kept.of}_{name}", args=[kept.project.slug, kept.pk])


def _back(project: Project, of: str) -> tuple[str, str]:
    if of == ListOf.AGENTS:
        return _("Agents"), reverse("marketing_sync:agents", args=[project.slug])
    if of == ListOf.DAYS:
        return _("Scheduled staff"), reverse("marketing_sync:staff", args=[project.slug])
    return _("Launches"), reverse("marketing_sync:list", args=[project.slug])
