"""Elements that are one, an element that is two, and what members say about one."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from vision import actions, queries
from vision.forms import CommentForm, MergeForm, SplitForm
from vision.models import Batch


@project_view(Perm.BOARD_EDIT, methods=("GET", "POST"))
def merge(request: ProjectRequest, project: Project, pk: int) -> HttpResponseBase:
    """Other elements become part of this one; those that sound alike stand first."""
    element = get_object_or_404(project.elements, pk=pk)
    form = MergeForm(request.POST or None, element=element)
    if request.method == "POST" and form.is_valid():
        try:
            batch = actions.merge(into=element, others=form.cleaned_data["others"], by=request.user)
        except actions.Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            _told(request, project, batch)
        return redirect(element.get_absolute_url())
    alike = list(queries.similar_elements(element))
    others = project.elements.exclude(pk__in=[pk, *(one.pk for one in alike)]).select_related("function")
    return render(
        request,
        "vision/merge.html",
        {
            "element": element,
            "form": form,
            "alike": alike,
            "others": others.order_by("title"),
            "chosen": request.POST.getlist("others"),
            "asks": queries.similar_asks(element),
        },
        status=422 if form.errors else 200,
    )


@project_view(Perm.BOARD_EDIT, methods=("GET", "POST"))
def split(request: ProjectRequest, project: Project, pk: int) -> HttpResponseBase:
    """A second element right below this one, with the asks and dreams that belong to it."""
    element = get_object_or_404(project.elements, pk=pk)
    form = SplitForm(request.POST or None, element=element)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            asked = form.cleaned_data
            made, batch = actions.split(
                element=element,
                title=asked["title"],
                asks=asked.get("asks", []),
                dreams=asked.get("dreams", []),
                by=request.user,
            )
            _told(request, project, batch)
            return once.done(request, made.get_absolute_url())
    return render(
        request,
        "vision/split.html",
        {"element": element, "form": form},
        status=422 if form.errors else 200,
    )


@project_view(Perm.BOARD_EDIT, methods=("POST",))
def comment(request: ProjectRequest, project: Project, pk: int) -> HttpResponseBase:
    """A remark on an element."""
    element = get_object_or_404(project.elements, pk=pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        messages.warning(request, next(str(errors[0]) for errors in form.errors.values()))
        return redirect(element.get_absolute_url())
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        actions.comment(element=element, text=form.cleaned_data["text"], by=request.user)
        return once.done(request, element.get_absolute_url())


def _told(request: ProjectRequest, project: Project, batch: Batch) -> None:
    undo = f"undo {reverse('vision:undo', args=[project.slug])}"
    messages.success(request, _("Done: %(what)s.") % {"what": batch.says}, extra_tags=undo)
