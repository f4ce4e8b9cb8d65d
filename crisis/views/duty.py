"""The rota: who is on duty in which role."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crisis import actions, forms, queries
from crisis.models import CrisisRole, DutyShift
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import listing
from projects.models import Project
from reports import tables

SORTS = {
    "from": ("starts_at", "pk"),
    "role": ("role", "starts_at"),
    "name": ("person__name", "starts_at"),
}


@project_view(Perm.CRISIS_VIEW)
def every(request: ProjectRequest, project: Project) -> HttpResponse:
    """Who is on duty now, and the shifts to come."""
    return _page(request, forms.DutyForm(project=project))


def _page(request: ProjectRequest, form: Any, *, status: int = 200) -> HttpResponse:
    project, role = request.project, _role(request)
    now = queries.on_duty(project)
    context = {
        "listing": listing(request, queries.rota(project, role=role), sorts=SORTS),
        "now": [(str(word), now.get(value)) for value, word in CrisisRole.choices],
        "held": len(now),
        "roles": CrisisRole.choices,
        "role": role,
        "form": form,
    }
    return render(request, "crisis/duty.html", context, status=status)


def _role(request: HttpRequest) -> str:
    role = request.GET.get("role", "")
    return role if role in CrisisRole.values else ""


@project_view(Perm.CRISIS_VIEW)
def export(request: ProjectRequest, project: Project) -> HttpResponse:
    """The shifts as a file, as they are filtered."""
    return tables.download(
        request,
        name=_("On duty"),
        columns=[(_("Role"), "role"), (_("Who"), "who"), (_("From"), "starts_at"), (_("Until"), "ends_at")],
        rows=(
            (str(one.get_role_display()), one.person.name, one.starts_at, one.ends_at)
            for one in queries.rota(project, role=_role(request))
        ),
    )


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def add(request: ProjectRequest, project: Project) -> HttpResponse:
    """A shift, or the same each week."""
    form = forms.DutyForm(request.POST, project=project)
    if not form.is_valid():
        return _page(request, form, status=422)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        actions.put_on_duty(project=project, by=request.user, **form.cleaned_data)
        return once.done(request, reverse("crisis:duty", args=[project.slug]))


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def remove(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Taking one out."""
    shift = _shift(project, pk)
    actions.take_off_duty(shift=shift, by=request.user)
    undo = reverse("crisis:restore_shift", args=[project.slug, shift.pk])
    messages.success(request, _("Taken out: %(shift)s.") % {"shift": shift}, extra_tags=f"undo {undo}")
    return redirect("crisis:duty", project.slug)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def restore(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Putting it back."""
    actions.put_back_on_duty(shift=_shift(project, pk), by=request.user)
    return redirect("crisis:duty", project.slug)


def _shift(project: Project, pk: int) -> DutyShift:
    return get_object_or_404(
        DutyShift.objects.filter(project=project).select_related("project", "person"), pk=pk
    )
