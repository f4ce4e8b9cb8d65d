"""The files of a launch."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from marketing_sync import actions, forms
from marketing_sync.models import Material, MaterialQuerySet
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import files


@project_view(Perm.LAUNCH_EDIT, methods=("POST",))
def attach(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Adding a file."""
    launch = get_object_or_404(project.launches.select_related("project"), pk=pk)
    form = forms.MaterialForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file with something in it, then add it."))
        return redirect(launch.get_absolute_url())
    try:
        material = actions.attach(launch=launch, by=request.user, upload=form.cleaned_data["file"])
        messages.success(request, _("%(file)s was added.") % {"file": material})
    except files.Refused as error:
        messages.error(request, str(error))
    return redirect(launch.get_absolute_url())


@project_view(Perm.LAUNCH_VIEW)
def material(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """A file, to be saved."""
    return files.response(_material(project, pk).file)


@project_view(Perm.LAUNCH_EDIT, methods=("POST",))
def detach(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Taking a file away."""
    taken = _material(project, pk)
    actions.detach(material=taken, by=request.user)
    undo = reverse("marketing_sync:put_back", args=[project.slug, taken.pk])
    messages.success(request, _("%(file)s was taken away.") % {"file": taken}, extra_tags=f"undo {undo}")
    return redirect(taken.launch.get_absolute_url())


@project_view(Perm.LAUNCH_EDIT, methods=("POST",))
def put_back(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Putting it back."""
    taken = get_object_or_404(_materials(project), pk=pk)
    actions.put_back(material=taken, by=request.user)
    return redirect(taken.launch.get_absolute_url())


def _materials(project: Project) -> MaterialQuerySet:
    return Material.objects.filter(launch__project=project).select_related("file", "launch__project")


def _material(project: Project, pk: int) -> Material:
    return get_object_or_404(_materials(project).kept(), pk=pk)
