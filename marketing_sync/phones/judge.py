"""Judging the rows of interval data: which are good, what is wrong with each bad one, what is left open.

Told, not guessed: an order of day and month or a decimal mark that the file leaves open has to be chosen
before anything comes in; gaps, doubled intervals and the days on which clocks change are said.
"""

import datetime
import itertools
import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from marketing_sync.minutes import clock
from marketing_sync.phones import cells as reading
from marketing_sync.phones.cells import Wrong
from marketing_sync.phones.columns import problems

LENGTHS = (5, 6, 10, 15, 20, 30, 60)
LONGEST_AHT = 6 * 3600
_MOST_GAPS = 40
_COUNTS = ("offered", "answered", "in_time", "abandoned")


@dataclass(frozen=True)
class BadRow:
    """A row that stays out: its cells, and for each column that is wrong the reason."""

    number: int
    cells: list[str]
    reasons: dict[int, str]

    @property
    def words(self) -> str:
        """Every reason in one line: “C: This is negative.”"""
        return "; ".join(f"{get_column_letter(index + 1)}: {why}" for index, why in self.reasons.items())


@dataclass(frozen=True)
class GoodInterval:
    """One interval, its queues added up."""

    starts_at: datetime.datetime
    day: datetime.date
    minute: int
    offered: int
    answered: int | None
    abandoned: int | None
    aht: float | None
    in_time: int | None = None


@dataclass(frozen=True)
class Gap:
    """Intervals that are missing between others of the same day."""

    day: datetime.date
    first: int
    last: int

    def __str__(self) -> str:
        day = date_format(self.day, "D j M Y")
        return f"{day}, {clock(self.first)}–{clock(self.last)}"


@dataclass
class Judgement:
    """All rows of a file, sorted; `problems` and open questions stop the import as a whole."""

    good: list[GoodInterval] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    ask_order: bool = False
    ask_decimal: bool = False
    minutes: int = 0
    gaps: list[Gap] = field(default_factory=list)
    missing: int = 0
    filled: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether something has to be said before anything can come in."""
        return bool(self.problems) or self.ask_order or self.ask_decimal


@dataclass
class _Row:
    number: int
    cells: list[str]
    starts_at: datetime.datetime
    day: datetime.date
    minute: int
    queue: str
    values: dict[str, float | None]


def judge(
    *,
    rows: Sequence[tuple[int, list[str]]],
    columns: Sequence[str],
    choices: Mapping[str, str],
    zone: ZoneInfo,
) -> Judgement:
    """Sorts the rows of a file. Times without an offset of their own are those of the centre's clock."""
    judgement = Judgement(problems=problems(columns))
    if judgement.problems:
        return judgement
    order, decimal = _settled(judgement, rows, columns, choices)
    if judgement.is_open:
        return judgement
    read = _readable(judgement, rows, columns, order, decimal, zone)
    _keep_to_the_grid(judgement, read, columns)
    _add_up(judgement, _without_doubles(judgement, read, columns), choices, zone)
    judgement.bad.sort(key=lambda row: row.number)
    return judgement


def _settled(
    judgement: Judgement,
    rows: Sequence[tuple[int, list[str]]],
    columns: Sequence[str],
    choices: Mapping[str, str],
) -> tuple[str, str]:
    """The order of day and month and the decimal mark: as the file shows, else as it was chosen."""
    dates = [
        reading.apart(cell)[0] if key == "moment" else cell
        for key in ("moment", "date")
        for cell in _column(rows, columns, key)
    ]
    orders = reading.orders(dates)
    counts = reading.decimals([cell for key in _COUNTS for cell in _column(rows, columns, key)], whole=True)
    times = reading.decimals([cell for key in ("aht", "handling") for cell in _column(rows, columns, key)])
    # Whole numbers are clear by themselves, and what is clear anywhere in a file is clear everywhere.
    decimals = counts if len(counts) == 1 else times
    order, decimal = choices.get("order", ""), choices.get("decimal", "")
    judgement.ask_order = len(orders) > 1 and order not in reading.ORDERS
    judgement.ask_decimal = len(decimals) > 1 and decimal not in reading.DECIMALS
    return (
        order if len(orders) > 1 else next(iter(orders), "dmy"),
        decimal if len(decimals) > 1 else next(iter(decimals), "."),
    )


def _column(rows: Sequence[tuple[int, list[str]]], columns: Sequence[str], key: str) -> list[str]:
    if key not in columns:
        return []
    index = list(columns).index(key)
    return [cells[index] for _number, cells in rows if index < len(cells)]


