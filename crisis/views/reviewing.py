"""Looking back at a run: what went well, what did not, and what becomes of each."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crisis import actions, forms, queries
from crisis.models import Activation, Finding
from crisis.views.during import run_of
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from projects.templatetags.planner import plain_day


@project_view(Perm.CRISIS_VIEW)
def review(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """A run looked back at: what went well, what did not, what is improved.

    `?change=12` opens a finding to be reworded, `?improve=12` one to be improved.
    """
    activation = run_of(project, pk)
    changed = _asked(request, activation, "change")
    improved = _asked(request, activation, "improve")
    initial = {"owner": request.user.pk, "text": improved.text[:500] if improved else ""}
    form = forms.ImprovementForm(project=project, initial=initial)
    typed = changed.text if changed else ""
    return _page(request, activation, form, improved=improved, changed=changed, typed=typed)


def _page(
    request: ProjectRequest,
    activation: Activation,
    form: Any = None,
    *,
    changed: Finding | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    project = request.project
    stored = queries.after_action(activation)
    context = {
        "activation": activation,
        "review": queries.review(activation),
        "after_action": stored,
        "lists": queries.findings(stored, also=changed) if stored else [],
        "improvements": activation.improvements.select_related("owner"),
        "ratings": activation.ratings.all(),
        "observations": activation.observations.select_related("by"),
        "report": project.reports.filter(kind="after_action", about_id=activation.pk).first(),
        "form": form or forms.ImprovementForm(project=project, initial={"owner": request.user.pk}),
        "today": project.today(),
        "changed": changed,
        **more,
    }
    return render(request, "crisis/review.html", context, status=status)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def add_finding(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One more thing that went well or did not."""
    activation = run_of(project, pk)
    stored = queries.after_action(activation)
    if stored is None:
        messages.error(request, _("The review is drafted when the run is stood down."))
        return redirect(_url(activation))
    form = forms.FindingForm(request.POST)
    if not form.is_valid():
        typed = {request.POST.get("kind", ""): request.POST.get("text", "")}
        error = _("Say it in at most 1,000 letters.")
        return _page(request, activation, error=error, added=typed, status=422)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        found = actions.add_finding(review=stored, by=request.user, **form.cleaned_data)
        return once.done(request, f"{_url(activation)}#finding-{found.pk}")


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def change_finding(request: ProjectRequest, project: Project, pk: int, finding_pk: int) -> HttpResponse:
    """Saying one thing in people's own words."""
    activation = run_of(project, pk)
    finding = _finding(activation, finding_pk)
    form, status = forms.ChangeFindingForm(request.POST), 422
    error = _("Say it in at most 1,000 letters.")
    if form.is_valid():
        try:
            actions.change_finding(finding=finding, by=request.user, **form.cleaned_data)
            return redirect(f"{_url(activation)}#finding-{finding.pk}")
        except actions.ChangedMeanwhile as problem:
            error, status = str(problem), 409
            finding.refresh_from_db()
    else:
        # What somebody else saved since the page was made is told when this can be saved.
        finding.version = form.cleaned_data.get("version", finding.version)
    told = status == 409 or bool(form.cleaned_data.get("put_back"))
    typed = request.POST.get("text", "")
    return _page(request, activation, error=error, changed=finding, told=told, typed=typed, status=status)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def remove_finding(request: ProjectRequest, project: Project, pk: int, finding_pk: int) -> HttpResponse:
    """Taking one thing out."""
    activation = run_of(project, pk)
    finding = _finding(activation, finding_pk)
    actions.remove_finding(finding=finding, by=request.user)
    undo = reverse("crisis:restore_finding", args=[project.slug, activation.pk, finding.pk])
    messages.success(request, _("Taken out: %(text)s") % {"text": finding}, extra_tags=f"undo {undo}")
    return redirect(_url(activation))


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def restore_finding(request: ProjectRequest, project: Project, pk: int, finding_pk: int) -> HttpResponse:
    """Putting it back."""
    activation = run_of(project, pk)
    finding = _finding(activation, finding_pk)
    actions.restore_finding(finding=finding, by=request.user)
    return redirect(f"{_url(activation)}#finding-{finding.pk}")


@project_view(Perm.OUTCOME_EDIT, methods=("POST",))
def learn_from(request: ProjectRequest, project: Project, pk: int, finding_pk: int) -> HttpResponse:
    """A lesson from one thing; what of it carries forward is written there."""
    activation = run_of(project, pk)
    finding = _finding(activation, finding_pk)
    try:
        lesson = actions.learn_from(finding=finding, words=_words(activation), by=request.user)
    except actions.ChangedMeanwhile as problem:
        back = reverse("crisis:restore_finding", args=[project.slug, activation.pk, finding.pk])
        messages.warning(request, str(problem), extra_tags=f"undo {back}")
        return redirect(_url(activation))
    messages.success(request, _("It is a lesson now. Say what of it carries forward."))
    return redirect("outcomes:change_lesson", project.slug, lesson.pk)


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def add_improvement(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Something to be better at next time, from one run."""
    activation = run_of(project, pk)
    form = forms.ImprovementForm(request.POST, project=project)
    finding = _asked(request, activation, "finding")
    if not form.is_valid():
        error = _("Say what is improved, by whom, and until which day.")
        return _page(request, activation, form, error=error, improved=finding, status=422)
    given = {name: form.cleaned_data[name] for name in ("text", "owner", "due_on")}
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        actions.add_improvement(
            project=project, activation=activation, finding=finding, by=request.user, **given
        )
        return once.done(request, f"{_url(activation)}#better")


def _asked(request: ProjectRequest, activation: Activation, name: str) -> Finding | None:
    """The finding that the address or the form names, if it stands in this review."""
    given = request.GET.get(name) or request.POST.get(name) or ""
    if not given.isascii() or not given.isdigit() or len(given) > 15:
        return None
    return Finding.objects.standing().filter(review__activation=activation, pk=int(given)).first()


def _finding(activation: Activation, pk: int) -> Finding:
    rows = Finding.objects.filter(review__activation=activation).select_related("review__activation__project")
    return get_object_or_404(rows, pk=pk)


def _words(activation: Activation) -> str:
    """Which run taught it."""
    words = (
        _("After the drill “%(title)s” of %(day)s: ")
        if activation.is_drill
        else _("After “%(title)s” of %(day)s: ")
    )
    return words % {"title": activation.title, "day": plain_day(activation.declared_at)}


def _url(activation: Activation) -> str:
    return reverse("crisis:review", args=[activation.project.slug, activation.pk])
