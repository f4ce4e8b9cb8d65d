"""What came in: by day, by weekday and time, and how well it is known."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Avg, Count, F, Max, Min, Q, Sum

from marketing_sync.models import CallInterval
from projects.models import Project

_DRAWN = datetime.timedelta(days=90)


@dataclass(frozen=True)
class DayOfCalls:
    """One day: what came in, what was answered; handling in seconds."""

    day: datetime.date
    offered: int
    answered: int | None
    abandoned: int | None
    aht: float | None


@dataclass(frozen=True)
class History:
    """What is known of a project's calls; `days` are the last ninety that were counted."""

    first: datetime.date
    last: datetime.date
    counted: int
    minutes: int
    days: list[DayOfCalls]
    by_weekday: list[tuple[int, float]]
    by_time: list[tuple[int, float]]
    aht: float | None


def calls_history(project: Project) -> History | None:
    """The history, by four queries however long it is; None as long as nothing was imported."""
    known = CallInterval.objects.filter(project=project)
    span = known.aggregate(
        first=Min("day"), last=Max("day"), counted=Count("day", distinct=True), minutes=Max("minutes")
    )
    if span["last"] is None:
        return None
    recent = known.filter(day__gt=span["last"] - _DRAWN)
    days = [
        DayOfCalls(
            row["day"],
            row["came"],
            row["taken"],
            row["lost"],
            row["handled"] / row["weight"] if row["weight"] else None,
        )
        for row in recent.values("day")
        .annotate(
            came=Sum("offered"),
            taken=Sum("answered"),
            lost=Sum("abandoned"),
            handled=Sum(F("aht") * F("offered")),
            weight=Sum("offered", filter=~_no_handling()),
        )
        .order_by("day")
    ]
    return History(
        first=span["first"],
        last=span["last"],
        counted=span["counted"],
        minutes=span["minutes"],
        days=days,
        by_weekday=_by_weekday(days),
        by_time=[
            (row["minute"], row["usual"])
            for row in recent.values("minute").annotate(usual=Avg("offered")).order_by("minute")
        ],
        aht=_mean_handling(days),
    )


def _no_handling() -> Q:
    return Q(aht=None)


def _by_weekday(days: list[DayOfCalls]) -> list[tuple[int, float]]:
    found: dict[int, list[int]] = defaultdict(list)
    for one in days:
        found[one.day.weekday()].append(one.offered)
    return [(weekday, sum(counts) / len(counts)) for weekday, counts in sorted(found.items())]


def _mean_handling(days: list[DayOfCalls]) -> float | None:
    known = [(one.aht, one.offered) for one in days if one.aht is not None]
    total = sum(offered for _aht, offered in known)
    return sum(aht * offered for aht, offered in known) / total if total else None
