"""Declaring a crisis, and the live board."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crisis import actions, forms, queries
from crisis.models import Activation, CrisisRole, Severity
from projects import once
from projects.access import ROLES, Perm, ProjectRequest, project_view
from projects.listing import listing, search_text
from projects.models import Project, User
from reports import tables

SORTS = {"day": ("-declared_at",), "name": ("title",), "severity": ("severity", "-declared_at")}


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def declare(request: ProjectRequest, project: Project) -> HttpResponse:
    """Which crisis is it? One press starts it and leads to its board."""
    starters = queries.library(project)
    form = forms.DeclareForm(request.POST or None, project=project, starters=starters)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            return once.done(request, _declared(request, project, form.cleaned_data))
    context = {
        "form": form,
        "starters": starters,
        "severities": Severity.choices,
        "proposed": queries.proposed(project),
        "people": project.crisis_people.active(),
        "running": queries.runs(project).running(),
        "is_drill": "drill" in request.GET or "drill" in request.POST,
    }
    return render(request, "crisis/declare.html", context, status=_status(form))


def _declared(request: ProjectRequest, project: Project, given: dict[str, Any]) -> str:
    """The board of the run that was declared, or of the one that somebody declared first."""
    playbook = actions.playbook_to_run(project=project, key=given["playbook"], by=request.user)
    if playbook is None:
        raise BadRequest
    try:
        activation = actions.declare_with_cascades(
            project=project,
            playbook=playbook,
            by=request.user,
            severity=given["severity"],
            is_drill=given["drill"],
            participants=list(given["participants"]),
        )
    except actions.AlreadyRunning as error:
        messages.warning(request, str(error))
        activation = error.activation
    return activation.get_absolute_url()


@project_view(Perm.CRISIS_VIEW)
def every(request: ProjectRequest, project: Project) -> HttpResponse:
    """What runs and what was run, crises and drills."""
    asked = _asked(request)
    context = {
        "listing": listing(request, _found(project, asked), sorts=SORTS),
        "planned": queries.planned_drills(project).ahead(),
        **asked,
    }
    return render(request, "crisis/runs.html", context)


@project_view(Perm.CRISIS_VIEW)
def export(request: ProjectRequest, project: Project) -> HttpResponse:
    """The runs as a file, as they are filtered."""
    return tables.download(
        request,
        name=_("Runs"),
        columns=[
            (_("Crisis"), "title"),
            (_("Severity"), "severity"),
            (_("Drill"), "drill"),
            (_("Declared"), "declared_at"),
            (_("Stood down"), "stood_down_at"),
            (_("Commander"), "commander"),
        ],
        rows=(
            (run.title, run.severity, run.is_drill, run.declared_at, run.stood_down_at, str(run.commander))
            for run in _found(project, _asked(request))
        ),
    )


def _asked(request: HttpRequest) -> dict[str, str]:
    kind = request.GET.get("kind", "")
    return {"text": search_text(request), "kind": kind if kind in ("crisis", "drill", "running") else ""}


def _found(project: Project, asked: dict[str, str]) -> Any:
    found = queries.runs(project)
    if asked["text"]:
        found = found.filter(title__icontains=asked["text"])
    if asked["kind"] == "running":
        return found.running()
    return found.filter(is_drill=asked["kind"] == "drill") if asked["kind"] else found


@project_view(Perm.CRISIS_VIEW)
def run(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The live board; `?wall=1` for a screen that a room looks at."""
    return _board(request, _run(project, pk))


