"""Readings of a measure, and the events that charts mark."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from outcomes import actions, forms
from outcomes.models import Event, Measure, Reading
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from projects.templatetags.planner import plain_day
from reports import tables


@project_view(Perm.OUTCOME_VIEW)
def export(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The readings as a file, which can be imported again."""
    measure = _measure(project, pk)
    amounts = [(_("So many"), "count"), (_("Of"), "of")] if measure.is_share else [(_("Value"), "value")]
    columns = [(_("Day"), "on"), *amounts, (_("Note"), "note")]
    rows = measure.readings.kept().values_list(*(name for _heading, name in columns))
    return tables.download(request, name=measure.name, columns=columns, rows=rows)


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def new(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Writing a reading down."""
    measure = _measure(project, pk)
    form = forms.ReadingForm(request.POST or None, measure=measure, initial={"on": project.today()})
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            try:
                reading = actions.read(measure=measure, by=request.user, **form.given())
                _say(request, _("The reading of %(day)s was written down."), reading, undo="remove")
                return once.done(request, measure.get_absolute_url())
            except actions.NotPossible as error:
                form.add_error("on", str(error))
    return _form_page(request, form, measure, _("A reading of %(measure)s") % {"measure": measure})


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def correct(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Correcting a reading."""
    reading, status = _reading(project, pk), 200
    measure = reading.measure
    form = forms.ReadingForm(request.POST or None, instance=_reading(project, pk), measure=measure)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            fixed = actions.correct(reading=reading, by=request.user, version=version, **form.given())
            _say(request, _("The reading of %(day)s was corrected."), fixed)
            return redirect(measure.get_absolute_url())
        except actions.ChangedMeanwhile as error:
            form.tell_of(error.stored)
            status = 409
        except actions.NotPossible as error:
            form.add_error("on", str(error))
    title = _("%(measure)s, %(day)s") % {"measure": measure, "day": plain_day(reading.on)}
    return _form_page(request, form, measure, title, status=status)


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def remove(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Taking a reading away."""
    reading = _reading(project, pk)
    actions.remove(reading=reading, by=request.user)
    _say(request, _("The reading of %(day)s was taken away."), reading, undo="put_back")
    return redirect(reading.measure.get_absolute_url())


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def put_back(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Putting it back."""
    reading = get_object_or_404(_readings(project), pk=pk)
    try:
        actions.put_back(reading=reading, by=request.user)
        _say(request, _("The reading of %(day)s is back."), reading)
    except actions.NotPossible as error:
        messages.error(request, str(error))
    return redirect(reading.measure.get_absolute_url())


@project_view(Perm.OUTCOME_EDIT, methods=("GET", "POST"))
def mark(request: ProjectRequest, project: Project) -> HttpResponse:
    """Marking on every chart what happened on a day."""
    form = forms.EventForm(request.POST or None)
    back = _back(request, project)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            event = actions.mark(project=project, by=request.user, **form.cleaned_data)
            _said_event(request, project, _("“%(event)s” is marked on the charts."), event, "unmark")
            return once.done(request, back)
    context = {
        "form": form,
        "title": _("Mark a day on the charts"),
        "sentence": _("Every chart of the project shows it, so that what came before and after is seen."),
        "cancel_url": back,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "outcomes/form.html", context, status=status)


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def unmark(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Taking the mark off."""
    event = get_object_or_404(project.outcome_events.kept().select_related("project"), pk=pk)
    actions.unmark(event=event, by=request.user)
    _said_event(request, project, _("“%(event)s” was taken off the charts."), event, "remark")
    return redirect(_back(request, project))


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def remark(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Putting it on again."""
    event = get_object_or_404(project.outcome_events.select_related("project"), pk=pk)
    actions.remark(event=event, by=request.user)
    messages.success(request, _("“%(event)s” is on the charts again.") % {"event": event})
    return redirect(_back(request, project))


def _measure(project: Project, pk: int) -> Measure:
    return get_object_or_404(project.measures.select_related("project"), pk=pk)


def _readings(project: Project) -> Any:
    return Reading.objects.filter(measure__project=project).select_related("measure__project")


def _reading(project: Project, pk: int) -> Reading:
    reading: Reading = get_object_or_404(_readings(project).kept(), pk=pk)
    return reading


def _back(request: ProjectRequest, project: Project) -> str:
    """The page of ours that was asked for, or the list."""
    wanted = request.GET.get("back", "")
    if wanted.startswith(f"/p/{project.slug}/") and url_has_allowed_host_and_scheme(wanted, None):
        return wanted
    return reverse("outcomes:list", args=[project.slug])


def _say(request: ProjectRequest, words: str, reading: Reading, *, undo: str = "") -> None:
    slug = reading.measure.project.slug
    tags = "undo " + reverse(f"outcomes:{undo}", args=[slug, reading.pk]) if undo else ""
    messages.success(request, words % {"day": plain_day(reading.on)}, extra_tags=tags)


def _said_event(request: ProjectRequest, project: Project, words: str, event: Event, undo: str) -> None:
    tags = "undo " + reverse(f"outcomes:{undo}", args=[project.slug, event.pk])
    messages.success(request, words % {"event": event}, extra_tags=tags)


def _form_page(
    request: ProjectRequest, form: Any, measure: Measure, title: str, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "title": title, "cancel_url": measure.get_absolute_url(), "measure": measure}
    if status == 200 and form.is_bound and form.errors:
        status = 422
    return render(request, "outcomes/form.html", context, status=status)
