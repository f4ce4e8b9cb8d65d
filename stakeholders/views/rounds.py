"""Rounds: drafting, choosing people, the preview of what leaves the building, sending, reminding, closing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailroom import content
from projects import listing, once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import tables
from stakeholders import actions, mail, queries
from stakeholders.forms import RoundForm
from stakeholders.models import Level, Round, Stakeholder, State
from stakeholders.models.answer import FEWEST
from stakeholders.queries.rounds import unsubscribed
from stakeholders.views.register import SORTS, tabs

ROUND_SORTS = {
    "made": ("-created_at",),
    "title": ("title",),
    "set": ("question_set__name",),
    "until": ("deadline",),
}
_PEOPLE_ON_A_PAGE = 100


@project_view(Perm.INTERVIEW_VIEW)
def rounds(request: ProjectRequest, project: Project) -> HttpResponse:
    """The rounds that the URL asks for, each with how far it has come."""
    state = request.GET.get("state", "")
    found = queries.rounds(project, text=listing.search_text(request), state=state)
    if tables.asked(request):
        return _as_file(request, queries.with_tallies(listing.ordered(request, found, sorts=ROUND_SORTS)))
    page = listing.listing(request, found, sorts=ROUND_SORTS)
    every = project.rounds.emailed()
    return render(
        request,
        "stakeholders/rounds.html",
        {
            "listing": page,
            "rows": queries.with_tallies(page.rows),
            "states": queries.RoundState.choices,
            "state": state if state in queries.RoundState.values else "",
            "all": every.count(),
            "open": every.open().count(),
            "has_sets": project.question_sets.live().exists(),
            "tabs": tabs(request, project, "rounds"),
        },
    )


def _as_file(request: ProjectRequest, rows: list[queries.RoundRow]) -> HttpResponse:
    return tables.download(
        request,
        name=_("Rounds"),
        columns=[
            (_("Round"), "round"),
            (_("Questions"), "questions"),
            (_("State"), "state"),
            (_("Without names"), "anonymous"),
            (_("Sent"), "sent"),
            (_("Answers until"), "deadline"),
            (_("Chosen"), "chosen"),
            (_("Asked"), "asked"),
            (_("Started"), "started"),
            (_("Heard"), "heard"),
            (_("Declined"), "declined"),
        ],
        rows=(
            (
                row.round.title,
                row.round.question_set.name,
                queries.RoundState(row.round.standing).label,
                row.round.anonymous,
                row.round.sent_at,
                row.round.deadline,
                row.tally.chosen,
                row.tally.asked,
                row.tally.started,
                row.tally.submitted,
                row.tally.declined,
            )
            for row in rows
        ),
    )


@project_view(Perm.INTERVIEW_EDIT, methods=("GET", "POST"))
def new(request: ProjectRequest, project: Project) -> HttpResponse:
    """Drafts a round; nothing is sent. A project without sets first takes over the ready ones."""
    if request.method != "POST" and not project.question_sets.live().exists():
        return redirect("stakeholders:bank", project.slug)
    form = RoundForm(request.POST or None, project=project)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        if request.method == "POST" and form.is_valid():
            made = actions.draft(project=project, by=request.user, **form.values)
            if chosen := _brought_along(request, project):
                actions.choose(round=made, add=chosen, by=request.user)
                address = reverse("stakeholders:round_preview", args=[project.slug, made.pk])
                return once.done(request, address)
            if request.GET.get("invite"):
                # "Invite these", on the coverage page: whom the filters in the URL let through.
                unheard = queries.register(project, queries.Filters.of(request.GET))
                actions.choose(round=made, add=unheard.exclude(email=""), by=request.user)
            return once.done(request, reverse("stakeholders:round_people", args=[project.slug, made.pk]))
    return _form(request, project, form, None)


def _brought_along(request: ProjectRequest, project: Project) -> list[Stakeholder]:
    """The people who were ticked in the register before the round was begun."""
    keys = [int(pk) for pk in request.POST.get("people", "").split() if _is_key(pk)]
    return list(project.stakeholders.live().filter(pk__in=keys))


@project_view(Perm.INTERVIEW_EDIT, methods=("GET", "POST"))
def edit(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Changes a draft, or the deadline and reminders of a round that was sent."""
    asked = _one(project, pk)
    form = RoundForm(request.POST or None, project=project, round=asked)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_round(round=asked, version=version, by=request.user, **form.values)
        except actions.Conflict as conflict:
            form.show_conflict(conflict.current)
            return _form(request, project, form, asked, status=409)
        messages.success(request, _("Saved."))
        return redirect(asked)
    return _form(request, project, form, asked)


