"""What those who answer calls see at a glance: what is out, what comes this week, what was called off."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from marketing_sync.models import Brief, Launch, LaunchQuerySet, LaunchState
from projects.models import Project

# What was called off is shown for so long, so that nobody goes on promising it.
_CALLED_OFF = datetime.timedelta(days=7)
MOST_FOUND = 30


@dataclass(frozen=True)
class FloorLaunch:
    """One launch on the floor page, with the brief that agents were sent."""

    launch: Launch
    brief: Brief | None


@dataclass(frozen=True)
class Floor:
    """The floor page: three lists, and `mark`, which changes whenever the page would look different."""

    live: list[FloorLaunch]
    week: list[FloorLaunch]
    cancelled: list[FloorLaunch]
    mark: str


def floor(project: Project) -> Floor:
    """Everything on the floor page, by three queries."""
    today = project.today()
    rows = with_briefs(
        Launch.objects.filter(project=project).filter(
            Q(state=LaunchState.LIVE)
            | Q(state=LaunchState.PLANNED, earliest__lt=today + datetime.timedelta(days=7))
            | Q(state=LaunchState.CANCELLED, cancelled_at__date__gt=today - _CALLED_OFF)
        )
    )
    return Floor(
        live=[row for row in rows if row.launch.state == LaunchState.LIVE],
        week=[row for row in rows if row.launch.is_planned],
        cancelled=[row for row in rows if row.launch.state == LaunchState.CANCELLED],
        mark=floor_mark(project),
    )


def floor_mark(project: Project) -> str:
    """Changes with every change of a launch, every new brief, and every midnight; one query."""
    newest = Brief.objects.filter(launch__project=OuterRef("project")).order_by("-pk").values("pk")[:1]
    found = (
        Launch.objects.filter(project=project)
        .annotate(newest=Subquery(newest))
        .aggregate(versions=Coalesce(Sum("version"), 0), number=Count("pk"), brief=Coalesce(Max("newest"), 0))
    )
    return f"{project.today():%Y%m%d}-{found['number']}-{found['versions']}-{found['brief']}"


def floor_search(project: Project, text: str) -> list[FloorLaunch]:
    """The launches, open or over, in which or in whose current brief the text stands."""
    in_brief = Q()
    for name in Brief.TEXTS:
        in_brief |= Q(**{f"{name}__icontains": text})
    told = Brief.objects.filter(in_brief, launch__project=project).values("launch")
    found = Launch.objects.filter(project=project).exclude(state=LaunchState.CANCELLED)
    found = found.filter(
        Q(name__icontains=text)
        | Q(offer__icontains=text)
        | Q(caller_questions__icontains=text)
        | Q(pk__in=told)
    )
    return with_briefs(found.order_by("-likely", "-pk"), most=MOST_FOUND)


def with_briefs(launches: LaunchQuerySet, *, most: int = 200) -> list[FloorLaunch]:
    """These launches with their latest briefs, by two queries."""
    shown = list(launches[:most])
    briefs = {
        brief.launch_id: brief
        for brief in Brief.objects.filter(launch__in=[launch.pk for launch in shown])
        .order_by("launch_id", "-number")
        .distinct("launch_id")
    }
    return [FloorLaunch(launch, briefs.get(launch.pk)) for launch in shown]
