"""Moving elements on the board, and taking moves back.

A move is made under the board's lock (`board.touch`), writes one element's row, and is refused when the card
was moved by somebody else since it was seen, or when the cards it was put between have gone.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction
from django.db.models import BigIntegerField, Max, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from projects import audit
from projects.models import Project, User
from projects.prepared import Blank, Prepared
from projects.templatetags.planner import clock
from vision import ranks
from vision.actions.board import touch
from vision.models import Element, Function, Move, Place

# A key longer than this makes the whole board be spread anew.
LONGEST_RANK = 60
_PLACING = ["place", "function", "rank", "placed", "revision", "changed_at", "changed_by"]


class Refused(Exception):
    """The move was not made; the sentence says why, and for whom the card is where it is."""


@dataclass(frozen=True)
class Spot:
    """Where a card was dropped: the place, the column, and the cards that were seen above and below it there.

    In the tray and among the declined there are no columns; `function` None keeps the element's own. `across`
    is for the list, where the neighbours may stand in any column.
    """

    place: Place
    function: int | None = None
    after: int | None = None
    before: int | None = None
    across: bool = False


@dataclass(frozen=True)
class Moved:
    """An element that was moved, and the board's revision that says so; `says` what, if one of many."""

    element: Element
    revision: int
    says: str = ""


@transaction.atomic
def move(*, project: Project, pk: int, placed: int, spot: Spot, by: User) -> Moved:
    """Puts an element between two others. `placed` is the element's count of moves that the person saw.

    Raises `Element.DoesNotExist` and `Function.DoesNotExist` for what is not of this project, and `Refused`.
    When one of the two neighbours has gone, the other one decides; when both have, the move is refused.
    """
    return _move(project, pk, placed, spot, by, touch(project))


def _move(project: Project, pk: int, placed: int, spot: Spot, by: User, revision: int) -> Moved:
    """As `move`, under the board's lock already."""
    rows = _rows(project, pk, spot)
    element = rows[pk]
    _refuse_if_moved_since(element, placed)
    function_id = _column(project, spot, element)
    rank = _rank(element, *_beside(element, spot, rows))
    if len(rank) > LONGEST_RANK:
        spread(project, revision)
        rows = _rows(project, pk, spot)
        element = rows[pk]
        rank = _rank(element, *_beside(element, spot, rows))
    _make(element, spot.place, function_id, rank, revision, by)
    return Moved(element, revision)


@transaction.atomic
def step(*, project: Project, pk: int, placed: int, up: bool, by: User) -> Moved:
    """One up or down in its own cell, for people without a mouse or a script; at an end nothing changes."""
    element = project.elements.get(pk=pk)
    cell = project.elements.filter(place=element.place).exclude(pk=pk)
    if element.place in (Place.NOW, Place.NEXT):
        cell = cell.filter(function=element.function)
    beside = (
        cell.filter(rank__lt=element.rank).order_by("-rank").first()
        if up
        else cell.filter(rank__gt=element.rank).order_by("rank").first()
    )
    if beside is None:
        return Moved(element, element.revision)
    spot = Spot(
        Place(element.place),
        element.function_id,
        after=None if up else beside.pk,
        before=beside.pk if up else None,
    )
    return move(project=project, pk=pk, placed=placed, spot=spot, by=by)


@transaction.atomic
def move_to_position(*, project: Project, pk: int, placed: int, spot: Spot, position: int, by: User) -> Moved:
    """To a position of the spot's cell, counted from 1 over all its cards; beyond the last is the end."""
    revision = touch(project)
    cell = project.elements.filter(place=spot.place).exclude(pk=pk).order_by("rank")
    if spot.place.is_sorted and not spot.across:
        cell = cell.filter(function=spot.function)
    before = cell.values_list("pk", flat=True)[position - 1 : position].first()
    after = cell.values_list("pk", flat=True).last() if before is None else None
    return _move(project, pk, placed, replace(spot, after=after, before=before), by, revision)


