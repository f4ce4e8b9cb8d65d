"""Days that differ, as spreadsheets hold them: a list of holidays, or dates with more or fewer people."""

import datetime
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from marketing_sync.phones import cells as reading
from marketing_sync.phones.cells import Wrong
from reports import lists

_MOST = 2_000
_MOST_PEOPLE = 5_000
_HEADINGS = {
    "day": "date day datum tag fecha dia",
    "people": "people change staff more agents personen personal agentes cambio",
    "why": "why reason name holiday note occasion grund feiertag anlass motivo festivo nombre",
}
_KEY = {heading: key for key, headings in _HEADINGS.items() for heading in headings.split()}
_CLOSED = {"", "closed", "holiday", "geschlossen", "feiertag", "cerrado", "festivo"}


@dataclass(frozen=True)
class ReadDay:
    """One day: closed when `people` is None, else so many more than usual, or fewer."""

    day: datetime.date
    people: int | None
    why: str


@dataclass
class ReadDays:
    """The days of a file, and every reason why a row could not be taken."""

    days: list[ReadDay] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def read_days(content: bytes) -> ReadDays:
    """The days of a CSV or XLSX file; raises `lists.Unreadable`."""
    table = lists.read(content, is_heading=lambda text: bool(_key(text)), most=_MOST)
    place = max(
        range(min(len(table.rows), 10)),
        key=lambda index: sum(bool(_key(cell)) for cell in table.rows[index][1]),
    )
    keys = [_key(cell) for cell in table.rows[place][1]]
    rows = table.rows[place + 1 :]
    if "day" not in keys:
        raise lists.Unreadable(_("Needed is a column with dates; people and a reason are optional."))
    orders = reading.orders(_cell(cells, keys, "day") for _number, cells in rows)
    if len(orders) > 1:
        raise lists.Unreadable(_("These dates can be read in two ways. Write them like 2026-03-02."))
    found, order, seen = ReadDays(), next(iter(orders), "dmy"), set()
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            one = _read(cells, keys, order)
            if one.day in seen:
                raise Wrong(_("This day stands in the file twice."))
        except Wrong as wrong:
            found.wrong.append(_("Row %(row)d: %(why)s") % {"row": number, "why": wrong})
        else:
            seen.add(one.day)
            found.days.append(one)
    return found


def _read(cells: Sequence[str], keys: Sequence[str], order: str) -> ReadDay:
    day = reading.date(_cell(cells, keys, "day"), order)
    why = _cell(cells, keys, "why")[:120]
    return ReadDay(day, _people(_cell(cells, keys, "people")), why)


def _people(text: str) -> int | None:
    """“+3” or “-2”; nothing, or a word for closed, is None."""
    if _plain(text) in _CLOSED:
        return None
    # A typographic minus is one, too.
    if not re.fullmatch(r"[+-]?\d{1,4}", plain := text.strip().replace("−", "-").replace("–", "-")):
        raise Wrong(_("Write how many people more or fewer, like +3 or -2, or closed."))
    people = int(plain)
    if not 0 < abs(people) <= _MOST_PEOPLE:
        raise Wrong(_("Write how many people more or fewer, like +3 or -2, or closed."))
    return people


def _cell(cells: Sequence[str], keys: Sequence[str], key: str) -> str:
    index = keys.index(key) if key in keys else len(cells)
    return cells[index].strip() if index < len(cells) else ""


def _key(text: str) -> str:
    return _KEY.get(_plain(text), "")


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9+-]", "", folded.replace("−", "-").replace("–", "-"))
