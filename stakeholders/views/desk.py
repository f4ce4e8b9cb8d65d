"""The synthesis desk: reading what was said, and lifting asks out of it."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.http import reswap, retarget

from projects import listing, once
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import tables
from stakeholders import actions, cards, queries
from stakeholders.forms import AskForm
from stakeholders.models import Answer, Ask, Level
from stakeholders.views.register import tabs

_PER_PAGE = 25
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)


@project_view(Perm.INTERVIEW_VIEW)
def desk(request: ProjectRequest, project: Project) -> HttpResponse:
    """Answers beside each other: by question, by person, or by the words in them."""
    filters = queries.DeskFilters.of(request.GET)
    found = queries.desk_page(project, filters, request.GET.get("page"), per_page=_PER_PAGE)
    return render(
        request,
        "stakeholders/desk.html",
        {
            "page": found.page,
            "groups": list(_groups(request, found, filters)),
            "unread_here": [card.pk for card in found.cards if card.is_unread],
            "shown_at": timezone.now().isoformat(),
            "filters": filters,
            "unread": found.unread,
            "rounds": project.rounds.sent(),
            "topics": {one.topic: one.topic_name for one in found.asked},
            "questions": {one.question: one.text for one in found.asked},
            "levels": Level.choices,
            "departments": queries.departments(project),
            "tabs": tabs(request, project, "desk"),
        },
    )


@dataclass(frozen=True)
class _Group:
    """The cards beside each other under one heading: a question's, a person's, or all that was found."""

    heading: str
    note: str
    to_read: queries.ToRead | None
    cards: list[SafeString]


def _groups(
    request: ProjectRequest, found: queries.DeskPage, filters: queries.DeskFilters
) -> Iterator[_Group]:
    look = _look(filters.by, found=bool(filters.text))
    drawn = cards.drawn(request, found.cards, look)
    if look.found and found.cards:
        yield _Group("", "", None, drawn)
        return
    under = attrgetter("person" if look.by_person else "wording")
    for _key, together in groupby(zip(found.cards, drawn, strict=True), key=lambda one: under(one[0])):
        group = list(together)
        first = group[0][0]
        yield _Group(
            first.who if look.by_person else first.question,
            ", ".join(part for part in (first.title, first.department) if part)
            if look.by_person
            else first.topic,
            found.to_read.get(first.wording),
            [text for _card, text in group],
        )


def _look(by: str, *, found: bool) -> cards.Look:
    return cards.Look(by_person=by == "person" and not found, found=found)


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def read_all(request: ProjectRequest, project: Project) -> HttpResponse:
    """Marks as read what stands on the page, or all that the filters in the URL let through."""
    shown_at = _instant(request.POST.get("shown_at", ""))
    # What came or changed after the page was shown has not been seen.
    answers = queries.narrowed(project, queries.DeskFilters.of(request.GET)).filter(updated_at__lte=shown_at)
    if "here" in request.POST:
        keys = [key for key in request.POST.getlist("answer") if key.isascii() and key.isdecimal()]
        answers = answers.filter(pk__in=[int(key) for key in keys[:_PER_PAGE] if len(key) < 19])
    marked, at = actions.mark_all_read(project=project, answers=answers, by=request.user)
    undo = reverse("stakeholders:read_undo", args=[project.slug, (at - _EPOCH) // _MICROSECOND])
    said = ngettext("%(count)d answer marked as read.", "%(count)d answers marked as read.", marked)
    messages.success(request, said % {"count": marked}, extra_tags=f"undo {undo}" if marked else "")
    return _to_desk(request, project)


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def read_undo(request: ProjectRequest, project: Project, at: int) -> HttpResponse:
    """Takes back what was marked at once; `at` counts microseconds from the year 1970."""
    if at >= 2**52:
        raise Http404
    count = actions.mark_unread_again(project=project, at=_EPOCH + at * _MICROSECOND, by=request.user)
    said = ngettext("%(count)d answer is unread again.", "%(count)d answers are unread again.", count)
    messages.success(request, said % {"count": count})
    return _to_desk(request, project)


def _instant(text: str) -> datetime.datetime:
    """When the page was shown, as it says itself; now, where that cannot be read."""
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    return at if at is not None and timezone.is_aware(at) else timezone.now()


def _to_desk(request: ProjectRequest, project: Project) -> HttpResponse:
    asked = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(f"{reverse('stakeholders:desk', args=[project.slug])}{asked}")


@project_view(Perm.INTERVIEW_EDIT, methods=("GET", "POST"))
def lift(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Makes an ask of words in an answer. The page works alone; on the desk it opens in the card."""
    answer = _answer(project, pk)
    initial = {"quote": answer.text, "topic": answer.wording.question.topic_id}
    form = AskForm(request.POST or None, project=project, initial=initial, auto_id=f"ask-{pk}-%s")
    with once.only(request) as earlier:
        if earlier:
            return redirect(earlier)
        if request.method == "POST" and form.is_valid():
            try:
                actions.make_ask(
                    project=project,
                    stakeholder=answer.interview.stakeholder,
                    answer=answer,
                    text=form.cleaned_data["text"],
                    quote=form.cleaned_data["quote"],
                    topic=form.cleaned_data["topic"],
                    near=form.cleaned_data["near"] or 0,
                    by=request.user,
                )
            except actions.NotTheirWords:
                form.add_error(
                    "quote", _("These words do not stand in the answer. Keep only words that were said.")
                )
            else:
                return _lifted(request, project, answer)
    context = {"form": form, "answer": answer, "crumbs": _crumbs(project)}
    status = 422 if form.errors else 200
    if not request.htmx:
        return render(request, "stakeholders/lift.html", context, status=status)
    # The form stays inside its card, also when it comes back with errors.
    response = render(request, "stakeholders/_ask_form.html", context, status=status)
    return reswap(retarget(response, f"#lift-{pk}"), "innerHTML")


