"""A list of days that are not like their weekday: holidays, short days, dates with more or fewer people."""

import datetime
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketing_sync.importing.rows import Wrong, bad_at, problems, read_row, text_of
from marketing_sync.minutes import MIDNIGHT
from marketing_sync.models import SpecialDay
from marketing_sync.phones import cells as reading
from projects.models import Project
from stakeholders.importing import BadCell, BadRow, Change, Field, GoodRow, Judgement

DAY_FIELDS: tuple[Field, ...] = (
    Field("day", gettext_lazy("Day"), "day date datum tag fecha dia"),
    Field("opens", gettext_lazy("Opens"), "opens open from start opensat offnet von ab abre apertura desde"),
    Field(
        "closes",
        gettext_lazy("Closes"),
        "closes close until to end closesat schliesst bis cierra cierre hasta",
    ),
    Field(
        "people",
        gettext_lazy("More or fewer people"),
        "people moreorfewerpeople change staff more agents personen personal agentes cambio",
    ),
    Field(
        "why",
        gettext_lazy("Why"),
        "why reason name holiday note occasion grund feiertag anlass motivo festivo nombre",
    ),
)
_CLOSED = {"closed", "holiday", "geschlossen", "feiertag", "cerrado", "festivo"}
_MOST_PEOPLE = 5_000


def judge_days(
    project: Project,
    *,
    headings: Sequence[str],
    rows: Sequence[tuple[int, list[str]]],
    columns: Sequence[str],
) -> Judgement:
    """Sorts the rows. A day with neither hours nor people is closed; one that is known already is said anew.

    Dates are read as the whole column allows; where it leaves two readings, nothing is guessed.
    """
    judgement = Judgement(problems=problems(columns, DAY_FIELDS, ["day"]))
    if judgement.problems:
        return judgement
    place = list(columns).index("day")
    orders = reading.orders(cells[place] for _number, cells in rows if len(cells) > place)
    if len(orders) > 1:
        judgement.problems.append(_("These dates can be read in two ways. Write them like 2026-03-02."))
        return judgement
    readers = _readers(next(iter(orders), "dmy"))
    known = {one.day: one for one in project.special_days.all()}
    seen: dict[datetime.date, int] = {}
    for number, cells in rows:
        values, bad = read_row(cells, headings, columns, readers)
        at = partial(_at, columns, headings, cells)
        bad = bad or _missing(values, at)
        day = values.get("day")
        if not bad and day in seen:
            bad = [at("day", _("Row %(row)d is the same day.") % {"row": seen[day]})]
        if bad:
            judgement.bad.append(BadRow(number, cells, bad))
            continue
        seen[values["day"]] = number
        judgement.take(_good(number, values, known.get(values["day"])))
    return judgement


def _good(number: int, values: dict[str, Any], known: SpecialDay | None) -> GoodRow:
    opens, closes, people = values.get("opens"), values.get("closes"), values.get("people") or 0
    given = {
        "day": values["day"],
        "is_closed": opens is None and not people,
        "opens": opens,
        "closes": closes,
        "people": people,
        "why": values.get("why", ""),
    }
    if known is None:
        return GoodRow(number, given, Change.ADD)
    same = known.said == SpecialDay(**given).said
    return GoodRow(number, given, Change.SAME if same else Change.UPDATE, known.pk)


def _at(
    columns: Sequence[str], headings: Sequence[str], cells: Sequence[str], key: str, said: str
) -> BadCell:
    return bad_at(key, columns, headings, cells, said)


def _missing(values: dict[str, Any], at: Callable[[str, str], BadCell]) -> list[BadCell]:
    """What a row must say beside what it says."""
    if "day" not in values:
        return [at("day", _("The day is missing."))]
    opens, closes, people = (values.get(key) for key in ("opens", "closes", "people"))
    closed = next((key for key in ("opens", "closes") if key in values and values[key] is None), "")
    if closed and people:
        said = _("This row says both closed and a number of people. Leave one of the two empty.")
        return [at("people", said)]
    if opens is None and closes is None:
        return []
    if closed:
        return [at(closed, _("The time beside it says that it is open. Leave one of the two empty."))]
    if "people" in values and people is None:
        return [at("people", _("The hours beside it say that it is open."))]
    if opens is None:
        return [at("opens", _("Say also when it opens."))]
    if closes is None:
        return [at("closes", _("Say also when it closes."))]
    if opens >= closes:
        return [at("closes", _("This is not after the opening."))]
    return []


def _readers(order: str) -> dict[str, Callable[[str], Any]]:
    return {
        "day": lambda cell: _day(cell, order),
        "opens": _time,
        "closes": lambda cell: _time(cell, midnight=MIDNIGHT),
        "people": _people,
        "why": text_of(120),
    }


def _day(cell: str, order: str) -> datetime.date:
    try:
        day = reading.date(cell, order)
    except reading.Wrong as wrong:
        raise Wrong(str(wrong)) from None
    if not 2000 <= day.year <= 2100:
        raise Wrong(_("Say a day between the years 2000 and 2100."))
    return day


def _time(cell: str, midnight: int = 0) -> int | None:
    """A minute of the day; None where the cell says that all is closed."""
    if _is_closed(cell):
        return None
    if cell.strip() in {"24:00", "24"}:
        return MIDNIGHT
    try:
        return reading.minute(cell) or midnight
    except reading.Wrong as wrong:
        raise Wrong(str(wrong)) from None


def _people(cell: str) -> int | None:
    """“+3” or “-2”; None where the cell says that all is closed."""
    if _is_closed(cell):
        return None
    # A typographic minus is one, too.
    plain = cell.strip().replace("−", "-").replace("–", "-")
    people = int(plain) if re.fullmatch(r"[+-]?\d{1,4}", plain) else 0
    if not 0 < abs(people) <= _MOST_PEOPLE:
        raise Wrong(_("Write how many people more or fewer, like +3 or -2, or closed."))
    return people


def _is_closed(cell: str) -> bool:
    return cell.strip().casefold() in _CLOSED
