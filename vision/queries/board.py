"""What stands on the board, and what of it changed."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from projects import listing
from projects.models import Project, User
from projects.prepared import Blank, Prepared
from stakeholders.models import Ask, Level
from vision.models import (
    Batch,
    Board,
    Dependency,
    Dream,
    Element,
    ElementAsk,
    Flag,
    Function,
    Move,
    OutcomeMessage,
    OutcomeState,
    Place,
    Talk,
    Version,
)
from vision.queries.scores import with_ratings

MISSING = {
    "reason": (_lazy("a reason"), Q(reason="")),
    "effort": (_lazy("an estimate"), Q(effort_likely=None)),
    "owner": (_lazy("an owner"), Q(owner=None)),
    "asks": (_lazy("anybody who asked"), ~Q(joined__ask__archived_at=None, joined__isnull=False)),
}


@dataclass(frozen=True)
class Filters:
    """What the URL asks the board to show; whatever cannot be understood is not asked."""

    function: int | None = None
    owner: int | None = None
    flag: str = ""
    asked: str = ""
    missing: str = ""
    text: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> "Filters":
        """As typed into the address."""
        flag, missing = asked.get("flag", ""), asked.get("missing", "")
        level = asked.get("asked", "")
        return cls(
            function=_key(asked.get("function", "")),
            owner=_key(asked.get("owner", "")),
            flag=flag if flag in Flag.values else "",
            asked=level if level in Level.values else "",
            missing=missing if missing in MISSING else "",
            text=asked.get("q", "").replace("\x00", "").strip()[:200],
        )

    @property
    def any(self) -> bool:
        """Whether anything is left out."""
        return self != Filters()

    def narrow(self, elements: "QuerySet[Element]") -> "QuerySet[Element]":
        """The elements that are asked for."""
        if self.function is not None:
            elements = elements.filter(function_id=self.function)
        if self.owner is not None:
            elements = elements.filter(owner_id=self.owner)
        if self.flag:
            elements = elements.filter(flags__contains=[self.flag])
        if self.asked:
            elements = elements.filter(pk__in=_asked_by(self.asked))
        if self.missing:
            elements = elements.filter(MISSING[self.missing][1])
        return listing.with_words(elements, self.text, "title", "description", "reason")


def _asked_by(level: str) -> "QuerySet":
    """Elements that somebody of the level asked for. What was said without a name tells no level."""
    asks = ElementAsk.objects.filter(ask__archived_at=None, ask__stakeholder__voice_of=None)
    return asks.filter(ask__stakeholder__level=level).values("element")


def _key(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@dataclass(frozen=True)
class Slot:
    """An element on the board: where it lies and which drawing of it is current."""

    pk: int
    revision: int
    place: str
    function: int | None
    effort: Decimal | None


@dataclass(frozen=True)
class Layout:
    """The board in its one order, before anything of it is drawn."""

    functions: list[Function]
    slots: list[Slot]
    blocked: dict[int, str]

    def cell(self, place: str, function: int | None = None) -> list[Slot]:
        """What lies in one place, in one column of it."""
        return [
            slot
            for slot in self.slots
            if slot.place == place and (function is None or slot.function == function)
        ]

    def count(self, place: str) -> int:
        """How many lie in one place."""
        return sum(slot.place == place for slot in self.slots)

    @property
    def effort_above(self) -> Decimal:
        """Person-days to reckon with above the line."""
        return sum((slot.effort or Decimal(0) for slot in self.slots if slot.place == Place.NOW), Decimal(0))


def layout(
    project: Project, filters: Filters, *, cell: tuple[str, int | None] | None = None, after: str = ""
) -> Layout:
    """The board as far as it is asked for, in three statements; or of one cell what comes after a key."""
    effort = (F("effort_low") + 4 * F("effort_likely") + F("effort_high")) / 6
    elements: Any = filters.narrow(project.elements.all())
    if cell is not None:
        elements = elements.filter(place=cell[0], rank__gt=after)
        if cell[1] is not None:
            elements = elements.filter(function=cell[1])
    rows = elements.in_order().values_list("pk", "revision", "place", "function", effort)
    return Layout(
        functions=list(project.functions.all()),
        slots=[Slot(*row) for row in rows],
        blocked=blocked(project),
    )


def counts(project: Project, filters: Filters) -> dict[str, int]:
    """How many lie in each cell and in each place, by its id: for a page that holds only some of them."""
    rows: Any = filters.narrow(project.elements.all()).order_by()
    found: dict[str, int] = {}
    for place, function, number in rows.values_list("place", "function").annotate(number=Count("pk")):
        found[place] = found.get(place, 0) + number
        if Place(place).is_sorted:
            found[f"{place}-{function}"] = number
    return found


def blocked(project: Project) -> dict[int, str]:
    """NOW cannot depend on what is not NOW: by element, what it needs and where that is, in words."""
    rows = (
        Dependency.objects.filter(element__project=project, element__place=Place.NOW)
        .exclude(needs__place=Place.NOW)
        .order_by("-pk")
        .values_list("element", "needs__title", "needs__place")
    )
    return {
        pk: _("needs %(title)s, which is %(place)s") % {"title": title, "place": Place(place).label}
        for pk, title, place in rows
    }


def cards(project: Project, pks: Iterable[int] | QuerySet) -> "QuerySet[Element]":
    """Elements with what their cards say: how many asked, whether a dream is in them, how they are rated."""
    people = (
        ElementAsk.objects.filter(element=OuterRef("pk"), ask__archived_at=None)
        .order_by()
        .values("element")
        .annotate(people=Count("ask__stakeholder", distinct=True))
        .values("people")
    )
    return (
        with_ratings(project.elements.filter(pk__in=pks))
        .defer("description", "reason")
        .annotate(
            asked=Coalesce(Subquery(people, output_field=IntegerField()), Value(0)),
            dreamt=Exists(Dream.objects.filter(element=OuterRef("pk"))),
        )
    )


@dataclass(frozen=True)
class Changes:
    """What happened since a revision: cards to draw, and the keys of those no longer asked for."""

    revision: int
    columns: bool
    drawn: list[Element]
    gone: list[int]
    blocked: dict[int, str]
    by: list[str]


def changes(project: Project, filters: Filters, *, since: int, reader: User) -> Changes | None:
    """What changed after `since`, or None when nothing did (then it was one statement)."""
    board = project_board(project)
    if board is None or board.revision == since:
        return None
    # Also what has been merged away since: its card goes.
    touched = Element.everything.filter(
        Q(revision__gt=since) | Q(dependencies__needs__revision__gt=since), project=project
    ).values_list("pk", flat=True)
    changed = set(touched)
    shown = set(filters.narrow(project.elements.filter(pk__in=changed)).values_list("pk", flat=True))
    drawn = cards(project, shown).select_related("changed_by").order_by("rank")
    others = project.elements.filter(revision__gt=since).exclude(changed_by=reader).values("changed_by")
    return Changes(
        revision=board.revision,
        columns=board.columns_revision > since or since > board.revision,
        drawn=list(drawn),
        gone=sorted(changed - shown),
        blocked=blocked(project),
        by=[str(user) for user in User.objects.filter(pk__in=others)],
    )


_board: Prepared[Board] = Prepared(lambda: Board.objects.filter(project=Blank("project", BigIntegerField())))


def project_board(project: Project) -> Board | None:
    """The board's own row."""
    return next(iter(_board(project=project.pk)), None)


