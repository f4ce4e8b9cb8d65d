"""First to know: how many of the launches that went out were known before, and with what notice.

Both sides read it, so it counts launches and blames nobody.
"""

import datetime
import statistics
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, Min, Q

from marketing_sync.models import Kind, Launch, News
from projects.models import Project

_YEAR = datetime.timedelta(days=365)


@dataclass(frozen=True)
class FirstToKnow:
    """Of so many launches that went out, how many were known before; notice in days, the median."""

    went_out: int
    knew: int
    median_notice: int


@dataclass(frozen=True)
class Outing:
    """One launch that went out."""

    name: str
    day: datetime.date
    kind: str
    knew: bool
    notice: int


@dataclass(frozen=True)
class Scores:
    """The score of the last year: in all, by the month in which launches went out, and by kind."""

    overall: FirstToKnow
    months: list[tuple[datetime.date, FirstToKnow]]
    kinds: list[tuple[str, FirstToKnow]]


def first_to_know(project: Project) -> FirstToKnow | None:
    """Over the launches that went out in the last year; None as long as none has."""
    gone_out = outings(project)
    return _score(gone_out) if gone_out else None


def scores(project: Project) -> Scores | None:
    """The same, also by month and by kind, by one query."""
    gone_out = outings(project)
    if not gone_out:
        return None
    months: dict[datetime.date, list[Outing]] = defaultdict(list)
    kinds: dict[str, list[Outing]] = defaultdict(list)
    for outing in gone_out:
        months[outing.day.replace(day=1)].append(outing)
        kinds[outing.kind].append(outing)
    return Scores(
        overall=_score(gone_out),
        months=[(month, _score(months[month])) for month in sorted(months)],
        kinds=[(str(kind.label), _score(kinds[kind])) for kind in Kind if kind in kinds],
    )


def _score(outings: Iterable[Outing]) -> FirstToKnow:
    counted = list(outings)
    notice = round(statistics.median(outing.notice for outing in counted))
    return FirstToKnow(len(counted), sum(outing.knew for outing in counted), notice)


def outings(project: Project) -> list[Outing]:
    """The launches of the last year that went out, in their order.

    Known means: somebody confirmed an alert before it went out. Where nobody said when it went out,
    that must have been before the day itself.
    """
    out = (
        Launch.objects.filter(project=project, dropped_on__gte=project.today() - _YEAR)
        .annotate(
            out_at=Max("changes__at", filter=Q(changes__what=News.DROPPED)),
            first_confirmed=Min("changes__alerts__confirmation__confirmed_at"),
        )
        .order_by("dropped_on", "pk")
        .values_list("name", "dropped_on", "kind", "is_presumed", "out_at", "first_confirmed", "notice_days")
    )
    return [
        Outing(
            name=name,
            day=day,
            kind=kind,
            knew=first is not None and first < (_start_of(day, project) if is_presumed else out_at),
            notice=notice,
        )
        for name, day, kind, is_presumed, out_at, first, notice in out
        if day is not None
    ]


def _start_of(day: datetime.date, project: Project) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=project.zone)
