"""How many agents a surge needs, and what callers meet with those who are there: Erlang A, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffing import erlang_a, required
from staffing.limits import Handling, Limits

HALF_HOUR = 1800.0
# Callers who are worried wait longer than usual; this is said beside the form and can be changed.
PATIENCE = 180


@dataclass(frozen=True)
class Surge:
    """What so many calls need and meet. Shares between 0 and 1, times in seconds."""

    calls: int
    aht: int
    on_duty: int
    target: int
    threshold: int
    needed: int
    met: float
    mean_wait: float
    hang_up: float
    occupancy: float

    @property
    def missing(self) -> int:
        """How many agents lack."""
        return max(0, self.needed - self.on_duty)

    @property
    def says(self) -> str:
        """“22 agents are needed; 14 are on duty: 8 are missing.”"""
        facts = {"needed": self.needed, "on_duty": self.on_duty, "missing": self.missing}
        if self.missing:
            return (
                ngettext(
                    "%(needed)d agents are needed, %(on_duty)d are on duty: %(missing)d is missing.",
                    "%(needed)d agents are needed, %(on_duty)d are on duty: %(missing)d are missing.",
                    self.missing,
                )
                % facts
            )
        return _("%(needed)d agents are needed, %(on_duty)d are on duty: enough.") % facts

    @property
    def callers_meet(self) -> str:
        """What a caller meets with those who are on duty."""
        if not self.on_duty:
            return _("Nobody answers: every caller hangs up or has to be sent elsewhere by an announcement.")
        return _(
            "With %(on_duty)d on duty, %(met)d of 100 callers are answered within %(threshold)d seconds, "
            "callers wait %(wait)s on average, and %(lost)d of 100 hang up. Agents are on calls %(busy)d %% "
            "of their time."
        ) % {
            "on_duty": self.on_duty,
            "met": round(self.met * 100),
            "threshold": self.threshold,
            "wait": _spoken(self.mean_wait),
            "lost": round(self.hang_up * 100),
            "busy": round(self.occupancy * 100),
        }

    @property
    def advice(self) -> str:
        """What to do about it."""
        if self.missing == 0:
            return _("Keep a watch on the calls of each half-hour, and on breaks: full days wear people out.")
        if self.missing > self.on_duty:
            return _(
                "More are missing than are there. Put an announcement on, offer call-backs, "
                "ask the second site and former agents, and move the launches."
            )
        return _("Call in who is off, move breaks and training, let team leads take calls, offer call-backs.")

    @property
    def note(self) -> str:
        """What is kept on the timeline."""
        return _("Surge: %(calls)d calls per half-hour at %(aht)d seconds. %(says)s") % {
            "calls": self.calls,
            "aht": self.aht,
            "says": self.says,
        }


def surge(
    *, calls: int, aht: int, on_duty: int, target: int = 80, threshold: int = 20, patience: int = PATIENCE
) -> Surge:
    """The agents needed for `target` percent within `threshold` seconds, and what those on duty achieve."""
    load = calls * aht / HALF_HOUR
    limits = Limits(service_level=target / 100, threshold=float(threshold))
    needed = int(required.agents(load, Handling(aht=float(aht), patience=float(patience)), limits))
    met = erlang_a.performance(load, on_duty, aht=aht, patience=patience, threshold=threshold)
    return Surge(
        calls=calls,
        aht=aht,
        on_duty=on_duty,
        target=target,
        threshold=threshold,
        needed=needed,
        met=float(met.offered),
        mean_wait=float(met.mean_wait),
        hang_up=float(met.abandonment),
        occupancy=float(met.occupancy),
    )


def _spoken(seconds: float) -> str:
    if seconds < 90:
        return ngettext("%(n)d second", "%(n)d seconds", round(seconds)) % {"n": round(seconds)}
    return ngettext("%(n)d minute", "%(n)d minutes", round(seconds / 60)) % {"n": round(seconds / 60)}
