"""A way to reach somebody, as plain values, and what differs between two orders of them. No database."""

import re
from collections.abc import Sequence
from typing import NamedTuple

# The beginning of a text that a telephone can dial; an extension behind it is typed by hand.
_DIALLED = re.compile(r"\+?[\d\s().\-/]*\d")
_SHOWN_IN_THE_TRAIL = 3


class Way(NamedTuple):
    """One way: of which kind, the number or address, and a word on when it is tried."""

    kind: str
    value: str
    when: str = ""


def dialled(value: str) -> str:
    """What a telephone dials of “+1 (312) 555-0141 ext. 22”; nothing of a text without a number in front."""
    found = _DIALLED.match(value.strip())
    return re.sub(r"[^\d+]", "", found[0]) if found else ""


def differences(before: Sequence[Way], after: Sequence[Way]) -> list[str]:
    """What was done to the ways, for the trail: the kind and the last digits, never the whole number."""
    reached = {(way.kind, way.value): way for way in after}
    kept = [way for way in before if (way.kind, way.value) in reached]
    gone = [way for way in before if way not in kept]
    stood = {(way.kind, way.value) for way in before}
    come = [way for way in after if (way.kind, way.value) not in stood]
    found = []
    for old in gone:
        new = next((way for way in come if way.kind == old.kind), None)
        if new is None:
            found.append(f"took out {_told(old)}")
        else:
            come.remove(new)
            found.append(f"changed {_told(old)} to {_ending(new)}")
    found += [f"added {_told(way)}" for way in come]
    found += [f"changed when {_told(way)} is tried" for way in kept if way != reached[way.kind, way.value]]
    stayed = [(way.kind, way.value) for way in kept]
    if stayed != [key for key in ((way.kind, way.value) for way in after) if key in stayed]:
        found.append("put them in another order")
    return found


def _told(way: Way) -> str:
    return f"{way.kind} {_ending(way)}"


def _ending(way: Way) -> str:
    return f"…{way.value[-_SHOWN_IN_THE_TRAIL:]}"
