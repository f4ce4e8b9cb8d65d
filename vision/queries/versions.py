"""Published versions: one, two beside each other, and who knows of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from projects import listing
from projects.models import Project
from vision.models import Decision, OutcomeMessage, OutcomeState, Place, Talk, Version, VersionElement
from vision.queries.board import counted
from vision.wording import Run, beside


@dataclass(frozen=True)
class Wording:
    """One text in two versions, with what differs marked; `is_same` when nothing does."""

    name: str
    before: list[Run]
    after: list[Run]

    @property
    def is_same(self) -> bool:
        """Whether both say the same."""
        return not any(run.differs for run in (*self.before, *self.after))


@dataclass(frozen=True)
class Change:
    """One element in two versions; `before` or `after` is None where it was not part of one."""

    title: str
    before: VersionElement | None
    after: VersionElement | None

    @property
    def wording(self) -> list[Wording]:
        """Its texts in both, as far as there is one."""
        return _wordings(self.before, self.after, _TEXTS)


@dataclass(frozen=True)
class Comparison:
    """What differs between two versions."""

    earlier: Version
    later: Version
    added: list[Change]
    dropped: list[Change]
    up: list[Change]
    down: list[Change]
    reworded: list[Change]

    @property
    def is_same(self) -> bool:
        """Whether the elements and their places are the same."""
        return not (self.added or self.dropped or self.up or self.down or self.reworded)

    @property
    def kinds(self) -> list[tuple[str, str, list[Change]]]:
        """Each kind of change that there is: its short name, in words, and what changed so."""
        found = (
            ("added", _("Added"), self.added),
            ("up", _("Moved up"), self.up),
            ("down", _("Moved down"), self.down),
            ("dropped", _("Dropped"), self.dropped),
            ("reworded", _("Reworded"), self.reworded),
        )
        return [one for one in found if one[2]]

    @property
    def words(self) -> list[Wording]:
        """The statement, the measures and the constraints of both."""
        return _wordings(self.earlier, self.later, _WORDS)


_TEXTS = {"title": _lazy("Title"), "description": _lazy("Description"), "reason": _lazy("Reason")}
_WORDS = {
    "statement": _lazy("What do we want to create?"),
    "success_measures": _lazy("How we will know that it works"),
    "constraints": _lazy("Constraints"),
}


def _wordings(before: object, after: object, names: Mapping[str, Promise]) -> list[Wording]:
    pairs = [(label, _text(before, name), _text(after, name)) for name, label in names.items()]
    return [Wording(str(label), *beside(had, has)) for label, had, has in pairs if had or has]


def _text(row: object, name: str) -> str:
    return str(getattr(row, name)) if row is not None else ""


_HEIGHT = {Place.NOW.value: 0, Place.NEXT.value: 1, Place.DECLINED.value: 2}


def compare(earlier: Version, later: Version) -> Comparison:
    """Added, dropped, moved up, moved down, reworded: element by element."""
    before = {row.element_id: row for row in earlier.elements.all()}
    after = {row.element_id: row for row in later.elements.all()}
    found: dict[str, list[Change]] = defaultdict(list)
    for key, now in after.items():
        was = before.get(key)
        kind = _kind(was, now)
        if kind:
            found[kind].append(Change(now.title, was, now))
    found["dropped"] = [Change(was.title, was, None) for key, was in before.items() if key not in after]
    kinds = ("added", "dropped", "up", "down", "reworded")
    return Comparison(earlier, later, *(found[kind] for kind in kinds))


def _kind(was: VersionElement | None, now: VersionElement) -> str:
    if was is None:
        return "added"
    if was.place != now.place:
        return "up" if _HEIGHT[now.place] < _HEIGHT[was.place] else "down"
    texts = [(row.title, row.description, row.reason) for row in (was, now)]
    return "reworded" if texts[0] != texts[1] else ""


@dataclass(frozen=True)
class Column:
    """A column of a version as it was drawn."""

    name: str
    now: list[VersionElement]
    next: list[VersionElement]


def columns_of(elements: Iterable[VersionElement]) -> list[Column]:
    """A version's elements by column, as the board stood."""
    found: dict[tuple[int, str], Column] = {}
    for element in elements:
        if element.place in (Place.NOW, Place.NEXT):
            key = (element.function_position, element.function)
            column = found.setdefault(key, Column(element.function, [], []))
            (column.now if element.place == Place.NOW else column.next).append(element)
    return [found[key] for key in sorted(found)]


