"""What a computed forecast shows: in full on its own page, in short on the launch's."""

import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from marketing_sync import actions, queries
from marketing_sync.minutes import clock
from marketing_sync.models import ForecastState, Launch
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from projects.templatetags.planner import plain_day
from reports import charts, forecast_charts

UNCHANGED = 204
"""htmx leaves the page as it is."""


class _Sizes(NamedTuple):
    """How tall both pictures are, and how wide that of one day is."""

    by_day: int
    by_interval: int
    wide: int


_APART = _Sizes(260, 260, charts.WIDTH)
# Beside the chips of the days the right picture is lower, so that both cards end on one line.
_BESIDE = _Sizes(350, 230, charts.NARROW)


@project_view(Perm.LAUNCH_VIEW)
def launch_outlook(request: ProjectRequest, project: Project, pk: int) -> HttpResponse:
    """The forecast on a launch's page, made anew where something that it rests on is new.

    `key` names the forecast that the page shows, `waits` says that it knows of a newer one to come.
    """
    launch = get_object_or_404(project.launches.select_related("project"), pk=pk)
    if not launch.audience_size or not launch.is_open:
        return HttpResponse(status=UNCHANGED)
    read = queries.inputs(launch)
    found = actions.ask(launch=launch, key=read.key)
    is_waiting = found.state == ForecastState.WAITING
    if (is_waiting and "waits" in request.GET) or request.GET.get("key") == read.key:
        return HttpResponse(status=UNCHANGED)
    made = queries.made(launch) if is_waiting else queries.made_from(read, found)
    context = in_short(request, launch, made) | {"state": found.state, "polled": True}
    return render(request, "marketing_sync/outlook.html", context)


def in_short(request: HttpRequest, launch: Launch, made: queries.Made | None) -> dict[str, Any]:
    """What a launch's page shows of a forecast, or that there is none yet."""
    context: dict[str, Any] = {"launch": launch, "made": made, "asked_day": request.GET.get("day", "")}
    if made is None:
        return context
    day = day_of(made, request.GET.get("day", ""))
    return context | shown(launch, made, day, sizes=_BESIDE)


def shown(
    launch: Launch, made: queries.Made, day: datetime.date, *, sizes: _Sizes = _APART
) -> dict[str, Any]:
    """The pictures, the figures, the menu, and the plans for early, likely and late."""
    result, currency, promise = made.result, launch.project.currency, made.promise
    start = datetime.date.fromisoformat(result["start"])
    came = queries.came(launch, start, len(result["carried"]))
    mix = result["mix"]
    return {
        "result": result,
        "promise": promise,
        "chance": _percent(result["chance"]),
        "chance_with_plan": _percent(result["chance_with_plan"]),
        "worst_day": _date(result["worst_day"]),
        "by_day": _by_day(launch, made, came, tall=sizes.by_day),
        "by_interval": _by_interval(result, day, tall=sizes.by_interval, wide=sizes.wide),
        "shown_day": day,
        "week": _week(result),
        "number": made.number,
        "planned_ways": [queries.told(way, currency) for way in made.ways],
        "menu": [queries.told(way, currency) for way in result["menu"]],
        "plan_cost": queries.money(sum(way["cost"] for way in made.ways), currency),
        "mix_sentence": queries.mix_sentence(mix["ways"], mix["closes"], mix["cost"], currency, promise),
        "change_sentence": queries.change_sentence(mix, currency) if "changed" in mix else "",
        "scenarios": [_scenario(one, currency) for one in result["scenarios"]],
        "is_accepted": queries.is_accepted(made.accepted_chance, result["chance_with_plan"]),
        "accepted_because": made.accepted_because,
    }


