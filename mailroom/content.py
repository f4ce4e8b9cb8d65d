"""What a mail says, as blocks: the one source of its HTML and its text.

A block is a small frozen thing; `Button` holds a `PersonalLink` row or a plain address. The
token of a personal link is not in what is stored: a mark stands for it (see `marks`).
"""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from mailroom.models import PersonalLink


@dataclass(frozen=True)
class Paragraph:
    """Running text; blank lines part paragraphs."""

    text: str
    kind: str = "paragraph"


@dataclass(frozen=True)
class Heading:
    """A small heading."""

    text: str
    kind: str = "heading"


@dataclass(frozen=True)
class Quote:
    """Somebody's own words."""

    text: str
    by: str = ""
    kind: str = "quote"


@dataclass(frozen=True)
class Items:
    """A bulleted list."""

    items: tuple[str, ...]
    kind: str = "list"


@dataclass(frozen=True)
class Facts:
    """Labelled values, one a line."""

    facts: tuple[tuple[str, str], ...]
    kind: str = "facts"


@dataclass(frozen=True)
class Button:
    """The one thing to do. `to` is a personal link's row or an address of ours."""

    label: str
    to: PersonalLink | str
    kind: str = "button"


@dataclass(frozen=True)
class Small:
    """A note below the rest; with `to`, a link."""

    text: str
    to: PersonalLink | str = ""
    kind: str = "small"


@dataclass(frozen=True)
class Calendar:
    """A calendar entry that goes with a mail (RFC 5545), and what it asks for (RFC 5546).

    No personal link may stand in it: it is stored and sent as it is.
    """

    method: str
    text: str


# Writes a link down: a personal link's row as a mark, an address of ours as it is.
Address = Callable[[PersonalLink | str], str]

Block = Paragraph | Heading | Quote | Items | Facts | Button | Small


def as_text(blocks: list[Block], *, address: Address) -> str:
    """The plain part of the mail, complete on its own. `address(to)` gives the text of a link."""
    return "\n\n".join(_text(block, address) for block in blocks) + "\n"


def _text(block: Block, address: Address) -> str:
    match block:
        case Heading(text):
            return f"{text}\n{'-' * min(len(text), 72)}"
        case Quote(text, by):
            quoted = textwrap.indent(_wrapped(f"“{text}”"), "> ", lambda line: True)
            return f"{quoted}\n> ({by})" if by else quoted
        case Items(items):
            return "\n".join(
                textwrap.fill(item, 72, initial_indent="* ", subsequent_indent="  ") for item in items
            )
        case Facts(facts):
            return "\n".join(f"{label}: {value}" for label, value in facts)
        case Button(label, to):
            return f"{label}:\n{address(to)}"
        case Small(text, to):
            return f"{_wrapped(text)}\n{address(to)}" if to else _wrapped(text)
        case _:
            return _wrapped(block.text)


def _wrapped(text: str) -> str:
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(
        textwrap.fill(line, 72, break_long_words=False, break_on_hyphens=False) for line in lines
    )
