"""From a launch, a history, a schedule and a plan to what is to be expected, and what would close the gap.

Pure arithmetic over `Situation`; the mathematics is in `staffing`. The answer is plain JSON, kept by
`Forecast` under the key of everything that went in.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from marketing_sync.situation import Drop, Situation, Way
from staffing import closing, launch, required
from staffing.arrivals import DAYS_OF_WEEK
from staffing.curves import Halves
from staffing.numbers import Booleans, Floats, Integers

RUNS, FEWER_RUNS = 1000, 250
STEPS = 7
HALF_HOUR = 1800.0
NINE_OF_TEN = 2
"""The place of the 90th percentile."""
BLOCK, SHIFT = 4, 16
"""Half hours of a stretch of overtime, and of a temporary agent's day."""
AS_MUCH = 0.01
"""Two mixes close as much when they differ by less of the gap."""
FELT = 0.02
"""A day counts as the launch's own when it brings at least so much of the usual calls, or five calls."""

Tell = Callable[[int], None]


def forecast(situation: Situation, tell: Tell) -> dict[str, Any]:
    """The picture, the gap, the menu, the cheapest mix, the plans for early, likely and late."""
    split = any(way["kind"] == "split" for way in situation.ways)
    bare = _outlook(situation, situation.own, present=_present(situation, ()), runs=RUNS)
    tell(1)
    planned = _present(situation, situation.ways)
    own = _halved(situation, situation.own) if split else situation.own
    with_plan = _outlook(situation, own, present=planned, runs=RUNS) if situation.ways else bare
    tell(2)
    gap = _gap(situation, bare, _present(situation, ()))
    left = _gap(situation, with_plan, planned)
    menu = _menu(situation, left, tell)
    mix = _compared(situation, gap)
    # After closing time the last calls are still ended, but nobody is asked to come for them.
    needed = bare.required * situation.is_open
    tell(5)
    return {
        "start": situation.day(0),
        "minutes": situation.minutes,
        "basis": situation.basis,
        "taken_out": round(situation.taken_out),
        "calls": _rounded(bare.calls_by_day),
        "launch": _rounded(bare.launch_by_day[1]),
        "carried": _rounded(_carried(situation, _present(situation, ()))),
        "required": needed[1].tolist(),
        "required_high": needed[NINE_OF_TEN].tolist(),
        "present": _present(situation, ()).tolist(),
        "planned": planned.tolist(),
        "day_missed": _shares(bare.day_missed),
        "day_missed_with_plan": _shares(with_plan.day_missed),
        "service": _shares(bare.service_level[1]),
        "felt": [int(day) for day in np.flatnonzero(_felt(situation, bare))],
        "week": _week(situation, bare),
        "gap_hours": round(float(gap.missing.sum()) / 2, 1),
        "left_hours": round(float(left.missing.sum()) / 2, 1),
        **_worst(situation, bare, with_plan),
        "menu": menu,
        "mix": mix,
        "scenarios": _scenarios(situation, tell),
    }


def mix_for(situation: Situation) -> list[Way]:
    """The cheapest mix alone, as when a launch went out and the plan has to follow."""
    outlook = _outlook(situation, situation.own, present=_present(situation, ()), runs=FEWER_RUNS)
    ways: list[Way] = _mix(situation, _gap(situation, outlook, _present(situation, ())))["ways"]
    return ways


def _outlook(situation: Situation, own: Drop, *, present: Integers, runs: int) -> launch.Outlook:
    campaigns = [
        launch.Campaign(
            drop.audience,
            drop.rate,
            drop.curve,
            launch.Window(
                *((day - situation.start).days for day in (drop.earliest, drop.likely, drop.latest))
            ),
        )
        for drop in (own, *situation.others)
    ]
    horizon = launch.Horizon(situation.base, situation.profile, HALF_HOUR, situation.variance)
    return launch.simulate(
        campaigns,
        horizon,
        agents=present,
        handling=situation.handling,
        limits=situation.limits,
        runs=runs,
        seed=situation.seed,
    )


def _window(drop: Drop) -> tuple[datetime.date, datetime.date, datetime.date]:
    return drop.earliest, drop.likely, drop.latest


def _present(situation: Situation, ways: Sequence[Way]) -> Integers:
    """Whole agents on the phones, with what the ways add."""
    there = situation.scheduled * situation.on_phones
    for way in ways:
        there = there + _added(situation, way)
    return np.floor(there + 1e-9).astype(np.int64)


