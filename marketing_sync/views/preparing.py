"""What is prepared for a launch beside its brief."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from marketing_sync import actions, forms
from marketing_sync.models import Item, Launch
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project


@project_view(Perm.LAUNCH_REVIEW, methods=("GET", "POST"))
def prepare(request: ProjectRequest, project: Project, pk: int, item: str) -> HttpResponse:
    """Answering for one item, with a note."""
    launch = _launch(project, pk, item)
    kept = launch.preparations.filter(item=item).select_related("done_by").first()
    form = forms.PrepareForm(request.POST or None, item=item, kept=kept)
    if request.method == "POST" and form.is_valid():
        actions.prepare(launch=launch, by=request.user, item=item, note=form.cleaned_data["note"])
        messages.success(request, _("%(item)s: kept.") % {"item": Item(item).label})
        return redirect(f"{launch.get_absolute_url()}#gate")
    context = {"launch": launch, "form": form, "item": item, "label": Item(item).label, "kept": kept}
    status = 422 if form.is_bound else 200
    return render(request, "marketing_sync/prepare.html", context, status=status)


@project_view(Perm.LAUNCH_REVIEW, methods=("POST",))
def unprepare(request: ProjectRequest, project: Project, pk: int, item: str) -> HttpResponse:
    """Taking it back."""
    launch = _launch(project, pk, item)
    actions.unprepare(launch=launch, by=request.user, item=item)
    messages.success(request, _("%(item)s: taken back.") % {"item": Item(item).label})
    return redirect(f"{launch.get_absolute_url()}#gate")


def _launch(project: Project, pk: int, item: str) -> Launch:
    if item not in Item.values:
        raise Http404
    return get_object_or_404(project.launches.select_related("project"), pk=pk)
