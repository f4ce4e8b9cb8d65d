"""The guided path to a published version: check, statement, who is told, publish."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects import once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from vision import actions, mail, queries
from vision.forms import NoteForm, SealForm, StatementForm
from vision.models import OutcomeLine
from vision.queries import Letter


@project_view(Perm.VISION_PUBLISH)
def check(request: ProjectRequest, project: Project) -> HttpResponse:
    """First: what is missing."""
    actions.open_board(project)
    return render(request, "vision/publish_check.html", {"plan": queries.plan(project), "step": "check"})


@project_view(Perm.VISION_PUBLISH, methods=("GET", "POST"))
def statement(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """Second: what do we want to create?"""
    draft = queries.draft_of(project)
    form = StatementForm(request.POST or None, instance=draft)
    shown: dict[str, Any] = {"form": form, "step": "statement", "number": _next_number(project)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "vision/publish_statement.html", shown, status=422 if form.errors else 200)
    try:
        actions.write_draft(
            project=project, by=request.user, version=form.cleaned_data["version"], **form.words()
        )
    except actions.DraftConflict as conflict:
        typed = request.POST.copy()
        typed["version"] = str(conflict.current.version)
        form.data = typed
        return render(request, "vision/publish_statement.html", {**shown, "conflict": conflict}, status=409)
    return redirect("vision:publish_people", project.slug)


def _next_number(project: Project) -> int:
    latest = project.versions.values_list("number", flat=True).first()
    return (latest or 0) + 1


@project_view(Perm.VISION_PUBLISH)
def people(request: ProjectRequest, project: Project) -> HttpResponse:
    """Third: who is told what, and who is talked to first."""
    return render(request, "vision/publish_people.html", {"plan": queries.plan(project), "step": "people"})


@project_view(Perm.VISION_PUBLISH, methods=("GET", "POST"))
def person(request: ProjectRequest, project: Project, pk: int) -> HttpResponseBase:
    """One person's mail as it would go, and the talk before it."""
    letter = _letter_to(project, pk)
    form = NoteForm(request.POST or None, instance=letter.note, letter=letter, project=project)
    if request.method == "POST" and form.is_valid():
        actions.write_note(
            project=project, stakeholder=letter.stakeholder, by=request.user, **_decided(form, letter)
        )
        messages.success(request, _("Kept for %(name)s's mail.") % {"name": letter.stakeholder.name})
        return redirect("vision:publish_people", project.slug)
    return render(
        request,
        "vision/publish_person.html",
        {
            "form": form,
            "letter": letter,
            "blocks": mail.blocks(
                letter.words,
                [preview_line(line) for line in letter.lines],
                sender=str(request.user),
                to="",
            ),
            "step": "people",
        },
        status=422 if form.errors else 200,
    )


def _letter_to(project: Project, pk: int) -> Letter:
    letter = next((one for one in queries.plan(project).letters if one.stakeholder.pk == pk), None)
    if letter is None:
        raise Http404
    return letter


def _decided(form: NoteForm, letter: Letter) -> dict[str, Any]:
    """What differs from the usual words; the usual ones are written anew each time."""
    decided = dict(form.cleaned_data)
    for name, usual in (("subject", letter.subject), ("words", letter.words)):
        same = decided[name].replace("\r\n", "\n").strip() == usual.strip()
        stored = getattr(letter.note, name, "") if letter.note else ""
        if same and not stored:
            decided[name] = ""
    return decided


def preview_line(line: queries.Line) -> OutcomeLine:
    """The line as it would be kept, for showing only."""
    element = line.element
    return OutcomeLine(
        text=line.ask.text,
        title=element.title if element else "",
        place=line.place,
        reason=element.reason if element else "",
        revisit_on=element.revisit_on if element and line.place == "next" else None,
        before=line.before,
    )


@project_view(Perm.VISION_PUBLISH, methods=("GET", "POST"))
def publish(request: ProjectRequest, project: Project) -> HttpResponseBase:
    """Last: everything once more with counts, and the button."""
    refusal = ""
    if request.method == "POST":
        form = SealForm(request.POST)
        with once.only(request) as earlier:
            if earlier:
                return redirect(earlier)
            try:
                seal = form.cleaned_data["seal"] if form.is_valid() else ""
                version = actions.publish(project=project, by=request.user, seal=seal)
                messages.success(request, _("Version %(number)d is published.") % {"number": version.number})
                return once.done(request, reverse("vision:knows", args=[project.slug, version.number]))
            except actions.NotPublished as error:
                refusal = str(error)
    return render(
        request,
        "vision/publish_now.html",
        {"plan": queries.plan(project), "refusal": refusal, "step": "publish"},
        status=409 if refusal else 200,
    )