def _readable(
    judgement: Judgement,
    rows: Sequence[tuple[int, list[str]]],
    columns: Sequence[str],
    order: str,
    decimal: str,
    zone: ZoneInfo,
) -> list[_Row]:
    """The rows of which every cell can be read; the others are told."""
    places = {key: index for index, key in enumerate(columns) if key}
    seen: Counter[tuple[str, datetime.date, int]] = Counter()
    twice: set[datetime.date] = set()
    found = []
    for number, cells in rows:
        cell = {key: cells[index] if index < len(cells) else "" for key, index in places.items()}
        reasons: dict[int, str] = {}
        when = _when(cell, places, order, reasons)
        values = {
            key: _value(key, cell[key], decimal, places[key], reasons)
            for key in (*_COUNTS, "aht", "handling")
            if key in places
        }
        _check_counts(values, places, reasons)
        if when is not None and not reasons:
            queue = cell.get("queue", "")
            starts_at = _instant(when, seen, queue, zone, twice)
            if starts_at is None:
                reasons[places.get("time", places.get("moment", 0))] = _(
                    "The clock never showed this time: it went forward that night."
                )
            else:
                local = starts_at.astimezone(zone)
                minute = local.hour * 60 + local.minute
                found.append(_Row(number, cells, starts_at, local.date(), minute, queue, values))
        if reasons:
            judgement.bad.append(BadRow(number, cells, reasons))
    judgement.notes += [
        _("On %(day)s the clock went back: of the times that came twice, the first was taken as the earlier.")
        % {"day": date_format(day, "D j M Y")}
        for day in sorted(twice)
    ]
    return found


