"""A launch's forecast and its plan: what may come, who is there, what closes the gap."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketing_sync import actions, forecasting, forms, queries
from marketing_sync.models import Launch, StaffingPlan
from marketing_sync.views import outlook
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project


@project_view(Perm.LAUNCH_VIEW)
def forecast(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The picture, the gap and the plan; while it is computed, how far that is."""
    return render(request, "marketing_sync/forecast.html", _context(request, _launch(project, pk)))


@project_view(Perm.LAUNCH_VIEW)
def forecast_body(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The same without the page around it, for who waits on the page."""
    context = _context(request, _launch(project, pk))
    return render(request, "marketing_sync/forecast_body.html", context | {"polled": True})


def _context(request: HttpRequest, launch: Launch) -> dict[str, Any]:
    context: dict[str, Any] = {
        "launch": launch,
        "steps": forecasting.STEPS,
        "today": launch.project.today(),
    }
    if not launch.audience_size:
        return context
    read = queries.inputs(launch)
    found = actions.ask(launch=launch, key=read.key)
    context |= {
        "read": read,
        "found": found,
        "preset": queries.preset(launch.kind),
        "plan": read.plan,
        "number": read.plan.number if read.plan else 0,
        "versions": launch.staffing_plans.select_related("made_by").order_by("-number")[:8],
    }
    made = queries.made_from(read, found)
    if made is not None:
        day = outlook.day_of(made, request.GET.get("day", ""))
        context |= outlook.shown(launch, made, day) | outlook.intervals(launch, made, day)
        context["seen"] = queries.seen(launch) if launch.went_out else None
    return context


@project_view(Perm.LAUNCH_REVIEW, methods=("GET", "POST"))
def assumptions(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Changing what is assumed."""
    launch = _launch(project, pk)
    known = queries.assumed(launch)
    form = forms.AssumptionsForm(request.POST or None, instance=known.stored)
    status = 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and status == 200:
        try:
            version = form.cleaned_data["version"]
            actions.assume(launch=launch, by=request.user, version=version, **form.given())
        except actions.ChangedMeanwhile as error:
            form.tell_of(error.stored, str(error))
            status = 409
        else:
            messages.success(request, _("What is assumed is saved, and the forecast is made anew."))
            return redirect(_here(launch))
    context = {"launch": launch, "form": form, "known": known, "preset": queries.preset(launch.kind)}
    return render(request, "marketing_sync/assumptions.html", context, status=status)


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def usual_assumptions(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Back to what was learned, or to the usual."""
    launch = _launch(project, pk)
    actions.assume_usual(launch=launch, by=request.user)
    messages.success(request, _("What was learned, or else the usual, holds again."))
    return redirect(_here(launch))


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def choose_way(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Takes a way into the plan."""
    return _planned(
        request,
        _launch(project, pk),
        lambda launch, number: actions.choose_way(
            launch=launch, by=request.user, number=number, kind=request.POST.get("kind", "")
        ),
        _("It is in the plan, and the forecast is made anew with it."),
    )


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def leave_way(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Takes a way out of the plan."""
    return _planned(
        request,
        _launch(project, pk),
        lambda launch, number: actions.leave_way(
            launch=launch, by=request.user, number=number, kind=request.POST.get("kind", "")
        ),
        _("It is out of the plan."),
    )


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def take_mix(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Makes the plan the cheapest mix, or that of an early or late drop."""
    return _planned(
        request,
        _launch(project, pk),
        lambda launch, number: actions.take_mix(
            launch=launch, by=request.user, number=number, scenario=request.POST.get("scenario", "")
        ),
        _("This mix is the plan now, and the forecast is made anew with it."),
    )


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def accept_gap(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Leaves the rest of the gap open, with a reason."""
    launch, form = _launch(project, pk), forms.AcceptForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the gap may stay open."))
        return redirect(_here(launch))
    return _planned(
        request,
        launch,
        lambda launch, number: actions.accept_gap(
            launch=launch, by=request.user, number=number, because=form.cleaned_data["because"]
        ),
        _("The gap is accepted."),
    )


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def restore_plan(request: ProjectRequest, project: Project, pk: int, number: int) -> HttpResponse:
    """Makes the plan what it was."""
    launch = _launch(project, pk)
    if number:
        get_object_or_404(launch.staffing_plans, number=number)
    try:
        actions.restore_plan(launch=launch, by=request.user, number=number)
        messages.success(request, _("The plan is what it was."))
    except actions.NotPossible as error:
        messages.error(request, str(error))
    return redirect(_here(launch))


@project_view(Perm.LAUNCH_VIEW, methods=("POST",))
def forecast_again(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Tries a forecast again that failed."""
    launch = _launch(project, pk)
    actions.try_again(launch=launch)
    return redirect(_here(launch))


def _planned(
    request: ProjectRequest, launch: Launch, act: Callable[[Launch, int], StaffingPlan], said: str
) -> HttpResponse:
    """Changes the plan, and says so where it can be undone."""
    given = request.POST.get("number", "0")
    number = int(given) if given.isdecimal() and len(given) < 9 else -1
    try:
        act(launch, number)
    except (actions.NotPossible, actions.ChangedMeanwhile) as error:
        messages.error(request, str(error))
    else:
        undo = reverse("marketing_sync:restore_plan", args=[launch.project.slug, launch.pk, number])
        messages.success(request, said, extra_tags=f"undo {undo}")
    return redirect(_here(launch))


def _here(launch: Launch) -> str:
    return reverse("marketing_sync:forecast", args=[launch.project.slug, launch.pk])


def _launch(project: Project, pk: int) -> Launch:
    return get_object_or_404(project.launches.select_related("project"), pk=pk)
