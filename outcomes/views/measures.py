"""Measures: the list, one of them, and its baseline."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from outcomes import actions, forms, queries
from outcomes.models import Measure, MeasureKind
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import listing, search_text
from projects.models import Project
from reports import actions as reports
from reports import tables

SORTS = {
    "name": ("name",),
    "latest": ("latest_on", "name"),
    "amount": ("latest_amount", "name"),
    "readings": ("readings_kept", "name"),
    "owner": ("owner__name", "name"),
}


@project_view(Perm.OUTCOME_VIEW)
def every(request: ProjectRequest, project: Project) -> HttpResponse:
    """The measures, with where each stands."""
    asked = _asked(request)
    found = listing(request, queries.measures(project, **asked), sorts=SORTS)
    context = {
        "listing": found,
        "rows": found.rows,
        "kinds": MeasureKind.choices,
        "filtered": asked["text"] or asked["state"] or asked["kind"],
        **asked,
    }
    return render(request, "outcomes/list.html", context)


@project_view(Perm.OUTCOME_VIEW)
def export(request: ProjectRequest, project: Project) -> HttpResponse:
    """The list as a file, as it is filtered."""
    return tables.download(
        request,
        name=_("Measures"),
        columns=[
            (_("Measure"), "name"),
            (_("What is counted"), "definition"),
            (_("Unit"), "unit"),
            (_("Which way is better"), "direction"),
            (_("How often"), "cadence"),
            (_("Baseline from"), "baseline_from"),
            (_("Baseline until"), "baseline_until"),
            (_("Baseline mean"), "baseline"),
            (_("Target"), "target"),
            (_("Latest day"), "latest_on"),
            (_("Latest reading"), "latest"),
            (_("Readings"), "readings"),
            (_("Owner"), "owner"),
        ],
        rows=map(_exported, queries.measures(project, **_asked(request)).order_by("name", "pk")),
    )


@project_view(Perm.REPORT_EDIT, methods=("POST",))
def report(request: ProjectRequest, project: Project) -> HttpResponse:
    """Asks for the one page for executives and shows how it comes along."""
    title = _("Outcomes of %(project)s") % {"project": project.name}
    made = reports.request_report(
        project=project, kind="outcome", title=title, about_id=None, by=request.user
    )
    return redirect("reports:report", project.slug, made.pk)


def _exported(measure: Any) -> tuple[Any, ...]:
    usual = measure.shown_baseline
    return (
        measure.name,
        measure.definition,
        measure.shown_unit,
        measure.get_direction_display(),
        measure.get_cadence_display(),
        measure.baseline_from,
        measure.baseline_until,
        None if usual is None else round(usual, 4),
        measure.target,
        measure.latest_on,
        measure.latest_amount,
        measure.readings_kept,
        str(measure.owner or ""),
    )


def _asked(request: HttpRequest) -> dict[str, str]:
    """The filters in the URL; whatever is unknown is left out."""
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    return {
        "text": search_text(request),
        "state": state if state == "archived" else "",
        "kind": kind if kind in MeasureKind.values else "",
    }


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def new(request: ProjectRequest, project: Project) -> HttpResponse:
    """Making a measure."""
    form = forms.MeasureForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            made = actions.create(project=project, by=request.user, **form.given())
            return once.done(request, made.get_absolute_url())
    return _form_page(request, form, _("A new measure"), _list_url(project))


@project_view(Perm.OUTCOME_VIEW)
def measure(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One measure: its chart, what is signal, its readings."""
    shown = _measure(project, pk)
    judged = queries.judged(shown)
    events = queries.marks(project, judged.readings)
    context = {
        "measure": shown,
        "judged": judged,
        "chart": queries.picture(judged, events),
        "events": events,
        "readings": listing(
            request, shown.readings.kept().select_related("read_by"), sorts={"day": ("-on",)}, per_page=30
        ),
    }
    return render(request, "outcomes/measure.html", context)


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def change(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Rewriting a measure."""
    shown, status = _measure(project, pk), 200
    form = forms.MeasureForm(request.POST or None, instance=_measure(project, pk), project=project)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.given()
            actions.change(measure=shown, by=request.user, version=form.cleaned_data["version"], **given)
            messages.success(request, _("%(measure)s saved.") % {"measure": given["name"]})
            return redirect(shown.get_absolute_url())
        except actions.ChangedMeanwhile as error:
            form.tell_of(error.stored)
            status = 409
        except actions.NotPossible as error:
            form.add_error("kind", str(error))
    return _form_page(request, form, str(shown), shown.get_absolute_url(), shown, status=status)


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def archive(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Putting a measure aside."""
    shown = _measure(project, pk)
    actions.archive(measure=shown, by=request.user)
    undo = reverse("outcomes:restore", args=[project.slug, pk])
    messages.success(request, _("%(measure)s archived.") % {"measure": shown}, extra_tags=f"undo {undo}")
    return redirect(_list_url(project))


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def restore(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Taking it up again."""
    shown = _measure(project, pk)
    actions.restore(measure=shown, by=request.user)
    messages.success(request, _("%(measure)s is back.") % {"measure": shown})
    return redirect(shown.get_absolute_url())


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def baseline(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Freezing what was usual."""
    shown = _measure(project, pk)
    held = {"first": shown.baseline_from, "last": shown.baseline_until}
    form = forms.BaselineForm(request.POST or None, initial=held)
    if request.method == "POST" and form.is_valid():
        try:
            actions.freeze(measure=shown, by=request.user, **form.cleaned_data)
            messages.success(request, _("The baseline of %(measure)s is frozen.") % {"measure": shown})
            return redirect(shown.get_absolute_url())
        except actions.NotPossible as error:
            form.add_error(None, str(error))
    title = _("Baseline of %(measure)s") % {"measure": shown}
    sentence = _("What was usual before. It stays as it is frozen, whatever is corrected later.")
    return _form_page(request, form, title, shown.get_absolute_url(), shown, sentence=sentence)


def _measure(project: Project, pk: int) -> Measure:
    return get_object_or_404(project.measures.select_related("project", "owner", "frozen_by"), pk=pk)


def _list_url(project: Project) -> str:
    return reverse("outcomes:list", args=[project.slug])


def _form_page(
    request: ProjectRequest,
    form: Any,
    title: str,
    cancel_url: str,
    shown: Measure | None = None,
    *,
    sentence: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "title": title, "sentence": sentence, "cancel_url": cancel_url, "measure": shown}
    if status == 200 and form.is_bound and form.errors:
        status = 422
    return render(request, "outcomes/form.html", context, status=status)
