"""What is due in several tables, read in one statement."""

import datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import CharField, F, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, NullIf


class DueRow(NamedTuple):
    """One row of a table that asks for something by a day."""

    kind: str
    key: str
    date: datetime.date
    words: str
    owner: str


def part(
    kind: str,
    rows: models.QuerySet[Any],
    *,
    on: str | Combinable,
    words: str | Combinable,
    owner: str = "",
    key: str = "pk",
    most: int = 200,
) -> models.QuerySet[Any, Any]:
    """At most `most` of the rows, the earliest first, in the columns of `DueRow`; `owner` names a user."""
    by = Cast(Coalesce(NullIf(f"{owner}__name", Value("")), f"{owner}__email", Value("")), TextField())
    day = F(on) if isinstance(on, str) else on
    return rows.order_by(day, "pk").values_list(
        Value(kind, CharField()),
        Cast(key, TextField()),
        day,
        Cast(words, TextField()),
        by if owner else Value("", TextField()),
    )[:most]


def read(*parts: models.QuerySet[Any, Any]) -> list[DueRow]:
    """The parts one after the other, in one statement; the earliest first."""
    first, *others = parts
    found = first.union(*others, all=True) if others else first
    return sorted((DueRow(*row) for row in found), key=lambda row: row.date)
