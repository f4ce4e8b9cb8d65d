"""The library of starter playbooks: read from the project's own file, once, and looked through."""

import datetime
import functools
import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crisis.models import CrisisRole, Hazard, Phase

_FOLDER = Path(__file__).parent.parent / "starter"
STARTER = _FOLDER / "playbooks.json"
# How one knows that a step is done, by its words: many playbooks have the same step.
CHECKS: dict[str, str] = json.loads((_FOLDER / "checks.json").read_text(encoding="utf-8"))["checks"]

HAZARDS = dict(Hazard.choices)
PHASES = dict(Phase.choices)
ROLES = dict(CrisisRole.choices)
# What a hazard takes with it.
STARTS = {"ransomware": ("telephony_outage", "ehr_downtime")}
DRILLS = {
    "tabletop": gettext_lazy("at a table"),
    "functional": gettext_lazy("by doing it"),
    "full_scale": gettext_lazy("in full"),
}


@dataclass(frozen=True)
class Step:
    """One step of a playbook."""

    order: int
    phase: str
    role: str
    title: str
    target_minutes: int
    # Counted from the declaration, or from the decision to stand down.
    from_stand_down: bool
    is_confirmed: bool
    # How one knows that it is done; empty when nobody has said.
    done_when: str = ""

    @property
    def phase_words(self) -> str:
        """The phase, as it is shown."""
        return str(PHASES[self.phase])

    @property
    def role_words(self) -> str:
        """Who does it."""
        return str(ROLES[self.role])

    @property
    def target_words(self) -> str:
        """“within 15 min”, counted from the declaration unless it says otherwise."""
        if self.target_minutes == 0:
            return _("at once")
        within = _("within %(time)s") % {"time": spoken(self.target_minutes)}
        return _("%(within)s of standing down") % {"within": within} if self.from_stand_down else within


@dataclass(frozen=True)
class Playbook:
    """The ordered steps against one hazard."""

    key: str
    title: str
    hazard: str
    severity: str
    triggers: tuple[str, ...]
    escalate_when: tuple[str, ...]
    stand_down_when: tuple[str, ...]
    drill: str
    drill_months: int
    sources: tuple[str, ...]
    steps: tuple[Step, ...]
    # The keys of those that are declared with it, and the texts that its broadcasts may start from.
    starts: tuple[str, ...] = ()
    messages: tuple[tuple[str, str], ...] = ()
    # Of the project's own: which version it is, and when it is read again. A starter has neither.
    number: int | None = None
    review_on: datetime.date | None = None

    @property
    def hazard_words(self) -> str:
        """The kind of hazard, as it is shown."""
        return str(HAZARDS[self.hazard])

    @property
    def drill_words(self) -> str:
        """How it is rehearsed."""
        return str(DRILLS[self.drill])

    @property
    def roles(self) -> list[str]:
        """Who has a step in it, in the order in which they first act."""
        return list(dict.fromkeys(step.role_words for step in self.steps))

    @property
    def phases(self) -> list[tuple[str, list[Step]]]:
        """The steps by phase."""
        return [
            (phase, list(steps))
            for phase, steps in itertools.groupby(self.steps, key=lambda step: step.phase_words)
        ]


@functools.cache
def playbooks() -> tuple[Playbook, ...]:
    """The starter playbooks, the most severe first."""
    stored = json.loads(STARTER.read_text(encoding="utf-8"))["playbooks"]
    return tuple(sorted(map(_playbook, stored), key=lambda playbook: (playbook.severity, playbook.title)))


def playbook(key: str) -> Playbook | None:
    """The playbook of this key, if there is one."""
    return next((playbook for playbook in playbooks() if playbook.key == key), None)


def found(text: str = "", hazard: str = "") -> list[Playbook]:
    """The playbooks in which each word of the text stands, of one kind of hazard or of all."""
    words = text.casefold().split()
    return [
        playbook
        for playbook in playbooks()
        if hazard in ("", playbook.hazard) and all(word in _searched(playbook.key) for word in words)
    ]


def _playbook(stored: dict[str, Any]) -> Playbook:
    return Playbook(
        key=stored["key"],
        title=stored["title"],
        hazard=stored["hazard_category"],
        severity=stored["default_severity"],
        triggers=tuple(stored["triggers"]),
        escalate_when=tuple(stored["escalate_when"]),
        stand_down_when=tuple(stored["stand_down_criteria"]),
        drill=stored["drill"]["type"],
        drill_months=stored["drill"]["every_months"],
        sources=tuple(stored["sources"]),
        starts=STARTS.get(stored["key"], ()),
        steps=tuple(map(_step, sorted(stored["steps"], key=lambda step: step["order"]))),
    )


def _step(stored: dict[str, Any]) -> Step:
    return Step(
        order=stored["order"],
        phase=stored["phase"],
        role=stored["owner_role"],
        title=stored["title"],
        target_minutes=stored["target_minutes"],
        from_stand_down=stored["anchor"] == "stand_down",
        is_confirmed=stored["requires_ack"],
        done_when=CHECKS.get(stored["title"], ""),
    )


@functools.cache
def _searched(key: str) -> str:
    one = playbook(key)
    if one is None:
        return ""
    return " ".join([one.title, *one.triggers, *(step.title for step in one.steps)]).casefold()


def spoken(minutes: int) -> str:
    """“4 hours”, “90 min”."""
    if minutes % 1440 == 0:
        days = minutes // 1440
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}
    return _("%(minutes)d min") % {"minutes": minutes}
