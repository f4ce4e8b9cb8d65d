"""Files of earlier planners: what stands in them otherwise than it is kept now. None of it is lost."""

import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from django.db import models

from crisis.models import AfterAction, ContactWay, CrisisPerson, Finding, FindingKind, WayKind
from crisis.ways import Way, dialled
from marketing_sync.models import CampaignTraining
from projects.models import User

# A line that begins with one of these and goes on with a number says of which kind it is.
_NAMED = {
    "mobile": WayKind.MOBILE,
    "cell": WayKind.MOBILE,
    "desk": WayKind.DESK,
    "home": WayKind.HOME,
    "pager": WayKind.PAGER,
    "móvil": WayKind.MOBILE,
    "casa": WayKind.HOME,
}
_NUMBER = r"\+?[\d\s().\-/]*\d[\d\s().\-/]*"
_NAMED_AND_NUMBER = re.compile(rf"(\w+)[:\s]+({_NUMBER})")

_LONGEST = 1000


def read(line: str, *, is_telephone: bool = False) -> Way:
    """One line as a way to reach somebody, as the migration of such lines reads it; any other stays whole.

    What stood in the column of the telephone is one when a number is in front, whatever follows.
    """
    found = _NAMED_AND_NUMBER.fullmatch(line)
    if found and found[1].lower() in _NAMED:
        return Way(_NAMED[found[1].lower()].value, found[2].strip())
    if re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", line):
        return Way(WayKind.EMAIL.value, line)
    is_number = dialled(line) if is_telephone else re.fullmatch(_NUMBER, line)
    return Way(WayKind.PHONE.value if is_number else WayKind.OTHER.value, line)


def _ways(person: Any, *, phone: str = "", other_ways: str = "") -> list[models.Model]:
    """How somebody is reached was a telephone and a line for each other way."""
    others = map(str.strip, other_ways.splitlines())
    ways = [read(phone.strip(), is_telephone=True)] if phone.strip() else []
    ways += [read(line) for line in others if line]
    return [
        ContactWay(person=person, position=position, kind=way.kind, value=way.value)
        for position, way in enumerate(ways, start=1)
    ]


def _findings(
    review: Any,
    *,
    went_well: str = "",
    gaps: str = "",
    changed_at: Any = None,
    changed_by: Any = None,
    **_: Any,
) -> list[models.Model]:
    """What a review found was two texts; who changed the review has changed each line of them.

    Each line begins a count of versions of its own.
    """
    return [
        Finding(review=review, kind=kind, text=piece, changed_at=changed_at, changed_by_id=changed_by)
        for kind, text in ((FindingKind.WELL, went_well), (FindingKind.GAP, gaps))
        for piece in _pieces(text)
    ]


def _pieces(text: str) -> Iterator[str]:
    """A piece for each line of a text; a line that is too long for one goes on in the next."""
    for line in text.splitlines():
        yield from textwrap.wrap(
            line.strip(), _LONGEST, expand_tabs=False, replace_whitespace=False, break_on_hyphens=False
        )


def _named(**columns: models.Field) -> dict[str, models.Field]:
    for name, column in columns.items():
        column.set_attributes_from_name(name)
    return columns


# By table: columns that it had, and the rows that become of what a line holds in them.
_FORMER: dict[str, tuple[dict[str, models.Field], Callable[..., list[models.Model]]]] = {
    CrisisPerson._meta.label: (
        _named(
            phone=models.CharField(max_length=40, blank=True),
            other_ways=models.CharField(max_length=500, blank=True),
        ),
        _ways,
    ),
    AfterAction._meta.label: (
        _named(
            went_well=models.TextField(blank=True),
            gaps=models.TextField(blank=True),
            changed_at=models.DateTimeField(null=True),
            changed_by=models.ForeignKey(User, on_delete=models.PROTECT, null=True),
            version=models.PositiveIntegerField(),
        ),
        _findings,
    ),
    # The launch itself says from which day the dates were reckoned.
    CampaignTraining._meta.label: (_named(laid_for=models.DateField()), lambda _row, **_told: []),
}


def columns(label: str) -> dict[str, models.Field]:
    """What a line of this table may hold that is no column any more."""
    return _FORMER[label][0] if label in _FORMER else {}


def rows(row: models.Model, told: dict[str, Any]) -> list[models.Model]:
    """What becomes of the values of such columns of one line, beside its row."""
    return _FORMER[row._meta.label][1](row, **told)
