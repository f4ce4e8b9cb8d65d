"""Files of earlier planners: what stands in them otherwise than it is kept now. None of it is lost."""

from collections.abc import Callable
from typing import Any

from django.db import models

from crisis.models import ContactWay, CrisisPerson, WayKind
from crisis.ways import dialled


def _ways(person: Any, telephone: str, other_ways: str) -> list[models.Model]:
    """How somebody is reached was a telephone and a line for each other way."""
    lines = [line.strip() for line in (telephone, *other_ways.splitlines()) if line.strip()]
    return [
        ContactWay(
            person=person,
            position=position,
            kind=WayKind.PHONE if dialled(line) else WayKind.OTHER,
            value=line[:500],
        )
        for position, line in enumerate(lines, start=1)
    ]


# Texts that were columns of a table, and the rows that become of them.
TEXTS: dict[str, tuple[tuple[str, ...], Callable[..., list[models.Model]]]] = {
    CrisisPerson._meta.label: (("phone", "other_ways"), _ways),
}


def columns(label: str) -> set[str]:
    """What a line of this table may hold that is no column any more."""
    return set(TEXTS[label][0]) if label in TEXTS else set()


def rows(row: models.Model, line: dict[str, Any]) -> list[models.Model]:
    """What becomes of such texts of one line, beside its row."""
    names, made = TEXTS.get(row._meta.label, ((), None))
    return made(row, *(str(line.get(name) or "") for name in names)) if made else []
