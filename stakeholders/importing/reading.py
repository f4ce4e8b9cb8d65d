"""Reading an uploaded list of people; what is true of every list is in `reports.lists`."""

from reports import lists
from reports.lists import FORMULA, MAX_BYTES, MAX_ROWS, Table, Unreadable
from stakeholders.importing.columns import key_of

__all__ = ["FORMULA", "MAX_BYTES", "MAX_ROWS", "Table", "Unreadable", "read"]


def read(content: bytes) -> Table:
    """The cells of a CSV or XLSX file; raises `Unreadable`."""
    return lists.read(content, is_heading=lambda text: bool(key_of(text)))
