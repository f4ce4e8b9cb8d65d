"""From an uploaded list to readings, or to a funnel's periods: columns, days and numbers, judging rows.

Cells are read as for every list (`stakeholders.importing.read`). What may be meant in two
ways, such as 3/4/2026 or 1.234, is told and asked about, not guessed. Nothing here writes.
"""

import datetime
import decimal
import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from outcomes.models import DateOrder, Funnel, Measure, ReadingImport
from outcomes.models.measure import MOST
from stakeholders.importing import BadCell, BadRow, Change
from stakeholders.importing.reading import FORMULA

_HEADINGS = {
    "on": "day date on week weekof month period firstday fecha dia datum tag jour",
    "value": "value reading amount result wert valor betrag",
    "count": "somany count number numerator events anzahl cantidad",
    "of": "of ofsomany whole total denominator cases gesamt",
    "attempted": "attempted attempts tried called outreach intentos versucht",
    "reached": "reached contacted contacts spokenwith contactados erreicht",
    "scheduled": "scheduled appointments booked citados vereinbart",
    "showed": "showed shows came completed visits completedvisits asistieron erschienen",
    "cost": "cost costs spend kosten coste",
    "note": "note notes comment remark nota notiz",
}
_BY_HEADING = {heading: key for key, words in _HEADINGS.items() for heading in words.split()}
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan ene",
            "feb",
            "mar",
            "apr abr",
            "may",
            "jun",
            "jul",
            "aug ago",
            "sep set",
            "oct",
            "nov",
            "dec dic",
        ],
        1,
    )
    for name in names.split()
}
# Columns that a list may lack.
_MAY_LACK = ("note", "cost")
_OLDEST = datetime.timedelta(days=20 * 366)


class Wrong(Exception):
    """A cell cannot be taken; the text says why."""


@dataclass(frozen=True)
class GoodRow:
    """A row that will be written: its day and amount, and which reading it corrects."""

    number: int
    values: dict[str, Any]
    change: Change
    pk: int | None = None


@dataclass
class Judgement:
    """All rows, sorted into good and bad; `problems` stop the import as a whole."""

    good: list[GoodRow] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    # Whether some cell would be read otherwise under another order of dates, another decimal mark.
    asks_order: bool = False
    asks_mark: bool = False

    def count(self, change: Change) -> int:
        """How many good rows do this."""
        return sum(row.change == change for row in self.good)

    @property
    def added(self) -> int:
        """How many readings are new."""
        return self.count(Change.ADD)

    @property
    def updated(self) -> int:
        """How many readings will be corrected."""
        return self.count(Change.UPDATE)

    @property
    def same(self) -> int:
        """How many stand there just so already."""
        return self.count(Change.SAME)


def keys_of(measure: Measure | Funnel) -> list[tuple[str, str]]:
    """What a column can be: key and words."""
    if isinstance(measure, Funnel):
        return [
            ("on", _("First day")),
            ("attempted", _("Attempted")),
            ("reached", _("Reached")),
            ("scheduled", _("Scheduled")),
            ("showed", _("Showed")),
            ("cost", _("Cost")),
        ]
    amounts = (
        [("count", _("So many")), ("of", _("Of so many"))] if measure.is_share else [("value", _("Value"))]
    )
    return [("on", _("Day")), *amounts, ("note", _("Note"))]


