"""A calendar file (.ics) as the same rows and headings that a list has."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar

from stakeholders.importing import Table, Unreadable

_HEADINGS = ["Name", "Day", "Earliest", "Latest", "Kind", "Offer"]
_DAY = datetime.timedelta(days=1)


def as_table(content: bytes, zone: ZoneInfo, *, most: int) -> Table:
    """The events, one a row, with their days in this zone; raises `stakeholders.importing.Unreadable`.

    An event of several days is a window that most likely begins on its first.
    """
    try:
        calendar: Any = Calendar.from_ical(content)
    except (ValueError, IndexError, KeyError) as error:
        # icalendar lets the errors of its parts through.
        raise Unreadable(_("This calendar cannot be read. Export it again as .ics.")) from error
    table = Table(rows=[(1, _HEADINGS)])
    cancelled = repeated = 0
    for number, event in enumerate(calendar.walk("VEVENT"), 2):
        if str(event.get("status", "")).upper() == "CANCELLED":
            cancelled += 1
            continue
        repeated += "rrule" in event
        table.rows.append((number, _cells(event, zone)))
        if len(table.rows) > most + 1:
            raise Unreadable(_("The calendar holds more than %(most)d events. Split it.") % {"most": most})
    if len(table.rows) == 1:
        raise Unreadable(_("The calendar holds no events."))
    if cancelled:
        table.remarks.append(_("Left out because they are cancelled: %(count)d.") % {"count": cancelled})
    if repeated:
        said = _("Of events that repeat, only the first day was read: %(count)d.")
        table.remarks.append(said % {"count": repeated})
    return table


def _cells(event: Any, zone: ZoneInfo) -> list[str]:
    first = _day(event, "dtstart", zone)
    last = _last_day(event, zone) or first
    window = first is not None and last is not None and last > first
    return [
        _text(event, "summary"),
        first.isoformat() if first else "",
        first.isoformat() if first and window else "",
        last.isoformat() if last and window else "",
        _category(event),
        _text(event, "description"),
    ]


def _last_day(event: Any, zone: ZoneInfo) -> datetime.date | None:
    end = _day(event, "dtend", zone)
    if end is None:
        return None
    # A calendar's last day is the one before its end, unless the end has a time.
    return end if isinstance(event["dtend"].dt, datetime.datetime) else end - _DAY


def _day(event: Any, name: str, zone: ZoneInfo) -> datetime.date | None:
    value = getattr(event.get(name), "dt", None)
    if isinstance(value, datetime.datetime):
        return value.astimezone(zone).date() if value.tzinfo else value.date()
    return value if isinstance(value, datetime.date) else None


def _category(event: Any) -> str:
    found = event.get("categories")
    names = getattr(found, "cats", None) or []
    return _clean(str(names[0])) if names else ""


def _text(event: Any, name: str) -> str:
    return _clean(str(event.get(name, "")))


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()[:10_000]
