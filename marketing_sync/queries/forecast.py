"""What a launch's forecast is made from, by what key it is known, and where it stands."""

import datetime
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, FloatField, Max, Q, Sum
from django.db.models.functions import Cast

from marketing_sync.models import (
    Assumptions,
    CallInterval,
    CallUpload,
    Centre,
    CurveKind,
    Forecast,
    Impact,
    Kind,
    Launch,
    LaunchState,
    LearnedRate,
    StaffingPlan,
)
from marketing_sync.queries.base_load import BACK, Past, base_load
from marketing_sync.queries.centre import centre, open_hours
from marketing_sync.queries.presence import presence
from marketing_sync.situation import Costs, Drop, Situation
from projects.models import Project
from staffing import arrivals, curves
from staffing.calibration import ResponseRate
from staffing.limits import Handling, Limits

ENGINE = 4
"""Counts the changes of the arithmetic, so that what an older one computed is computed anew."""
HORIZON, LONGEST = 42, 84
_REMEMBERED = 0.5
"""What one launch is worth for the next: people of another list answer otherwise."""
USUAL_AHT = 300.0
_SEED = 443
"""The same for every launch, so that the same assumptions give the same forecast wherever they stand."""
PRESETS = {
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
# Calls in percent of the audience before anything was learned: our own assumption, said as such on the page.
USUAL_RATES = {
    Kind.DIRECT_MAIL: 1.5,
    Kind.PATIENT_LETTER: 2.5,
    Kind.EMAIL: 0.5,
    Kind.DIGITAL: 0.1,
    Kind.BROADCAST: 0.2,
    Kind.EVENT: 15.0,
    Kind.PRODUCT: 1.0,
    Kind.PROMOTION: 1.0,
    Kind.INCENTIVE: 2.0,
}
USUAL_VARIATION = 50.0


@dataclass(frozen=True)
class Assumed:
    """What is assumed of a launch, and on what that rests."""

    rate: ResponseRate
    curve: curves.Curve
    stored: Assumptions
    learned_from: Launch | None
    is_stored: bool
    seen: ResponseRate | None = None
    """What the launch's own calls taught, once they were counted."""

    @property
    def percent(self) -> float:
        """The response rate in percent of the audience."""
        return self.rate.mean * 100


def preset(kind: str) -> curves.Preset:
    """The response curve that a kind of launch begins with."""
    return curves.PRESETS[PRESETS[Kind(kind)]]


def assumed(launch: Launch) -> Assumed:
    """What is assumed of one launch."""
    return assumed_of([launch])[launch.pk]


def assumed_of(launches: Iterable[Launch]) -> dict[int, Assumed]:
    """What is assumed of each: what somebody typed, else what was learned from the kind, else the usual."""
    launches = list(launches)
    stored = {row.launch_id: row for row in Assumptions.objects.filter(launch__in=launches)}
    learned = _learned(launches)
    return {launch.pk: _assumed(launch, stored.get(launch.pk), learned) for launch in launches}


def _learned(launches: list[Launch]) -> dict[str, list[LearnedRate]]:
    """By kind what was learned in these launches' projects, the latest first."""
    found: dict[str, list[LearnedRate]] = {}
    rows = (
        LearnedRate.objects.filter(
            launch__project__in={launch.project_id for launch in launches},
            launch__kind__in={launch.kind for launch in launches},
        )
        .select_related("launch")
        .order_by("-launch__dropped_on", "-pk")
    )
    for row in rows:
        found.setdefault(row.launch.kind, []).append(row)
    return found


def _assumed(launch: Launch, stored: Assumptions | None, learned: dict[str, list[LearnedRate]]) -> Assumed:
    went_out = launch.dropped_on or launch.likely
    of_kind = learned.get(launch.kind, [])
    earlier = next(
        (
            row
            for row in of_kind
            if row.launch_id != launch.pk and row.launch.dropped_on and row.launch.dropped_on < went_out
        ),
        None,
    )
    seen = next((ResponseRate(row.calls, row.people) for row in of_kind if row.launch_id == launch.pk), None)
    learned_from = earlier.launch if earlier else None
    if stored is not None:
        rate = ResponseRate.believed(stored.rate / 100, variation=stored.variation / 100)
        return Assumed(rate, _curve(launch, stored), stored, learned_from, is_stored=True, seen=seen)
    if earlier is not None:
        rate = ResponseRate(earlier.calls, earlier.people).remembered(_REMEMBERED)
    else:
        percent = USUAL_RATES[Kind(launch.kind)]
        rate = ResponseRate.believed(percent / 100, variation=USUAL_VARIATION / 100)
    shown = Assumptions(
        launch=launch, rate=round(rate.mean * 100, 3), variation=round(rate.variation * 100, 1)
    )
    return Assumed(rate, _curve(launch, shown), shown, learned_from, is_stored=False, seen=seen)


def _curve(launch: Launch, given: Assumptions) -> curves.Curve:
    curve: curves.Curve
    match given.curve:
        case CurveKind.PULSE:
            curve = curves.Pulse()
        case CurveKind.STEP:
            curve = curves.Step(given.days or 14)
        case CurveKind.DECAYED:
            curve = curves.Decayed(given.days or 5)
        case CurveKind.LOGNORMAL:
            curve = curves.Lognormal(given.days or 8, given.sigma or 0.9)
        case _:
            curve = preset(launch.kind).curve
    return curves.Delayed(curve, given.delay) if given.delay else curve


def latest_plan(launch: Launch) -> StaffingPlan | None:
    """The plan as it stands now."""
    return launch.staffing_plans.select_related("made_by").order_by("-number").first()


def neighbours(launch: Launch) -> list[Launch]:
    """Other launches of the project that ring at the same time, and past ones whose calls are in the
    history.
    """
    first, last = _around(launch)
    history = launch.project.today() - BACK - datetime.timedelta(days=LONGEST)
    rings = Q(state__in=[LaunchState.PLANNED, LaunchState.LIVE], likely__range=(first, last))
    return list(
        Launch.objects.filter(
            rings | Q(dropped_on__gte=history), project=launch.project_id, audience_size__gt=0
        )
        .exclude(pk=launch.pk)
        .exclude(impact=Impact.NONE)
        .order_by("pk")
    )


def _around(launch: Launch) -> tuple[datetime.date, datetime.date]:
    first, around = launch.dropped_on or launch.earliest, datetime.timedelta(days=HORIZON)
    return first - around, first + around


@dataclass(frozen=True)
class Inputs:
    """What a forecast is made from, read once for its key and its making."""

    launch: Launch
    own: Assumed
    others: list[tuple[Launch, Assumed]]
    past: list[Past]
    plan: StaffingPlan | None
    centre: Centre
    key: str


def inputs(launch: Launch) -> Inputs:
    """Everything small that a forecast is made from, by seven queries, and its key."""
    near = neighbours(launch)
    known = assumed_of([launch, *near])
    first, last = _around(launch)
    others = [one for one in near if one.is_open and first <= one.likely <= last]
    past = [
        Past(one.dropped_on, one.audience_size * seen.mean, known[one.pk].curve)
        for one in near
        if one.dropped_on and one.audience_size and (seen := known[one.pk].seen)
    ]
    plan, settings = latest_plan(launch), centre(launch.project)
    uploads = CallUpload.objects.filter(project=launch.project_id).aggregate(
        count=Count("pk", filter=Q(removed_at=None, confirmed_at__isnull=False)),
        confirmed=Max("confirmed_at"),
        removed=Max("removed_at"),
    )
    parts: list[Any] = [
        ENGINE,
        launch.project.today().isoformat(),
        [settings.version, settings.staff_version],
        [str(value) for value in uploads.values()],
        plan.number if plan else 0,
        *(_part(one, known[one.pk]) for one in (launch, *others)),
        [[str(one.dropped_on), round(one.calls, 3), repr(one.curve)] for one in past],
    ]
    key = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    pairs = [(one, known[one.pk]) for one in others]
    return Inputs(launch, known[launch.pk], pairs, past, plan, settings, key)


def _part(launch: Launch, known: Assumed) -> list[Any]:
    dates = (launch.earliest, launch.likely, launch.latest, launch.dropped_on)
    curve = (known.stored.curve, known.stored.days, known.stored.sigma, known.stored.delay)
    rate = (known.rate.calls, known.rate.people)
    return [launch.pk, launch.kind, launch.audience_size, *map(str, dates), *map(str, curve), *map(str, rate)]


def forecast_of(launch: Launch, key: str) -> Forecast | None:
    """The forecast under this key, asked for or made."""
    return launch.forecasts.filter(key=key).first()


def situation(read: Inputs, *, bare: bool = False) -> Situation:
    """Everything that the arithmetic needs; `bare` leaves the plan out."""
    launch, project = read.launch, read.launch.project
    today, hours = project.today(), open_hours(project)
    own = _drop(launch, read.own, today)
    start = own.earliest
    days = min(HORIZON + (own.latest - own.earliest).days, LONGEST)
    weekdays = arrivals.weekdays(days, first=start.weekday())
    present = presence(project, hours, start=start, days=days)
    minutes, opened = present.minutes, present.is_open
    usual = base_load(project, read.centre, hours, minutes, before=min(start, today), past=read.past)
    settings = read.centre
    return Situation(
        start=start,
        today=today,
        minutes=minutes,
        is_open=opened,
        base=usual.calls[weekdays] * opened,
        profile=arrivals.profile(present.weighed(usual.profile[weekdays]), is_open=opened),
        variance=usual.variance,
        scheduled=present.staffed,
        on_phones=1 - settings.shrinkage / 100,
        handling=Handling(_aht(project, settings), settings.patience),
        limits=limits(settings),
        own=own,
        others=[_drop(one, known, today) for one, known in read.others],
        costs=_costs(settings),
        ways=() if bare or read.plan is None else read.plan.ways,
        basis=usual.basis,
        taken_out=usual.taken_out,
        seed=_SEED,
    )


def limits(settings: Centre) -> Limits:
    """What callers and agents are promised."""
    return Limits(
        service_level=settings.service_level / 100,
        threshold=settings.threshold,
        asa=settings.asa,
        occupancy=settings.occupancy / 100 if settings.occupancy else None,
        abandonment=settings.abandonment / 100 if settings.abandonment else None,
    )


def _drop(launch: Launch, known: Assumed, today: datetime.date) -> Drop:
    """A launch that is out has its day; one that is ahead cannot go out before today."""
    days = (
        [launch.dropped_on] * 3
        if launch.dropped_on
        else [max(day, today) for day in (launch.earliest, launch.likely, launch.latest)]
    )
    earliest, likely, latest = days
    return Drop(launch.audience_size or 0, known.rate, known.curve, earliest, likely, latest)


def _costs(settings: Centre) -> Costs:
    return Costs(
        overtime_people=settings.overtime_people,
        overtime_hours=settings.overtime_hours,
        overtime=float(settings.overtime_cost),
        deferrable=settings.deferrable / 100,
        defer=float(settings.defer_cost),
        temps_most=settings.temps_most,
        temp=float(settings.temp_cost),
        temp_lead_days=settings.temp_lead_days,
        temp_training_hours=settings.temp_training_hours,
        full_training_hours=settings.full_training_hours,
        temp_pace=settings.temp_pace / 100,
        split_days=settings.split_days,
        split=float(settings.split_cost),
        move_days=settings.move_days,
        move=float(settings.move_cost),
    )


def _aht(project: Project, settings: Centre) -> float:
    """The handling time that was typed, else that of the last weeks of the history, else five minutes."""
    if settings.aht:
        return float(settings.aht)
    known = CallInterval.objects.filter(project=project, aht__isnull=False)
    last = known.aggregate(last=Max("day"))["last"]
    if last is None:
        return USUAL_AHT
    recent = known.filter(day__gt=last - datetime.timedelta(days=28)).aggregate(
        time=Sum(F("aht") * Cast("offered", FloatField())), calls=Sum("offered")
    )
    return float(recent["time"] / recent["calls"]) if recent["calls"] and recent["time"] else USUAL_AHT