def _when(
    cell: Mapping[str, str], places: Mapping[str, int], order: str, reasons: dict[int, str]
) -> datetime.datetime | None:
    """The moment that a row names: with a zone when it says its own, without one otherwise."""
    if "moment" in places:
        if (exact := reading.offset(cell["moment"])) is not None:
            return exact
        day_text, time_text = reading.apart(cell["moment"])
        places_of = (places["moment"], places["moment"])
        if not time_text:
            # A spreadsheet shows midnight as a date alone.
            time_text = cell.get("time", "") or "0:00"
    else:
        day_text, time_text = cell["date"], cell["time"]
        # A date column of a spreadsheet may carry a midnight of its own.
        day_text = reading.apart(day_text)[0]
        places_of = (places["date"], places["time"])
    day: datetime.date | None = None
    minute: int | None = None
    try:
        day = reading.date(day_text, order)
        if not 2000 <= day.year <= 2100:
            reasons[places_of[0]] = _("This year cannot be right.")
    except Wrong as wrong:
        reasons[places_of[0]] = str(wrong)
    try:
        minute = reading.minute(reading.apart(time_text)[1] or time_text)
    except Wrong as wrong:
        reasons.setdefault(places_of[1], str(wrong))
    if day is None or minute is None:
        return None
    return datetime.datetime.combine(day, datetime.time(minute // 60, minute % 60))


def _value(key: str, cell: str, decimal: str, place: int, reasons: dict[int, str]) -> float | None:
    if not cell.strip():
        if key == "offered":
            reasons[place] = _("The number of calls is missing; write 0 where none came.")
        return None
    try:
        if key in _COUNTS:
            return reading.count(cell, decimal)
        value = reading.seconds(cell, decimal)
    except Wrong as wrong:
        reasons[place] = str(wrong)
        return None
    if key == "aht" and value > LONGEST_AHT:
        reasons[place] = _("A call does not take longer than six hours on average. Is it in seconds?")
    # A handling time of nought stands where nobody was answered.
    return value or None


def _check_counts(
    values: Mapping[str, float | None], places: Mapping[str, int], reasons: dict[int, str]
) -> None:
    if "offered" in places or reasons:
        return
    if values.get("answered") is None or values.get("abandoned") is None:
        reasons[places["answered"]] = _(
            "Without the calls that came in, answered and abandoned are both needed."
        )


def _instant(
    when: datetime.datetime,
    seen: Counter[tuple[str, datetime.date, int]],
    queue: str,
    zone: ZoneInfo,
    twice: set[datetime.date],
) -> datetime.datetime | None:
    """The moment in UTC; None for a time that the clock jumped over. Of a time that was shown twice, the
    second row is the second time.
    """
    if when.tzinfo is not None:
        return when.astimezone(datetime.UTC)
    local = when.replace(tzinfo=zone)
    early, late = (local.replace(fold=fold).astimezone(datetime.UTC) for fold in (0, 1))
    if early.astimezone(zone).replace(tzinfo=None) != when:
        return None
    if early == late:
        return early
    key = (queue, when.date(), when.hour * 60 + when.minute)
    seen[key] += 1
    twice.add(when.date())
    return early if seen[key] % 2 else late


def _keep_to_the_grid(judgement: Judgement, rows: list[_Row], columns: Sequence[str]) -> None:
    """Finds how long an interval is, and takes out what begins elsewhere."""
    if not rows:
        return
    starts = sorted({row.starts_at for row in rows})
    steps = Counter(
        int((later - earlier).total_seconds() // 60)
        for earlier, later in itertools.pairwise(starts)
        if later - earlier <= datetime.timedelta(hours=1)
    )
    usual = [step for step, _times in steps.most_common() if step in LENGTHS]
    if not usual:
        judgement.problems.append(
            _("The times are not those of intervals of 5, 6, 10, 15, 20, 30 or 60 minutes.")
        )
        rows.clear()
        return
    judgement.minutes = usual[0]
    place = _time_place(columns)
    why = _("The other intervals are of %(minutes)d minutes; this one begins between them.") % {
        "minutes": usual[0]
    }
    judgement.bad += [BadRow(row.number, row.cells, {place: why}) for row in rows if row.minute % usual[0]]
    rows[:] = [row for row in rows if row.minute % usual[0] == 0]


def _without_doubles(judgement: Judgement, rows: list[_Row], columns: Sequence[str]) -> list[_Row]:
    """Rows that stand once. Of equal ones the first is kept; of differing ones none, for who knows which."""
    by_place: dict[tuple[datetime.datetime, str], list[_Row]] = defaultdict(list)
    for row in rows:
        by_place[row.starts_at, row.queue].append(row)
    place, kept = _time_place(columns), []
    for same in by_place.values():
        first, *others = same
        alike = all(other.values == first.values for other in others)
        if alike:
            kept.append(first)
        for row in others if alike else same:
            twin = first if row is not first else others[0]
            why = (
                _("Row %(row)d has the same interval with the same numbers.")
                if alike
                else _("Row %(row)d has the same interval with other numbers.")
            )
            judgement.bad.append(BadRow(row.number, row.cells, {place: why % {"row": twin.number}}))
    return kept


def _add_up(judgement: Judgement, rows: list[_Row], choices: Mapping[str, str], zone: ZoneInfo) -> None:
    """One interval of all its queues; then what is missing between them."""
    by_start: dict[datetime.datetime, list[_Row]] = defaultdict(list)
    for row in rows:
        by_start[row.starts_at].append(row)
    judgement.good = [_together(group) for _start, group in sorted(by_start.items())]
    if len({row.queue for row in rows}) > 1:
        judgement.notes.append(
            _("%(count)d queues were added up.") % {"count": len({row.queue for row in rows})}
        )
    missing = _missing(judgement, zone)
    judgement.missing = len(missing)
    if choices.get("missing") == "none":
        judgement.good = sorted([*judgement.good, *missing], key=lambda one: one.starts_at)
        judgement.filled = len(missing)


def _together(group: list[_Row]) -> GoodInterval:
    def total(key: str) -> int | None:
        known = [row.values[key] for row in group if row.values.get(key) is not None]
        return int(sum(value for value in known if value is not None)) if known else None

    answered, abandoned = total("answered"), total("abandoned")
    offered = total("offered")
    first = group[0]
    return GoodInterval(
        starts_at=first.starts_at,
        day=first.day,
        minute=first.minute,
        offered=(answered or 0) + (abandoned or 0) if offered is None else offered,
        answered=answered,
        abandoned=abandoned,
        aht=_handling(group),
        in_time=total("in_time"),
    )


def _handling(group: list[_Row]) -> float | None:
    """The mean handling time of all queues, each weighing as many as it answered."""
    times, weights = [], []
    for row in group:
        answered = row.values.get("answered")
        calls = row.values.get("offered") if answered is None else answered
        if row.values.get("handling") and calls:
            times.append((row.values["handling"] or 0) / calls)
        elif row.values.get("aht"):
            times.append(row.values["aht"] or 0)
        else:
            continue
        weights.append(max(calls or 0, 0.001))
    return statistics.fmean(times, weights) if times else None


def _missing(judgement: Judgement, zone: ZoneInfo) -> list[GoodInterval]:
    """Intervals that are missing between the first and the last of a day; their gaps are noted."""
    by_day: dict[datetime.date, list[GoodInterval]] = defaultdict(list)
    for one in judgement.good:
        by_day[one.day].append(one)
    step = datetime.timedelta(minutes=judgement.minutes)
    missing = []
    for day, members in sorted(by_day.items()):
        for before, after in itertools.pairwise(members):
            at, inside = before.starts_at + step, []
            while at < after.starts_at:
                local = at.astimezone(zone)
                minute = local.hour * 60 + local.minute
                inside.append(GoodInterval(at, local.date(), minute, 0, None, None, None))
                at += step
            if inside:
                missing += inside
                judgement.gaps.append(Gap(day, inside[0].minute, inside[-1].minute + judgement.minutes))
    del judgement.gaps[_MOST_GAPS:]
    return missing


def _time_place(columns: Sequence[str]) -> int:
    keys = list(columns)
    return keys.index("time") if "time" in keys else keys.index("moment")
