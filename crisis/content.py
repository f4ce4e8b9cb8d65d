"""What stands in a playbook, as plain values, and what differs between two of them. No database.

A content is a dict: title, severity, triggers, escalate_when, stand_down_when (lists of texts), steps (dicts
of phase, role, title, minutes, from_stand_down, confirmed, and done_when: how one knows that it is done),
messages (dicts of subject and text) and starts (the keys of the playbooks that start with it).
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Content = dict[str, Any]
LISTS = ("triggers", "escalate_when", "stand_down_when")
# From here on two wordings are taken for one step that was reworded.
_ALIKE = 0.55


@dataclass(frozen=True)
class Difference:
    """One thing that differs: “added”, “removed”, “changed” or “moved”, in which part, and both texts."""

    kind: str
    part: str
    before: str = ""
    after: str = ""


def empty(title: str, severity: str) -> Content:
    """A playbook of which nothing is written."""
    return {
        "title": title,
        "severity": severity,
        **{name: [] for name in LISTS},
        "steps": [],
        "messages": [],
        "starts": [],
    }


def in_phases(steps: Sequence[dict[str, Any]], phases: Sequence[str]) -> list[dict[str, Any]]:
    """The steps in the order of the phases; within a phase they stay as they were put."""
    return sorted(steps, key=lambda step: phases.index(step["phase"]))


def differences(before: Content, after: Content) -> list[Difference]:
    """What differs, part by part; nothing where both say the same."""
    found = [
        Difference("changed", name, str(before.get(name, "")), str(after.get(name, "")))
        for name in ("title", "severity")
        if before.get(name, "") != after.get(name, "")
    ]
    for name in (*LISTS, "starts"):
        found += _of_lines(name, before.get(name, []), after.get(name, []))
    found += _of_lines("messages", _told(before), _told(after))
    return found + _of_steps(before.get("steps", []), after.get("steps", []))


def _told(content: Content) -> list[str]:
    return [f"{one['subject']}: {one['text']}" for one in content.get("messages", [])]


def _of_lines(part: str, before: list[str], after: list[str]) -> list[Difference]:
    return [
        *(Difference("removed", part, before=line) for line in before if line not in after),
        *(Difference("added", part, after=line) for line in after if line not in before),
    ]


def _of_steps(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[Difference]:
    """Steps are known by their words; a step that was reworded is paired with the one that it resembles."""
    match = difflib.SequenceMatcher(
        None, [one["title"] for one in before], [one["title"] for one in after], autojunk=False
    )
    gone: list[dict[str, Any]] = []
    come: list[dict[str, Any]] = []
    found: list[Difference] = []
    for tag, first, last, other_first, other_last in match.get_opcodes():
        if tag == "equal":
            pairs = zip(before[first:last], after[other_first:other_last], strict=True)
            found += [_changed(old, new) for old, new in pairs if told(old) != told(new)]
        else:
            gone += before[first:last]
            come += after[other_first:other_last]
    for old in gone:
        twin = _twin(old, come)
        if twin is None:
            found.append(Difference("removed", "steps", before=told(old)))
            continue
        come.remove(twin)
        found.append(
            Difference("moved", "steps", told(old), told(twin))
            if told(old) == told(twin)
            else _changed(old, twin)
        )
    return found + [Difference("added", "steps", after=told(new)) for new in come]


def _twin(step: dict[str, Any], among: list[dict[str, Any]]) -> dict[str, Any] | None:
    scored = [(difflib.SequenceMatcher(None, step["title"], one["title"]).ratio(), one) for one in among]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= _ALIKE else None


def _changed(old: dict[str, Any], new: dict[str, Any]) -> Difference:
    return Difference("changed", "steps", told(old), told(new))


def told(step: dict[str, Any]) -> str:
    """A step in one line, as the comparison shows it."""
    anchor = " after standing down" if step.get("from_stand_down") else ""
    everybody = ", everybody confirms" if step.get("confirmed") else ""
    role = str(step["role"]).replace("_", " ")
    check = f" Done when: {step['done_when']}" if step.get("done_when") else ""
    return f"{step['title']} ({role}, {step['minutes']} min{anchor}{everybody}){check}"
