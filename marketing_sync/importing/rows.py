"""Judging one row of a list, cell by cell: what agents and launches have in common."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from stakeholders.importing import BadCell, Field
from stakeholders.importing.columns import doubled
from stakeholders.importing.reading import FORMULA

ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"}


class Wrong(Exception):
    """A cell cannot be taken; the text says why."""


def problems(columns: Sequence[str], fields: Sequence[Field], needed: Sequence[str]) -> list[str]:
    """What stops the import as a whole: a field given twice, a needed one given to no column."""
    labels = {field.key: field.label for field in fields}
    return [
        *(
            _("Two columns are set to “%(field)s”. Choose one of them.") % {"field": labels[key]}
            for key in doubled(columns)
        ),
        *(
            _("No column is set to “%(field)s”. Say below which column holds it.") % {"field": labels[key]}
            for key in needed
            if key not in columns
        ),
    ]


def read_row(
    cells: Sequence[str],
    headings: Sequence[str],
    columns: Sequence[str],
    readers: Mapping[str, Callable[[str], Any]],
) -> tuple[dict[str, Any], list[BadCell]]:
    """What the row says, field by field, and every cell that cannot be taken; an empty cell says nothing."""
    values: dict[str, Any] = {}
    bad: list[BadCell] = []
    for index, key in enumerate(columns):
        cell = cells[index] if index < len(cells) else ""
        if not key or not cell:
            continue
        try:
            values[key] = readers[key](_sound(cell))
        except Wrong as wrong:
            bad.append(bad_at(key, columns, headings, cells, str(wrong)))
    return values, bad


def bad_at(
    key: str, columns: Sequence[str], headings: Sequence[str], cells: Sequence[str], reason: str
) -> BadCell:
    """The cell of this field, and what is wrong with it."""
    index = list(columns).index(key) if key in columns else 0
    letter = get_column_letter(index + 1)
    heading = headings[index] if index < len(headings) else ""
    value = cells[index] if index < len(cells) else ""
    return BadCell(letter, heading or _("column %(letter)s") % {"letter": letter}, value[:200], reason)


def text_of(most: int, *, lines: bool = False) -> Callable[[str], str]:
    """Reads a text of at most so many characters, in one line or as it is."""

    def read(cell: str) -> str:
        text = cell if lines else " ".join(cell.split())
        if len(text) > most:
            raise Wrong(
                _("This has %(length)d characters; at most %(most)d fit.")
                % {"length": len(text), "most": most}
            )
        return text

    return read


def _sound(cell: str) -> str:
    if cell in ERRORS:
        raise Wrong(_("The spreadsheet could not compute this cell."))
    if cell.startswith(f"{FORMULA}="):
        raise Wrong(_("This is a formula without a value. Put the value in its place."))
    return cell
