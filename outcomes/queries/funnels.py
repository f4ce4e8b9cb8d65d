"""Funnels: from who was tried to who came, before and lately."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from outcomes.models import Funnel, FunnelPeriod
from projects.models import Project
from reports import charts

# So many periods are told together as what is lately so.
LATELY = 8


@dataclass(frozen=True)
class Sum:
    """Some periods together."""

    periods: int
    attempted: int
    reached: int
    scheduled: int
    showed: int
    cost: float | None

    @property
    def contact_rate(self) -> float | None:
        """Per cent reached of those attempted."""
        return _percent(self.reached, self.attempted)

    @property
    def scheduling_rate(self) -> float | None:
        """Per cent scheduled of those reached."""
        return _percent(self.scheduled, self.reached)

    @property
    def show_rate(self) -> float | None:
        """Per cent who showed of those scheduled."""
        return _percent(self.showed, self.scheduled)

    @property
    def cost_per_outcome(self) -> float | None:
        """What each who showed has cost."""
        return None if self.cost is None or not self.showed else self.cost / self.showed

    @property
    def in_a_hundred(self) -> list[float]:
        """Of a hundred attempted: reached, scheduled, showed."""
        whole = self.attempted or 1
        return [100 * part / whole for part in (self.reached, self.scheduled, self.showed)]


@dataclass(frozen=True)
class Compared:
    """A funnel before (the frozen baseline's period of its cost, else the first periods) and lately."""

    before: Sum
    lately: Sum

    @property
    def cost_change(self) -> int | None:
        """By how many per cent the cost of one outcome has changed."""
        before, lately = self.before.cost_per_outcome, self.lately.cost_per_outcome
        return round(100 * (lately - before) / before) if before and lately is not None else None


def funnels(project: Project) -> Any:
    """The project's funnels with how many periods each has, and the latest."""
    return project.funnels.select_related("project").annotate(
        periods_kept=Count("periods", filter=Q(periods__removed_at=None)),
        latest_on=Max("periods__on", filter=Q(periods__removed_at=None)),
    )


def compared(funnel: Funnel, periods: Sequence[FunnelPeriod]) -> Compared | None:
    """Before and lately, of periods in the order of their days; None with fewer than two."""
    if len(periods) < 2:
        return None
    lately = list(periods[-min(LATELY, len(periods) // 2) :])
    rest = list(periods[: -len(lately)])
    usual = [one for one in rest if _is_usual(funnel, one.on)]
    return Compared(_sum(usual or rest[:LATELY]), _sum(lately))


def picture(compared: Compared) -> charts.Chart:
    """Of a hundred people tried: how many were reached, scheduled and came, before and lately."""
    names = (_("Reached"), _("Scheduled"), _("Showed"))
    pairs = zip(names, compared.before.in_a_hundred, compared.lately.in_a_hundred, strict=True)
    bars = [
        bar
        for name, before, lately in pairs
        for bar in (
            charts.Bar(_("%(step)s, before") % {"step": name}, round(before, 1), 100, "next"),
            charts.Bar(_("%(step)s, lately") % {"step": name}, round(lately, 1), 100, "now"),
        )
    ]
    return charts.bars(
        title=_("Of a hundred whom we tried to reach"),
        description=_("How many were reached, got an appointment and came, before and lately."),
        bars=bars,
        heading=_("Step"),
    )


def _is_usual(funnel: Funnel, on: datetime.date) -> bool:
    first, last = funnel.cost.baseline_from, funnel.cost.baseline_until
    return first is not None and last is not None and first <= on <= last


def _sum(periods: Sequence[FunnelPeriod]) -> Sum:
    costs = [float(one.cost) for one in periods if one.cost is not None]
    return Sum(
        periods=len(periods),
        attempted=sum(one.attempted for one in periods),
        reached=sum(one.reached for one in periods),
        scheduled=sum(one.scheduled for one in periods),
        showed=sum(one.showed for one in periods),
        cost=sum(costs) if len(costs) == len(periods) else None,
    )


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
