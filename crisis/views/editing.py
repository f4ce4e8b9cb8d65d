"""Adopting, editing, publishing and comparing playbooks."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crisis import actions, content, forms, queries
from crisis.models import CrisisRole, Phase, Playbook, PlaybookVersion
from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project

REVIEW_MONTHS = 12


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def adopt(request: ProjectRequest, project: Project, key: str) -> HttpResponse:
    """Making a starter the project's own, to be edited."""
    starter = queries.playbook(key)
    if starter is None:
        raise Http404
    actions.adopt(project=project, starter=starter, by=request.user)
    return redirect("crisis:edit_playbook", project.slug, key)


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def new(request: ProjectRequest, project: Project) -> HttpResponse:
    """A playbook of the project's own."""
    form = forms.NewPlaybookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            made = actions.write_playbook(project=project, by=request.user, **form.cleaned_data)
            return once.done(request, _url("edit_playbook", made))
    context = {
        "form": form,
        "title": _("A playbook of our own"),
        "submit": _("Write its steps"),
        "cancel_url": reverse("crisis:playbooks", args=[project.slug]),
    }
    return render(request, "crisis/playbook_form.html", context, status=_status(form))


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def edit(request: ProjectRequest, project: Project, key: str) -> HttpResponse:
    """The editor. Every button saves or changes the rows; nothing that was typed is lost."""
    playbook = _own(project, key)
    if request.method != "POST":
        written, version = queries.drafted(playbook)
        form = _form(project, playbook, initial={**written, "version": version})
        rows = [forms.typed_step(step) for step in written["steps"]]
        return _editor(request, playbook, form, rows, list(written["messages"]))
    return _edited(request, project, playbook)


def _form(project: Project, playbook: Playbook, *args: Any, **kwargs: Any) -> forms.PlaybookForm:
    others = [(one.key, one.title) for one in queries.library(project) if one.key != playbook.key]
    return forms.PlaybookForm(*args, others=others, **kwargs)


def _edited(request: ProjectRequest, project: Project, playbook: Playbook) -> HttpResponse:
    form = _form(project, playbook, request.POST)
    steps, texts = forms.step_rows(request.POST), forms.message_rows(request.POST)
    typed: list[dict[str, Any]] = [{**row.data} for row in steps]
    said: list[dict[str, Any]] = [{**row.data} for row in texts]
    act, place = forms.pressed(request.POST)
    if act == "message":
        said.append({"subject": "", "text": ""})
        return _editor(request, playbook, form, typed, said)
    if act in forms.ROW_ACTS:
        forms.rearrange(typed, act, place, _EMPTY_ROW, alike=("phase", "role", "anchor"))
        return _editor(request, playbook, form, typed, said)
    valid = [form.is_valid(), *(row.is_valid() for row in [*steps, *texts])]
    if not all(valid):
        errors = [_row_error(number, row) for number, row in enumerate(steps, 1) if row.errors]
        errors += [_("A message needs a subject and a text.") for row in texts if row.errors][:1]
        return _editor(request, playbook, form, typed, said, errors=errors, status=422)
    given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    written = {**given, "steps": [row.step for row in steps], "messages": [row.cleaned_data for row in texts]}
    try:
        version = form.cleaned_data["version"]
        actions.save_draft(playbook=playbook, by=request.user, version=version, written=written)
    except actions.SavedMeanwhile as error:
        return _conflict(request, playbook, form, typed, said, written, error.stored)
    if act == "publish":
        return redirect(_url("publish_playbook", playbook))
    messages.success(request, _("The draft is saved. It is run from the moment that you publish it."))
    return redirect(_url("edit_playbook", playbook))


_EMPTY_ROW: dict[str, Any] = {
    "phase": Phase.FIRST_15.value,
    "role": CrisisRole.INCIDENT_COMMANDER.value,
    "title": "",
    "minutes": "15",
    "anchor": "declared",
    "confirmed": "no",
    "done_when": "",
}


def _row_error(number: int, row: forms.StepRow) -> str:
    said = "; ".join(str(error) for errors in row.errors.values() for error in errors)
    return _("Step %(number)d: %(said)s") % {"number": number, "said": said}


def _conflict(
    request: ProjectRequest,
    playbook: Playbook,
    form: forms.PlaybookForm,
    typed: list[dict[str, Any]],
    said: list[dict[str, Any]],
    mine: content.Content,
    stored: Any,
) -> HttpResponse:
    """Somebody saved or published first: what differs is shown, and what was typed stays."""
    playbook = _own(request.project, playbook.key)
    theirs, version = queries.drafted(playbook)
    data: Any = form.data
    data = data.copy()
    data["version"] = str(version)
    form.data = data
    who = stored.saved_by if stored else _("Somebody")
    form.add_error(
        None,
        _("%(name)s saved meanwhile. Below is yours; what differs is listed. Save again to keep yours.")
        % {"name": who},
    )
    others = queries.told_differences(content.differences(theirs, mine))
    return _editor(request, playbook, form, typed, said, differences=others, status=409)


