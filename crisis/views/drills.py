"""The desk of a drill: one person runs it from here while others take part."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crisis import actions, forms, queries
from crisis.models import Activation, Rating
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project


@project_view(Perm.CRISIS_EDIT)
def desk(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """News to come, what observers saw, how each capability did."""
    activation = _drill(project, pk)
    context = {
        "activation": activation,
        "injects": activation.injects.all(),
        "observations": activation.observations.select_related("by"),
        "capabilities": queries.rated(activation),
        "ratings": Rating.choices,
        "participants": activation.participants.select_related("person"),
    }
    return render(request, "crisis/desk.html", context)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def add_inject(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """News for the participants, at a set time."""
    activation = _drill(project, pk)
    form = forms.InjectForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what happens, and in how many minutes."))
        return _back(activation)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        try:
            actions.add_inject(activation=activation, by=request.user, **form.cleaned_data)
        except actions.Over as error:
            messages.error(request, str(error))
        return once.done(request, _back(activation).url)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def remove_inject(request: ProjectRequest, project: Project, pk: int, inject_pk: int) -> HttpResponse:
    """Taking news back that was not told yet."""
    activation = _drill(project, pk)
    actions.remove_inject(inject=get_object_or_404(activation.injects, pk=inject_pk))
    return _back(activation)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def observe(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """What an observer saw."""
    activation = _drill(project, pk)
    form = forms.ObservationForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write down what you saw."))
        return _back(activation)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        actions.observe(activation=activation, by=request.user, **form.cleaned_data)
        return once.done(request, _back(activation).url)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def rate(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """How one capability did."""
    activation = _drill(project, pk)
    form = forms.RatingForm(request.POST)
    if form.is_valid():
        actions.rate(activation=activation, by=request.user, **form.cleaned_data)
    else:
        messages.error(request, _("Choose P, S, M or U."))
    return _back(activation)


def _drill(project: Project, pk: int) -> Activation:
    return get_object_or_404(queries.runs(project).filter(is_drill=True), pk=pk)


def _back(activation: Activation) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("crisis:desk", args=[activation.project.slug, activation.pk]))
