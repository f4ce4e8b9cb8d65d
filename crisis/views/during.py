"""What is changed for as long as a run lasts: procedures, launches; pictures; and the agents it needs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from crisis import actions, forms, queries
from crisis.models import Activation, RunPhoto
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import files


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def procedure(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Announcing that something is done otherwise until the all-clear."""
    activation = run_of(project, pk)
    form = forms.ProcedureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            try:
                actions.change_procedure(activation=activation, by=request.user, **form.cleaned_data)
                return once.done(request, activation.get_absolute_url())
            except actions.Over as error:
                form.add_error(None, str(error))
    context = {
        "activation": activation,
        "form": form,
        "people": queries.reachable(activation).count(),
        "may_ask": activation.playbook.key not in queries.NEVER_ASKS,
        "procedures": activation.procedures.select_related("announced", "reversed_by"),
    }
    return render(request, "crisis/procedure.html", context, status=422 if form.errors else 200)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def reverse_procedure(request: ProjectRequest, project: Project, pk: int, procedure_pk: int) -> HttpResponse:
    """The usual way again, before the all-clear."""
    activation = run_of(project, pk)
    changed = get_object_or_404(activation.procedures, pk=procedure_pk)
    actions.reverse_procedures(activation=activation, by=request.user, only=changed)
    return redirect(activation.get_absolute_url())


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def launches(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Holding launches back until the all-clear."""
    activation = run_of(project, pk)
    form = forms.PauseForm(request.POST or None, launches=queries.pausable(activation))
    if request.method == "POST" and form.is_valid():
        try:
            chosen = list(form.cleaned_data["launches"])
            actions.pause_launches(activation=activation, launches=chosen, by=request.user)
            return redirect(activation.get_absolute_url())
        except actions.Over as error:
            form.add_error(None, str(error))
    context = {
        "activation": activation,
        "form": form,
        "any": queries.pausable(activation).exists(),
        "pauses": queries.held_launches(activation),
    }
    return render(request, "crisis/launches.html", context, status=422 if form.errors else 200)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def resume_launch(request: ProjectRequest, project: Project, pk: int, launch_pk: int) -> HttpResponse:
    """One launch goes on before the all-clear."""
    activation = run_of(project, pk)
    launch = get_object_or_404(project.launches, pk=launch_pk)
    actions.resume_launches(activation=activation, by=request.user, only=launch)
    return redirect("crisis:launches", project.slug, activation.pk)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def add_photo(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """A picture for the timeline."""
    activation = run_of(project, pk)
    form = forms.PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a picture with something in it, then add it."))
        return redirect(activation.get_absolute_url())
    given = form.cleaned_data
    try:
        actions.add_photo(activation=activation, upload=given["file"], text=given["text"], by=request.user)
    except files.Refused as error:
        messages.error(request, str(error))
    return redirect(activation.get_absolute_url())


@project_view(Perm.CRISIS_VIEW)
def photo(request: ProjectRequest, project: Project, pk: int, photo_pk: int) -> HttpResponse:
    """A picture, to be saved."""
    rows = RunPhoto.objects.select_related("file__content").filter(
        entry__activation=pk, entry__activation__project=project
    )
    return files.response(get_object_or_404(rows, pk=photo_pk).file)


@project_view(Perm.CRISIS_VIEW)
def surge(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """How many agents are needed for what comes in now, and what callers meet with those who are there."""
    activation = run_of(project, pk)
    form = forms.SurgeForm(request.GET if "calls" in request.GET else None)
    found = queries.surge(**form.cleaned_data) if form.is_bound and form.is_valid() else None
    context = {"activation": activation, "form": form, "surge": found}
    return render(request, "crisis/surge.html", context)


@project_view(Perm.CRISIS_VIEW)
def call_tree(request: ProjectRequest, project: Project) -> HttpResponse:
    """The whole call tree on one page, to be printed."""
    people = project.crisis_people.active().with_ways().prefetch_related("roles")
    context = {"roles": queries.role_rows(project, with_ways=True), "people": people}
    return render(request, "crisis/call_tree.html", context)


def run_of(project: Project, pk: int) -> Activation:
    """The project's run, with who commands it."""
    return get_object_or_404(queries.runs(project), pk=pk)
