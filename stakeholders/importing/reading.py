"""Reading an uploaded list of people; what is true of every list is in `reports.lists`."""

from reports import lists
from reports.lists import FORMULA, MAX_BYTES, Table, Unreadable
from stakeholders.importing.columns import key_of

__all__ = ["FORMULA", "MAX_BYTES", "MAX_ROWS", "Table", "Unreadable", "read"]

# Everybody of several large hospitals; what this takes is measured in docs/decisions/imported-lists.md.
MAX_ROWS = 50_000


def read(content: bytes) -> Table:
    """The cells of a CSV or XLSX file; raises `Unreadable`."""
    return lists.read(content, is_heading=lambda text: bool(key_of(text)), most=MAX_ROWS)
