"""Single cells of a phone system's export: dates, times, counts and durations, as it was settled.

What can be read in two ways is never guessed: `orders` and `decimals` say which readings are open.
"""

import datetime
import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

ORDERS = ("dmy", "mdy")
DECIMALS = (",", ".")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})(\d{2})(\d{2})")
_LOCAL = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{2}|\d{4})")
_TIME = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?(?:[:.](\d{2})(?:[.,]0+)?)?\s*([ap])?\.?m?\.?", re.IGNORECASE)
_DURATION = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{2})(?:[.,]\d+)?")
_NUMBER = re.compile(r"[+-]?[\d.,'\u00a0\u202f ]*\d")
_OFFSET = re.compile(r"(Z|[+-]\d{2}:?\d{2})$")
MONTHS = (
    "jan january januar ene enero janvier janv",
    "feb february februar febrero fevrier fevr",
    "mar march marz maerz marzo mars",
    "apr april abr abril avril avr",
    "may mai mayo",
    "jun june juni junio juin",
    "jul july juli julio juillet juil",
    "aug august ago agosto aout",
    "sep sept september septiembre septembre",
    "oct october okt oktober octubre octobre",
    "nov november noviembre novembre",
    "dec december dez dezember dic diciembre decembre",
)
_MONTH = {name: number for number, names in enumerate(MONTHS, 1) for name in names.split()}
_SPELT = re.compile(r"(\d{1,2})[ .-]+([^\W\d_]+)\.?[ ,.-]+(\d{4}|\d{2})|([^\W\d_]+)\.? (\d{1,2}),? (\d{4})")
_WEEKDAY = re.compile(r"^[^\W\d_]{2,10}\.?,?\s+(?=\d)")


class Wrong(Exception):
    """A cell cannot be taken; the text says why."""


def date(cell: str, order: str) -> datetime.date:
    """The day that a cell names; raises `Wrong`. `order` is one of `ORDERS`."""
    text = _WEEKDAY.sub("", cell.strip())
    if found := _ISO.fullmatch(text):
        year, month, day = (part for part in found.groups() if part)
    elif found := _LOCAL.fullmatch(text):
        first, mark, second, year = found.groups()
        day, month = (first, second) if order == "dmy" or mark == "." else (second, first)
    elif (found := _SPELT.fullmatch(text)) and _month(found[2] or found[4]):
        day, year = found[1] or found[5], found[3] or found[6]
        month = str(_month(found[2] or found[4]))
    else:
        raise Wrong(_("This is not a date."))
    try:
        return datetime.date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        raise Wrong(_("This day does not exist.")) from None


def orders(cells: Iterable[str]) -> set[str]:
    """In which orders of day and month the dates of a column can be read; empty when none says anything."""
    open_orders: set[str] = set()
    for cell in cells:
        found = _LOCAL.fullmatch(_WEEKDAY.sub("", cell.strip()))
        if not found or found[2] == ".":
            continue
        first, second = int(found[1]), int(found[3])
        if first > 12 >= second:
            return {"dmy"}
        if second > 12 >= first:
            return {"mdy"}
        open_orders = set(ORDERS)
    return open_orders


def minute(cell: str) -> int:
    """The minute of the day at which an interval begins; of “8:00 – 8:30” the first. Raises `Wrong`."""
    text = re.split(r"\s*(?:-|–|to|bis|a)\s*(?=\d)", cell.strip())[0].strip()
    found = _TIME.fullmatch(text)
    if not found:
        raise Wrong(_("This is not a time of day."))
    hours, minutes, seconds = (int(found[place] or 0) for place in (1, 2, 3))
    if found[4]:
        if not 1 <= hours <= 12:
            raise Wrong(_("This is not a time of day."))
        hours = hours % 12 + (12 if found[4].lower() == "p" else 0)
    if hours > 23 or minutes > 59 or seconds:
        raise Wrong(_("This is not the beginning of an interval."))
    return hours * 60 + minutes


def apart(cell: str) -> tuple[str, str]:
    """A date and a time that stand in one cell, as two; the time is "" where none stands."""
    text = " ".join(cell.replace("T", " ").split()) if re.match(r"\d{4}-\d", cell) else " ".join(cell.split())
    found = re.match(r"(.*?\d)[ ,]+(\d{1,2}[:.h]\d{2}.*|\d{1,2} ?[ap]\.?m\.?.*)$", text, re.IGNORECASE)
    return (found[1], found[2]) if found else (text, "")


def offset(cell: str) -> datetime.datetime | None:
    """The moment of a time stamp that says its own distance from UTC; None for all others."""
    text = cell.strip()
    if not _OFFSET.search(text) or "T" not in text:
        return None
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        return None


def decimals(cells: Iterable[str], *, whole: bool = False) -> set[str]:
    """Which decimal marks the numbers of a file can have; empty when none of them says anything.

    “1.234,5” has the comma and “1,234.5” the point; “12,5” the comma; “1.234” alone leaves both open,
    unless the numbers are `whole`: then it is one thousand.
    """
    possible: set[str] = set()
    for cell in cells:
        text = cell.strip()
        if not _NUMBER.fullmatch(text):
            continue
        marks = [mark for mark in text if mark in ",."]
        if not marks:
            continue
        if len(set(marks)) == 2:
            return {marks[-1]}
        if len(marks) > 1:
            return {"," if marks[0] == "." else "."}
        before, after = (part.strip("+- ") for part in re.split(r"[.,]", text))
        if len(after) != 3 or not before or before.startswith("0") or len(before) > 3:
            return {marks[0]}
        if whole:
            return {"," if marks[0] == "." else "."}
        possible = set(DECIMALS)
    return possible


def number(cell: str, decimal: str) -> float:
    """A number with this decimal mark, not negative; raises `Wrong`."""
    text = cell.strip()
    if not _NUMBER.fullmatch(text):
        raise Wrong(_("This is not a number."))
    thousands = "." if decimal == "," else ","
    plain = re.sub(r"[' \u00a0\u202f]", "", text)
    if thousands in plain and not re.fullmatch(
        rf"[+-]?\d{{1,3}}(\{thousands}\d{{3}})*(\{decimal}\d+)?", plain
    ):
        raise Wrong(_("This is not a number as the others are written."))
    try:
        value = float(plain.replace(thousands, "").replace(decimal, "."))
    except ValueError:
        raise Wrong(_("This is not a number.")) from None
    if value < 0:
        raise Wrong(_("This is negative."))
    return value


def count(cell: str, decimal: str) -> int:
    """A whole number of calls; raises `Wrong`."""
    value = number(cell, decimal)
    if not value.is_integer():
        raise Wrong(_("Calls are counted in whole numbers."))
    if value > 1_000_000:
        raise Wrong(_("So many calls do not fit into one interval."))
    return int(value)


def seconds(cell: str, decimal: str) -> float:
    """A time in seconds: “245”, “4:05” or “0:04:05”; raises `Wrong`."""
    found = _DURATION.fullmatch(cell.strip())
    if found:
        hours, minutes, rest = (int(part or 0) for part in found.groups())
        if rest > 59:
            raise Wrong(_("This is not a duration."))
        return float(hours * 3600 + minutes * 60 + rest)
    return number(cell, decimal)


def _month(name: str) -> int:
    plain = name.casefold().replace("ä", "a").replace("é", "e").replace("û", "u")
    return _MONTH.get(plain, 0)
