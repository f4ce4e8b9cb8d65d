"""A week of scheduled people as spreadsheets hold it: times down and weekdays across, or one row a time."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from marketing_sync.minutes import MIDNIGHT
from marketing_sync.phones import cells as reading
from marketing_sync.phones.cells import Wrong
from reports import lists

_MOST = 5_000
_MOST_PEOPLE = 5_000
_DAY_NAMES = (
    "monday mon mo montag lunes lun lundi",
    "tuesday tue tu tues di dienstag martes mar mardi",
    "wednesday wed we mi mittwoch miercoles mie mercredi",
    "thursday thu th thur thurs do donnerstag jueves jue jeudi",
    "friday fri fr freitag viernes vie vendredi",
    "saturday sat sa samstag sabado sab samedi",
    "sunday sun su so sonntag domingo dom dimanche",
)
_WEEKDAY = {name: number for number, names in enumerate(_DAY_NAMES) for name in names.split()}
_HEADINGS = {
    "time": "time from start starttime interval uhrzeit zeit von hora desde begin begins",
    "until": "until to end endtime bis hasta ends",
    "day": "day weekday date tag wochentag datum dia fecha diadelasemana",
    "people": "people agents staff scheduled headcount fte agenten personal agentes scheduledagents",
}
_KEY = {heading: key for key, headings in _HEADINGS.items() for heading in headings.split()}


@dataclass
class ReadWeek:
    """People by weekday and minute of half hours, and every reason why a row could not be taken."""

    people: dict[tuple[int, int], int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def read_week(content: bytes) -> ReadWeek:
    """The week of a CSV or XLSX file; raises `lists.Unreadable`."""
    table = lists.read(content, is_heading=lambda text: bool(_key(text)), most=_MOST)
    place = max(
        range(min(len(table.rows), 10)),
        key=lambda index: sum(bool(_key(cell)) for cell in table.rows[index][1]),
    )
    keys = [_key(cell) for cell in table.rows[place][1]]
    across = {index: int(key) for index, key in enumerate(keys) if key.isdigit()}
    rows = table.rows[place + 1 :]
    if "time" not in keys or not (across or {"day", "people"} <= set(keys)):
        raise lists.Unreadable(
            _("Needed are a column with times, and either a column for each weekday or a day and a number.")
        )
    found = ReadWeek()
    spans: dict[int, list[tuple[int, int, int | None]]] = {day: [] for day in range(7)}
    for number, cells in rows:
        try:
            _take(cells, keys, across, spans)
        except Wrong as wrong:
            found.wrong.append(_("Row %(row)d: %(why)s") % {"row": number, "why": wrong})
    for weekday, members in spans.items():
        _lay(found, weekday, members)
    return found


def _take(
    cells: Sequence[str],
    keys: Sequence[str],
    across: dict[int, int],
    spans: dict[int, list[tuple[int, int, int | None]]],
) -> None:
    """One row's people: the weekday, its minute, how many, and until when if that is said."""

    def cell(key: str) -> str:
        index = keys.index(key)
        return cells[index] if index < len(cells) else ""

    minute = reading.minute(cell("time"))
    until = None
    if "until" in keys and cell("until"):
        until = reading.minute(cell("until")) or MIDNIGHT
    elif found := re.search(r"[-–]\s*(\d.*)$", cell("time")):
        until = reading.minute(found[1]) or MIDNIGHT
    if minute % 30 or (until is not None and (until % 30 or until <= minute)):
        raise Wrong(_("Times on the hour or the half hour are understood."))
    if across:
        for index, weekday in across.items():
            text = cells[index] if index < len(cells) else ""
            if text.strip():
                spans[weekday].append((minute, _people(text), until))
        return
    spans[_weekday(cell("day"))].append((minute, _people(cell("people")), until))


def _lay(found: ReadWeek, weekday: int, members: list[tuple[int, int, int | None]]) -> None:
    """Lays the spans of one weekday onto its half hours. Without an end each lasts until the next, an hour at
    most.
    """
    starts = sorted({minute for minute, _people, _until in members})
    if len(starts) < len(members):
        found.wrong.append(_("%(day)s has the same time more than once.") % {"day": WEEKDAYS[weekday]})
        return
    for minute, people, until in members:
        following = next((start for start in starts if start > minute), minute + 60)
        for half in range(minute, min(until or min(following, minute + 60), MIDNIGHT), 30):
            found.people[weekday, half] = people


def _people(text: str) -> int:
    count = reading.count(text, ",")
    if count > _MOST_PEOPLE:
        raise Wrong(_("So many people do not work here at a time."))
    return count


def _weekday(text: str) -> int:
    if (known := _WEEKDAY.get(_plain(text))) is not None:
        return known
    if len(reading.orders([text])) > 1:
        raise Wrong(_("This day can be read in two ways. Write it like 2026-03-02, or name the weekday."))
    return reading.date(text, next(iter(reading.orders([text])), "dmy")).weekday()


def _key(text: str) -> str:
    """What a heading says: “time”, “until”, “day”, “people”, or a weekday's number."""
    plain = _plain(text)
    return str(_WEEKDAY[plain]) if plain in _WEEKDAY else _KEY.get(plain, "")


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", text.casefold()))
