"""When the centre is open on the days of a horizon, and how many people are scheduled then."""

import datetime
from dataclasses import dataclass

import numpy as np

from marketing_sync.queries.centre import Hours, half_hours, is_open, is_within, special_days, week_of_staff
from projects.models import Project
from staffing import arrivals
from staffing.numbers import Booleans, Floats


@dataclass(frozen=True)
class Presence:
    """By day and half hour; `is_usual` is what the weekday alone would say of being open."""

    minutes: list[int]
    is_open: Booleans
    is_usual: Booleans
    staffed: Floats

    def weighed(self, profile: Floats) -> Floats:
        """How a launch's calls spread over each day, also over half hours that are open only this once.

        The history knows nothing of those, so each is taken for one like the mean of its day's others.
        """
        total, count = (profile * self.is_open).sum(axis=1), (self.is_open & (profile > 0)).sum(axis=1)
        mean = np.where(count > 0, total / np.maximum(count, 1), 1.0)
        return np.where(self.is_open & ~self.is_usual & (profile == 0), mean[:, None], profile)


def presence(project: Project, hours: Hours, *, start: datetime.date, days: int) -> Presence:
    """As in a usual week, and on days that differ as was said of them.

    More or fewer people are so all day long: wherever somebody is scheduled, else wherever it is open.
    """
    differing = {
        (one.day - start).days: one
        for one in special_days(project, since=start, before=start + datetime.timedelta(days=days))
    }
    spans = [*hours.values(), *(one.hours for one in differing.values() if one.hours)]
    minutes, week = half_hours(spans), week_of_staff(project)
    weekdays = [int(day) for day in arrivals.weekdays(days, first=start.weekday())]
    usually = np.array([[is_open(hours, day, minute) for minute in minutes] for day in weekdays])
    opened = usually.copy()
    staffed = np.array(
        [[week.get((day, minute), 0) for minute in minutes] for day in weekdays], dtype=np.float64
    )
    for place, one in differing.items():
        if one.is_closed:
            opened[place] = False
        elif one.hours:
            opened[place] = [is_within(one.hours, minute) for minute in minutes]
        somebody = staffed[place] > 0
        there = opened[place] if one.hours or not somebody.any() else somebody
        staffed[place] = np.maximum(staffed[place] + one.people * there, 0)
    return Presence(minutes, opened, usually, staffed * opened)
