"""The launches as a calendar to subscribe to (RFC 5545, RFC 7986).

Each launch is one event of whole days that keeps its UID for ever. Its SEQUENCE rises with each change, so
that calendars take up a moved date; a launch that was called off stays for a while as STATUS:CANCELLED, so
that they strike it out rather than forget it.
"""

import datetime

from django.conf import settings
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from mailroom.calendar import plain_text
from marketing_sync.models import Launch, LaunchState
from projects.models import Project
from projects.templatetags.planner import plain_day

PRODUCT = "-//Callcenter Planner//Launches//EN"
KEPT = datetime.timedelta(days=90)
_DAY = datetime.timedelta(days=1)
_ASK_AGAIN = datetime.timedelta(hours=1)


def calendar(project: Project) -> bytes:
    """Everything that is ahead or out, and what ended or was called off in the last three months."""
    since = project.today() - KEPT
    shown = (
        Launch.objects.filter(project=project)
        .filter(
            Q(state__in=[LaunchState.PLANNED, LaunchState.LIVE])
            | Q(state=LaunchState.OVER, dropped_on__gte=since)
            | Q(state=LaunchState.CANCELLED, cancelled_at__date__gte=since)
        )
        .annotate(changed_at=Max("changes__at"))
        .order_by("likely", "pk")
    )
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    name = _("Launches: %(project)s") % {"project": plain_text(project.name)}
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", _ASK_AGAIN, parameters={"value": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for launch in shown:
        made.add_component(_event(launch, launch.changed_at or launch.registered_at))
    written: bytes = made.to_ical()
    return written


def _event(launch: Launch, changed_at: datetime.datetime) -> Event:
    first, last = _days(launch)
    stamp = changed_at.astimezone(datetime.UTC).replace(microsecond=0)
    event = Event()
    event.add("uid", f"launch-{launch.pk}@{settings.MAIL_FROM.rpartition('@')[2]}")
    event.add("sequence", launch.version - 1)
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("dtstart", first)
    event.add("dtend", last + _DAY)
    event.add("summary", _summary(launch))
    event.add("description", _description(launch))
    event.add("categories", [str(launch.get_kind_display())])
    event.add("status", _status(launch))
    event.add("transp", "TRANSPARENT")
    return event


def _days(launch: Launch) -> tuple[datetime.date, datetime.date]:
    if launch.dropped_on is not None:
        return launch.dropped_on, launch.dropped_on
    return launch.earliest, launch.latest


def _summary(launch: Launch) -> str:
    name = plain_text(launch.name)
    if launch.state == LaunchState.CANCELLED:
        return _("Cancelled: %(launch)s") % {"launch": name}
    if launch.dropped_on is None and launch.is_window:
        return _("%(launch)s (likely %(day)s)") % {"launch": name, "day": plain_day(launch.likely)}
    return name


def _description(launch: Launch) -> str:
    parts = [launch.offer]
    if launch.caller_questions:
        parts.append(_("What callers will ask:\n%(questions)s") % {"questions": launch.caller_questions})
    return plain_text("\n\n".join(part for part in parts if part))


def _status(launch: Launch) -> str:
    if launch.state == LaunchState.CANCELLED:
        return "CANCELLED"
    return "TENTATIVE" if launch.is_planned and launch.is_window else "CONFIRMED"
