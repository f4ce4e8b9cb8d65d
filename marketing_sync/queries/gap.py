"""The seam between readiness and staffing: whether a launch's staffing gap is known to be closed.

Readiness asks here and nowhere else. As long as nothing is known of a launch's gap it is UNKNOWN, and
somebody has to accept it with a reason (`Preparation` of the item STAFFING). What a staffing plan knows is
answered here: CLOSED needs nobody's acceptance, OPEN is told as a gap until it is closed or accepted.
"""

import enum
from collections.abc import Collection

from django.db.models import OuterRef, Subquery

from marketing_sync.models import Forecast, ForecastState, Launch, StaffingPlan
from marketing_sync.queries.actuals import is_accepted, is_closed


class Gap(enum.Enum):
    """What is known of the gap between the agents required and those scheduled."""

    UNKNOWN = "unknown"
    OPEN = "open"
    CLOSED = "closed"


def gaps(launches: Collection[Launch]) -> dict[int, Gap]:
    """By launch, what is known of its gap. Keep it at a fixed number of queries, whatever their number."""
    plans = {plan.launch_id: plan for plan in _latest_plans(launches)}
    found = {launch.pk: Gap.UNKNOWN for launch in launches}
    chances = (
        Forecast.objects.filter(launch__in=found, state=ForecastState.DONE)
        .order_by("launch_id", "-made_at", "-pk")
        .distinct("launch_id")
        .values_list("launch_id", "result__chance_with_plan")
    )
    for launch_id, chance in chances:
        result = {"chance_with_plan": chance}
        kept = is_closed(result) or is_accepted(plans.get(launch_id), result)
        found[launch_id] = Gap.CLOSED if kept else Gap.OPEN
    return found


def _latest_plans(launches: Collection[Launch]) -> list[StaffingPlan]:
    newest = StaffingPlan.objects.filter(launch=OuterRef("launch")).order_by("-number").values("pk")[:1]
    return list(StaffingPlan.objects.filter(launch__in=launches, pk=Subquery(newest)))
