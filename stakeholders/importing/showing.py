"""An uploaded list as its preview shows it: columns with examples, bad rows with each bad cell marked."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from openpyxl.utils import get_column_letter

from stakeholders.importing.judge import BadRow


class Kept(Protocol):
    """What is kept of a list: its cells with the headings first, and which column is which field."""

    cells: Any
    columns: Any


def headings_and_rows(kept: Kept) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The heading cells, and the numbered rows below them."""
    if not kept.cells:
        return [], []
    return kept.cells[0][1], [(number, cells) for number, cells in kept.cells[1:]]


def columns_of(kept: Kept) -> list[dict[str, Any]]:
    """Each column of the list with its heading, up to three different examples and the field it was given."""
    headings, rows = headings_and_rows(kept)
    return [
        {
            "index": index,
            "letter": get_column_letter(index + 1),
            "heading": headings[index] if index < len(headings) else "",
            "examples": list(
                dict.fromkeys(
                    cells[index] for _number, cells in rows[:40] if index < len(cells) and cells[index]
                )
            )[:3],
            "key": key,
        }
        for index, key in enumerate(kept.columns)
    ]


def marked(kept: Kept, bad: Iterable[BadRow]) -> list[dict[str, Any]]:
    """Bad rows with each cell marked that has something wrong; only the columns that are imported."""
    used = [index for index, key in enumerate(kept.columns) if key]
    rows = []
    for row in bad:
        reasons = {cell.column: cell.reason for cell in row.bad}
        cells = [
            {
                "value": row.cells[index] if index < len(row.cells) else "",
                "reason": reasons.get(get_column_letter(index + 1), ""),
            }
            for index in used
        ]
        rows.append({"number": row.number, "cells": cells, "bad": row.bad})
    return rows


def names_of(kept: Kept) -> list[str]:
    """A name for every column: its heading, or its letter."""
    headings, _rows = headings_and_rows(kept)
    return [
        headings[index] if index < len(headings) and headings[index] else get_column_letter(index + 1)
        for index in range(len(kept.columns))
    ]


def to_correct(kept: Kept, bad: Iterable[BadRow]) -> Iterator[tuple[Any, ...]]:
    """Bad rows as a download carries them: every cell, the row's number, every reason."""
    width = len(kept.columns)
    for row in bad:
        yield (*row.cells, *[""] * (width - len(row.cells)), row.number, row.reasons)
