"""Rows of a form that are added, moved and taken out; their buttons work with and without a script."""

import itertools
from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

ROW_ACTS = ("add", "remove", "up", "down")
Row = dict[str, Any]


def posted_rows(posted: QueryDict, prefix: str, names: Sequence[str], most: int) -> list[dict[str, str]]:
    """The rows that were posted as columns “prefix_name”, in their order; what is missing is empty."""
    columns = [posted.getlist(f"{prefix}_{name}") for name in names]
    rows = itertools.zip_longest(*columns, fillvalue="")
    return [dict(zip(names, row, strict=True)) for row in itertools.islice(rows, most)]


def pressed(posted: QueryDict) -> tuple[str, int]:
    """Which button was pressed, and at which row: “up:3”."""
    act, _colon, place = posted.get("act", "save").partition(":")
    return act, int(place) if place.isdecimal() and len(place) < 6 else 0


def rearrange(rows: list[Row], act: str, place: int, empty: Row, alike: Sequence[str] = ()) -> None:
    """What a row's buttons do. A new row comes below the one at `place` and takes `alike` from it."""
    if act == "add":
        near: Row = rows[min(place, len(rows)) - 1] if rows and place else {}
        rows.insert(place, empty | {name: near[name] for name in alike if name in near})
    elif 0 < place <= len(rows):
        row = rows.pop(place - 1)
        if act != "remove":
            rows.insert(max(0, place - 2) if act == "up" else place, row)
