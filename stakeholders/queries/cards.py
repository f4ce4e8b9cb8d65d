"""The answers of one page of the synthesis desk, each with all that its card shows."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, Window

from projects.models import Project
from stakeholders.models import AnswerText, Ask, QuestionWording, Way
from stakeholders.models.answer import AnswerQuerySet
from stakeholders.queries.desk import (
    ORDERS,
    DeskFilters,
    ToRead,
    answers_for_desk,
    best_first,
    narrowed,
    on_desk,
    to_read,
)

# A card's columns by the names of its fields.
_COLUMNS = {
    "pk": "pk",
    "version": "version",
    "text": "text",
    "read_version": "read_version",
    "reader": "read_by__name",
    "reader_email": "read_by__email",
    "person": "interview__stakeholder",
    "who": "interview__stakeholder__name",
    "title": "interview__stakeholder__title",
    "department": "interview__stakeholder__department",
    "wording": "wording",
    "question": "wording__text",
    "topic": "wording__question__topic__name",
}


@dataclass(frozen=True)
class Beside:
    """A text that stands beside an answer: written on another device, or late."""

    kind: str
    text: str
    at: datetime.datetime


@dataclass(frozen=True)
class Card:
    """One answer: what was said to what by whom, who read it, and which asks were lifted out of it."""

    pk: int
    version: int
    text: str
    read_version: int | None
    reader: str
    person: int
    who: str
    title: str
    department: str
    wording: int
    question: str
    topic: str
    # The text with the found words marked (see `highlighted`), when words were looked for.
    excerpt: str = ""
    beside: list[Beside] = field(default_factory=list)
    asks: list[tuple[int, str]] = field(default_factory=list)

    @property
    def is_unread(self) -> bool:
        """Whether nobody has read it for asks since it last changed."""
        return self.read_version is None or self.read_version < self.version


@dataclass(frozen=True)
class AskedWording:
    """A wording that was asked or answered, with its question as the bank has it now."""

    wording: int
    question: int
    text: str
    topic: int
    topic_name: str


def _asked(project: Project, also: Iterable[int] = ()) -> list[AskedWording]:
    """The wordings that were sent or are asked in talks, in the order of the bank; one query."""
    rounds = project.rounds.filter(Q(sent_at__isnull=False) | ~Q(way=Way.EMAILED))
    return [
        AskedWording(*row)
        for row in QuestionWording.objects.filter(
            Q(pk__in=rounds.values("items__wording")) | Q(pk__in=list(also))
        )
        .order_by("question__topic__position", "question", "pk")
        .values_list("pk", "question", "question__latest__text", "question__topic", "question__topic__name")
    ]


@dataclass(frozen=True)
class DeskPage:
    """One page of the desk, and what it can be narrowed to.

    `to_read` has the counters of each wording when the page is laid out by question.
    """

    page: Page[int]
    cards: list[Card]
    unread: int
    asked: list[AskedWording]
    to_read: Mapping[int, ToRead] = field(default_factory=dict)


def desk_page(project: Project, filters: DeskFilters, number: str | None, *, per_page: int) -> DeskPage:
    """The page of that number, or the one that `Paginator.get_page` gives in its place; five queries."""
    if filters.text or filters.by == "person":
        return _found_first(project, filters, number, per_page)
    counters = to_read(project, filters)
    page = _page(sum(one.answers for one in counters.values()), number, per_page)
    # From how much was said to each wording it is known which of them the page shows, and the rest of what
    # was said is not touched.
    start, before, first, shown = 0, 0, page.start_index() - 1, []
    asked = _asked(project, counters)
    for wording in (one.wording for one in asked if one.wording in counters):
        start += counters[wording].answers
        if start <= first:
            before = start
        else:
            shown.append(wording)
            if start >= first + per_page:
                break
    found = narrowed(project, filters).filter(wording__in=shown)
    # Within one wording the order is that of an index, so that reading stops with the page.
    found = found.order_by("pk") if len(shown) == 1 else found.order_by(*ORDERS["question"])
    return DeskPage(
        page=page,
        cards=_cards(found[first - before : first - before + per_page]) if shown else [],
        unread=sum(one.unread for one in counters.values()),
        asked=asked,
        to_read=counters,
    )


def _found_first(project: Project, filters: DeskFilters, number: str | None, per_page: int) -> DeskPage:
    """The page's keys first, with the totals beside them, so that nothing wide is ranked or sorted."""
    unread = Count("pk", filter=Q(read_version=None) | Q(read_version__lt=F("version")))
    keys = (
        on_desk(project, filters)
        .annotate(total=Window(Count("pk")), unread=Window(unread))
        .values_list("pk", "total", "unread")
    )
    # Read on a guess, since the rows say how many there are; which page that is, the paginator judges.
    guess = int(number) if number and number.isascii() and number.isdecimal() and len(number) < 6 else 1
    first = max(guess - 1, 0) * per_page
    rows = list(keys[first : first + per_page])
    total = rows[0][1] if rows else on_desk(project, filters).count() if first else 0
    page = _page(total, number, per_page)
    if total and page.start_index() - 1 != first:
        rows = list(keys[page.start_index() - 1 : page.end_index()])
    unread_total = rows[0][2] if rows else 0
    answers = answers_for_desk(project).filter(pk__in=[row[0] for row in rows])
    if filters.text:
        found = _cards(best_first(answers, filters.text), "excerpt")
    else:
        found = _cards(answers.order_by(*ORDERS[filters.by]))
    return DeskPage(page=page, cards=found, unread=unread_total, asked=_asked(project))


def _page(total: int, number: str | None, per_page: int) -> Page[int]:
    return Paginator(range(total), per_page).get_page(number)


def card(project: Project, pk: int) -> Card | None:
    """One answer's card; None when the team may not read it, or no longer."""
    return next(iter(_cards(answers_for_desk(project).filter(pk=pk))), None)


def _cards(answers: AnswerQuerySet, *more: str) -> list[Card]:
    rows: list[dict[str, Any]] = [
        dict(zip([*_COLUMNS, *more], row, strict=True))
        for row in answers.values_list(*_COLUMNS.values(), *more)
    ]
    keys = [row["pk"] for row in rows]
    asks: dict[int | None, list[tuple[int, str]]] = {}
    lifted = Ask.objects.live().filter(answer__in=keys).order_by("quote_start", "pk")
    for answer, pk, text in lifted.values_list("answer", "pk", "text"):
        asks.setdefault(answer, []).append((pk, text))
    beside: dict[int, list[Beside]] = {}
    kept = AnswerText.objects.filter(answer__in=keys, kind__in=AnswerText.STANDING)
    for answer, kind, text, at in kept.values_list("answer", "kind", "text", "at"):
        beside.setdefault(answer, []).append(Beside(kind, text, at))
    for row in rows:
        row["reader"] = row["reader"] or row["reader_email"] or ""
        del row["reader_email"]
    return [Card(**row, beside=beside.get(row["pk"], []), asks=asks.get(row["pk"], [])) for row in rows]
