"""The latest forecast of a launch with all that its picture needs, by one statement."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from marketing_sync.models import Centre, Forecast, ForecastState, Launch, StaffingPlan
from marketing_sync.queries.forecast import Inputs


@dataclass(frozen=True)
class Made:
    """A forecast that was made, what was promised, and the plan as it stands now."""

    key: str
    made_at: datetime.datetime
    result: dict[str, Any]
    promise: str
    number: int = 0
    ways: tuple[dict[str, Any], ...] = ()
    accepted_chance: float | None = None
    accepted_because: str = ""


def made(launch: Launch) -> Made | None:
    """The latest forecast; None as long as none was made."""
    plan = StaffingPlan.objects.filter(launch=OuterRef("launch")).order_by("-number")
    row = (
        Forecast.objects.filter(launch=launch, state=ForecastState.DONE)
        .select_related("launch__project__centre")
        .annotate(
            plan=Subquery(
                plan.values(
                    fact=JSONObject(
                        number="number",
                        ways="ways",
                        accepted_chance="accepted_chance",
                        accepted_because="accepted_because",
                    )
                )[:1]
            )
        )
        .order_by("-made_at", "-pk")
        .first()
    )
    if row is None or row.result is None or row.made_at is None:
        return None
    centre = getattr(row.launch.project, "centre", None) or Centre(project=row.launch.project)
    plan_now = row.plan or {}
    ways = tuple(plan_now.pop("ways", ()))
    return Made(row.key, row.made_at, row.result, centre.promise, ways=ways, **plan_now)


def made_from(read: Inputs, found: Forecast) -> Made | None:
    """The forecast that was found for these inputs; None while it is being made."""
    if found.result is None or found.made_at is None:
        return None
    made = Made(found.key, found.made_at, found.result, read.centre.promise)
    if read.plan is None:
        return made
    plan = read.plan
    return replace(
        made,
        number=plan.number,
        ways=tuple(plan.ways),
        accepted_chance=plan.accepted_chance,
        accepted_because=plan.accepted_because,
    )
