"""What is done about a launch's gap. Every change is a new version of the plan; undoing is one, too."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketing_sync import bell, forecasting, queries
from marketing_sync.actions.conflict import ChangedMeanwhile, NotPossible
from marketing_sync.models import Forecast, ForecastState, Launch, StaffingPlan
from projects import audit
from projects.models import User

STAFFING = ("overtime", "temps", "defer")
"""Ways that the call centre takes by itself; the others need marketing."""


@transaction.atomic
def choose_way(*, launch: Launch, by: User, number: int, kind: str) -> StaffingPlan:
    """Takes one way of the menu into the plan, as it was computed."""
    launch, plan = _held(launch, number)
    offered = {way["kind"]: way for way in _result(launch)["menu"]}
    if kind not in offered or kind == "move":
        raise NotPossible(_("This way is no longer on the menu. Look at it again."))
    ways = [*(plan.ways if plan else []), offered[kind]]
    return _next(launch, plan, by=by, ways=ways, what=f"took {kind} into the plan of")


@transaction.atomic
def leave_way(*, launch: Launch, by: User, number: int, kind: str) -> StaffingPlan:
    """Takes a way out of the plan again."""
    launch, plan = _held(launch, number)
    ways = [way for way in (plan.ways if plan else []) if way["kind"] != kind]
    return _next(launch, plan, by=by, ways=ways, what=f"took {kind} out of the plan of")


@transaction.atomic
def take_mix(*, launch: Launch, by: User, number: int, scenario: str = "") -> StaffingPlan:
    """Makes the plan the cheapest mix, or that of an early or late drop, or of a drop that is split."""
    launch, plan = _held(launch, number)
    result = _result(launch)
    mixes = {one["name"]: one["ways"] for one in result["scenarios"]} | {"": result["mix"]["ways"]}
    # Moving it is another date, which marketing gives; only then is there something to plan for.
    mixes |= {one["kind"]: one["ways"] for one in result["mix"]["changed"] if one["kind"] != "move"}
    if scenario not in mixes:
        raise NotPossible(_("There is no such plan any more. Look at it again."))
    return _next(launch, plan, by=by, ways=mixes[scenario], what="took the cheapest mix into the plan of")


@transaction.atomic
def accept_gap(*, launch: Launch, by: User, number: int, because: str) -> StaffingPlan:
    """Leaves the rest of the gap open, knowingly and with a reason."""
    launch, plan = _held(launch, number)
    chance = _result(launch)["chance_with_plan"]
    return _next(
        launch,
        plan,
        by=by,
        ways=plan.ways if plan else [],
        what="accepted the gap of",
        accepted_because=because,
        accepted_chance=chance,
    )


@transaction.atomic
def restore_plan(*, launch: Launch, by: User, number: int) -> StaffingPlan:
    """Makes the plan what it was in an earlier version; 0 is before there was any."""
    launch, plan = _held(launch, None)
    earlier = launch.staffing_plans.filter(number=number).first()
    if number and earlier is None:
        raise NotPossible(_("There is no such version of the plan."))
    return _next(
        launch,
        plan,
        by=by,
        ways=earlier.ways if earlier else [],
        what="went back in the plan of",
        accepted_because=earlier.accepted_because if earlier else "",
        accepted_chance=earlier.accepted_chance if earlier else None,
    )


def follow_the_date(*, launch: Launch, by: User | None) -> StaffingPlan | None:
    """After the date changed: what was planned for other days gives way to the cheapest mix for these.

    Without a plan there is nothing to follow. Expects that the caller holds the launch's row lock.
    """
    plan = queries.latest_plan(launch)
    bell.ring_on_commit(launch.pk)
    if plan is None or not plan.ways or not launch.audience_size:
        return None
    ways = forecasting.mix_for(queries.situation(queries.inputs(launch), bare=True))
    return _next(launch, plan, by=by, ways=ways, what="made the plan anew for the new date of")


def _held(launch: Launch, number: int | None) -> tuple[Launch, StaffingPlan | None]:
    """The launch, locked, and its plan; `number` is the version that was looked at, 0 for none."""
    held = Launch.objects.select_for_update(of=("self",)).select_related("project").get(pk=launch.pk)
    plan = queries.latest_plan(held)
    if number is not None and number != (plan.number if plan else 0):
        stored = plan or StaffingPlan(launch=held, number=0)
        raise ChangedMeanwhile(stored, _("Somebody changed the plan meanwhile. Look at it again."))
    return held, plan


def _result(launch: Launch) -> dict[str, Any]:
    """The forecast that the page showed: what is chosen has to be what was seen."""
    read = queries.inputs(launch)
    made = Forecast.objects.filter(launch=launch, key=read.key, state=ForecastState.DONE).first()
    if made is None or made.result is None:
        raise NotPossible(_("The forecast is being made anew. Choose when it is there."))
    result: dict[str, Any] = made.result
    return result


def _next(
    launch: Launch,
    plan: StaffingPlan | None,
    *,
    by: User | None,
    ways: list[dict[str, Any]],
    what: str,
    accepted_because: str = "",
    accepted_chance: float | None = None,
) -> StaffingPlan:
    made = StaffingPlan.objects.create(
        launch=launch,
        number=(plan.number if plan else 0) + 1,
        ways=ways,
        what=what,
        made_by=by,
        accepted_because=accepted_because,
        accepted_chance=accepted_chance,
    )
    audit.record(
        project=launch.project,
        by=by,
        verb=what,
        on=launch,
        version=made.number,
        ways=[way["kind"] for way in ways],
        cost=round(sum(way["cost"] for way in ways), 2),
    )
    bell.ring_on_commit(launch.pk)
    return made
