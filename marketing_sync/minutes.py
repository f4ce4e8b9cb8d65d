"""Minutes of the day, in which opening hours, schedules and intervals are counted."""

import datetime

MIDNIGHT = 1440


def clock(minute: int) -> str:
    """“14:30”; the end of a day is “24:00”."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def of(time: datetime.time) -> int:
    """The minute that begins at this time."""
    return time.hour * 60 + time.minute


def until(time: datetime.time) -> int:
    """The same for the end of something: 0:00 is then the midnight after it."""
    return of(time) or MIDNIGHT
