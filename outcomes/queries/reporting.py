"""What the outcome report says: before, now, target, money."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from outcomes import control
from outcomes.models import Direction, Funnel, Measure
from outcomes.queries.funnels import Compared, compared
from outcomes.queries.measures import Judged, judged
from projects.models import Project

# One page holds so many rows.
ROWS = 9


@dataclass(frozen=True)
class Told:
    """One measure on the page of the executives."""

    judged: Judged
    before: float | None
    now: float | None

    @property
    def measure(self) -> Measure:
        """The measure."""
        return self.judged.measure

    @property
    def change(self) -> int | None:
        """By how many per cent it has changed."""
        if self.before is None or self.now is None or not self.before:
            return None
        return round(100 * (self.now - self.before) / abs(self.before))

    @property
    def is_signal(self) -> bool:
        """Whether the change is more than chance."""
        return self.judged.lasting is not None

    @property
    def is_better(self) -> bool:
        """Whether it went the right way."""
        if self.before is None or self.now is None:
            return False
        up = self.measure.direction == Direction.UP
        return self.now > self.before if up else self.now < self.before

    @property
    def is_there(self) -> bool | None:
        """Whether the target is reached; None without one."""
        target = self.measure.target
        if target is None or self.now is None:
            return None
        return (
            self.now >= float(target) if self.measure.direction == Direction.UP else self.now <= float(target)
        )

    @property
    def says(self) -> str:
        """Signal or noise, better or worse, in two words."""
        if self.before is None or self.now is None:
            return _("too early to say")
        if not self.is_signal:
            return _("noise")
        return _("signal, better") if self.is_better else _("signal, worse")


@dataclass(frozen=True)
class Money:
    """What a funnel cost before and costs lately, and what the difference comes to."""

    funnel: Funnel
    compared: Compared

    @property
    def saved(self) -> float | None:
        """What those who showed lately would have cost more before; negative when it was less."""
        before, lately = self.compared.before.cost_per_outcome, self.compared.lately.cost_per_outcome
        if before is None or lately is None:
            return None
        return (before - lately) * self.compared.lately.showed


def told(project: Project, *, most: int = ROWS) -> list[Told]:
    """The project's measures with a baseline first, each before and now."""
    rows = project.measures.active().select_related("project", "owner", "frozen_by")
    in_order = sorted(rows, key=lambda one: (one.baseline_mean is None, one.name))[:most]
    return [_told(judged(measure)) for measure in in_order]


def money(project: Project) -> list[Money]:
    """What each funnel cost before and costs lately, where both are known."""
    funnels = project.funnels.select_related("project", "contact", "scheduling", "show", "cost")
    found = []
    for funnel in funnels:
        sides = compared(funnel, list(funnel.periods.kept()))
        if sides is not None and sides.cost_change is not None:
            found.append(Money(funnel, sides))
    return found


def _told(one: Judged) -> Told:
    before = one.measure.shown_baseline
    if not one.readings:
        return Told(one, before, None)
    first = one.lasting.first if one.lasting else max(0, len(one.readings) - control.RUN)
    return Told(one, before, one.mean_since(first))