def _added(situation: Situation, way: Way) -> Floats:
    """Agents on the phones that a way of the plan adds, wherever it lies in the horizon."""
    added = np.zeros_like(situation.base)
    places = {minute: place for place, minute in enumerate(situation.minutes)}

    def lay(day: str, first: int, until: int, people: float) -> None:
        index = situation.place(day)
        if 0 <= index < situation.days:
            for minute in range(first, until, 30):
                if minute in places and situation.is_open[index, places[minute]]:
                    added[index, places[minute]] += people

    match way["kind"]:
        case "overtime":
            for one in way["stretches"]:
                lay(one["day"], one["from"], one["until"], one["people"] * situation.on_phones)
        case "temps":
            for shift in way["shifts"]:
                for day in way["days"]:
                    worth = shift["people"] * way["pace"] / 100 * situation.on_phones
                    lay(day, shift["from"], shift["until"], worth)
        case "defer":
            for day in way["days"]:
                index = situation.place(day)
                if 0 <= index < situation.days:
                    added[index] += situation.scheduled[index] * situation.costs.deferrable
    return added


def _halved(situation: Situation, own: Drop) -> Drop:
    return replace(own, curve=Halves(own.curve, situation.costs.split_days))


def _felt(situation: Situation, outlook: launch.Outlook) -> Booleans:
    """Days on which the launch is felt, from today on."""
    first = max((situation.today - situation.start).days, 0)
    return _rings(situation, outlook) & (np.arange(situation.days) >= first)


def _rings(situation: Situation, outlook: launch.Outlook) -> Booleans:
    """Days on which the launch is felt, past ones too."""
    own = outlook.launch_by_day[NINE_OF_TEN]
    rings: Booleans = own >= np.maximum(situation.base.sum(axis=1) * FELT, 5.0)
    return rings


def _week(situation: Situation, outlook: launch.Outlook) -> dict[str, Any]:
    """Calls by half hour, the 10th, 50th and 90th of a hundred futures, on the seven days from the first on
    which the launch is felt.
    """
    rings = np.flatnonzero(_rings(situation, outlook))
    first = int(rings[0]) if rings.size else 0
    places = range(first, min(first + DAYS_OF_WEEK, situation.days))
    return {situation.day(place): _rounded(outlook.calls[:, place]) for place in places}


def _gap(situation: Situation, outlook: launch.Outlook, present: Integers) -> closing.Gap:
    """Agents that are missing in one of ten futures, on the days on which the launch is felt."""
    missing = np.maximum(outlook.required[NINE_OF_TEN] - present, 0) * situation.is_open
    weeks = np.array(
        [(situation.start + datetime.timedelta(days=day)).isocalendar().week for day in range(situation.days)]
    )
    return closing.Gap(
        missing=(missing * _felt(situation, outlook)[:, None]).astype(np.float64),
        is_open=situation.is_open,
        on_phones=situation.on_phones,
        weeks=weeks,
    )


def _options(situation: Situation) -> dict[str, Any]:
    """The ways that staffing has, as the integer programme takes them."""
    costs = situation.costs
    ready = (situation.today - situation.start).days + costs.temp_lead_days
    options: dict[str, Any] = {}
    if costs.overtime_people and costs.overtime_hours:
        options["overtime"] = closing.Overtime(
            costs.overtime_people, BLOCK, costs.overtime_hours * 2, costs.overtime / 2
        )
    if costs.deferrable:
        gain = situation.scheduled * costs.deferrable * situation.is_open
        options["deferral"] = closing.Deferral(gain, gain.sum(axis=1) / 2 * costs.defer)
    if costs.temps_most:
        options["temps"] = closing.Temps(
            most=costs.temps_most,
            ready=ready,
            shift=min(SHIFT, len(situation.minutes)),
            pace=costs.temp_pace,
            cost=costs.temp / 2,
            training=costs.temp_training_hours * costs.temp,
        )
    return options


def _menu(situation: Situation, left: closing.Gap, tell: Tell) -> list[Way]:
    """Each way alone against what is left of the gap; those of the plan are not offered again."""
    chosen = {way["kind"] for way in situation.ways}
    kinds = {"overtime": "overtime", "deferral": "defer", "temps": "temps"}
    menu = []
    for name, option in _options(situation).items():
        if kinds[name] not in chosen:
            menu += _ways(situation, left, closing.cheapest(left, **{name: option}))
    tell(3)
    if left.missing.sum():
        menu += [way for way in _dated(situation, left) if way["kind"] not in chosen]
    tell(4)
    return menu