def take_back(move: Move, *, by: User, revision: int) -> Element:
    """The element goes back to where the move found it. Under the board's lock; raises `Refused`."""
    refuse_if_gone_on(move)
    move.undone_at, move.undone_by = timezone.now(), by
    move.save(update_fields=["undone_at", "undone_by"])
    rank = nearest_free(move.element.project, move.element, move.from_rank)
    element = _put(move.element, Place(move.from_place), move.from_function, rank, revision, by)
    if move.crosses_the_line:
        audit.record(project=element.project, by=by, verb="took back a move", on=element, to=move.from_place)
    return element


def refuse_if_gone_on(move: Move) -> None:
    """What has been merged or moved again since cannot go back to where this move found it."""
    if move.element.merged_into_id is not None:
        raise Refused(
            _("“%(title)s” has been merged since. Take that back first.") % {"title": move.element.title}
        )
    last = move.element.moves.filter(undone_at=None).select_related("by").first()
    if last is not None and last.pk != move.pk:
        raise Refused(told_who_moved(move.element, last))


def told_who_moved(element: Element, last: Move | None) -> str:
    """The sentence for somebody whose card is no longer where they saw it."""
    if last is None:
        return _("“%(title)s” has been moved since you saw it. It is shown where it is now.") % {
            "title": element.title
        }
    return _("%(who)s moved “%(title)s” to %(where)s at %(time)s. It is shown where it is now.") % {
        "who": last.by,
        "title": element.title,
        "where": element.where,
        "time": clock(last.at),
    }


# What a move looks at. It is asked under the board's lock, so each of these is one statement, worded once.
def _read(*pks: str) -> QuerySet[Element]:
    keys: list[Any] = [Blank(name, BigIntegerField()) for name in pks]
    known = ("project", "title", "function", "place", "rank", "placed")
    return _of_the_project().filter(pk__in=keys).only(*known).order_by()


def _of_the_project() -> QuerySet[Element]:
    return Element.objects.filter(project=Blank("project", BigIntegerField()))


def _key(others: QuerySet[Element], order: str) -> Subquery:
    return Subquery(others.order_by(order).values("rank")[:1])


def _others(**where: Any) -> QuerySet[Element]:
    return _of_the_project().exclude(pk=Blank("pk", BigIntegerField())).filter(**where)


_at_the_end: Prepared[Element] = Prepared(lambda: _read("pk").annotate(last=_key(_of_the_project(), "-rank")))
_between: Prepared[Element] = Prepared(
    lambda: _read("pk", "after", "before").annotate(
        above=_key(_others(rank__gt=OuterRef("rank")), "rank"),
        below=_key(_others(rank__lt=OuterRef("rank")), "-rank"),
    )
)


def _rows(project: Project, pk: int, spot: Spot) -> dict[int, Element]:
    """The element and those it is put between, as far as they are there, each with the keys around it."""
    if spot.after is None and spot.before is None:
        rows = _at_the_end(project=project.pk, pk=pk)
    else:
        rows = _between(project=project.pk, pk=pk, after=spot.after, before=spot.before)
    found = {row.pk: row for row in rows}
    if pk not in found:
        raise Element.DoesNotExist
    for row in rows:
        row.project = project
    return found


def _beside(element: Element, spot: Spot, rows: dict[int, Element]) -> tuple[Element | None, Element | None]:
    """The cards above and below, each only if it still stands in that cell; refuses when neither does."""

    def standing(pk: int | None) -> Element | None:
        row = rows.get(pk) if pk is not None and pk != element.pk else None
        if row is None or row.place != spot.place:
            return None
        elsewhere = spot.place.is_sorted and not spot.across and row.function_id != spot.function
        return None if elsewhere else row

    after, before = standing(spot.after), standing(spot.before)
    if (spot.after or spot.before) and after is None and before is None:
        raise Refused(
            _("The cards beside that place have moved, so “%(title)s” stays where it was. Please try again.")
            % {"title": element.title}
        )
    return after, before


def _refuse_if_moved_since(element: Element, placed: int) -> None:
    if element.placed != placed:
        last = element.moves.filter(undone_at=None).select_related("by").first()
        raise Refused(told_who_moved(element, last))


