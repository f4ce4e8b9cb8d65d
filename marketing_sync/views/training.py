"""Training temporary people for one launch."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from marketing_sync import actions, forms, queries
from marketing_sync.models import CampaignTraining, Launch
from outcomes.models import Colleague
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project


@project_view(Perm.LAUNCH_REVIEW, methods=("GET", "POST"))
def training(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Naming them, what they learn before it, and when the rest follows."""
    launch = _launch(project, pk)
    stored = CampaignTraining.objects.filter(launch=launch).first()
    proposed = queries.proposed_training(launch)
    form = forms.TrainingForm(request.POST or None, launch=launch, stored=stored, proposed=proposed)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            with once.only(request) as earlier:
                if earlier:
                    return redirect(earlier)
                try:
                    actions.train_for(launch=launch, by=request.user, **form.given())
                    messages.success(request, _("The training stands, with a date for each of them."))
                    return once.done(request, f"{launch.get_absolute_url()}#campaign-training")
                except actions.ChangedMeanwhile as error:
                    form.tell_of(error.stored, str(error))
                    status = 409
                except actions.NotPossible as error:
                    form.add_error(None, str(error))
    context = {"launch": launch, "form": form, "stored": stored, "proposed": proposed}
    return render(request, "marketing_sync/training.html", context, status=status)


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def trained(request: ProjectRequest, project: Project, pk: int, colleague_pk: int) -> HttpResponse:
    """One of them has it today, or after all not."""
    launch = _launch(project, pk)
    people: Any = Colleague.objects.kept().filter(campaigns__launch=launch).select_related("project")
    colleague = get_object_or_404(people, pk=colleague_pk)
    if request.POST.get("to") == "open":
        try:
            actions.is_not_trained_for(launch=launch, colleague=colleague, by=request.user)
        except actions.NotPossible as error:
            messages.error(request, str(error))
            return redirect(f"{launch.get_absolute_url()}#campaign-training")
        said = _("%(name)s is not trained for it.")
    else:
        actions.is_trained_for(launch=launch, colleague=colleague, by=request.user)
        said = _("%(name)s is trained for it.")
    messages.success(request, said % {"name": colleague})
    return redirect(f"{launch.get_absolute_url()}#campaign-training")


def _launch(project: Project, pk: int) -> Launch:
    return get_object_or_404(project.launches.select_related("project__launch_agreement"), pk=pk)
