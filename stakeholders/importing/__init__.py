"""From an uploaded list to people of the register: reading cells, matching columns, judging rows.

Nothing here writes; `stakeholders.actions.confirm_import` does.
"""

from stakeholders.importing.columns import FIELDS, Field, match_columns
from stakeholders.importing.judge import BadCell, BadRow, Change, GoodRow, Judgement, judge
from stakeholders.importing.reading import MAX_BYTES, MAX_ROWS, Table, Unreadable, read
from stakeholders.importing.showing import columns_of, headings_and_rows, marked, names_of, to_correct

__all__ = [
    "FIELDS",
    "MAX_BYTES",
    "MAX_ROWS",
    "BadCell",
    "BadRow",
    "Change",
    "Field",
    "GoodRow",
    "Judgement",
    "Table",
    "Unreadable",
    "columns_of",
    "headings_and_rows",
    "judge",
    "marked",
    "match_columns",
    "names_of",
    "read",
    "to_correct",
]
