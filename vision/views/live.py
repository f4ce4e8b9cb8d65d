"""The day on which an element went live, which every chart of the outcomes then marks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from vision import actions
from vision.forms.live import LiveForm
from vision.models import Place


@project_view(Perm.BOARD_EDIT, methods=("POST",))
def live(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """It went live, or after all it did not."""
    element = get_object_or_404(project.elements.select_related("project"), pk=pk, place=Place.NOW)
    form = LiveForm(request.POST)
    if "not" in request.POST:
        actions.take_back_live(element=element, by=request.user)
        messages.success(request, _("“%(title)s” is not marked as live any more.") % {"title": element})
    elif form.is_valid():
        actions.go_live(element=element, by=request.user, on=form.cleaned_data["on"])
        messages.success(request, _("Every chart of the outcomes marks this day."))
    else:
        messages.error(request, " ".join(str(error) for error in form.errors["on"]))
    return redirect(element.get_absolute_url())