def _editor(
    request: ProjectRequest,
    playbook: Playbook,
    form: forms.PlaybookForm,
    rows: list[dict[str, Any]],
    said: list[dict[str, Any]],
    *,
    errors: list[str] | None = None,
    differences: Any = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "playbook": playbook,
        "form": form,
        "rows": rows,
        "said": said,
        "empty_row": _EMPTY_ROW,
        "errors": errors,
        "differences": differences,
        "phases": Phase.choices,
        "roles": CrisisRole.choices,
        "has_draft": getattr(playbook, "draft", None) is not None,
        "published": playbook.versions.first(),
    }
    return render(request, "crisis/playbook_edit.html", context, status=status)


@project_view(Perm.CRISIS_EDIT, methods=("GET", "POST"))
def publish(request: ProjectRequest, project: Project, key: str) -> HttpResponse:
    """What differs from what is run now, what the checks say, and the button."""
    playbook, status = _own(project, key), 200
    written, version = queries.drafted(playbook)
    latest = playbook.versions.select_related("playbook").first()
    day = actions.next_review(project.today(), REVIEW_MONTHS)
    form = forms.PublishForm(request.POST or None, initial={"version": version, "review_on": day})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.publish_playbook(playbook=playbook, by=request.user, **form.cleaned_data)
            messages.success(
                request, _("%(version)s is published: it is run from now on.") % {"version": made}
            )
            return redirect(_url("playbook", playbook))
        except actions.SavedMeanwhile:
            form.add_error(
                None, _("Somebody changed the draft meanwhile. Read what differs, then publish again.")
            )
            form.data = _with_version(form, version)
            status = 409
        except (actions.NothingToPublish, actions.NotRunnable) as error:
            form.add_error(None, str(error))
    before = queries.content_of(latest) if latest else content.empty(playbook.title, written["severity"])
    context = {
        "playbook": playbook,
        "form": form,
        "differences": queries.told_differences(content.differences(before, written)),
        "latest": latest,
        "checks": queries.checks(project, written, {one.key for one in queries.library(project)}),
    }
    if status == 200:
        status = _status(form)
    return render(request, "crisis/playbook_publish.html", context, status=status)


def _with_version(form: Any, version: int) -> Any:
    data = form.data.copy()
    data["version"] = str(version)
    return data


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def discard(request: ProjectRequest, project: Project, key: str) -> HttpResponse:
    """Throwing the draft away."""
    playbook = _own(project, key)
    was_published = playbook.versions.exists()
    actions.discard_draft(playbook=playbook, by=request.user)
    messages.success(request, _("The draft is thrown away."))
    return (
        redirect("crisis:playbook", project.slug, key)
        if was_published
        else redirect("crisis:playbooks", project.slug)
    )


@project_view(Perm.CRISIS_EDIT, methods=("POST",))
def reviewed(request: ProjectRequest, project: Project, key: str) -> HttpResponse:
    """Read, and found right."""
    playbook = _own(project, key)
    form = forms.RereadForm(request.POST)
    if form.is_valid():
        actions.reviewed(playbook=playbook, by=request.user, review_on=form.cleaned_data["review_on"])
        messages.success(request, _("Reviewed. You are reminded of the next time."))
    else:
        messages.error(request, _("Say on which day it is read again."))
    return redirect(_url("playbook", playbook))


@project_view(Perm.CRISIS_VIEW)
def compare(request: ProjectRequest, project: Project, key: str) -> HttpResponse:
    """Two versions beside each other: by `?a=` and `?b=`, else the latest two."""
    playbook = _own(project, key)
    versions = list(playbook.versions.select_related("playbook", "made_by"))
    if not versions:
        raise Http404
    after = _picked(versions, request.GET.get("b", ""), versions[0])
    before = _picked(versions, request.GET.get("a", ""), versions[min(1, len(versions) - 1)])
    found = content.differences(queries.content_of(before), queries.content_of(after))
    context = {
        "playbook": playbook,
        "versions": versions,
        "before": before,
        "after": after,
        "differences": queries.told_differences(found),
    }
    return render(request, "crisis/playbook_compare.html", context)


def _picked(versions: list[PlaybookVersion], asked: str, otherwise: PlaybookVersion) -> PlaybookVersion:
    return next((one for one in versions if str(one.number) == asked), otherwise)


def _own(project: Project, key: str) -> Playbook:
    return get_object_or_404(
        Playbook.objects.filter(project=project).select_related("project", "draft", "draft__saved_by"),
        key=key,
    )


def _url(name: str, playbook: Playbook) -> str:
    return reverse(f"crisis:{name}", args=[playbook.project.slug, playbook.key])


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
