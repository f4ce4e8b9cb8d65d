"""Two texts beside each other, with the words marked that differ. Knows no Django."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Run:
    """A piece of a text; `differs` when the other text has something else there, or nothing."""

    text: str
    differs: bool


def beside(before: str, after: str) -> tuple[list[Run], list[Run]]:
    """Both texts in runs. Joined again, the runs are the texts; white space alone is no difference."""
    had, has = _WORD.findall(before), _WORD.findall(after)
    matcher = difflib.SequenceMatcher(None, _bare(had), _bare(has), autojunk=False)
    left: list[Run] = []
    right: list[Run] = []
    for kind, begin, end, other_begin, other_end in matcher.get_opcodes():
        _add(left, had[begin:end], differs=kind != "equal")
        _add(right, has[other_begin:other_end], differs=kind != "equal")
    return left, right


def _bare(words: Sequence[str]) -> list[str]:
    return [word.strip() for word in words]


def _add(runs: list[Run], words: Sequence[str], *, differs: bool) -> None:
    if words:
        runs.append(Run("".join(words), differs))