def _column(project: Project, spot: Spot, element: Element) -> int | None:
    """The key of the column it goes to."""
    if spot.function is None:
        if spot.place.is_sorted and element.function_id is None:
            if not spot.across:
                raise Function.DoesNotExist
            raise Refused(
                _("“%(title)s” belongs to no function yet. Choose one first.") % {"title": element.title}
            )
        if spot.place.is_sorted and not spot.across:
            raise Function.DoesNotExist
        return element.function_id
    if spot.function != element.function_id:
        project.functions.only("pk").get(pk=spot.function)
    return spot.function


def _rank(element: Element, after: Element | None, before: Element | None) -> str:
    """A key right below `after`, else right above `before`, else at the end of the board's order."""
    if after is not None:
        return ranks.between(after.rank, after.above)  # type: ignore[attr-defined]
    if before is not None:
        return ranks.between(before.below, before.rank)  # type: ignore[attr-defined]
    return ranks.between(element.last, None)  # type: ignore[attr-defined]


def last_rank(project: Project) -> str:
    """A key at the end of the board's order. Only under the board's lock."""
    return ranks.between(project.elements.aggregate(most=Max("rank"))["most"], None)


def nearest_free(project: Project, element: Element, rank: str) -> str:
    """The key itself, or when another element has it by now, one right above that element."""
    others = project.elements.exclude(pk=element.pk)
    if not others.filter(rank=rank).exists():
        return rank
    return ranks.between(others.filter(rank__lt=rank).aggregate(most=Max("rank"))["most"], rank)


_MOVE = """
WITH kept AS (
    INSERT INTO vision_move
        (project_id, element_id, by_id, at, from_place, from_function_id, from_rank, to_place, to_function_id)
    VALUES (
        %(project)s, %(pk)s, %(by)s, %(now)s, %(from_place)s, %(from_function)s, %(from_rank)s,
        %(place)s, %(function)s
    )
)
UPDATE vision_element
SET place = %(place)s, function_id = %(function)s, rank = %(rank)s, placed = placed + 1,
    revision = %(revision)s, changed_at = %(now)s, changed_by_id = %(by)s
WHERE id = %(pk)s
"""


def _make(
    element: Element, place: Place, function_id: int | None, rank: str, revision: int, by: User
) -> None:
    """Writes the move down and makes it, in one statement: every other mover of this board waits for it."""
    now, came_from = timezone.now(), element.place
    asked: dict[str, Any] = {
        "project": element.project_id,
        "pk": element.pk,
        "by": by.pk,
        "now": now,
        "from_place": element.place,
        "from_function": element.function_id,
        "from_rank": element.rank,
        "place": str(place),
        "function": function_id,
        "rank": rank,
        "revision": revision,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, asked)
    element.place, element.function_id, element.rank = place, function_id, rank
    element.placed += 1
    element.revision, element.changed_at, element.changed_by = revision, now, by
    if came_from != place:
        audit.record(
            project=element.project, by=by, verb="moved", on=element, before=came_from, to=str(place)
        )


def _put(
    element: Element, place: Place, function: Function | None, rank: str, revision: int, by: User
) -> Element:
    element.place, element.function, element.rank = place, function, rank
    element.placed += 1
    element.revision, element.changed_at, element.changed_by = revision, timezone.now(), by
    element.save(update_fields=_PLACING)
    return element


_SPREAD = """
UPDATE {table} SET {column} = fresh.rank{also}
FROM unnest(%(old)s::text[], %(new)s::text[]) AS fresh (old, rank)
WHERE project_id = %(project)s AND {table}.{column} = fresh.old COLLATE "C"
"""


def spread(project: Project, revision: int) -> None:
    """Gives all keys of the board, and those that moves go back to, fresh short ones in the same order."""
    moves = project.moves.filter(undone_at=None)
    old = sorted(
        {*project.elements.values_list("rank", flat=True), *moves.values_list("from_rank", flat=True)}
    )
    asked: dict[str, list[str] | int] = {
        "old": old,
        "new": ranks.spread(len(old)),
        "project": project.pk,
        "revision": revision,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            _SPREAD.format(table="vision_element", column="rank", also=", revision = %(revision)s"), asked
        )
        cursor.execute(_SPREAD.format(table="vision_move", column="from_rank", also=""), asked)