def intervals(launch: Launch, made: queries.Made, day: datetime.date) -> dict[str, Any]:
    """Calls by half hour of one day of the launch week, as expected and as they came."""
    expected = made.result["week"].get(day.isoformat())
    if expected is None:
        return {}
    minutes = made.result["minutes"]
    came = queries.came_by_interval(launch, day, minutes)
    picture = forecast_charts.band(
        title=_("%(day)s, calls by half hour") % {"day": plain_day(day)},
        description=_(
            "The usual calls and those of the launch; in eight of ten futures a half hour lies in the band. "
            "Dots are calls that came."
        ),
        points=[
            forecast_charts.Expected(minute, low, middle, high, actual=actual)
            for minute, low, middle, high, actual in zip(minutes, *expected, came, strict=True)
        ],
        heading=_("Time"),
        named=_clock,
    )
    return {"calls_by_interval": picture}


def _clock(minute: charts.X) -> str:
    return clock(round(minute)) if not isinstance(minute, datetime.date) else str(minute)


def day_of(made: queries.Made, asked: str) -> datetime.date:
    """The day that was asked for when it is one of the horizon, else the worst."""
    start = datetime.date.fromisoformat(made.result["start"])
    try:
        day = parse_date(asked)
    except ValueError:
        day = None
    if day is not None and 0 <= (day - start).days < len(made.result["carried"]):
        return day
    return _date(made.result["worst_day"]) or start


def _by_day(
    launch: Launch, made: queries.Made, came: dict[datetime.date, float], *, tall: int
) -> charts.Chart:
    result = made.result
    start = datetime.date.fromisoformat(result["start"])
    low, middle, high = result["calls"]
    days = [start + datetime.timedelta(days=place) for place in range(len(middle))]
    went_out = launch.dropped_on or launch.likely
    return forecast_charts.band(
        title=_("Calls per day"),
        description=_(
            "The usual calls and those of the launch. In eight of ten futures a day lies in the band. The "
            "dashed line is what the schedule can carry if calls come as people are there; dots are calls "
            "that came."
        ),
        points=[
            forecast_charts.Expected(
                day, low[place], middle[place], high[place], result["carried"][place], came.get(day)
            )
            for place, day in enumerate(days)
        ],
        events=[(went_out, _("drop"))] if days[0] <= went_out <= days[-1] else [],
        tall=tall,
    )


def _by_interval(result: dict[str, Any], day: datetime.date, *, tall: int, wide: int) -> charts.Chart:
    place = (day - datetime.date.fromisoformat(result["start"])).days
    return forecast_charts.columns(
        title=_("%(day)s, agents by half hour") % {"day": plain_day(day)},
        description=_(
            "Filled: enough on the phones in nine of ten futures. Mark: on the phones as scheduled and "
            "planned, after shrinkage. Amber: missing."
        ),
        heading=_("Time"),
        columns=[
            forecast_charts.Column(clock(minute), needed, there)
            for minute, needed, there in zip(
                result["minutes"], result["required_high"][place], result["planned"][place], strict=True
            )
        ],
        there=_("There"),
        wide=wide,
        tall=tall,
    )


def _week(result: dict[str, Any]) -> list[datetime.date]:
    """The launch week, and the worst day."""
    days = {datetime.date.fromisoformat(day) for day in result["week"]}
    worst = _date(result["worst_day"])
    return sorted(days | ({worst} if worst else set()))


def _scenario(one: dict[str, Any], currency: str) -> dict[str, Any]:
    ways = [queries.told(way, currency) for way in one["ways"]]
    names = {"early": _("If it drops early"), "likely": _("As planned"), "late": _("If it drops late")}
    return {
        "key": one["name"],
        "title": names[one["name"]],
        "drop": _date(one["drop"]),
        "chance": _percent(one["chance"]),
        "after": _percent(one["chance_with_plan"]),
        "gap_hours": one["gap_hours"],
        "cost": queries.money(one["cost"], currency),
        "closes": _percent(one["closes"]),
        "ways": ways,
        "actions": sorted((when, what) for way in ways for when, what in way.by),
    }


def _percent(share: float) -> int:
    return round(share * 100)


def _date(day: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(day) if day else None
