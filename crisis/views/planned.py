"""Drills that are planned beforehand."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crisis import actions, forms, queries
from crisis.models import PlannedDrill
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.actions import Refused
from projects.models import Project


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def new(request: ProjectRequest, project: Project) -> HttpResponse:
    """Planning a drill; it says to how many the invitation goes."""
    asked = {"led_by": request.user.pk, "key": request.GET.get("playbook", "telephony_outage")}
    asked["people"] = project.crisis_people.active().filter(roles__isnull=False).distinct()
    form = _form(request, project, PlannedDrill(project=project), asked)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            drill = actions.plan_drill(project=project, plan=_plan(request, form), by=request.user)
            messages.success(request, _("Planned. The invitations are on their way."))
            return once.done(request, drill.get_absolute_url())
    return _form_page(request, form, None)


@project_view(Perm.CRISIS_VIEW)
def drill(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One planned drill: when and with whom, its news, and the click that starts it."""
    shown = _drill(project, pk)
    people = list(shown.people.active())
    addresses = {one.email.lower() for one in people}
    context = {
        "drill": shown,
        "people": people,
        "injects": shown.injects.all(),
        "told": len(addresses | {shown.led_by.email.lower()}),
        "takes_part": request.user.email.lower() in addresses and request.user != shown.led_by,
    }
    return render(request, "crisis/planned_drill.html", context)


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def change(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Changing when, what or with whom; whoever it concerns is told."""
    shown, status = _drill(project, pk), 200
    if not shown.is_ahead:
        return redirect(shown.get_absolute_url())
    form = _form(request, project, _drill(project, pk), {})
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            plan = _plan(request, form)
            actions.change_planned_drill(drill=shown, version=version, plan=plan, by=request.user)
            messages.success(request, _("Saved. Whoever it concerns is told by mail."))
            return redirect(shown.get_absolute_url())
        except actions.NotAhead as error:
            return _over(request, error)
        except actions.SavedMeanwhile as error:
            form.tell_of(error.stored)
            status = 409
    return _form_page(request, form, shown, status)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def cancel(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Taking it out of everybody's calendar."""
    shown = _drill(project, pk)
    form = forms.CancelDrillForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why in at most 500 letters."))
        return redirect(shown.get_absolute_url())
    try:
        actions.cancel_planned_drill(drill=shown, by=request.user, **form.cleaned_data)
    except actions.NotAhead as error:
        return _over(request, error)
    messages.success(request, _("Cancelled. Whoever was invited is told by mail."))
    return redirect("crisis:runs", project.slug)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def start(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The one click: the clocks start, and its board opens."""
    shown = _drill(project, pk)
    try:
        activation = actions.start_planned_drill(drill=shown, by=request.user)
    except actions.AlreadyRunning as error:
        messages.warning(request, str(error))
        return redirect(error.activation.get_absolute_url())
    except actions.NotAhead as error:
        return _over(request, error)
    except Refused as error:
        messages.error(request, str(error))
        return redirect(shown.get_absolute_url())
    return redirect(activation.get_absolute_url())


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def add_inject(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """News that comes so many minutes after the start."""
    shown = _drill(project, pk)
    form = forms.PlannedInjectForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what happens, and how many minutes after the start."))
        return redirect(_news(shown))
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        try:
            actions.plan_inject(drill=shown, by=request.user, **form.cleaned_data)
        except Refused as error:
            messages.error(request, str(error))
        return once.done(request, _news(shown))


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def remove_inject(request: ProjectRequest, project: Project, pk: int, inject_pk: int) -> HttpResponse:
    """Taking planned news back."""
    shown = _drill(project, pk)
    try:
        actions.remove_planned_inject(inject=get_object_or_404(shown.injects, pk=inject_pk), by=request.user)
    except actions.NotAhead as error:
        return _over(request, error)
    return redirect(_news(shown))


def _form(request: ProjectRequest, project: Project, instance: PlannedDrill, initial: dict[str, Any]) -> Any:
    return forms.PlannedDrillForm(
        request.POST or None,
        instance=instance,
        initial=initial,
        project=project,
        library=queries.library(project),
    )


def _plan(request: ProjectRequest, form: Any) -> actions.DrillPlan:
    key = form.cleaned_data["key"]
    playbook = actions.playbook_to_run(project=request.project, key=key, by=request.user)
    if playbook is None:
        raise BadRequest
    return actions.DrillPlan(playbook=playbook, **form.given())


def _form_page(
    request: ProjectRequest, form: Any, shown: PlannedDrill | None, status: int = 200
) -> HttpResponse:
    status = 422 if form.is_bound and form.errors and status == 200 else status
    context = {"form": form, "drill": shown, "title": shown or _("Plan a drill")}
    return render(request, "crisis/planned_form.html", context, status=status)


def _over(request: ProjectRequest, error: actions.NotAhead) -> HttpResponse:
    """To the board of what was started, or to the page of what was cancelled."""
    messages.warning(request, str(error))
    activation = error.drill.activation
    return redirect((activation or error.drill).get_absolute_url())


def _news(shown: PlannedDrill) -> str:
    return f"{reverse('crisis:planned_drill', args=[shown.project.slug, shown.pk])}#news"


def _drill(project: Project, pk: int) -> PlannedDrill:
    return get_object_or_404(queries.planned_drills(project), pk=pk)