def _dated(situation: Situation, left: closing.Gap) -> list[Way]:
    """What changing the drop itself would do. Only while it is still ahead."""
    present = _present(situation, situation.ways)
    total = float(left.missing.sum())
    found = []
    for way, changed in _changes(situation):
        outlook = _outlook(situation, changed, present=present, runs=FEWER_RUNS)
        closes = 1 - float(_gap(situation, outlook, present).missing.sum()) / total
        found.append({**way, "closes": round(closes, 3)})
    return [way for way in found if way["closes"] > 0.005]


def _changes(situation: Situation) -> list[tuple[Way, Drop]]:
    """The drop split and moved, while it is still ahead: as ways, and as the drop that it would be then."""
    own, costs = situation.own, situation.costs
    if own.latest <= situation.today:
        return []
    by = datetime.timedelta(days=costs.move_days)
    moved = replace(own, earliest=own.earliest + by, likely=own.likely + by, latest=own.latest + by)
    split: Way = {
        "kind": "split",
        "days": costs.split_days,
        "second": (own.likely + datetime.timedelta(days=costs.split_days)).isoformat(),
        "cost": costs.split,
    }
    move: Way = {
        "kind": "move",
        "days": costs.move_days,
        "likely": moved.likely.isoformat(),
        "cost": costs.move,
    }
    return [(split, _halved(situation, own)), (move, moved)]


def _compared(situation: Situation, gap: closing.Gap) -> dict[str, Any]:
    """The cheapest mix for the drop as it is, and beside it those for the drop split and moved.

    Which of the three it is to be is a choice of one, and each has a requirement of its own: with a binary
    column for each, the programme falls apart into one programme for each. So each is solved, with its own
    cost added, which gives the same answer and shows all three.
    """
    mix, total = _mix(situation, gap), float(gap.missing.sum())
    if not total:
        return mix | {"changed": [], "cheapest": ""}
    changed: list[dict[str, Any]] = []
    for way, drop in _changes(situation):
        outlook = _outlook(situation, drop, present=_present(situation, ()), runs=RUNS)
        needed = _gap(situation, outlook, _present(situation, ()))
        one = _mix(situation, needed)
        open_still = float(needed.missing.sum()) * (1 - one["closes"])
        gained = round(1 - float(needed.missing.sum()) / total, 3)
        changed.append(
            {
                "kind": way["kind"],
                "days": way["days"],
                "ways": [{**way, "closes": gained}, *one["ways"]],
                "cost": round(way["cost"] + one["cost"], 2),
                "closes": round(max(1 - open_still / total, 0.0), 3),
            }
        )
    return mix | {"changed": changed, "cheapest": _cheapest([{"kind": "", **mix}, *changed])}


def _cheapest(mixes: Sequence[dict[str, Any]]) -> str:
    """The kind of the cheapest among those that close the most."""
    most = max(one["closes"] for one in mixes)
    good = [one for one in mixes if one["closes"] > most - AS_MUCH]
    return str(min(good, key=lambda one: float(one["cost"]))["kind"])


def _mix(situation: Situation, gap: closing.Gap) -> dict[str, Any]:
    """The cheapest mix of the ways of staffing, and how much of the gap it closes."""
    found = closing.cheapest(gap, **_options(situation))
    return {
        "ways": _ways(situation, gap, found),
        "cost": round(found.cost, 2),
        "closes": round(found.closes(gap), 3),
    }


def _ways(situation: Situation, gap: closing.Gap, mix: closing.Mix) -> list[Way]:
    """A mix as ways of a plan: with days and times of the clock, in place of indices."""
    costs, minutes = situation.costs, situation.minutes
    ways: list[Way] = []
    stretches: list[Way] = [
        {
            "day": situation.day(day),
            "from": minutes[first],
            "until": minutes[first] + BLOCK * 30,
            "people": people,
        }
        for day, first, people in mix.overtime
    ]
    if stretches:
        hours: float = sum(one["people"] for one in stretches) * BLOCK / 2
        ways.append(
            {"kind": "overtime", "stretches": stretches, "hours": hours, "cost": hours * costs.overtime}
        )
    if mix.temps:
        ways.append(_temps(situation, mix))
    if mix.deferred:
        gained = situation.scheduled[mix.deferred] * costs.deferrable * situation.is_open[mix.deferred]
        hours = round(float(gained.sum()) / 2, 1)
        days = [situation.day(day) for day in mix.deferred]
        ways.append({"kind": "defer", "days": days, "hours": hours, "cost": round(hours * costs.defer, 2)})
    total = float(gap.missing.sum())
    for way in ways:
        added = np.minimum(_added(situation, way), gap.missing).sum()
        way["closes"] = round(float(added) / total, 3) if total else 1.0
    return ways


