"""What the rooms to the right of outcomes know that belongs on its charts: days of launches, and shares.

Named in the settings (OUTCOME_MARKS, OUTCOME_SOURCES, OUTCOME_HISTORIES): outcomes need not know who knows.
"""

import datetime

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from crisis import queries as crisis
from marketing_sync import queries as marketing_sync
from marketing_sync.models import CallInterval
from outcomes.queries import Mark
from projects.models import Project
from stakeholders.models import Interview, State

# So many of so many, or None while there is nothing to count.
Share = tuple[int, int]


def launch_marks(project: Project, first: datetime.date, last: datetime.date) -> list[Mark]:
    """The launches that went out between two days."""
    out = project.launches.filter(dropped_on__range=(first, last)).select_related("project")
    return [
        Mark(launch.dropped_on, _("Launch: %(launch)s") % {"launch": launch}, url=launch.get_absolute_url())
        for launch in out
        if launch.dropped_on is not None
    ]


def answer_share(project: Project) -> Share | None:
    """Of those who were asked by mail, who answered, as it stands now."""
    asked = Interview.objects.filter(
        round__in=project.rounds.emailed(), state__in=[State.INVITED, State.STARTED, State.SUBMITTED]
    ).aggregate(all=Count("pk"), answered=Count("pk", filter=Q(state=State.SUBMITTED)))
    return (asked["answered"], asked["all"]) if asked["all"] else None


def first_to_know(project: Project) -> Share | None:
    """Of the launches that went out within a year, those of which the call centre knew before."""
    score = marketing_sync.first_to_know(project)
    return (score.knew, score.went_out) if score else None


def readiness(project: Project) -> Share | None:
    """The points of the readiness for a crisis, of a hundred; None while nothing earned any."""
    score = crisis.readiness(project).score
    return (score, 100) if score else None


def service_level(project: Project, first: datetime.date, last: datetime.date) -> dict[datetime.date, Share]:
    """By day, the calls answered in time of those that came in; intervals that do not say are left out."""
    intervals = CallInterval.objects.filter(
        project=project, day__range=(first, last), in_time__isnull=False
    ).order_by("day")
    days = intervals.values_list("day").annotate(in_time=Sum("in_time"), all=Sum("offered"))
    return {day: (in_time, came) for day, in_time, came in days if came}
