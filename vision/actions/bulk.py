"""One change to several elements at once, undone as one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects import audit
from projects.models import Project, User
from projects.templatetags.planner import clock
from vision.actions.board import touch
from vision.actions.many import Going, goings_to, move_many
from vision.actions.moves import Refused, Spot
from vision.models import Batch, BatchKind, Element, Function, Place
from vision.models.element import spot_in_words


@dataclass(frozen=True)
class Wanted:
    """What is to be changed; None and empty leave as it is. `nobody` takes the owner away.

    `place` and `function` leave each in its order; with `spot` they go there together, one below the other.
    """

    spot: Spot | None = None
    place: Place | None = None
    function: Function | None = None
    owner: User | None = None
    nobody: bool = False
    flags: Sequence[str] = field(default_factory=tuple)
    no_flags: Sequence[str] = field(default_factory=tuple)

    def texts_of(self, element: Element) -> dict[str, Any]:
        """The owner's key and the flags that the element would have, as far as they would be others."""
        kept = [flag for flag in element.flags if flag not in self.no_flags]
        flags = [*kept, *(flag for flag in self.flags if flag not in kept)]
        owner = None if self.nobody else self.owner.pk if self.owner else element.owner_id
        changed: dict[str, Any] = {}
        if owner != element.owner_id:
            changed["owner"] = owner
        if flags != element.flags:
            changed["flags"] = flags
        return changed


@transaction.atomic
def edit_many(
    *, project: Project, elements: Iterable[Element], wanted: Wanted, by: User, seen: int | None = None
) -> Batch:
    """Gives each element what is wanted. Raises `Refused` when nothing would change or it cannot be.

    `seen` is the board's revision that the person looked at: when somebody else has changed one of the
    elements since, nothing is changed.
    """
    revision = touch(project)
    keys = [element.pk for element in elements]
    found = project.elements.filter(pk__in=keys).select_related("function", "changed_by")
    rows = list(found.order_by("rank"))
    if seen is not None:
        _refuse_if_changed_since(rows, seen, by)
    goings = _goings(project, rows, wanted, revision)
    homeless = [row.title for row, place, function, _rank in goings if place.is_sorted and function is None]
    if homeless:
        raise Refused(
            _("“%(title)s” belongs to no function yet. Choose one with the place.") % {"title": homeless[0]}
        )
    texts = {row.pk: changed for row in rows if (changed := wanted.texts_of(row))}
    touched = len({*texts, *(row.pk for row, *_to in goings)})
    if not touched:
        raise Refused(_("Nothing to change: they are as you want them already."))
    batch = Batch.objects.create(
        project=project,
        kind=BatchKind.EDIT,
        says=_in_words(wanted, touched, goings),
        kept={"was": {row.pk: _texts(row, texts[row.pk]) for row in rows if row.pk in texts}, "set": texts},
        by=by,
    )
    if goings:
        move_many(goings, batch=batch, by=by, revision=revision)
    _write({row.pk: row for row in rows}, texts, by, revision)
    audit.record(project=project, by=by, verb="changed several elements", on=batch, elements=sorted(keys))
    return batch


def _goings(project: Project, rows: list[Element], wanted: Wanted, revision: int) -> list[Going]:
    if wanted.spot is not None:
        # As the board shows them from the top: what is NOW before what is NEXT, each in its order.
        sides = list(Place)
        together = sorted(rows, key=lambda row: (sides.index(Place(row.place)), row.rank))
        return goings_to(project, together, wanted.spot, revision)
    return [
        (row, wanted.place or Place(row.place), wanted.function or row.function, row.rank)
        for row in rows
        if (wanted.place and wanted.place != row.place)
        or (wanted.function and wanted.function.pk != row.function_id)
    ]


def _in_words(wanted: Wanted, number: int, goings: Sequence[Going]) -> str:
    if wanted.spot is None:
        says = ngettext("changed %(number)d element at once", "changed %(number)d elements at once", number)
        return says % {"number": number}
    says = ngettext("moved %(number)d element to %(where)s", "moved %(number)d elements to %(where)s", number)
    _first, place, function, _rank = goings[0]
    where = spot_in_words(place, None if wanted.spot.across else function)
    return says % {"number": number, "where": where}


def restore(batch: Batch, *, by: User, revision: int) -> list[Element]:
    """Puts back owners and flags that nobody has changed since."""
    was, now = batch.kept["was"], batch.kept["set"]
    rows = {row.pk: row for row in batch.project.elements.filter(pk__in=was)}
    texts = {pk: was[str(pk)] for pk, row in rows.items() if _texts(row, now[str(pk)]) == now[str(pk)]}
    return _write(rows, texts, by, revision)


def _refuse_if_changed_since(rows: Iterable[Element], seen: int, by: User) -> None:
    for row in rows:
        if row.revision > seen and row.changed_by_id != by.pk:
            raise Refused(
                _("%(who)s changed “%(title)s” at %(time)s, so nothing was done. Look at it and do it again.")
                % {"who": row.changed_by or _("Somebody"), "title": row.title, "time": clock(row.changed_at)}
            )


def _texts(row: Element, names: Iterable[str]) -> dict[str, Any]:
    standing = {"owner": row.owner_id, "flags": row.flags}
    return {name: standing[name] for name in names}


def _write(
    rows: dict[int, Element], texts: dict[int, dict[str, Any]], by: User, revision: int
) -> list[Element]:
    """One statement for each owner and flags that some of them get."""
    together: dict[tuple[int | None, tuple[str, ...]], list[int]] = {}
    for pk, values in texts.items():
        row = rows[pk]
        row.owner_id, row.flags = values.get("owner", row.owner_id), values.get("flags", row.flags)
        together.setdefault((row.owner_id, tuple(row.flags)), []).append(pk)
    now = timezone.now()
    for (owner, flags), keys in together.items():
        Element.objects.filter(pk__in=keys).update(
            owner=owner,
            flags=list(flags),
            version=F("version") + 1,
            revision=revision,
            changed_at=now,
            changed_by=by,
        )
    return [rows[pk] for pk in texts]
