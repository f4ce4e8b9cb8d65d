"""Signs of life of the parts that nobody sees: the clock, the worker, the mail server."""

import datetime

from django.db.models import F
from django.utils import timezone

from mailroom.models import Heartbeat

CLOCK = "clock"
MAIL_SERVER = "mail server"


def beat(name: str, *, at: datetime.datetime | None = None) -> None:
    """The part works."""
    at = at or timezone.now()
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=at)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at", "trouble", "times", "rests_until"],
    )


def trouble(
    name: str, says: str, *, first_rest: datetime.timedelta, longest_rest: datetime.timedelta
) -> None:
    """The part does not work, and is left alone for a while: twice as long each time in a row."""
    now = timezone.now()
    heartbeat, _made = Heartbeat.objects.get_or_create(name=name, defaults={"at": now})
    rest = min(longest_rest, first_rest * 2 ** min(heartbeat.times, 10))
    Heartbeat.objects.filter(name=name).update(
        at=now, trouble=says, times=F("times") + 1, rests_until=now + rest
    )


def rests(name: str) -> bool:
    """Whether the part is left alone after trouble. A rest beyond the longest was set by a wrong clock."""
    now = timezone.now()
    return Heartbeat.objects.filter(
        name=name, rests_until__gt=now, rests_until__lt=now + datetime.timedelta(minutes=5)
    ).exists()
