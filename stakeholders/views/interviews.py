"""Interviews in person: the list, one of them, scheduling, changing, cancelling, marking."""

from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mailroom import content
from mailroom.calendar import CANCEL, REQUEST
from projects import access, listing, once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import tables
from stakeholders import actions, mail_interviews, queries
from stakeholders.forms import CancelForm, InterviewForm
from stakeholders.models import Answer, Conversation, FollowUp, Stakeholder, Status, Way
from stakeholders.queries.interviews import OVERDUE, found_people, interviewers_of
from stakeholders.views.register import tabs

SORTS = {
    "starts": ("-starts_at",),
    "interviewer": ("interviewer__name",),
    "status": ("status", "-starts_at"),
    "length": ("round__minutes",),
}


@project_view(Perm.INTERVIEW_VIEW)
def interviews(request: ProjectRequest, project: Project) -> HttpResponse:
    """Every interview in person, as the URL narrows and sorts the list."""
    filters = queries.InterviewFilters.of(request.GET)
    rows = queries.conversations(project, filters)
    return render(
        request,
        "stakeholders/interviews.html",
        {
            "listing": listing.listing(request, rows, sorts=SORTS),
            "filters": filters,
            "tallied": queries.tallied(project),
            "statuses": [*Status.choices, (OVERDUE, _("Waiting for word"))],
            "ways": [one for one in Way.choices if one[0] != Way.EMAILED],
            "interviewers": interviewers_of(project),
            "tabs": tabs(request, project, "interviews"),
        },
    )


@project_view(Perm.INTERVIEW_VIEW)
def export(request: ProjectRequest, project: Project) -> HttpResponse:
    """The list as the URL narrows it, as a file."""
    columns = [
        (_("Starts"), "starts"),
        (_("Minutes"), "minutes"),
        (_("People"), "people"),
        (_("Interviewer"), "interviewer"),
        (_("Question set"), "set"),
        (_("Place"), "place"),
        (_("Status"), "status"),
        (_("Rule set aside because"), "override"),
        (_("To follow up"), "follow"),
    ]
    # What the query hangs on each row is not in its type.
    rows: Any = queries.conversations(project, queries.InterviewFilters.of(request.GET))
    return tables.download(
        request,
        name=_("Interviews"),
        columns=columns,
        rows=(
            (
                one.starts_at,
                one.round.minutes,
                ", ".join(part.stakeholder.name for part in one.round.people),
                str(one.interviewer),
                one.round.question_set.name,
                one.place,
                one.get_status_display(),
                one.override_reason,
                one.open_follow_ups,
            )
            for one in rows.order_by("-starts_at", "pk")
        ),
    )


