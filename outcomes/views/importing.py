"""Readings from a list: upload, look, say what is meant, confirm."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from outcomes import actions, forms, importing
from outcomes.actions.funnels import COUNTS
from outcomes.models import DateOrder, DecimalMark, Funnel, Measure, ReadingImport
from outcomes.views.pages import form_page, home_crumbs
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import tables
from stakeholders.importing import Unreadable

_SHOWN_BAD, _SHOWN_GOOD = 100, 10


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def upload(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Takes a file with readings of a measure; nothing of it is written yet."""
    measure: Measure = get_object_or_404(project.measures.active().select_related("project"), pk=pk)
    title = _("Import readings of %(measure)s") % {"measure": measure}
    return _upload(request, measure, title, measure=measure)


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def upload_periods(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The same with periods of a funnel."""
    funnel: Funnel = get_object_or_404(project.funnels.select_related("project", "cost__project"), pk=pk)
    title = _("Import periods of %(funnel)s") % {"funnel": funnel}
    return _upload(request, funnel, title, measure=funnel.cost, funnel=funnel)


def _upload(request: ProjectRequest, into: Measure | Funnel, title: str, **kwargs: Any) -> HttpResponse:
    project = request.project
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            file = form.cleaned_data["file"]
            try:
                kept = actions.upload(filename=file.name, content=file.read(), by=request.user, **kwargs)
                url = reverse("outcomes:import_preview", args=[project.slug, kept.pk])
                return once.done(request, url)
            except Unreadable as error:
                form.add_error("file", str(error))
    names = ", ".join(words for _key, words in importing.keys_of(into))
    return form_page(
        request,
        form,
        title,
        into.get_absolute_url(),
        crumbs=home_crumbs(project, (into.name, into.get_absolute_url())),
        sentence=_("You see every row before anything is written. Columns: %(names)s.") % {"names": names},
        submit=_("Look at the list"),
    )


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def preview(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """What the list would do, row by row; a POST says which column is what and how dates are meant."""
    kept = _one(project, pk)
    if request.method == "POST" and kept.confirmed_at is None:
        columns = [request.POST.get(f"column-{index}", "") for index in range(len(kept.columns))]
        order, mark = request.POST.get("order", ""), request.POST.get("mark", "")
        actions.choose(upload=kept, columns=columns, order=order, mark=mark)
        return redirect("outcomes:import_preview", project.slug, pk)
    judgement = importing.judge(kept)
    context = {
        "kept": kept,
        "into": kept.into,
        "columns": _columns(kept),
        "chosen": _chosen(kept),
        "fields": importing.keys_of(kept.into),
        "orders": DateOrder.choices,
        "marks": DecimalMark.choices,
        "judgement": judgement,
        "bad": judgement.bad[:_SHOWN_BAD],
        "more_bad": max(0, len(judgement.bad) - _SHOWN_BAD),
        "good": [(row, _said(kept, row)) for row in judgement.good[:_SHOWN_GOOD]],
        "crumbs": home_crumbs(project, (kept.into.name, kept.into.get_absolute_url())),
    }
    return render(request, "outcomes/import_preview.html", context)


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def confirm(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Writes the good rows of what was shown."""
    kept = _one(project, pk)
    here = redirect("outcomes:import_preview", project.slug, pk)
    if request.POST.get("chosen", _chosen(kept)) != _chosen(kept):
        messages.warning(
            request, _("The columns were changed in another window. Please look at the preview again.")
        )
        return here
    if importing.judge(kept).problems:
        return here
    try:
        done = actions.confirm_import(upload=kept, by=request.user)
    except actions.AlreadyImported:
        messages.info(request, _("This list has been imported already; nothing was done twice."))
        return here
    messages.success(
        request,
        _("%(added)d added, %(updated)d corrected, %(bad)d rows left out.")
        % {"added": done.added, "updated": done.updated, "bad": done.bad},
    )
    return here if done.bad else redirect(kept.into.get_absolute_url())


@project_view(Perm.OUTCOME_EDIT)
def bad_rows(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The rows that were left out, with the reasons, to be corrected and imported again."""
    kept = _one(project, pk)
    headings, _rows = importing.headings_and_rows(kept)
    width = len(kept.columns)
    names = [
        headings[index] if index < len(headings) and headings[index] else get_column_letter(index + 1)
        for index in range(width)
    ]
    return tables.download(
        request,
        name=_("Rows to correct"),
        columns=[
            *((name, f"c{index}") for index, name in enumerate(names)),
            (_("Row in the file"), "row"),
            (_("What is wrong"), "reasons"),
        ],
        rows=(
            (*row.cells, *[""] * (width - len(row.cells)), row.number, row.reasons)
            for row in importing.judge(kept).bad
        ),
    )


def _columns(kept: ReadingImport) -> list[dict[str, Any]]:
    """Each column with its heading, three examples and what it was taken for."""
    headings, rows = importing.headings_and_rows(kept)
    return [
        {
            "index": index,
            "letter": get_column_letter(index + 1),
            "heading": headings[index] if index < len(headings) else "",
            "examples": [cells[index] for _number, cells in rows[:20] if index < len(cells) and cells[index]][
                :3
            ],
            "key": key,
        }
        for index, key in enumerate(kept.columns)
    ]


def _said(kept: ReadingImport, row: importing.GoodRow) -> str:
    """What a good row says, in words."""
    values = row.values
    if kept.funnel is not None:
        cost = "" if values.get("cost") is None else f", {values['cost']} {kept.funnel.project.currency}"
        return " → ".join(str(values[name]) for name in COUNTS) + cost
    if kept.measure.is_share:
        return _("%(count)d of %(of)d") % values
    return str(values["value"])


def _chosen(kept: ReadingImport) -> str:
    """What a confirmation was shown: changed choices must be looked at again."""
    return "|".join([*kept.columns, kept.order, kept.mark])


def _one(project: Project, pk: int) -> ReadingImport:
    kept: ReadingImport = get_object_or_404(
        ReadingImport.objects.select_related("measure__project", "funnel__project").filter(
            measure__project=project
        ),
        pk=pk,
    )
    return kept
