"""The page of a running interview: questions on the left, notes on the right, with or without JavaScript.

Each note is sent while it is typed, with the version that it was typed over. A note that cannot be written
into the answer (somebody else noted at the same time, the interview was called off) is kept beside it.
"""

import dataclasses
import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from projects.templatetags.planner import clock
from stakeholders import actions, queries
from stakeholders.actions import Standing
from stakeholders.forms import read_note
from stakeholders.forms.personal import TooLong
from stakeholders.models import AnswerText, Conversation, Interview, Kind, QuestionWording, Status
from stakeholders.queries import Spoken, Turn


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def begin(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Starts the interview; the clock counts from here."""
    conversation = _one(project, pk)
    try:
        actions.begin(conversation=conversation, by=request.user)
    except actions.NotReady as error:
        messages.error(request, str(error))
        return redirect(conversation)
    return redirect("stakeholders:live", project.slug, pk)


@project_view(Perm.INTERVIEW_EDIT, methods=("GET", "POST"))
def live(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The page; a POST saves all of it and, by the button that was pressed, also ends the interview."""
    conversation = _one(project, pk)
    turns = queries.turns(conversation)
    if request.method != "POST":
        if not conversation.takes_notes:
            return redirect(conversation)
        return _page(request, conversation, turns)
    refused = _save_all(request, turns)
    if refused:
        return _page(request, conversation, _with(queries.turns(conversation), refused), status=422)
    if "end" in request.POST:
        return _end(request, conversation)
    messages.success(request, _("Saved."))
    return redirect("stakeholders:live", project.slug, pk)


def _end(request: ProjectRequest, conversation: Conversation) -> HttpResponse:
    try:
        actions.mark(conversation=conversation, status=Status.HELD, by=request.user)
    except actions.NotReady as error:
        messages.error(request, str(error))
        return redirect(conversation)
    undo = reverse("stakeholders:interview_again", args=[conversation.round.project.slug, conversation.pk])
    words = _("The interview was held. Whoever said something counts as heard.")
    messages.success(request, words, extra_tags=f"undo {undo}")
    return redirect(conversation)


def _save_all(
    request: ProjectRequest, turns: list[Turn], *, but: tuple[int, int] = (0, 0)
) -> dict[str, Spoken]:
    """Saves every note that was sent; returns those that are too long, with the reason."""
    refused = {}
    for spoken in (one for turn in turns for one in turn.of):
        if spoken.interview is None or f"v{spoken.key}" not in request.POST:
            continue
        if (spoken.interview.pk, spoken.wording.pk) == but:
            continue
        try:
            _write(request, spoken.interview, spoken.wording)
        except TooLong as error:
            field = "a" if spoken.is_written else "r"
            typed = request.POST.get(f"{field}{spoken.key}", "")
            refused[spoken.key] = dataclasses.replace(spoken, error=str(error), typed=typed)
    return refused


def _with(turns: list[Turn], told: dict[str, Spoken]) -> list[Turn]:
    return [Turn(turn.number, [told.get(one.key, one) for one in turn.of]) for turn in turns]


def _write(request: ProjectRequest, interview: Interview, wording: QuestionWording) -> actions.Outcome:
    key = f"{interview.pk}-{wording.pk}"
    said = read_note(wording, request.POST, key=key)
    return actions.note(
        interview=interview,
        wording=wording,
        text=said.text,
        value=said.value,
        version=_whole(request.POST.get(f"v{key}", "")),
        device=_device(request.POST),
        follow_up=request.POST.get(f"f{key}") == "1",
        by=request.user,
    )


def _page(
    request: ProjectRequest, conversation: Conversation, turns: list[Turn], *, status: int = 200
) -> HttpResponse:
    project = conversation.round.project
    speakers = [one.interview for one in turns[0].of] if turns else []
    context = {
        "conversation": conversation,
        "turns": turns,
        "speakers": speakers,
        "is_group": len(speakers) > 1,
        "device": secrets.token_urlsafe(9),
        "began": _milliseconds(conversation.began_at),
        "now": _milliseconds(timezone.now()),
        "crumbs": [
            (_("Interviews"), reverse("stakeholders:interviews", args=[project.slug])),
            (str(conversation), conversation.get_absolute_url()),
        ],
    }
    return render(request, "stakeholders/live.html", context, status=status)


def _milliseconds(at: Any) -> int:
    return int(at.timestamp() * 1000) if at else 0


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def note(request: ProjectRequest, project: Project, pk: int, part: int, wording: int) -> HttpResponse:
    """Saves one note as it is typed. In JSON: 200 saved, 409 kept beside, 410 called off, 422 too long.

    A request that does not say what it was typed over is malformed: 400.
    """
    interview, asked = _part(project, pk, part, wording)
    if f"v{part}-{wording}" not in request.POST:
        return HttpResponseBadRequest()
    try:
        outcome = _write(request, interview, asked)
    except TooLong as error:
        return JsonResponse({"error": str(error)}, status=422)
    if outcome.standing is Standing.LATE:
        return JsonResponse({"says": _late()}, status=410)
    if outcome.standing is Standing.BESIDE:
        return _both(request, interview, outcome)
    saved = _("Saved %(time)s") % {"time": clock(timezone.now())}
    return JsonResponse({"version": outcome.answer.version, "saved": saved})


def _both(request: ProjectRequest, interview: Interview, outcome: actions.Outcome) -> JsonResponse:
    """Somebody else was first: what stands, which kept text is this page's, and where to choose."""
    answer = outcome.answer
    mine = answer.texts.filter(kind=AnswerText.Kind.BESIDE, device=_device(request.POST)).first()
    body = {
        "says": _("Somebody else noted something here at the same time. Both notes are kept."),
        "theirs": answer.text,
        "kept": mine.pk if mine else "",
        "written": answer.wording.kind in (Kind.LONG_TEXT, Kind.SHORT_TEXT),
    }
    return JsonResponse(body, status=409)


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def choose(request: ProjectRequest, project: Project, pk: int, part: int, wording: int) -> HttpResponse:
    """One of two notes that were written at once was chosen; the other stays in the history."""
    interview, asked = _part(project, pk, part, wording)
    conversation = interview.round.conversation
    # The whole form comes along: what was typed into the other fields is saved too.
    refused = _save_all(request, queries.turns(conversation), but=(part, wording))
    if interview.answers.filter(wording=asked).exists():
        try:
            keep = request.POST.get("keep", "")
            actions.resolve(interview=interview, wording=asked, keep=keep, device=_device(request.POST))
        except actions.Late:
            messages.warning(request, _late())
    if refused:
        return _page(request, conversation, _with(queries.turns(conversation), refused), status=422)
    return redirect("stakeholders:live", project.slug, pk)


def _part(project: Project, pk: int, part: int, wording: int) -> tuple[Interview, QuestionWording]:
    """One person's part in the project's interview, and one of its questions."""
    conversation = _one(project, pk)
    interview = get_object_or_404(conversation.round.interviews, pk=part)
    interview.round = conversation.round
    item = get_object_or_404(conversation.round.items.select_related("wording"), wording_id=wording)
    return interview, item.wording


def _one(project: Project, pk: int) -> Conversation:
    conversation: Conversation = get_object_or_404(
        Conversation.objects.select_related("round", "interviewer"), pk=pk, round__project=project
    )
    conversation.round.project = project
    return conversation


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _device(posted: QueryDict) -> str:
    return posted.get("device", "").replace("\x00", "")[:40]


def _late() -> str:
    return _("This interview was called off. What you noted is kept beside the answer and marked as late.")
