"""One element: its page, which is also the board's side panel, and its form."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from projects import access, once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from vision import actions, queries
from vision.forms import MOST_IN_A_CELL, ElementForm
from vision.models import Element, Place


@project_view(Perm.BOARD_VIEW)
def element(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """What it is, where it lies and why, who asked for it, what happened to it."""
    rows = Element.everything.filter(project=project).select_related("function", "owner", "changed_by")
    found = get_object_or_404(rows, pk=pk)
    if found.merged_into_id:
        return redirect("vision:element", project.slug, found.merged_into_id)
    template = "vision/element.html#panel" if request.htmx else "vision/element.html"
    return render(request, template, _shown(project, found, request))


def _shown(project: Project, found: Element, request: ProjectRequest) -> dict[str, Any]:
    edits = access.may(request.membership, Perm.BOARD_EDIT)
    return {
        "element": found,
        "supporters": queries.supporters(found),
        "dreams": found.dreams.all(),
        "live": actions.live_event(found),
        "comments": found.comments.select_related("by"),
        "score": queries.scores(project).get(found.pk),
        "decisions": found.decisions.order_by("-at"),
        # For those who can merge and join.
        "alike": list(queries.similar_elements(found)[:3]) if edits else [],
        "asks_alike": list(queries.similar_asks(found)[:3]) if edits else [],
        "needs": found.needs.select_related("function"),
        "needed_by": found.needed_by.select_related("function"),
        "history": queries.element_history(found),
        "functions": project.functions.all(),
        "standing": queries.standing_of(found),
        "most": MOST_IN_A_CELL,
        "places": [(Place.NOW, Place.NOW.label), (Place.NEXT, Place.NEXT.label)],
        "elsewhere": [(place, place.label) for place in Place if place not in (found.place, Place.TRAY)],
        "edits": edits,
        "reads": access.may(request.membership, Perm.INTERVIEW_VIEW),
    }


@project_view(Perm.BOARD_EDIT, methods=("GET", "POST"))
def new(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """A new element, made of nothing yet."""
    actions.open_board(project)
    form = ElementForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            made = actions.make_element(project=project, by=request.user, **form.texts())
            messages.success(request, _("“%(title)s” is on the board.") % {"title": made.title})
            return once.done(request, made.get_absolute_url())
    return render(request, "vision/element_new.html", {"form": form}, status=422 if form.errors else 200)


@project_view(Perm.BOARD_EDIT, methods=("GET", "POST"))
def edit(request: ProjectRequest, project: Project, pk: int) -> HttpResponseBase:
    """The element's texts. When somebody else changed them since, both texts are shown and none is lost."""
    found = get_object_or_404(project.elements.select_related("function"), pk=pk)
    # The form writes into the instance it is given; the row that was read stays as it is.
    form = ElementForm(request.POST or None, project=project, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_element(
                element=found, version=form.cleaned_data["version"] or 0, by=request.user, **form.texts()
            )
        except actions.Conflict as conflict:
            return _both(request, project, form, conflict)
        messages.success(request, _("Saved."))
        return redirect(found.get_absolute_url())
    return render(
        request,
        "vision/element_edit.html",
        {"form": form, "element": found},
        status=422 if form.errors else 200,
    )


def _both(
    request: ProjectRequest, project: Project, form: ElementForm, conflict: actions.Conflict
) -> HttpResponse:
    """The form with what was typed, beside what stands there now; saving again is done knowingly."""
    theirs = ElementForm(instance=conflict.current, project=project)
    differing = [
        (theirs[name].label, _in_words(theirs, name), _in_words(form, name))
        for name in theirs.fields
        if name != "version" and _in_words(theirs, name) != _in_words(form, name)
    ]
    typed = request.POST.copy()
    typed["version"] = str(conflict.current.version)
    form.data = typed
    return render(
        request,
        "vision/element_edit.html",
        {"form": form, "element": conflict.current, "conflict": conflict, "differing": differing},
        status=409,
    )


def _in_words(form: ElementForm, name: str) -> str:
    """A field's value as the person would read it: a choice by its label, not by its key."""
    value = form[name].value()
    chosen = {str(one) for one in value} if isinstance(value, list | tuple) else {str(value)}
    labels = [
        str(label)
        for key, label in getattr(form.fields[name], "choices", [])
        if str(key) in chosen and str(key)
    ]
    if labels or hasattr(form.fields[name], "choices"):
        return ", ".join(labels)
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
