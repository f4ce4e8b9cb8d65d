"""When a question is asked: only after certain answers to an earlier one.

A condition names the earlier question and the answers that call for this one, as `Answer.value` holds them:
the positions of options, numbers of the scale, true and false; `ANY` stands for whatever was answered.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from stakeholders.models.question import Kind

ANY = "any"
_CHOOSING = {Kind.ONE_OF, Kind.SOME_OF}


def is_met(when: Sequence[Any], value: Any) -> bool:
    """Whether an answer with this value calls for the question."""
    if ANY in when:
        return True
    given = value if isinstance(value, list) else [value]
    return any(one in when for one in given)


def answers_to(kind: str, options: Sequence[str]) -> list[tuple[str, Any, str]]:
    """What can be answered, each as a page sends it, as it is stored, and in words."""
    if kind == Kind.YES_NO:
        found: list[tuple[str, Any, str]] = [("yes", True, _("Yes")), ("no", False, _("No"))]
    elif kind == Kind.SCALE:
        found = [(str(number), number, str(number)) for number in range(11)]
    elif kind in _CHOOSING:
        found = [(str(index), index, label) for index, label in enumerate(options)]
    else:
        found = [(ANY, ANY, _("anything"))]
    return found