@project_view(Perm.INTERVIEW_VIEW)
def show(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One interview: what is agreed on, what was said, what is to be followed up."""
    conversation = _one(project, pk)
    people = actions.people_of(conversation)
    asked = conversation.round.items.filter(wording=OuterRef("wording"))
    answers = (
        Answer.objects.filter(interview__round=conversation.round)
        .exclude(text="")
        .select_related("interview__stakeholder", "wording")
        .annotate(place=Subquery(asked.values("position")[:1]))
        .order_by("place", "interview__stakeholder__name", "pk")
    )
    return render(
        request,
        "stakeholders/interview.html",
        {
            "conversation": conversation,
            "people": people,
            "without_address": [one for one in people if not one.email],
            "answers": answers,
            "follow_ups": queries.follow_ups(conversation),
            "crumbs": _crumbs(project, None),
        },
    )


@project_view(Perm.INTERVIEW_EDIT, methods=("GET", "POST"))
def new(request: ProjectRequest, project: Project) -> HttpResponse:
    """Schedules an interview; before mail leaves, it is shown. Without a question set, that comes first."""
    if request.method != "POST" and not project.question_sets.live().exists():
        return redirect("stakeholders:bank", project.slug)
    form = InterviewForm(
        request.POST if _is_sent(request) else None,
        project=project,
        may_override=access.may(request.membership, Perm.PROTOCOL_EDIT),
        initial=_typed(request) or _begun(request, project),
    )
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        if not _is_sent(request) or not form.is_valid():
            return _form(request, project, form, None)
        if form.cleaned_data["invites"] and "confirm" not in request.POST:
            return _check(request, project, form, None)
        made = actions.schedule(
            project=project,
            plan=form.plan,
            invites=form.cleaned_data["invites"],
            override_reason=form.reason,
            by=request.user,
        )
        messages.success(request, _("The interview is scheduled."))
        return once.done(request, made.get_absolute_url())


def _begun(request: ProjectRequest, project: Project) -> dict[str, Any]:
    """What an empty form starts with: the reader asks, and whoever stands in the URL is asked."""
    wished = [one for one in request.GET.getlist("person") if one.isascii() and one.isdecimal()]
    known = project.stakeholders.live().filter(pk__in=[one for one in wished if len(one) < 19])
    return {"interviewer": request.user.pk, "people": list(known.values_list("pk", flat=True))}


def _typed(request: ProjectRequest) -> dict[str, Any]:
    """What stood in a form that is shown again without being judged."""
    if request.method != "POST":
        return {}
    return {**request.POST.dict(), "people": request.POST.getlist("people")}


def _is_sent(request: ProjectRequest) -> bool:
    """Whether the form is to be carried out; a search for people, or going back, only shows it again."""
    return request.method == "POST" and not {"find", "back"} & request.POST.keys()


@project_view(Perm.INTERVIEW_EDIT, methods=("GET", "POST"))
def edit(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Changes what is agreed on; who was invited is told, after a preview."""
    conversation = _one(project, pk)
    form = InterviewForm(
        request.POST if _is_sent(request) else None,
        project=project,
        conversation=conversation,
        may_override=access.may(request.membership, Perm.PROTOCOL_EDIT),
        initial=_typed(request),
    )
    if not _is_sent(request) or not form.is_valid():
        return _form(request, project, form, conversation)
    if conversation.invites and "confirm" not in request.POST:
        return _check(request, project, form, conversation)
    try:
        actions.change_interview(
            conversation=conversation,
            version=form.cleaned_data["version"] or 0,
            plan=form.plan,
            override_reason=form.reason,
            by=request.user,
        )
    except actions.Conflict as conflict:
        form.show_conflict(conflict.current)
        return _form(request, project, form, conversation, status=409)
    except actions.NotReady as error:
        form.add_error(None, str(error))
        return _form(request, project, form, conversation)
    messages.success(request, _("Saved."))
    return redirect(conversation)


def _form(
    request: ProjectRequest,
    project: Project,
    form: InterviewForm,
    conversation: Conversation | None,
    *,
    status: int = 200,
) -> HttpResponse:
    refused = form.errors and status == 200
    context = {
        "form": form,
        "conversation": conversation,
        "crumbs": _crumbs(project, conversation),
        **_picker(request, project, form.chosen),
    }
    return render(request, "stakeholders/interview_form.html", context, status=422 if refused else status)


def _picker(request: ProjectRequest, project: Project, chosen: list[int]) -> dict[str, Any]:
    """The people ticked so far, and whom the search finds beside them."""
    asked = request.POST if request.method == "POST" else request.GET
    text = asked.get("who", "").replace("\x00", "").strip()[:200]
    known = list(Stakeholder.objects.filter(project=project, pk__in=chosen).order_by("name", "pk"))
    return {"chosen": known, "found": found_people(project, text, beside=chosen), "who": text}


@project_view(Perm.INTERVIEW_EDIT)
def find_people(request: ProjectRequest, project: Project) -> HttpResponse:
    """The part of the form that looks for people, as one types."""
    given = [one for one in request.GET.getlist("people") if one.isascii() and one.isdecimal()]
    chosen = [int(one) for one in given if len(one) < 19]
    return render(request, "stakeholders/_people_picker.html", _picker(request, project, chosen))


def _check(
    request: ProjectRequest, project: Project, form: InterviewForm, conversation: Conversation | None
) -> HttpResponse:
    """What will leave the building, before it does."""
    plan = form.plan
    draft = Conversation(
        interviewer=plan.interviewer, starts_at=plan.starts_at, place=plan.place, invites=True
    )
    draft.round = project.rounds.model(project=project, pk=0, **plan.round_fields)
    readers = mail_interviews.readers(draft, plan.people)
    example = next((one for one in readers if not one.leads), readers[0])
    changed = conversation is not None
    context = {
        "form": form,
        "conversation": conversation,
        "readers": readers,
        "example": example,
        "is_over": draft.ends_at <= timezone.now(),
        "without_address": [one for one in plan.people if not one.email],
        "subject": mail_interviews.subject(draft, plan.people, method=REQUEST, changed=changed),
        "text": content.as_text(
            mail_interviews.blocks(draft, example, plan.people, method=REQUEST, changed=changed),
            address=lambda _to: "…",
        ),
        "posted": _posted_again(request),
        "crumbs": _crumbs(project, conversation),
    }
    return render(request, "stakeholders/interview_check.html", context)


def _posted_again(request: ProjectRequest) -> list[tuple[str, str]]:
    """What the form held, to be sent once more by the page that asks for the last word."""
    left_out = {"csrfmiddlewaretoken", "confirm", "find", "back", "who"}
    return [
        (name, value) for name, values in request.POST.lists() if name not in left_out for value in values
    ]


@project_view(Perm.INTERVIEW_EDIT, methods=("GET", "POST"))
def cancel(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Shows who would be told; a POST calls the interview off."""
    conversation = _one(project, pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    people = actions.people_of(conversation)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_interview(
                conversation=conversation, words=form.cleaned_data["words"], by=request.user
            )
        except actions.NotReady as error:
            messages.error(request, str(error))
            return redirect(conversation)
        _say(request, conversation, _("The interview is cancelled."))
        return redirect(conversation)
    readers = mail_interviews.readers(conversation, people)
    tells = conversation.invites and conversation.ends_at > timezone.now()
    context = {
        "form": form,
        "conversation": conversation,
        "readers": readers if tells else [],
        "subject": mail_interviews.subject(conversation, people, method=CANCEL),
        "crumbs": _crumbs(project, conversation),
    }
    return render(request, "stakeholders/interview_cancel.html", context, status=422 if form.errors else 200)


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def mark(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Says what became of it; with a way back."""
    conversation = _one(project, pk)
    status = request.POST.get("status", "")
    if status not in {Status.HELD, Status.NO_SHOW, Status.PLANNED}:
        messages.error(request, _("Say whether it was held, nobody came, or it is planned."))
        return redirect(conversation)
    try:
        actions.mark(conversation=conversation, status=status, by=request.user)
    except actions.NotReady as error:
        messages.error(request, str(error))
        return redirect(conversation)
    words = {
        Status.HELD: _("The interview was held. Whoever said something counts as heard."),
        Status.NO_SHOW: _("Nobody came."),
        Status.PLANNED: _("The interview is planned again."),
    }
    if status == Status.PLANNED:
        messages.success(request, words[Status(status)])
    else:
        _say(request, conversation, words[Status(status)])
    return redirect(conversation)


def _say(request: ProjectRequest, conversation: Conversation, words: str) -> None:
    """The words, with a button that makes it planned again."""
    address = reverse("stakeholders:interview_again", args=[conversation.round.project.slug, conversation.pk])
    messages.success(request, words, extra_tags=f"undo {address}")


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def plan_again(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Takes back what was said of it."""
    conversation = _one(project, pk)
    actions.mark(conversation=conversation, status=Status.PLANNED, by=request.user)
    messages.success(request, _("The interview is planned again."))
    return redirect(conversation)


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def follow_up_done(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """What was marked has been taken up, or not after all."""
    follow_up = get_object_or_404(
        FollowUp.objects.select_related("interview__round__project"), pk=pk, interview__round__project=project
    )
    actions.follow_up_done(follow_up=follow_up, done=request.POST.get("done") == "yes", by=request.user)
    return redirect(follow_up.interview.round.get_absolute_url() + "#follow-ups")


def _crumbs(project: Project, conversation: Conversation | None) -> list[tuple[str, str]]:
    crumbs = [
        (_("Stakeholders"), reverse("stakeholders:list", args=[project.slug])),
        (_("Interviews"), reverse("stakeholders:interviews", args=[project.slug])),
    ]
    return [*crumbs, (str(conversation), conversation.get_absolute_url())] if conversation else crumbs


def _one(project: Project, pk: int) -> Conversation:
    conversation: Conversation = get_object_or_404(
        Conversation.objects.select_related("round__question_set", "interviewer", "overridden_by"),
        pk=pk,
        round__project=project,
    )
    conversation.round.project = project
    return conversation
