"""What is improved after runs and drills, and followed until it is done."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crisis import actions, forms
from crisis.models import Improvement, ImprovementQuerySet
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import listing, search_text
from projects.models import Project
from reports import tables

SORTS = {
    "due": ("due_on", "pk"),
    "owner": ("owner__name", "due_on"),
    "text": ("text", "pk"),
}


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def new_improvement(request: ProjectRequest, project: Project) -> HttpResponse:
    """Something to be better at next time, from no run."""
    form = forms.ImprovementForm(request.POST or None, project=project, initial={"owner": request.user.pk})
    if request.method == "POST" and form.is_valid():
        return _added(request, project, form)
    context = {"form": form, "title": _("An improvement")}
    return render(request, "crisis/improvement.html", context, status=_status(form))


def _added(request: ProjectRequest, project: Project, form: Any) -> HttpResponse:
    given = {name: form.cleaned_data[name] for name in ("text", "owner", "due_on")}
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        actions.add_improvement(project=project, by=request.user, **given)
        return once.done(request, reverse("crisis:improvements", args=[project.slug]))


@project_view(Perm.CRISIS_VIEW)
def improvements(request: ProjectRequest, project: Project) -> HttpResponse:
    """What is being improved, by whom, until when."""
    asked = _asked(request)
    context = {
        "listing": listing(request, _found(project, asked), sorts=SORTS),
        "today": project.today(),
        "overdue": project.improvements.overdue(project.today()).count(),
        "open": project.improvements.open().count(),
        **asked,
    }
    return render(request, "crisis/improvements.html", context)


@project_view(Perm.CRISIS_VIEW)
def export_improvements(request: ProjectRequest, project: Project) -> HttpResponse:
    """The improvements as a file, as they are filtered."""
    return tables.download(
        request,
        name=_("Improvements"),
        columns=[
            (_("What is improved"), "text"),
            (_("Owner"), "owner"),
            (_("Until"), "due_on"),
            (_("After"), "run"),
            (_("Done"), "done_at"),
            (_("What came of it"), "outcome"),
        ],
        rows=(
            (one.text, str(one.owner), one.due_on, _after(one), one.done_at, one.outcome)
            for one in _found(project, _asked(request))
        ),
    )


def _after(one: Improvement) -> str:
    return one.activation.spoken if one.activation is not None else ""


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def improvement(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One improvement: changing it, saying what came of it."""
    shown = _improvement(project, pk)
    initial = {"version": shown.version}
    form: Any = forms.ImprovementForm(
        request.POST or None, instance=_improvement(project, pk), project=project, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("text", "owner", "due_on")}
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_improvement(improvement=shown, version=version, by=request.user, **given)
            messages.success(request, _("The improvement was saved."))
            return redirect("crisis:improvements", project.slug)
        except actions.ChangedMeanwhile as error:
            fresh = _improvement(project, pk)
            form.data = form.data.copy()
            form.data["version"] = str(fresh.version)
            form.add_error(None, str(error))
            return _improvement_page(request, fresh, form, status=409)
    return _improvement_page(request, shown, form, status=_status(form))


def _improvement_page(request: ProjectRequest, shown: Improvement, form: Any, *, status: int) -> HttpResponse:
    context = {"form": form, "improvement": shown, "title": shown.text, "today": request.project.today()}
    return render(request, "crisis/improvement.html", context, status=status)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def close_improvement(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """It is done, with what came of it."""
    shown = _improvement(project, pk)
    form = forms.CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what came of it."))
        return redirect(shown.get_absolute_url())
    try:
        actions.close_improvement(improvement=shown, by=request.user, **form.cleaned_data)
    except actions.ChangedMeanwhile as error:
        messages.error(request, str(error))
        return redirect(shown.get_absolute_url())
    undo = reverse("crisis:reopen_improvement", args=[project.slug, shown.pk])
    messages.success(request, _("Done: %(text)s.") % {"text": shown}, extra_tags=f"undo {undo}")
    return redirect("crisis:improvements", project.slug)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def reopen_improvement(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """It is not done after all."""
    shown = _improvement(project, pk)
    actions.reopen_improvement(improvement=shown, by=request.user)
    return redirect(shown.get_absolute_url())


def _asked(request: HttpRequest) -> dict[str, str]:
    state = request.GET.get("state", "")
    return {"text": search_text(request), "state": state if state in ("overdue", "done", "all") else ""}


def _found(project: Project, asked: dict[str, str]) -> ImprovementQuerySet:
    found = Improvement.objects.filter(project=project).select_related("owner", "activation", "project")
    if asked["text"]:
        found = found.filter(text__icontains=asked["text"])
    match asked["state"]:
        case "overdue":
            return found.overdue(project.today())
        case "done":
            return found.filter(done_at__isnull=False)
        case "all":
            return found
        case _:
            return found.open()


def _improvement(project: Project, pk: int) -> Improvement:
    rows = Improvement.objects.select_related("project", "owner", "activation", "made_by", "done_by")
    return get_object_or_404(rows, project=project, pk=pk)


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
