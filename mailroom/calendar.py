"""An appointment as calendars read it: an event by RFC 5545, asked for or called off by RFC 5546.

Times are written in UTC, which every calendar shows in its owner's own zone; so no table of zones has to
be carried along that could be wrong.
"""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils import formats, timezone
from icalendar import Calendar, Event, vCalAddress, vText

from mailroom.actions.queue import one_line
from mailroom.content import Calendar as Entry

PRODUCT = "-//Callcenter Planner//Appointments//EN"
REQUEST, CANCEL = "REQUEST", "CANCEL"


@dataclass(frozen=True)
class Guest:
    """Somebody who is asked to come; the one who leads it has accepted already."""

    name: str
    email: str
    leads: bool = False


@dataclass(frozen=True)
class Reader:
    """One person whom a mail about an appointment goes to. `person` is their row, if it is still there."""

    person: models.Model | None
    name: str
    email: str
    language: str = "en"
    leads: bool = False

    @property
    def guest(self) -> Guest:
        """The reader as a calendar names them."""
        return Guest(self.name, self.email, leads=self.leads)


@dataclass(frozen=True)
class Meeting:
    """What a calendar is told of an appointment. `uid` stays for ever; `sequence` rises with each change."""

    uid: str
    sequence: int
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    summary: str
    place: str
    description: str
    organizer: Guest
    sent_by: str


def uid(kind: uuid.UUID, row: models.Model) -> str:
    """The name of a row's event: the same in each mail about it, and no other row's of any `kind`."""
    host = settings.MAIL_FROM.rpartition("@")[2]
    return f"{uuid.uuid5(kind, f'{settings.BASE_URL}/{row.pk}')}@{host}"


def when(moment: datetime.datetime, zone: datetime.tzinfo) -> str:
    """“Tue 3 Mar, 10:00 CST”, in a zone and the language in force."""
    local = timezone.localtime(moment, zone)
    return f"{formats.date_format(local, 'D j M, H:i')} {local.tzname()}"


def entry(event: Meeting, guests: Sequence[Guest], *, method: str, now: datetime.datetime) -> Entry:
    """The event as text for a mail; `method` is REQUEST (which also updates) or CANCEL."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(_event(event, guests, cancelled=method == CANCEL, now=now))
    return Entry(method=method, text=calendar.to_ical().decode())


def _event(event: Meeting, guests: Sequence[Guest], *, cancelled: bool, now: datetime.datetime) -> Event:
    made = Event()
    made.add("uid", event.uid)
    made.add("sequence", event.sequence)
    made.add("dtstamp", now.astimezone(datetime.UTC).replace(microsecond=0))
    made.add("dtstart", event.starts_at.astimezone(datetime.UTC))
    made.add("dtend", event.ends_at.astimezone(datetime.UTC))
    made.add("summary", plain_text(event.summary))
    made.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    made.add("transp", "OPAQUE")
    if event.place:
        made.add("location", plain_text(event.place))
    if event.description:
        made.add("description", plain_text(event.description))
    made["organizer"] = _organizer(event)
    for guest in guests:
        made.add("attendee", _attendee(guest, asks=not cancelled), encode=False)
    return made


def _organizer(event: Meeting) -> vCalAddress:
    address = vCalAddress(f"mailto:{event.organizer.email}")
    address.params["CN"] = vText(_name(event.organizer.name))
    if event.sent_by.lower() != event.organizer.email.lower():
        address.params["SENT-BY"] = vText(f"mailto:{event.sent_by}")
    return address


def _attendee(guest: Guest, *, asks: bool) -> vCalAddress:
    address = vCalAddress(f"mailto:{guest.email}")
    address.params["CN"] = vText(_name(guest.name))
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText("CHAIR" if guest.leads else "REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("ACCEPTED" if guest.leads else "NEEDS-ACTION")
    address.params["RSVP"] = vText("TRUE" if asks and not guest.leads else "FALSE")
    return address


def plain_text(text: str) -> str:
    """The text with plain line breaks and without what no calendar may hold."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_printable(line) for line in lines).strip()


def _name(text: str) -> str:
    """A name in a parameter: one line, and no quotation mark, which RFC 5545 has no way to write there."""
    return one_line(text).replace('"', "'")


def _printable(line: str) -> str:
    return "".join(char for char in line if char == "\t" or (ord(char) >= 32 and not 127 <= ord(char) < 160))