def match_columns(measure: Measure | Funnel, rows: Sequence[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    """The place of the heading row, and for each of its columns a key or ""; each key once."""
    known = {key for key, _words in keys_of(measure)}
    scores = [len({_key(cell) for cell in cells} & known) for _number, cells in rows[:10]]
    place = scores.index(max(scores)) if scores else 0
    width = max((len(cells) for _number, cells in rows), default=0)
    heading = rows[place][1] if rows else []
    columns: list[str] = []
    for cell in [*heading, *[""] * (width - len(heading))]:
        key = _key(cell)
        columns.append(key if key in known and key not in columns else "")
    return place, columns


def judge(upload: ReadingImport) -> Judgement:
    """The rows against what the measure or the funnel has now."""
    judgement = Judgement(problems=_problems(upload))
    headings, rows = headings_and_rows(upload)
    if judgement.problems:
        return judgement
    stored: Any = upload.funnel.periods if upload.funnel else upload.measure.readings
    known = {one.on: one for one in stored.kept()}
    order = upload.order or _shown_order(upload, rows)
    first_with: dict[datetime.date, int] = {}
    for number, cells in rows:
        values, bad = _read_row(upload, headings, cells, order, judgement)
        day = values.get("on")
        if day in first_with:
            bad.append(
                _at(
                    upload,
                    "on",
                    headings,
                    cells,
                    _("Row %(row)d has this day, too.") % {"row": first_with[day]},
                )
            )
        if day is not None:
            first_with.setdefault(day, number)
        if bad:
            judgement.bad.append(BadRow(number, cells, bad))
            continue
        reading = known.get(values["on"])
        if reading is None:
            judgement.good.append(GoodRow(number, values, Change.ADD))
        else:
            differs = any(getattr(reading, name) != value for name, value in values.items())
            change = Change.UPDATE if differs else Change.SAME
            judgement.good.append(GoodRow(number, values, change, reading.pk))
    return judgement


def headings_and_rows(upload: ReadingImport) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The heading cells, and the numbered rows below them."""
    if not upload.cells:
        return [], []
    return upload.cells[0][1], [(number, cells) for number, cells in upload.cells[1:]]


def read_day(text: str, order: str) -> datetime.date:
    """A day as lists write it. Raises `Wrong`; 3/4/2026 without an order is not guessed.

    >>> read_day("31.12.2025", "")
    datetime.date(2025, 12, 31)
    """
    text = re.sub(r"[T ]\d{1,2}:\d{2}.*$", "", text.strip())
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?", text):
        return _date(match[1], match[2], match[3] or "1")
    if match := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})", text):
        return _date(match[3], match[2], match[1])
    if match := re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})", text):
        return _either(match[1], match[2], match[3], order)
    if match := re.fullmatch(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*\.?[ -](\d{4}|\d{2})", text):
        return _named(match[3], match[2], match[1])
    if match := re.fullmatch(r"([A-Za-z]{3})[a-z]*\.? (\d{1,2}), ?(\d{4})", text):
        return _named(match[3], match[1], match[2])
    raise Wrong(_("This is not a day. Write it like 2026-03-31."))


def read_number(text: str, mark: str) -> decimal.Decimal:
    """A number as lists write it. Raises `Wrong`; 1.234 without a mark is not guessed.

    >>> read_number("1.234,5", "")
    Decimal('1234.5')
    """
    plain = re.sub(r"[\s\u00a0\u202f'’%$€£]", "", text).removesuffix("USD").removesuffix("EUR")
    if not re.fullmatch(r"[-+−]?[\d.,]*\d[.,]?", plain):
        raise Wrong(_("This is not a number."))
    plain = plain.replace("−", "-")
    point = mark or _shown_mark(plain)
    thousands = "," if point == "." else "."
    whole, _point, rest = plain.partition(point)
    if point in rest or thousands in rest or not _is_grouped(whole, thousands):
        raise Wrong(_("Points and commas do not stand as in a number."))
    return decimal.Decimal(f"{whole.replace(thousands, '')}.{rest or '0'}")


def _shown_mark(plain: str) -> str:
    """The decimal mark that the number itself shows; raises `Wrong` when it shows none."""
    last = max(plain.rfind("."), plain.rfind(","))
    if last < 0:
        return "."
    sign, other = plain[last], "," if plain[last] == "." else "."
    if other in plain:
        return sign
    if plain.count(sign) > 1:
        return other
    if re.fullmatch(r"[-+]?[1-9]\d{0,2}[.,]\d{3}", plain):
        raise Ambiguous(
            _("This may be a little more than one or more than a thousand. Say which mark is which.")
        )
    return sign


class Ambiguous(Wrong):
    """A cell may be meant in two ways."""


def _is_grouped(whole: str, thousands: str) -> bool:
    return thousands not in whole or bool(
        re.fullmatch(rf"[-+]?\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+", whole)
    )


def _either(first: str, second: str, year: str, order: str) -> datetime.date:
    if not order:
        if int(first) <= 12 and int(second) <= 12 and first != second:
            raise Ambiguous(_("Day or month may come first here. Say which."))
        order = DateOrder.MONTH_FIRST if int(second) > 12 else DateOrder.DAY_FIRST
    day, month = (first, second) if order == DateOrder.DAY_FIRST else (second, first)
    return _date(year, month, day)


def _named(year: str, month: str, day: str) -> datetime.date:
    number = _MONTHS.get(month.lower())
    if number is None:
        raise Wrong(_("This is not a day. Write it like 2026-03-31."))
    return _date(year, str(number), day)


def _date(year: str, month: str, day: str) -> datetime.date:
    try:
        return datetime.date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        raise Wrong(_("There is no such day in the calendar.")) from None


def _shown_order(upload: ReadingImport, rows: Sequence[tuple[int, list[str]]]) -> str:
    """The order of day and month, when some row of the list shows it and none contradicts."""
    place = upload.columns.index("on")
    shown = set()
    for _number, cells in rows:
        cell = cells[place] if place < len(cells) else ""
        if match := re.match(r"(\d{1,2})[/-](\d{1,2})[/-]\d", cell):
            if int(match[1]) > 12:
                shown.add(DateOrder.DAY_FIRST)
            elif int(match[2]) > 12:
                shown.add(DateOrder.MONTH_FIRST)
    return shown.pop() if len(shown) == 1 else ""


def _problems(upload: ReadingImport) -> list[str]:
    words = dict(keys_of(upload.into))
    columns = list(upload.columns)
    doubled = [key for key in words if columns.count(key) > 1]
    missing = [key for key in words if key not in (*_MAY_LACK, *columns)]
    return [
        *(
            _("Two columns are set to “%(field)s”. Choose one of them.") % {"field": words[key]}
            for key in doubled
        ),
        *(
            _("No column is set to “%(field)s”. Say below which one it is.") % {"field": words[key]}
            for key in missing
        ),
    ]


def _read_row(
    upload: ReadingImport, headings: Sequence[str], cells: Sequence[str], order: str, judgement: Judgement
) -> tuple[dict[str, Any], list[BadCell]]:
    values: dict[str, Any] = {}
    bad: list[BadCell] = []
    for key, _words in keys_of(upload.into):
        if key not in upload.columns:
            continue
        place = upload.columns.index(key)
        cell = cells[place] if place < len(cells) else ""
        try:
            values[key] = _read_cell(key, cell, order, upload.mark)
        except Ambiguous as wrong:
            judgement.asks_order |= key == "on"
            judgement.asks_mark |= key != "on"
            bad.append(_at(upload, key, headings, cells, str(wrong)))
        except Wrong as wrong:
            bad.append(_at(upload, key, headings, cells, str(wrong)))
    if not bad and upload.funnel is not None:
        for more, fewer in itertools.pairwise(("attempted", "reached", "scheduled", "showed")):
            if values[fewer] > values[more]:
                bad.append(_at(upload, fewer, headings, cells, _("These are more than in the step before.")))
    elif not bad and upload.measure.is_share:
        if values["of"] == 0:
            bad.append(
                _at(upload, "of", headings, cells, _("A share of nothing cannot be said; leave it out."))
            )
        elif values["count"] > values["of"]:
            bad.append(_at(upload, "count", headings, cells, _("This is more than the whole.")))
    return values, bad


def _read_cell(key: str, cell: str, order: str, mark: str) -> Any:
    if key == "note":
        if len(cell) > 300:
            raise Wrong(_("A note has up to 300 characters; this has %(count)d.") % {"count": len(cell)})
        return cell
    if not cell and key == "cost":
        return None
    if not cell:
        raise Wrong(_("This is missing."))
    if cell.startswith((f"{FORMULA}=", "#")):
        raise Wrong(_("The spreadsheet could not compute this cell."))
    if key == "on":
        return _possible(read_day(cell, order))
    number = read_number(cell, mark)
    if key == "value":
        if abs(number) > MOST:
            raise Wrong(_("This is too large."))
        if number != number.quantize(decimal.Decimal("0.0001")):
            raise Wrong(_("Up to four places behind the point are kept."))
        return number
    if key == "cost":
        if not 0 <= number < 10**11 or number != number.quantize(decimal.Decimal("0.01")):
            raise Wrong(_("A cost has up to two places behind the point, and is not negative."))
        return number
    if number < 0 or number != int(number) or number > 2**31 - 1:
        raise Wrong(_("This must be a whole number, not negative."))
    return int(number)


def _possible(day: datetime.date) -> datetime.date:
    from_now = day - timezone.localdate()
    if from_now > datetime.timedelta():
        raise Wrong(_("This day has not come yet."))
    if from_now < -_OLDEST:
        raise Wrong(_("Give a day within the last twenty years."))
    return day


def _at(
    upload: ReadingImport, key: str, headings: Sequence[str], cells: Sequence[str], reason: str
) -> BadCell:
    place = upload.columns.index(key)
    heading = headings[place] if place < len(headings) else ""
    value = cells[place] if place < len(cells) else ""
    return BadCell(get_column_letter(place + 1), heading or key, value[:200], reason)


def _key(heading: str) -> str:
    plain = re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", heading.casefold()))
    return _BY_HEADING.get(plain, "")


__all__ = [
    "GoodRow",
    "Judgement",
    "Wrong",
    "headings_and_rows",
    "judge",
    "keys_of",
    "match_columns",
    "read_day",
    "read_number",
]
