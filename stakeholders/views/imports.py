"""Importing a list: upload, look, correct the columns, confirm."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import tables
from stakeholders import actions, importing
from stakeholders.forms import UploadForm
from stakeholders.models import Import

_SHOWN_BAD, _SHOWN_GOOD = 100, 10
_SHOWN = ("name", "email", "title", "department")


@project_view(Perm.STAKEHOLDER_EDIT, methods=("GET", "POST"))
def upload(request: ProjectRequest, project: Project) -> HttpResponse:
    """Takes a file; nothing of it is imported yet."""
    form = UploadForm(request.POST or None, request.FILES or None)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                kept = actions.upload(
                    project=project, filename=file.name, content=file.read(), by=request.user
                )
            except importing.Unreadable as error:
                form.add_error("file", str(error))
            else:
                url = reverse("stakeholders:import_preview", args=[project.slug, kept.pk])
                return once.done(request, url)
    context = {"form": form, "fields": importing.FIELDS, "crumbs": _crumbs(project)}
    return render(request, "stakeholders/import.html", context, status=422 if form.errors else 200)


@project_view(Perm.STAKEHOLDER_EDIT, methods=("GET", "POST"))
def preview(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """What the list would do, row by row; a POST says which column is which field."""
    kept = _one(project, pk)
    if request.method == "POST" and kept.confirmed_at is None:
        columns = [request.POST.get(f"column-{index}", "") for index in range(len(kept.columns))]
        actions.choose_columns(upload=kept, columns=columns, by=request.user)
        return redirect("stakeholders:import_preview", project.slug, pk)
    judgement = actions.judged(kept, keep=_SHOWN_GOOD)
    return render(
        request,
        "components/list_preview.html",
        {
            "kept": kept,
            "columns": importing.columns_of(kept),
            "chosen": ",".join(kept.columns),
            "fields": importing.FIELDS,
            "judgement": judgement,
            "bad": importing.marked(kept, judgement.bad[:_SHOWN_BAD]),
            "more_bad": max(0, len(judgement.bad) - _SHOWN_BAD),
            "good_count": judgement.good_count,
            "good_headings": [_("Name"), _("E-mail"), _("Title"), _("Department")],
            "good": [
                (row.number, [row.values.get(key, "") for key in _SHOWN], row.change)
                for row in judgement.good
            ],
            "urls": {
                name: reverse(f"stakeholders:import_{name}", args=[project.slug, kept.pk])
                for name in ("confirm", "preview", "bad_rows")
            },
            "duplicates_url": reverse("stakeholders:duplicates", args=[project.slug]),
            "back": (_("To the register"), reverse("stakeholders:list", args=[project.slug])),
            "crumbs": [*_crumbs(project), (_("Import"), reverse("stakeholders:import", args=[project.slug]))],
        },
    )


@project_view(Perm.STAKEHOLDER_EDIT, methods=("POST",))
def confirm(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Imports the good rows of what was shown."""
    kept = _one(project, pk)
    here = redirect("stakeholders:import_preview", project.slug, pk)
    if request.POST.get("columns", ",".join(kept.columns)) != ",".join(kept.columns):
        messages.warning(
            request, _("The columns were changed in another window. Please look at the preview again.")
        )
        return here
    try:
        done = actions.confirm_import(upload=kept, by=request.user)
    except actions.AlreadyImported:
        messages.info(request, _("This list has been imported already; nothing was done twice."))
        return here
    except actions.ColumnsNotSet:
        return here
    messages.success(
        request,
        _("%(added)d added, %(updated)d updated, %(bad)d rows left out.")
        % {"added": done.added, "updated": done.updated, "bad": done.bad},
    )
    return here if done.bad else redirect("stakeholders:list", project.slug)


@project_view(Perm.STAKEHOLDER_EDIT)
def bad_rows(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The rows that were left out, with the reasons, to be corrected and imported again."""
    kept = _one(project, pk)
    return tables.download(
        request,
        name=_("Rows to correct"),
        columns=[
            *((name, f"c{index}") for index, name in enumerate(importing.names_of(kept))),
            (_("Row in the file"), "row"),
            (_("What is wrong"), "reasons"),
        ],
        rows=importing.to_correct(kept, actions.judged(kept, keep=0).bad),
    )


def _crumbs(project: Project) -> list[tuple[str, str]]:
    return [(_("Stakeholders"), reverse("stakeholders:list", args=[project.slug]))]


def _one(project: Project, pk: int) -> Import:
    kept: Import = get_object_or_404(project.imports, pk=pk)
    kept.project = project
    return kept
