"""From a phone system's export to intervals of calls: columns, cells, judging. Nothing here writes."""

from marketing_sync.phones.columns import FIELDS, KEYS, Field, key_of, match_columns
from marketing_sync.phones.judge import BadRow, Gap, GoodInterval, Judgement, judge
from marketing_sync.phones.staff import ReadWeek, read_week

__all__ = [
    "FIELDS",
    "KEYS",
    "BadRow",
    "Field",
    "Gap",
    "GoodInterval",
    "Judgement",
    "ReadWeek",
    "judge",
    "key_of",
    "match_columns",
    "read_week",
]
