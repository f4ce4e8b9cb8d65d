"""What came in: the history, and importing more of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from marketing_sync import actions, forms, phones, queries
from marketing_sync.minutes import clock
from marketing_sync.models import CallInterval, CallUpload
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import charts, forecast_charts, lists, tables

_SHOWN_BAD, _SHOWN_GOOD, _SHOWN_GAPS = 100, 8, 12


@project_view(Perm.LAUNCH_VIEW)
def history(request: ProjectRequest, project: Project) -> HttpResponse:
    """The call history: by day, by weekday, by time of day."""
    known = queries.calls_history(project)
    context = {
        "history": known,
        "charts": _charts(known) if known else [],
        "uploads": project.call_uploads.defer("cells").select_related("created_by")[:20],
    }
    return render(request, "marketing_sync/calls.html", context)


def _charts(known: queries.History) -> list[charts.Chart]:
    return [
        charts.line(
            title=_("Calls per day"),
            description=_("The last ninety days that were counted."),
            series=[charts.Series(_("Calls"), [(one.day, one.offered) for one in known.days])],
        ),
        forecast_charts.columns(
            title=_("A usual day"),
            description=_("Calls in an interval of %(minutes)d minutes, the mean of these days.")
            % {"minutes": known.minutes},
            heading=_("Time"),
            columns=[forecast_charts.Column(clock(minute), usual) for minute, usual in known.by_time],
        ),
        charts.bars(
            title=_("By weekday"),
            description=_("Calls on a day, the mean of these days."),
            bars=[charts.Bar(str(WEEKDAYS[weekday]), round(usual)) for weekday, usual in known.by_weekday],
            heading=_("Weekday"),
            wide=charts.NARROW,
        ),
    ]


@project_view(Perm.LAUNCH_VIEW)
def export_calls(request: ProjectRequest, project: Project) -> HttpResponse:
    """The history as a file, in a shape that comes in again."""
    return tables.download(
        request,
        name=_("Call history"),
        columns=[
            (_("Date"), "date"),
            (_("Time"), "time"),
            (_("Minutes"), "minutes"),
            (_("Offered"), "offered"),
            (_("Answered"), "answered"),
            (_("Answered in time"), "in_time"),
            (_("Abandoned"), "abandoned"),
            ("AHT", "aht"),
        ],
        rows=(
            (day.isoformat(), clock(minute), *rest)
            for day, minute, *rest in CallInterval.objects.filter(project=project).values_list(
                "day", "minute", "minutes", "offered", "answered", "in_time", "abandoned", "aht"
            )
        ),
    )


@project_view(Perm.LAUNCH_REVIEW, methods=("GET", "POST"))
def upload(request: ProjectRequest, project: Project) -> HttpResponse:
    """Takes a file; nothing of it is imported yet."""
    form = forms.CallFileForm(request.POST or None, request.FILES or None)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                kept = actions.upload_calls(
                    project=project, filename=file.name, content=file.read(), by=request.user
                )
            except lists.Unreadable as error:
                form.add_error("file", str(error))
            else:
                return once.done(
                    request, reverse("marketing_sync:calls_preview", args=[project.slug, kept.pk])
                )
    context = {"form": form, "fields": phones.FIELDS}
    return render(request, "marketing_sync/calls_import.html", context, status=422 if form.errors else 200)


@project_view(Perm.LAUNCH_REVIEW, methods=("GET", "POST"))
def preview(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """What the file would bring; a POST says which column is what, and what the file leaves open."""
    kept = _one(project, pk)
    if request.method == "POST" and kept.confirmed_at is None:
        columns = [request.POST.get(f"column-{index}", "") for index in range(len(kept.columns))]
        choices = {name: request.POST.get(name, "") for name in ("order", "decimal", "missing")}
        actions.settle_calls(upload=kept, columns=columns, choices=choices)
        return redirect("marketing_sync:calls_preview", project.slug, pk)
    judgement = actions.calls_judged(kept)
    context = {
        "kept": kept,
        "judgement": judgement,
        "seal": _seal(kept),
        "columns": _columns(kept),
        "fields": phones.FIELDS,
        "bad": [_bad_row(kept, row) for row in judgement.bad[:_SHOWN_BAD]],
        "more_bad": max(0, len(judgement.bad) - _SHOWN_BAD),
        "good": judgement.good[:_SHOWN_GOOD],
        "gaps": judgement.gaps[:_SHOWN_GAPS],
        "more_gaps": max(0, len(judgement.gaps) - _SHOWN_GAPS),
        "calls": sum(one.offered for one in judgement.good),
    }
    return render(request, "marketing_sync/calls_preview.html", context)


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def confirm(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Imports the good intervals of what was shown."""
    kept = _one(project, pk)
    here = redirect("marketing_sync:calls_preview", project.slug, pk)
    if request.POST.get("seal", _seal(kept)) != _seal(kept):
        messages.warning(
            request, _("Something was set differently in another window. Please look at it again.")
        )
        return here
    if kept.confirmed_at is None and actions.calls_judged(kept).is_open:
        return here
    try:
        done = actions.confirm_calls(upload=kept, by=request.user)
    except actions.CallsAlreadyIn:
        messages.info(request, _("This file has been imported already; nothing was done twice."))
        return here
    messages.success(
        request,
        _("%(added)d intervals imported, %(replaced)d of them in place of others; %(bad)d rows left out.")
        % {"added": done.added, "replaced": done.replaced, "bad": done.bad},
    )
    return here if done.bad else redirect("marketing_sync:calls", project.slug)


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def remove(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Takes an import out again."""
    actions.remove_calls(upload=_one(project, pk), by=request.user)
    messages.success(request, _("Its intervals were taken out. To have them back, import the file again."))
    return redirect("marketing_sync:calls", project.slug)


@project_view(Perm.LAUNCH_REVIEW)
def bad_rows(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The rows that were left out, with the reasons, to be corrected and imported again."""
    kept = _one(project, pk)
    headings, _rows = actions.call_rows(kept)
    width = len(kept.columns)
    names = [
        headings[index] if index < len(headings) and headings[index] else get_column_letter(index + 1)
        for index in range(width)
    ]
    return tables.download(
        request,
        name=_("Intervals to correct"),
        columns=[
            *((name, f"c{index}") for index, name in enumerate(names)),
            (_("Row in the file"), "row"),
            (_("What is wrong"), "reasons"),
        ],
        rows=(
            (*row.cells, *[""] * (width - len(row.cells)), row.number, row.words)
            for row in actions.calls_judged(kept).bad
        ),
    )


def _columns(kept: CallUpload) -> list[dict[str, Any]]:
    """Each column of the file with its heading, three examples and the field it was given."""
    headings, rows = actions.call_rows(kept)
    return [
        {
            "index": index,
            "letter": get_column_letter(index + 1),
            "heading": headings[index] if index < len(headings) else "",
            "examples": [cells[index] for _number, cells in rows[:40] if index < len(cells) and cells[index]][
                :3
            ],
            "key": key,
        }
        for index, key in enumerate(kept.columns)
    ]


def _bad_row(kept: CallUpload, row: phones.BadRow) -> dict[str, Any]:
    used = [index for index, key in enumerate(kept.columns) if key]
    return {
        "number": row.number,
        "cells": [
            {"value": row.cells[index] if index < len(row.cells) else "", "bad": index in row.reasons}
            for index in used
        ],
        "reasons": [(get_column_letter(index + 1), why) for index, why in row.reasons.items()],
    }


def _seal(kept: CallUpload) -> str:
    """What was set, so that what is confirmed is what was shown."""
    chosen = kept.choices
    return "|".join(
        [",".join(kept.columns), *(chosen.get(name, "") for name in sorted(actions.CALL_CHOICES))]
    )


def _one(project: Project, pk: int) -> CallUpload:
    kept: CallUpload = get_object_or_404(project.call_uploads, pk=pk)
    kept.project = project
    return kept
