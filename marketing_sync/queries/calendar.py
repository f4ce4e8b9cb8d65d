"""The calendar of launches: what each day brings, how much it rings, and where launches collide."""

import calendar
import datetime
import functools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from marketing_sync.models import Impact, Kind, Launch, LaunchState
from projects.models import Project
from projects.templatetags.planner import plain_day
from staffing import curves

# The response curve by which each kind of launch makes the phone ring, until its own is known.
CURVES = {
    Kind.DIRECT_MAIL: "direct mail",
    Kind.PATIENT_LETTER: "patient letter",
    Kind.EMAIL: "e-mail",
    Kind.DIGITAL: "digital",
    Kind.BROADCAST: "TV/radio",
    Kind.EVENT: "event",
    Kind.PRODUCT: "product",
    Kind.PROMOTION: "promotion",
    Kind.INCENTIVE: "incentive",
}
RINGS_FOR = 63
# A launch whose audience nobody told counts as one to so many people.
UNTOLD_AUDIENCE = 1000
# A launch rings hard until half of those who will call have called, for two weeks at most.
HARD_DAYS = 14
MOST_COLLISIONS = 12
# From which share of the busiest day on a day counts as warmer; five heats, 0 to 4.
_HEATS = (0.02, 0.2, 0.45, 0.75)
_DAY = datetime.timedelta(days=1)
FIRST, LAST = datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)


@dataclass
class Day:
    """One day: the launches that go out on it, how many ring, and how warm it is (0 to 4)."""

    date: datetime.date
    launches: list[Launch] = field(default_factory=list)
    ringing: int = 0
    heat: int = 0

    @property
    def says(self) -> str:
        """Its heat in a word; nothing for a quiet day."""
        return ("", _("a little"), _("some"), _("busy"), _("very busy"))[self.heat]


@dataclass(frozen=True)
class Month:
    """A month as weeks of seven days; days of other months are None."""

    first: datetime.date
    weeks: list[list[Day | None]]

    @property
    def name(self) -> str:
        """“March 2026”."""
        return date_format(self.first, "F Y")

    @property
    def days(self) -> list[Day]:
        """Its days that bring something."""
        return [day for week in self.weeks for day in week if day is not None and day.launches]


@dataclass(frozen=True)
class Collision:
    """Days in a row on which two launches or more ring hard."""

    start: datetime.date
    end: datetime.date
    launches: list[Launch]

    @property
    def words(self) -> str:
        """“Mon 2 Mar to Fri 6 Mar: Heart letter and Seminar ring at the same time.”"""
        names = [launch.name for launch in self.launches[:4]]
        if len(self.launches) > 4:
            names.append(_("%(count)d more") % {"count": len(self.launches) - 4})
        facts = {
            "first": plain_day(self.start),
            "last": plain_day(self.end),
            "launches": get_text_list(names, _("and")),
        }
        if self.start == self.end:
            return _("%(first)s: %(launches)s ring at the same time.") % facts
        return _("%(first)s to %(last)s: %(launches)s ring at the same time.") % facts


@dataclass(frozen=True)
class Calendar:
    """The months shown, the months before and after, and where launches collide."""

    months: list[Month]
    before: datetime.date
    after: datetime.date
    collisions: list[Collision]
    total: int


def month_of(text: str, today: datetime.date) -> datetime.date:
    """The first day of the month that “2026-03” names; of this month, when it names none."""
    try:
        named = datetime.date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        named = today
    return min(max(named, FIRST), LAST).replace(day=1)


def calendar_of(project: Project, *, first: datetime.date, months: int) -> Calendar:
    """So many months from `first` on, by one query."""
    end = _later(first, months)
    launches = _ringing(project, first, end)
    days = _days(launches, first, end)
    return Calendar(
        months=[_month(_later(first, number), days) for number in range(months)],
        before=_later(first, -months),
        after=end,
        collisions=_collisions(launches, first, end),
        total=sum(len(day.launches) for day in days.values()),
    )


def _ringing(project: Project, first: datetime.date, end: datetime.date) -> list[Launch]:
    """Those that go out in the time shown, or went out before and still ring in it."""
    return list(
        Launch.objects.filter(project=project)
        .exclude(state=LaunchState.CANCELLED)
        .annotate(day=Coalesce("dropped_on", "likely"))
        .filter(Q(day__lt=end, day__gt=first - RINGS_FOR * _DAY))
        .order_by("day", "name", "pk")
    )


def _day_of(launch: Launch) -> datetime.date:
    return launch.dropped_on or launch.likely


def _days(launches: Sequence[Launch], first: datetime.date, end: datetime.date) -> dict[datetime.date, Day]:
    days = {first + number * _DAY: Day(first + number * _DAY) for number in range((end - first).days)}
    load: dict[datetime.date, float] = defaultdict(float)
    for launch in launches:
        start = _day_of(launch)
        if start in days:
            days[start].launches.append(launch)
        if launch.impact == Impact.NONE:
            continue
        people = launch.audience_size if launch.audience_size is not None else UNTOLD_AUDIENCE
        for number, share in enumerate(_shares(launch.kind)):
            day = days.get(start + number * _DAY)
            if day is not None and share > 0.001:
                load[day.date] += people * share
                day.ringing += 1
    most = max(load.values(), default=0)
    for date, amount in load.items():
        days[date].heat = sum(amount >= most * share for share in _HEATS) if most else 0
    return days


@functools.cache
def _shares(kind: str) -> tuple[float, ...]:
    """The share of all calls on each day from the drop on."""
    return tuple(curves.by_day(curves.PRESETS[CURVES[Kind(kind)]].curve, RINGS_FOR).tolist())


@functools.cache
def _hard_days(kind: str) -> int:
    """For how many days a launch of this kind rings hard."""
    so_far = 0.0
    for number, share in enumerate(_shares(kind), 1):
        so_far += share
        if so_far >= 0.5 or number == HARD_DAYS:
            return number
    return HARD_DAYS


def _collisions(launches: Iterable[Launch], first: datetime.date, end: datetime.date) -> list[Collision]:
    """Runs of days on which two or more ring hard, the first of them first."""
    hard: dict[datetime.date, list[Launch]] = defaultdict(list)
    for launch in launches:
        if launch.impact == Impact.NONE:
            continue
        for number in range(_hard_days(launch.kind)):
            hard[_day_of(launch) + number * _DAY].append(launch)
    found: list[Collision] = []
    run: list[datetime.date] = []
    for number in range((end - first).days + 1):
        date = first + number * _DAY
        if date < end and len(hard[date]) > 1:
            run.append(date)
        elif run:
            together = {launch.pk: launch for one in run for launch in hard[one]}
            found.append(Collision(run[0], run[-1], list(together.values())))
            run = []
    return found[:MOST_COLLISIONS]


def _month(first: datetime.date, days: dict[datetime.date, Day]) -> Month:
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    return Month(
        first, [[days[date] if date.month == first.month else None for date in week] for week in weeks]
    )


def _later(first: datetime.date, months: int) -> datetime.date:
    number = first.year * 12 + first.month - 1 + months
    return datetime.date(number // 12, number % 12 + 1, 1)