def versions(project: Project) -> "QuerySet[Version]":
    """All versions, the latest first, with how many were told, have read, and have a concern."""
    sent = Q(outcomes__state=OutcomeState.SENT)
    return project.versions.select_related("published_by").annotate(
        told=Count("outcomes", filter=sent, distinct=True),
        read=Count("outcomes", filter=Q(outcomes__read_at__isnull=False), distinct=True),
        held=Count("outcomes", filter=Q(outcomes__state=OutcomeState.HELD), distinct=True),
    )


def who_knows(version: Version) -> "QuerySet[OutcomeMessage]":
    """Everybody who is told something by a version, the most powerful first."""
    return (
        version.outcomes.select_related("stakeholder", "message")
        .annotate(
            asked=Count("lines", distinct=True),
            # Their own talk, held; a talk that was passed over is none.
            talked_at=Subquery(
                Talk.objects.held()
                .filter(version=OuterRef("version"), stakeholder=OuterRef("stakeholder"))
                .values("closed_at")[:1]
            ),
            concerns=counted(
                Decision.objects.filter(version=OuterRef("version"), stakeholder=OuterRef("stakeholder")),
                by="stakeholder",
            ),
        )
        .prefetch_related("talks__stakeholder")
        .order_by("-stakeholder__power", "stakeholder__name", "pk")
    )


@dataclass(frozen=True)
class Knowing:
    """How far the telling of a version has come."""

    total: int
    told: int
    read: int
    held: int
    no_address: int
    talks: int
    talked: int
    concerned: int


def knowing(version: Version) -> Knowing:
    """In three statements."""
    counts = version.outcomes.aggregate(
        total=Count("pk"),
        told=Count("pk", filter=Q(state=OutcomeState.SENT)),
        read=Count("pk", filter=Q(read_at__isnull=False)),
        held=Count("pk", filter=Q(state=OutcomeState.HELD)),
        no_address=Count("pk", filter=Q(state=OutcomeState.NO_ADDRESS)),
    )
    concerned = (
        version.decisions.exclude(stakeholder=None).aggregate(people=Count("stakeholder", distinct=True))
    )["people"]
    spoken = version.talks.aggregate(
        talks=Count("pk"), talked=Count("pk", filter=Q(closed_at__isnull=False) & ~Q(notes=""))
    )
    return Knowing(**counts, **spoken, concerned=concerned)


def talks(project: Project) -> "QuerySet[Talk]":
    """Talks with powerful people, the open ones first, each with how many mails wait for it."""
    return (
        project.talks.select_related("stakeholder", "owner", "version", "closed_by")
        .annotate(
            waiting=Count("holds", filter=Q(holds__state=OutcomeState.HELD)),
            is_closed=Q(closed_at__isnull=False),
        )
        .order_by("is_closed", "due", "-pk")
    )


def decisions(project: Project, *, kind: str = "", open_only: bool = False, text: str = "") -> "QuerySet":
    """The decision log, the newest first."""
    found = project.decisions.select_related("stakeholder", "element", "version", "line", "by", "answered_by")
    if kind:
        found = found.filter(kind=kind)
    if open_only:
        found = found.filter(pk__in=Decision.objects.open().filter(project=project))
    return listing.with_words(found, text, "text", "answer", "element__title", "stakeholder__name")
