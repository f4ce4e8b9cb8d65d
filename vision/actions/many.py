"""Several elements moved in one act, and all of it taken back: as many statements for a thousand as for ten.

All of it happens under the board's lock.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Exists, F, Max, Min, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Project, User
from vision import ranks
from vision.actions.moves import LONGEST_RANK, Refused, Spot, refuse_if_gone_on, spread
from vision.models import Batch, Element, Function, Move, Place

# An element with the place, the column and the key it goes to.
Going = tuple[Element, Place, Function | None, str]

_RERANK = """
UPDATE vision_element SET rank = fresh.rank
FROM unnest(%(keys)s::bigint[], %(ranks)s::text[]) AS fresh (pk, rank) WHERE vision_element.id = fresh.pk
"""


def move_many(goings: Sequence[Going], *, batch: Batch, by: User, revision: int) -> None:
    """Moves of one act, written down and made."""
    Move.objects.bulk_create(
        Move(
            project_id=batch.project_id,
            element=element,
            by=by,
            batch=batch,
            from_place=element.place,
            from_function_id=element.function_id,
            from_rank=element.rank,
            to_place=place,
            to_function=function,
        )
        for element, place, function, _rank in goings
    )
    _put(goings, by=by, revision=revision)


def take_back_many(batch: Batch, *, by: User, revision: int) -> list[Element]:
    """Everything the act moved goes back, in its old order; `Refused` when one of it has gone on since."""
    later = Move.objects.filter(element=OuterRef("element"), undone_at=None, pk__gt=OuterRef("pk"))
    standing = batch.moves.filter(undone_at=None)
    moves = list(
        standing.annotate(gone_on=Exists(later))
        .select_related("element__project", "from_function")
        .order_by("pk")
    )
    for move in moves:
        if move.gone_on or move.element.merged_into_id is not None:
            refuse_if_gone_on(move)
    standing.update(undone_at=timezone.now(), undone_by=by)
    others = batch.project.elements.exclude(pk__in=[move.element_id for move in moves])
    keys = _free(others, [move.from_rank for move in moves])
    _put(
        [
            (move.element, Place(move.from_place), move.from_function, key)
            for move, key in zip(moves, keys, strict=True)
        ],
        by=by,
        revision=revision,
    )
    return [move.element for move in moves]


def _free(others: "QuerySet[Element]", keys: Sequence[str]) -> list[str]:
    """The keys themselves; for one that another card has by now, a fresh one right above that card."""
    taken = set(others.values_list("rank", flat=True))
    held = sorted(taken.union(keys))
    found = []
    for key in keys:
        if key in taken:
            place = bisect_left(held, key)
            key = ranks.between(held[place - 1] if place else None, key)
            held.insert(place, key)
        found.append(key)
    return found


def goings_to(project: Project, rows: Sequence[Element], spot: Spot, revision: int) -> list[Going]:
    """The rows, in the order they are given in, put together between the two cards of the spot.

    A card of the spot that has gone is passed over; when both have, it is `Refused`. Raises
    `Function.DoesNotExist` for a column that is not of this project.
    """
    column = project.functions.get(pk=spot.function) if spot.function else None
    others = project.elements.exclude(pk__in=[row.pk for row in rows])
    keys = ranks.fill(*_gap(others, spot), len(rows))
    if max(map(len, keys), default=0) > LONGEST_RANK:
        spread(project, revision)
        fresh = dict(project.elements.values_list("pk", "rank"))
        for row in rows:
            row.rank = fresh[row.pk]
        keys = ranks.fill(*_gap(others, spot), len(rows))
    return [(row, spot.place, column or row.function, key) for row, key in zip(rows, keys, strict=True)]


def _gap(others: "QuerySet[Element]", spot: Spot) -> tuple[str | None, str | None]:
    """The keys between which there is room: right below one card of the spot, else right above the other."""
    cell = others.filter(pk__in=[pk for pk in (spot.after, spot.before) if pk], place=spot.place)
    if spot.place.is_sorted and not spot.across:
        cell = cell.filter(function=spot.function)
    standing = dict(cell.values_list("pk", "rank"))
    if (spot.after or spot.before) and not standing:
        raise Refused(
            _("The cards beside that place have moved, so everything stays where it was. Please try again.")
        )
    if spot.after in standing:
        low = standing[spot.after]
        return low, others.filter(rank__gt=low).aggregate(least=Min("rank"))["least"]
    if spot.before in standing:
        high = standing[spot.before]
        return others.filter(rank__lt=high).aggregate(most=Max("rank"))["most"], high
    return others.aggregate(most=Max("rank"))["most"], None


def _put(goings: Iterable[Going], *, by: User, revision: int) -> None:
    """One statement for each place they go to, which are few, is many times faster than one for all."""
    now = timezone.now()
    together: dict[tuple[Place, Function | None], list[int]] = {}
    elsewhere = []
    for element, place, function, rank in goings:
        together.setdefault((place, function), []).append(element.pk)
        if rank != element.rank:
            elsewhere.append((element.pk, rank))
        element.place, element.function, element.rank = place, function, rank
        element.placed += 1
        element.revision, element.changed_at, element.changed_by = revision, now, by
    if elsewhere:
        keys, fresh = zip(*elsewhere, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(_RERANK, {"keys": list(keys), "ranks": list(fresh)})
    for (place, function), pks in together.items():
        Element.objects.filter(pk__in=pks).update(
            place=place,
            function=function,
            placed=F("placed") + 1,
            revision=revision,
            changed_at=now,
            changed_by=by,
        )