@project_view(Perm.CRISIS_VIEW)
def live(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """What changed on the board since `?seen=`: nothing (204), or the board. One row is read to know."""
    changes = project.activations.filter(pk=pk).values_list("changes", flat=True).first()
    if request.GET.get("seen") == str(changes):
        return HttpResponse(status=204)
    return _board(request, _run(project, pk), "crisis/run_body.html")


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def note(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """A note for the timeline."""
    activation = _run(project, pk)
    form = forms.NoteForm(request.POST)
    if not form.is_valid():
        return _answer(request, activation, error=_("Write the note first."), status=422)
    given = form.cleaned_data
    actions.note(
        activation=activation,
        by=request.user,
        text=given["text"],
        said_at=given["said_at"],
        key=given["key"],
    )
    return _answer(request, activation)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def step(request: ProjectRequest, project: Project, pk: int, step_pk: int) -> HttpResponse:
    """Checking a step off, skipping it, or opening it again."""
    activation = _run(project, pk)
    get_object_or_404(activation.steps, pk=step_pk)
    form = forms.StepForm(request.POST)
    if not form.is_valid():
        return _answer(request, activation, error=_("Say why it is skipped."), status=422)
    try:
        _settle(activation, step_pk, form.cleaned_data, request.user)
    except actions.ChangedMeanwhile as error:
        return _answer(request, activation, error=_with_reason(str(error), form), status=409)
    return _answer(request, activation)


def _with_reason(says: str, form: forms.StepForm) -> str:
    """What stands, and what was written for a skip that came too late."""
    written = form.cleaned_data["reason"]
    return says + " " + _("You had written: “%(reason)s”.") % {"reason": written} if written else says


def _settle(activation: Activation, step_pk: int, given: dict[str, Any], by: User) -> None:
    if given["act"] == "reopen":
        actions.reopen(activation=activation, step_id=step_pk, version=given["version"], by=by)
        return
    actions.settle(
        activation=activation,
        step_id=step_pk,
        version=given["version"],
        by=by,
        skip=given["act"] == "skip",
        reason=given["reason"] if given["act"] == "skip" else "",
        said_at=given["said_at"],
        key=given["key"],
    )


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def add_step(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """A step that the playbook did not foresee."""
    activation = _run(project, pk)
    form = forms.NewStepForm(request.POST)
    if not form.is_valid():
        return _answer(request, activation, error=_("Say what is to be done, by whom, and when."), status=422)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        actions.add_step(activation=activation, by=request.user, **form.cleaned_data)
        return once.done(request, activation.get_absolute_url())


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def assign(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Giving a role of this run to somebody."""
    activation = _run(project, pk)
    form = forms.AssignForm(request.POST, activation=activation)
    if not form.is_valid():
        return _answer(request, activation, error=_("Choose somebody who can be reached here."), status=422)
    try:
        was = request.POST.get("was")
        actions.assign(activation=activation, by=request.user, was=was, **form.cleaned_data)
    except actions.ChangedMeanwhile as error:
        return _answer(request, activation, error=str(error), status=409)
    return redirect(activation.get_absolute_url())


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def severity(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Raising or lowering the severity."""
    activation = _run(project, pk)
    form = forms.SeverityForm(request.POST)
    if not form.is_valid():
        return _answer(request, activation, error=_("Choose a severity."), status=422)
    try:
        actions.set_severity(activation=activation, by=request.user, **form.cleaned_data)
    except actions.ChangedMeanwhile as error:
        return _answer(request, activation, error=str(error), status=409)
    return redirect(activation.get_absolute_url())


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def hand_over(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Another member commands from now on; a summary is proposed."""
    activation = _run(project, pk)
    summary = queries.summary_of(queries.board(activation, request.user))
    initial = {"version": activation.version, "summary": summary}
    form = forms.HandOverForm(request.POST or None, initial=initial, commanders=_commanders(activation))
    if request.method == "POST" and form.is_valid():
        try:
            actions.hand_over(activation=activation, by=request.user, **form.cleaned_data)
            return redirect(activation.get_absolute_url())
        except actions.ChangedMeanwhile as error:
            return _told_command(request, "hand_over", activation, form, error)
    return _command_page(request, "hand_over", activation, form, status=_status(form))


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def stand_down(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The all-clear, with its criteria."""
    activation = _run(project, pk)
    criteria = activation.playbook_version.stand_down_when
    initial = {"version": activation.version}
    form = forms.StandDownForm(request.POST or None, initial=initial, criteria=criteria)
    if request.method == "POST" and form.is_valid():
        try:
            actions.stand_down(activation=activation, by=request.user, **form.cleaned_data)
            return redirect(activation.get_absolute_url())
        except actions.ChangedMeanwhile as error:
            return _told_command(request, "stand_down", activation, form, error)
        except actions.CriteriaOpen as error:
            form.add_error("reason", str(error))
    return _command_page(request, "stand_down", activation, form, status=_status(form))


@project_view(Perm.REPORT_EDIT, methods=("POST",))
def pack(request: ProjectRequest, project: Project) -> HttpResponse:
    """Asks for the crisis pack as a PDF and shows how it comes along."""
    report = actions.request_pack(project=project, by=request.user)
    return redirect("reports:report", project.slug, report.pk)


@project_view(Perm.REPORT_EDIT, methods=("POST",))
def after_action(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Asks for the after-action report as a PDF and shows how it comes along."""
    activation = _run(project, pk)
    report = actions.request_report(activation=activation, by=request.user)
    return redirect("reports:report", project.slug, report.pk)


def _command_page(
    request: ProjectRequest, name: str, activation: Activation, form: Any, *, status: int
) -> HttpResponse:
    """The page of a command; before standing down with what goes back to usual, and whom that is told."""
    context: dict[str, Any] = {"activation": activation, "form": form}
    if name == "stand_down":
        context["holding"] = queries.holding(activation, [])
        context["people"] = queries.reachable(activation).count()
    return render(request, f"crisis/{name}.html", context, status=status)


def _told_command(
    request: ProjectRequest,
    name: str,
    activation: Activation,
    form: Any,
    error: actions.ChangedMeanwhile,
) -> HttpResponse:
    """The same page with what was typed, what stands now, and the version to decide from anew."""
    fresh = _run(request.project, activation.pk)
    form.data = form.data.copy()
    form.data["version"] = str(fresh.version)
    form.add_error(None, str(error))
    return _command_page(request, name, fresh, form, status=409)


def _commanders(activation: Activation) -> Any:
    """The members who may run a crisis, without who commands it now."""
    roles = [role for role, permissions in ROLES.items() if Perm.CRISIS_EDIT in permissions]
    members = User.objects.filter(memberships__project=activation.project, memberships__role__in=roles)
    return members.exclude(pk=activation.commander_id).order_by("name", "email")


def _run(project: Project, pk: int) -> Activation:
    shown = queries.runs(project).select_related("playbook_version", "declared_by", "stood_down_by")
    return get_object_or_404(shown, pk=pk)


def _answer(
    request: ProjectRequest, activation: Activation, *, error: str = "", status: int = 200
) -> HttpResponse:
    """To the board's own script: the board as it stands now. To a plain form: the board's page."""
    activation = _run(request.project, activation.pk)
    if request.headers.get("X-Live"):
        return _board(request, activation, "crisis/run_body.html", error=error, status=status)
    if error:
        return _board(request, activation, error=error, status=status)
    return redirect(activation.get_absolute_url())


def _board(
    request: ProjectRequest,
    activation: Activation,
    template: str = "crisis/run.html",
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    broadcasts = queries.reached(activation)
    context = {
        "activation": activation,
        "board": queries.board(activation, request.user),
        "error": error,
        "broadcasts": broadcasts,
        "holding": queries.holding(activation, [one.broadcast for one in broadcasts]),
        "severities": Severity.choices,
        "crisis_roles": CrisisRole.choices,
        "reachable": queries.reachable(activation),
        "roles": activation.roles.select_related("person").prefetch_related("person__ways"),
        "wall": "wall" in request.GET,
        "live_url": reverse("crisis:live", args=[request.project.slug, activation.pk]),
    }
    return render(request, template, context, status=status)


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
