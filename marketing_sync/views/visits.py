"""Marketing's visits at an agent's side."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketing_sync import actions, forms
from marketing_sync.models import Visit
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import tables


@project_view(Perm.MEETING_EDIT, methods=("GET", "POST"))
def new_visit(request: ProjectRequest, project: Project) -> HttpResponse:
    """Planning a visit."""
    form = forms.VisitForm(request.POST or None, instance=Visit(project=project), project=project)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            made = actions.plan_visit(project=project, by=request.user, **form.what())
            messages.success(request, _("The visit of %(visitor)s is kept.") % {"visitor": made.visitor})
            return once.done(request, _here(project))
    return _page(request, form, _("A visit"), 422 if form.errors else 200)


@project_view(Perm.MEETING_EDIT, methods=("GET", "POST"))
def visit(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Changing it, and writing down what was taken away."""
    kept = _visit(project, pk)
    name = _("Visit of %(visitor)s") % {"visitor": kept.visitor}
    form = forms.VisitForm(request.POST or None, instance=kept, project=project)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            actions.change_visit(visit=kept, by=request.user, version=version, **form.what())
        except actions.ChangedMeanwhile as error:
            form.tell_of(error.stored, str(error))
            return _page(request, form, name, 409)
        messages.success(request, _("The visit is kept."))
        return redirect(_here(project))
    return _page(request, form, name, 422 if form.errors else 200)


@project_view(Perm.MEETING_EDIT, methods=("POST",))
def cancel_visit(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Calling it off."""
    kept = _visit(project, pk)
    actions.cancel_visit(visit=kept, by=request.user)
    messages.success(request, _("The visit of %(visitor)s is called off.") % {"visitor": kept.visitor})
    return redirect(_here(project))


@project_view(Perm.LAUNCH_VIEW)
def export_visits(request: ProjectRequest, project: Project) -> HttpResponse:
    """The visits and what was taken away, as a file."""
    return tables.download(
        request,
        name=_("Visits"),
        columns=[
            (_("Day"), "day"),
            (_("Who of marketing"), "visitor"),
            (_("With which agent"), "agent"),
            (_("State"), "state"),
            (_("What they took away"), "took_away"),
        ],
        rows=(
            (
                row.day,
                row.visitor,
                row.agent.name if row.agent else "",
                row.get_state_display(),
                row.took_away,
            )
            for row in project.visits.select_related("agent")
        ),
    )


def _page(request: ProjectRequest, form: forms.VisitForm, title: str, status: int) -> HttpResponse:
    context = {"form": form, "title": title, "visit": form.instance if form.instance.pk else None}
    return render(request, "marketing_sync/visit.html", context, status=status)


def _visit(project: Project, pk: int) -> Visit:
    return get_object_or_404(project.visits.select_related("project"), pk=pk)


def _here(project: Project) -> str:
    return f"{reverse('marketing_sync:meetings', args=[project.slug])}#visits"