@dataclass(frozen=True)
class Sight:
    """What the page says around the board."""

    revision: int
    unsorted_asks: int
    unsorted_dreams: int
    version: int | None
    published_at: datetime.datetime | None
    changes_since: int
    open_talks: int
    told: int
    read: int
    undoable: bool

    @property
    def unsorted(self) -> int:
        """Asks and dreams that joined no element yet."""
        return self.unsorted_asks + self.unsorted_dreams

    @property
    def next_version(self) -> int:
        """The number that the next version will have."""
        return (self.version or 0) + 1


def sight(project: Project, reader: User) -> Sight:
    """Where the board, the sorting, the talks and the telling stand, in one statement."""
    here = OuterRef("project")
    latest = Version.objects.filter(project=here).order_by("-number")
    outcomes = OutcomeMessage.objects.filter(version__project=here, version__number=OuterRef("version"))
    row = (
        Board.objects.filter(project=project)
        .annotate(
            unsorted_asks=counted(Ask.objects.live().filter(project=here, joined=None)),
            unsorted_dreams=counted(Dream.objects.unsorted().filter(project=here)),
            version=Subquery(latest.values("number")[:1]),
            published_at=Subquery(latest.values("published_at")[:1]),
            published_revision=Subquery(latest.values("revision")[:1]),
            changes_since=counted(
                Element.objects.filter(project=here, revision__gt=OuterRef("published_revision"))
            ),
            open_talks=counted(Talk.objects.open().filter(project=here)),
            told=counted(outcomes.filter(state=OutcomeState.SENT), by="version"),
            read=counted(outcomes.filter(read_at__isnull=False), by="version"),
            undoable=Exists(Move.objects.filter(project=here, by=reader, undone_at=None))
            | Exists(Batch.objects.filter(project=here, by=reader, undone_at=None)),
        )
        .values(*Sight.__dataclass_fields__)
        .get()
    )
    return Sight(**row)


def counted(rows: "QuerySet", *, by: str = "project") -> Coalesce:
    """How many rows, as a column of another query; `by` is what they have in common with it."""
    numbers = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(numbers, output_field=IntegerField()), Value(0))


def owners(project: Project) -> list[tuple[int, str]]:
    """Who owns an element here, by name."""
    return [
        (user.pk, str(user))
        for user in User.objects.filter(pk__in=project.elements.values("owner")).order_by("name", "email")
    ]
