"""Looking back at a run, and what is improved for it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crisis import actions, forms, queries
from crisis.models import Activation, Improvement, ImprovementQuerySet
from crisis.views.during import run_of
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.listing import listing, search_text
from projects.models import Project
from projects.templatetags.planner import plain_day
from reports import tables

SORTS = {
    "due": ("due_on", "pk"),
    "owner": ("owner__name", "due_on"),
    "text": ("text", "pk"),
}


@project_view(Perm.CRISIS_VIEW)
def review(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """A run looked back at: what went well, what did not, what is improved."""
    activation = run_of(project, pk)
    report = project.reports.filter(kind="after_action", about_id=activation.pk).first()
    context = {
        "activation": activation,
        "review": queries.review(activation),
        "after_action": queries.after_action(activation),
        "improvements": activation.improvements.select_related("owner"),
        "ratings": activation.ratings.all(),
        "observations": activation.observations.select_related("by"),
        "report": report,
        "form": forms.ImprovementForm(project=project, initial={"owner": request.user.pk}),
        "today": project.today(),
        "lesson_url": _lesson_url(project, activation),
    }
    return render(request, "crisis/review.html", context)


def _lesson_url(project: Project, activation: Activation) -> str:
    """Where a lesson is written down that begins with which run taught it."""
    words = (
        _("After the drill “%(title)s” of %(day)s: ")
        if activation.is_drill
        else _("After “%(title)s” of %(day)s: ")
    )
    facts = {"title": activation.title, "day": plain_day(activation.declared_at)}
    return f"{reverse('outcomes:new_lesson', args=[project.slug])}?{urlencode({'proved': words % facts})}"


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def change_review(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Writing the review in people's own words."""
    activation = run_of(project, pk)
    stored = queries.after_action(activation)
    if stored is None:
        messages.error(request, _("The review is drafted when the run is stood down."))
        return redirect("crisis:review", project.slug, activation.pk)
    initial = {"version": stored.version}
    form: Any = forms.ReviewForm(request.POST or None, instance=stored, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_review(review=stored, by=request.user, **form.cleaned_data)
            return redirect("crisis:review", project.slug, activation.pk)
        except actions.ChangedMeanwhile as error:
            fresh = queries.after_action(activation)
            form.data = form.data.copy()
            form.data["version"] = str(fresh.version if fresh else 1)
            form.add_error(None, str(error))
            context = {"activation": activation, "form": form, "stored": fresh}
            return render(request, "crisis/review_change.html", context, status=409)
    context = {"activation": activation, "form": form}
    return render(request, "crisis/review_change.html", context, status=_status(form))


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def add_improvement(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Something to be better at next time, from one run."""
    activation = run_of(project, pk)
    form = forms.ImprovementForm(request.POST, project=project)
    if not form.is_valid():
        messages.error(request, _("Say what is improved, by whom, and until which day."))
        return redirect("crisis:review", project.slug, activation.pk)
    return _added(request, project, form, activation)


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def new_improvement(request: ProjectRequest, project: Project) -> HttpResponse:
    """Something to be better at next time, from no run."""
    form = forms.ImprovementForm(request.POST or None, project=project, initial={"owner": request.user.pk})
    if request.method == "POST" and form.is_valid():
        return _added(request, project, form, None)
    context = {"form": form, "title": _("An improvement")}
    return render(request, "crisis/improvement.html", context, status=_status(form))


def _added(request: ProjectRequest, project: Project, form: Any, activation: Any) -> HttpResponse:
    given = {name: form.cleaned_data[name] for name in ("text", "owner", "due_on")}
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        actions.add_improvement(project=project, activation=activation, by=request.user, **given)
        if activation is None:
            return once.done(request, reverse("crisis:improvements", args=[project.slug]))
        return once.done(request, reverse("crisis:review", args=[project.slug, activation.pk]))


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
            (one.text, str(one.owner), one.due_on, str(one.activation or ""), one.done_at, one.outcome)
            for one in _found(project, _asked(request))
        ),
    )


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
