"""The days that charts mark: what people marked, what went live, and what rooms to the right know of."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from outcomes.models import Reading
from projects.models import Project

# More uprights than this cannot be told apart on one chart; the latest are drawn.
MOST = 9


@dataclass(frozen=True)
class Mark:
    """What happened on a day. `pk` is the event's when it can be taken off; `url` leads to what it is."""

    on: datetime.date
    words: str
    pk: int | None = None
    url: str = ""

    def __str__(self) -> str:
        return self.words


# What a room to the right registers in `settings.OUTCOME_MARKS`: its marks of a project within two days.
Finder = Callable[[Project, datetime.date, datetime.date], Sequence[Mark]]


def marks(project: Project, readings: Sequence[Reading]) -> list[Mark]:
    """What happened while these readings were taken and since, by day; the latest, at most `MOST`."""
    if not readings:
        return []
    first, last = readings[0].on, project.today()
    own = [
        Mark(event.on, event.words, event.pk) for event in project.outcome_events.kept().filter(on__gte=first)
    ]
    found = [mark for name in settings.OUTCOME_MARKS for mark in _finder(name)(project, first, last)]
    return sorted([*own, *found], key=lambda mark: (mark.on, mark.words))[-MOST:]


def _finder(name: str) -> Finder:
    found: Finder = import_string(name)
    return found