def _form(
    request: ProjectRequest, project: Project, form: RoundForm, asked: Round | None, *, status: int = 200
) -> HttpResponse:
    status = 422 if form.errors and status == 200 else status
    people = request.POST.get("people", "") if asked is None else ""
    context = {
        "form": form,
        "round": asked,
        "crumbs": _crumbs(project, asked),
        "people": people,
        "invited": len(people.split()),
    }
    return render(request, "stakeholders/round_form.html", context, status=status)


@project_view(Perm.INTERVIEW_VIEW)
def show(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Who was invited, opened, started, submitted, declined, and what they ask of the lead."""
    asked = _one(project, pk)
    state = "" if asked.anonymous else request.GET.get("state", "")
    found = queries.asked_in(asked, text=listing.search_text(request), state=state)
    page = listing.listing(request, found, sorts={"name": ("stakeholder__name",)}, per_page=_PEOPLE_ON_A_PAGE)
    wishes = asked.interviews.exclude(talk_wanted_at=None, colleague_named_at=None)
    return render(
        request,
        "stakeholders/round.html",
        {
            "round": asked,
            "tally": queries.tally(asked),
            "listing": page,
            "state": state,
            "unsubscribed": unsubscribed(project, page.rows),
            "items": asked.items.select_related("wording"),
            "fewest": FEWEST,
            "wishes": wishes.select_related("stakeholder").order_by("stakeholder__name", "pk"),
            "crumbs": _crumbs(project, None),
        },
    )


@project_view(Perm.INTERVIEW_VIEW)
def export(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The people of the round and how far each has come, as a file."""
    asked = _one(project, pk)
    people = asked.interviews.select_related("stakeholder").order_by("stakeholder__name", "pk")
    columns = [
        (_("Name"), "name"),
        (_("E-mail address"), "email"),
        (_("State"), "state"),
        (_("Invited"), "invited"),
        (_("Submitted"), "submitted"),
        (_("Reminders"), "reminders"),
    ]
    return tables.download(
        request,
        name=asked.title,
        columns=columns,
        rows=(
            (one.stakeholder.name, one.stakeholder.email, _("Asked without a name"), one.invited_at, None, "")
            if asked.anonymous
            else (
                one.stakeholder.name,
                one.stakeholder.email,
                one.get_state_display(),
                one.invited_at,
                one.submitted_at,
                one.reminders,
            )
            for one in people
        ),
    )


@project_view(Perm.INTERVIEW_EDIT, methods=("GET", "POST"))
def people(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Chooses people. What is ticked on this page of the list is in, what is not ticked is out."""
    asked = _one(project, pk)
    if request.method == "POST":
        return _choose(request, project, asked)
    filters = queries.Filters.of(request.GET)
    rows = queries.register(project, filters)
    page = listing.listing(request, rows, sorts=SORTS, per_page=100)
    states = dict(asked.interviews.values_list("stakeholder_id", "state"))
    return render(
        request,
        "stakeholders/round_people.html",
        {
            "round": asked,
            "listing": page,
            "filters": filters,
            "rows": [{"person": one, "state": states.get(one.pk, "")} for one in page.rows],
            "chosen": sum(state == State.CHOSEN for state in states.values()),
            "levels": Level.choices,
            "facets": queries.facets(project),
            "crumbs": _crumbs(project, asked),
        },
    )


def _choose(request: ProjectRequest, project: Project, asked: Round) -> HttpResponse:
    """Keeps the ticks; `all` takes everybody whom the filters let through."""
    if request.POST.get("all"):
        add = list(queries.register(project, queries.Filters.of(request.GET)).exclude(email=""))
        remove: list[int] = []
    else:
        ticked = {int(pk) for pk in request.POST.getlist("person") if _is_key(pk)}
        on_page = {int(pk) for pk in request.POST.getlist("shown") if _is_key(pk)}
        add = list(project.stakeholders.live().exclude(email="").filter(pk__in=ticked))
        remove = list(on_page - ticked)
    actions.choose(round=asked, add=add, remove=remove, by=request.user)
    where = request.POST.get("then", "")
    if where == "preview":
        return redirect("stakeholders:round_preview", project.slug, asked.pk)
    query = request.GET.copy()
    if where.isdecimal():
        query["page"] = where
    address = reverse("stakeholders:round_people", args=[project.slug, asked.pk])
    return redirect(f"{address}?{query.urlencode()}" if query else address)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


@project_view(Perm.INTERVIEW_EDIT)
def preview(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The exact mail, and how many will leave."""
    asked = _one(project, pk)
    chosen = list(
        asked.interviews.filter(state=State.CHOSEN, stakeholder__archived_at=None).select_related(
            "stakeholder"
        )
    )
    to = [one.stakeholder for one in chosen if one.stakeholder.email]
    return render(
        request,
        "stakeholders/round_preview.html",
        {
            "round": asked,
            "to": to,
            "without_address": [one.stakeholder for one in chosen if not one.stakeholder.email],
            "spanish": sum(one.language == "es" for one in to),
            "other_way": [one for one in to if one.preferred_way not in ("", "email")],
            "mail": _exact_mail(asked, _example(to, request.GET.get("as", "")), str(request.user)),
            "crumbs": _crumbs(project, asked),
        },
    )


def _example(to: list[Stakeholder], wished: str) -> Stakeholder | None:
    return next((one for one in to if str(one.pk) == wished), to[0] if to else None)


def _exact_mail(asked: Round, person: Stakeholder | None, sender: str) -> dict[str, Any] | None:
    """What one of them will read; the button leads nowhere here."""
    if person is None:
        return None
    with translation.override(person.language):
        blocks = mail.invitation_blocks(
            person, round=asked, questions=mail.how_many(asked), sender=sender, to="#"
        )
        return {
            "person": person,
            "subject": mail.invitation_subject(asked),
            "blocks": [{"kind": one.kind, **vars(one)} for one in blocks],
            "text": content.as_text(blocks, address=lambda to: _("(their personal link)")),
        }


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def send(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Sends the invitations, once."""
    asked = _one(project, pk)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        try:
            count = actions.send(round=asked, by=request.user)
        except actions.NotReady as error:
            messages.error(request, str(error))
            return redirect("stakeholders:round_preview", project.slug, pk)
        words = ngettext(
            "%(count)d invitation is on its way.", "%(count)d invitations are on their way.", count
        )
        messages.success(request, words % {"count": count})
        return once.done(request, asked.get_absolute_url())


@project_view(Perm.INTERVIEW_EDIT, methods=("GET", "POST"))
def remind(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Shows whom a reminder would reach; a POST sends it, at most once a day to each."""
    asked = _one(project, pk)
    if request.method != "POST":
        waiting = actions.remindable(asked)
        context = {
            "round": asked,
            "waiting": waiting,
            "unsubscribed": unsubscribed(project, waiting),
            "crumbs": _crumbs(project, asked),
        }
        return render(request, "stakeholders/round_remind.html", context)
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        try:
            count = actions.remind(round=asked, by=request.user)
        except actions.NotReady as error:
            messages.error(request, str(error))
            return redirect(asked)
        words = ngettext("%(count)d reminder is on its way.", "%(count)d reminders are on their way.", count)
        messages.success(request, words % {"count": count})
        return once.done(request, asked.get_absolute_url())


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def colleague(request: ProjectRequest, project: Project, pk: int, part: int) -> HttpResponse:
    """The colleague whom somebody named is asked too: into the round, then to the preview of the mail."""
    asked = _one(project, pk)
    interview = get_object_or_404(asked.interviews.select_related("stakeholder"), pk=part)
    interview.round = asked
    try:
        person = actions.take_up_colleague(interview=interview, by=request.user)
    except actions.NotReady as error:
        messages.error(request, str(error))
        return redirect(asked)
    messages.success(request, _("%(name)s is chosen. Nothing is sent yet.") % {"name": person.name})
    return redirect("stakeholders:round_preview", project.slug, pk)


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def close(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Ends the round now."""
    asked = _one(project, pk)
    try:
        actions.close(round=asked, by=request.user)
    except actions.NotReady as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The round is closed. What was typed until now can be read."))
    return redirect(asked)


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def discard(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Throws a draft away."""
    asked = _one(project, pk)
    try:
        actions.discard(round=asked, by=request.user)
    except actions.NotReady as error:
        messages.error(request, str(error))
        return redirect(asked)
    messages.success(request, _("The draft is gone; nobody was asked."))
    return redirect("stakeholders:rounds", project.slug)


def _crumbs(project: Project, asked: Round | None) -> list[tuple[str, str]]:
    crumbs = [
        (_("Stakeholders"), reverse("stakeholders:list", args=[project.slug])),
        (_("Rounds"), reverse("stakeholders:rounds", args=[project.slug])),
    ]
    return [*crumbs, (asked.title, asked.get_absolute_url())] if asked else crumbs


def _one(project: Project, pk: int) -> Round:
    asked: Round = get_object_or_404(project.rounds.emailed().select_related("question_set"), pk=pk)
    asked.project = project
    return asked