def _lifted(request: ProjectRequest, project: Project, answer: Answer) -> HttpResponse:
    """Back to the card, which now shows the ask."""
    back = f"{reverse('stakeholders:desk', args=[project.slug])}#answer-{answer.pk}"
    if request.htmx:
        once.done(request, back)
        return _card_again(request, project, answer.pk, said=_("The ask is made."))
    messages.success(request, _("The ask is made."))
    return once.done(request, back)


def _card_again(request: ProjectRequest, project: Project, pk: int, *, said: str = "") -> HttpResponse:
    card = queries.card(project, pk)
    if card is None:
        raise Http404
    look = _look(request.POST.get("by", ""), found=request.POST.get("by") == "words")
    return HttpResponse(*cards.drawn(request, [card], look, said=said, again=True))


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def read(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Marks an answer as read for asks, or as unread again."""
    answer = _answer(project, pk)
    version = request.POST.get("version", "")
    actions.mark_read(
        answer=answer,
        version=int(version) if version.isdecimal() and len(version) < 10 else answer.version,
        read=request.POST.get("read") != "no",
        by=request.user,
    )
    if request.htmx:
        return _card_again(request, project, pk)
    return redirect(f"{reverse('stakeholders:desk', args=[project.slug])}#answer-{pk}")


@project_view(Perm.INTERVIEW_VIEW)
def asks(request: ProjectRequest, project: Project) -> HttpResponse:
    """Everything that people want: as a list, by topic, or by what sounds alike."""
    by = request.GET.get("by", "")
    found = _asks(request, project)
    groups: list[queries.AskGroup] = []
    alone: Sequence[Ask] = []
    if by == "topic":
        groups = queries.by_topic(found)
    elif by == "alike":
        groups, alone = queries.alike(found)
    return render(
        request,
        "stakeholders/asks.html",
        {
            "listing": listing.listing(request, found, sorts=_ASK_SORTS),
            "by": by if by in ("topic", "alike") else "",
            "groups": groups,
            "alone": alone,
            "topics": project.topics.all(),
            "topic": request.GET.get("topic", ""),
            "any": project.asks.exists(),
            "tabs": tabs(request, project, "asks"),
        },
    )


_ASK_SORTS = {
    "made": ("-created_at",),
    "ask": ("text",),
    "person": ("stakeholder__name",),
    "topic": ("topic__position",),
}


def _asks(request: ProjectRequest, project: Project) -> Any:
    found = project.asks.live().select_related("stakeholder", "topic", "created_by")
    topic = request.GET.get("topic", "")
    if topic.isascii() and topic.isdecimal() and len(topic) < 19:
        found = found.filter(topic_id=int(topic))
    return listing.with_words(found, listing.search_text(request), "text", "stakeholder__name")


@project_view(Perm.INTERVIEW_VIEW)
def export_asks(request: ProjectRequest, project: Project) -> HttpResponse:
    """The asks as the URL narrows them, as a file."""
    columns = [
        (_("Ask"), "ask"),
        (_("Who"), "who"),
        (_("Topic"), "topic"),
        (_("Their words"), "quote"),
        (_("Made"), "made"),
    ]
    return tables.download(
        request,
        name=_("Asks"),
        columns=columns,
        rows=(
            (one.text, one.stakeholder.name, str(one.topic or ""), one.quote, one.created_at)
            for one in _asks(request, project).order_by("pk")
        ),
    )


@project_view(Perm.INTERVIEW_VIEW)
def ask(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """One ask with where it came from."""
    found = _ask(project, pk)
    return render(request, "stakeholders/ask.html", {"ask": found, "crumbs": _ask_crumbs(project)})


@project_view(Perm.INTERVIEW_EDIT, methods=("GET", "POST"))
def edit_ask(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Rewords an ask; the quote stays as it was said."""
    found = _ask(project, pk)
    initial = {"version": found.version, "text": found.text, "topic": found.topic_id}
    form = AskForm(request.POST or None, project=project, with_quote=False, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.change_ask(
                ask=found,
                version=data["version"] or 0,
                text=data["text"],
                topic=data["topic"],
                by=request.user,
            )
        except actions.Conflict as conflict:
            form.show_conflict(conflict.current)
            status = 409
        else:
            messages.success(request, _("Saved."))
            return redirect(found)
    context = {"form": form, "ask": found, "crumbs": _ask_crumbs(project)}
    status = 422 if form.errors and status == 200 else status
    return render(request, "stakeholders/ask_form.html", context, status=status)


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def archive_ask(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Puts an ask away, with a way back."""
    actions.archive_ask(ask=_ask(project, pk), by=request.user)
    undo = reverse("stakeholders:ask_restore", args=[project.slug, pk])
    messages.success(request, _("The ask is put away."), extra_tags=f"undo {undo}")
    return redirect("stakeholders:asks", project.slug)


@project_view(Perm.INTERVIEW_EDIT, methods=("POST",))
def restore_ask(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """Brings it back."""
    found = _ask(project, pk)
    actions.restore_ask(ask=found, by=request.user)
    messages.success(request, _("The ask is back."))
    return redirect(found)


def _crumbs(project: Project) -> list[tuple[str, str]]:
    return [
        (_("Stakeholders"), reverse("stakeholders:list", args=[project.slug])),
        (_("Answers"), reverse("stakeholders:desk", args=[project.slug])),
    ]


def _ask_crumbs(project: Project) -> list[tuple[str, str]]:
    return [
        (_("Stakeholders"), reverse("stakeholders:list", args=[project.slug])),
        (_("Asks"), reverse("stakeholders:asks", args=[project.slug])),
    ]


def _answer(project: Project, pk: int) -> Answer:
    return get_object_or_404(
        Answer.objects.readable()
        .filter(interview__round__project=project)
        .select_related("interview__stakeholder", "interview__round", "wording__question__topic"),
        pk=pk,
    )


def _ask(project: Project, pk: int) -> Ask:
    found: Ask = get_object_or_404(
        project.asks.select_related(
            "stakeholder", "topic", "answer__wording", "answer__interview__round", "created_by"
        ),
        pk=pk,
    )
    found.project = project
    return found
