"""The shapes in which the starter bank is written down."""

from dataclasses import dataclass, field

from stakeholders.models import Kind


@dataclass(frozen=True)
class Words:
    """A question in one language."""

    text: str
    help: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class StarterQuestion:
    """One question of the bank; `hint` is for the person who asks."""

    key: str
    topic: str
    hint: str
    english: Words
    spanish: Words
    kind: str = Kind.LONG_TEXT
    required: bool = False


@dataclass(frozen=True)
class StarterSet:
    """A ready set: keys of questions in the order in which they are asked."""

    key: str
    name: str
    about: str
    minutes: int
    questions: tuple[str, ...] = field(default=())
