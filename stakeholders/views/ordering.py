"""A set's order, and which of its questions are asked only after certain answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from stakeholders import actions
from stakeholders.forms import OrderForm
from stakeholders.models import QuestionSet


@project_view(Perm.INTERVIEW_EDIT, methods=("GET", "POST"))
def order(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Moves one question up or down, or keeps which are asked when. Each press keeps what is ticked too."""
    question_set = get_object_or_404(project.question_sets.select_related("project"), pk=pk)
    form = OrderForm(request.POST if request.method == "POST" else None, question_set=question_set)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            return _keep(request, project, question_set, form)
        status = 422
    context = {
        "question_set": question_set,
        "form": form,
        "crumbs": [
            (_("Stakeholders"), reverse("stakeholders:list", args=[project.slug])),
            (_("Questions"), reverse("stakeholders:bank", args=[project.slug])),
            (question_set.name, reverse("stakeholders:set", args=[project.slug, pk])),
        ],
    }
    return render(request, "stakeholders/order.html", context, status=status)


def _keep(
    request: ProjectRequest, project: Project, question_set: QuestionSet, form: OrderForm
) -> HttpResponse:
    here = reverse("stakeholders:set_order", args=[project.slug, question_set.pk])
    try:
        loose = actions.order_set(
            question_set=question_set,
            version=form.cleaned_data["version"] or 0,
            order=form.order,
            conditions=form.conditions,
            by=request.user,
        )
    except actions.Conflict:
        messages.warning(
            request, _("Somebody changed this set meanwhile; here is how it stands now. Please try again.")
        )
        return redirect(here)
    for item in loose:
        messages.warning(
            request,
            _("“%(question)s” is always asked now: what it depended on comes later.")
            % {"question": item.question},
        )
    if form.moved:
        return redirect(f"{here}#question-{form.moved}")
    messages.success(request, _("Saved."))
    return redirect(here)
