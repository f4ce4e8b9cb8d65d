"""What was said, to be read beside each other: by question, by person, by words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, SearchVector
from django.db.models import Case, Count, F, Prefetch, Q, When
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from projects.models import Project
from stakeholders.models import Answer, AnswerText, Ask, Level
from stakeholders.models.answer import LANGUAGES, AnswerQuerySet

# Marks that nobody types, put around found words by PostgreSQL and made <mark> after escaping.
_OPEN, _CLOSE = "\ue000", "\ue001"
ORDERS = {
    "question": ("wording__question__topic__position", "wording__question_id", "wording_id", "pk"),
    "person": ("interview__stakeholder__name", "interview__stakeholder_id", "interview_id", "pk"),
}


@dataclass(frozen=True)
class DeskFilters:
    """How the desk is narrowed and laid out; what is unknown is as if it were not there."""

    text: str = ""
    who: str = ""
    level: str = ""
    department: str = ""
    topic: int = 0
    question: int = 0
    round: int = 0
    unread: bool = False
    by: str = "question"

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "DeskFilters":
        """The filters in a query string."""

        def one(name: str) -> str:
            return asked.get(name, "").replace("\x00", "").strip()[:200]

        def key(name: str) -> int:
            text = one(name)
            return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0

        return cls(
            text=one("q"),
            who=one("who"),
            level=one("level") if one("level") in Level.values else "",
            department=one("department"),
            topic=key("topic"),
            question=key("question"),
            round=key("round"),
            unread=one("show") == "unread",
            by="person" if one("by") == "person" else "question",
        )


def answers_for_desk(project: Project) -> AnswerQuerySet:
    """Everything said that the team may read, with what its cards show. Three queries when read."""
    return (
        Answer.objects.readable()
        .filter(interview__round__project=project)
        .filter(_says_something())
        .select_related("interview__stakeholder", "interview__round", "wording__question__topic", "read_by")
        .prefetch_related(
            Prefetch("asks", Ask.objects.live().select_related("topic").order_by("quote_start", "pk")),
            Prefetch("texts", AnswerText.objects.filter(kind__in=AnswerText.STANDING), "standing_texts"),
        )
    )


def narrowed(project: Project, filters: DeskFilters) -> AnswerQuerySet:
    """What the filters let through, without an order."""
    answers = answers_for_desk(project)
    speaker = "interview__stakeholder"
    if filters.who:
        answers = answers.filter(**{f"{speaker}__name__icontains": filters.who})
    if filters.level:
        answers = answers.filter(**{f"{speaker}__level": filters.level})
    if filters.department:
        answers = answers.filter(**{f"{speaker}__department": filters.department})
    if filters.topic:
        answers = answers.filter(wording__question__topic_id=filters.topic)
    if filters.question:
        answers = answers.filter(wording__question_id=filters.question)
    if filters.round:
        answers = answers.filter(interview__round_id=filters.round)
    if filters.unread:
        answers = answers.unread()
    return answers.filter(_holding(_query(filters.text))) if filters.text else answers


def on_desk(project: Project, filters: DeskFilters) -> AnswerQuerySet:
    """What the filters let through, as it is read: found words first, or beside each other."""
    answers = narrowed(project, filters)
    if filters.text:
        return best_first(answers, filters.text)
    return answers.order_by(*ORDERS[filters.by])


def _says_something() -> Q:
    kept = AnswerText.objects.filter(kind__in=AnswerText.STANDING).values("answer")
    return ~Q(text="") | Q(pk__in=kept)


def with_words(answers: AnswerQuerySet, text: str) -> AnswerQuerySet:
    """The answers that hold the words, in English or in Spanish, best first, each with `excerpt`."""
    return best_first(answers.filter(_holding(_query(text))), text)


def _query(text: str) -> SearchQuery:
    english, spanish = (SearchQuery(text, config=language, search_type="websearch") for language in LANGUAGES)
    return english | spanish


def _holding(query: SearchQuery) -> Q:
    """One of its texts holds the words. Two searches joined, since an "or" over two tables uses no index."""
    kept = AnswerText.objects.filter(kind__in=AnswerText.STANDING, words=query).order_by().values("answer")
    return Q(pk__in=Answer.objects.filter(words=query).order_by().values("pk").union(kept))


def best_first(answers: AnswerQuerySet, text: str) -> AnswerQuerySet:
    """Ranked, and with the found words marked by the stems of the language in which they were found."""
    english = SearchQuery(text, config="english", search_type="websearch")
    return (
        answers.annotate(
            rank=SearchRank(F("words"), _query(text)),
            as_english=SearchVector("text", config="english"),
        )
        .annotate(
            excerpt=Case(
                When(as_english=english, then=_marked(text, "english")), default=_marked(text, "spanish")
            )
        )
        .order_by("-rank", "pk")
    )


def _marked(text: str, language: str) -> SearchHeadline:
    query = SearchQuery(text, config=language, search_type="websearch")
    return SearchHeadline(
        "text",
        query,
        config=language,
        start_sel=_OPEN,
        stop_sel=_CLOSE,
        highlight_all=True,
    )


def highlighted(excerpt: str) -> SafeString:
    """The excerpt as HTML with the found words marked; what people typed stays text."""
    marked = escape(excerpt).replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>")
    return mark_safe(re.sub(r"\n", "<br>", marked))


def unread_count(project: Project) -> int:
    """How many answers nobody has read for asks."""
    return (
        Answer.objects.readable()
        .unread()
        .filter(interview__round__project=project)
        .filter(_says_something())
        .count()
    )


@dataclass(frozen=True)
class ToRead:
    """How much was said to one question, and how much of it nobody has read for asks."""

    answers: int
    unread: int


def to_read(project: Project, filters: DeskFilters) -> dict[int, ToRead]:
    """The counters of each wording, of what the filters let through; one query."""
    rows = (
        narrowed(project, filters)
        .order_by()
        .values_list("wording")
        .annotate(
            answers=Count("pk"),
            unread=Count("pk", filter=Q(read_version=None) | Q(read_version__lt=F("version"))),
        )
    )
    return {wording: ToRead(answers, unread) for wording, answers, unread in rows}
