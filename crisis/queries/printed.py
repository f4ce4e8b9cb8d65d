"""Playbooks as they are printed: the project's own where it has adopted them, else the starters."""

import itertools
from dataclasses import dataclass
from typing import Any

from crisis.models import PlaybookVersion
from crisis.queries.starters import PHASES, Step, playbooks
from projects.models import Project


@dataclass(frozen=True)
class PrintedPlaybook:
    """One playbook on paper; `number` is 0 for a starter that nobody adopted."""

    title: str
    severity: str
    number: int
    triggers: list[str]
    escalate_when: list[str]
    stand_down_when: list[str]
    steps: list[Step]
    # What a broadcast may say, as subject and text.
    messages: list[tuple[str, str]]

    @property
    def phases(self) -> list[tuple[str, list[Step]]]:
        """The steps by phase."""
        return [
            (phase, list(steps))
            for phase, steps in itertools.groupby(self.steps, key=lambda step: step.phase_words)
        ]


def printed(project: Project) -> list[PrintedPlaybook]:
    """The project's own playbooks in their latest version, then the starters that it has not adopted."""
    own = (
        PlaybookVersion.objects.filter(playbook__project=project)
        .select_related("playbook")
        .order_by("playbook_id", "-number")
        .distinct("playbook_id")
    )
    found = [_own(version) for version in own]
    adopted = {version.playbook.key for version in own}
    found += [
        PrintedPlaybook(
            title=one.title,
            severity=one.severity,
            number=0,
            triggers=list(one.triggers),
            escalate_when=list(one.escalate_when),
            stand_down_when=list(one.stand_down_when),
            steps=list(one.steps),
            messages=list(one.messages),
        )
        for one in playbooks()
        if one.key not in adopted
    ]
    return sorted(found, key=lambda one: (one.severity, one.title))


def _own(version: PlaybookVersion) -> PrintedPlaybook:
    return PrintedPlaybook(
        title=version.playbook.title,
        severity=version.severity,
        number=version.number,
        triggers=version.triggers,
        escalate_when=version.escalate_when,
        stand_down_when=version.stand_down_when,
        steps=[_step(place, stored) for place, stored in enumerate(version.steps, start=1)],
        messages=[(one["subject"], one["text"]) for one in version.messages],
    )


def _step(place: int, stored: dict[str, Any]) -> Step:
    phase = stored["phase"] if stored["phase"] in PHASES else next(iter(PHASES))
    return Step(
        order=place,
        phase=phase,
        role=stored["role"],
        title=stored["title"],
        target_minutes=stored["minutes"],
        from_stand_down=stored["from_stand_down"],
        is_confirmed=bool(stored.get("confirmed")),
        done_when=stored.get("done_when", ""),
    )