def _temps(situation: Situation, mix: closing.Mix) -> Way:
    costs, minutes = situation.costs, situation.minutes
    shift = min(SHIFT, len(minutes))
    days = [situation.day(day) for day in mix.temps_days]
    people = sum(count for _first, count in mix.temps)
    worked = sum(
        count * int(situation.is_open[day, first : first + shift].sum())
        for first, count in mix.temps
        for day in mix.temps_days
    )
    first_day = datetime.date.fromisoformat(days[0])
    after = datetime.date.fromisoformat(days[-1]) + datetime.timedelta(days=1)
    return {
        "kind": "temps",
        "people": people,
        "shifts": [
            {"from": minutes[first], "until": minutes[first] + shift * 30, "people": count}
            for first, count in mix.temps
        ],
        "days": days,
        "pace": round(costs.temp_pace * 100),
        "hire_by": (first_day - datetime.timedelta(days=costs.temp_lead_days)).isoformat(),
        "train_by": (first_day - datetime.timedelta(days=1)).isoformat(),
        "training": costs.temp_training_hours,
        "rest": costs.full_training_hours - costs.temp_training_hours,
        # The rest of the training begins on the first Monday after the campaign.
        "rest_from": (after + datetime.timedelta(days=-after.weekday() % 7)).isoformat(),
        "cost": round(people * costs.temp_training_hours * costs.temp + worked / 2 * costs.temp, 2),
    }


def _scenarios(situation: Situation, tell: Tell) -> list[dict[str, Any]]:
    """The launch on its earliest, likely and latest day: how bad, and the cheapest mix for it."""
    own = situation.own
    named = [("early", own.earliest), ("likely", own.likely), ("late", own.latest)]
    if own.earliest == own.latest:
        named = named[1:2]
    found = []
    for name, day in named:
        fixed = replace(situation, own=replace(own, earliest=day, likely=day, latest=day), ways=())
        present = _present(fixed, ())
        outlook = _outlook(fixed, fixed.own, present=present, runs=FEWER_RUNS)
        gap = _gap(fixed, outlook, present)
        mix = _mix(fixed, gap)
        covered = _present(fixed, mix["ways"])
        after = _outlook(fixed, fixed.own, present=covered, runs=FEWER_RUNS)
        found.append(
            {
                "name": name,
                "drop": day.isoformat(),
                "gap_hours": round(float(gap.missing.sum()) / 2, 1),
                **_worst(fixed, outlook, after),
                **mix,
            }
        )
    tell(STEPS)
    return found


def _worst(situation: Situation, bare: launch.Outlook, after: launch.Outlook) -> dict[str, Any]:
    """The day on which the target is missed most likely, and the chances without and with the plan."""
    felt = _felt(situation, bare)
    chances = np.where(felt, bare.day_missed, 0.0)
    chances_after = np.where(felt, after.day_missed, 0.0)
    worst = int(chances.argmax())
    return {
        "worst_day": situation.day(worst) if felt.any() else None,
        "chance": round(float(chances[worst]), 3),
        "chance_with_plan": round(float(chances_after.max()), 3),
        "bad_days": int((chances > 0.1).sum()),
        "bad_days_with_plan": int((chances_after > 0.1).sum()),
    }


def _carried(situation: Situation, present: Integers) -> Floats:
    """Calls a day that the people there could carry within all limits, if calls came as people are there."""
    loads = required.capacity(present, situation.handling, situation.limits)
    carried: Floats = (loads * situation.is_open).sum(axis=1) * HALF_HOUR / situation.handling.aht
    return carried


def _rounded(values: Floats) -> Any:
    return np.round(values, 1).tolist()


def _shares(values: Floats) -> Any:
    return np.round(values, 3).tolist()
