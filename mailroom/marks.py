"""Marks that stand for personal links in stored mails, so that a stored mail opens nothing.

A mark is an address below `https://<marker>.invalid/`, where the marker is random for each
message: nobody can type one. It becomes the real address while the mail is being sent, and
“(personal link)” wherever a member reads the mail.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from django.utils.translation import gettext as _

from mailroom import links
from mailroom.models import PersonalLink

# One pattern for all messages: compiling one for each would cost more than sending the mail.
_MARK = re.compile(r"https://([0-9a-f]{24})\.invalid/([0-9]{1,18})")


class Marked(Protocol):
    """A message, or a part of one, with marks in its texts."""

    @property
    def html(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def marker(self) -> str: ...


def fresh() -> str:
    """A marker for one message."""
    return secrets.token_hex(12)


def address(marker: str) -> Callable[[PersonalLink | str], str]:
    """The function that writes a link down: a mark for a personal link, a plain address as it is."""
    return lambda to: to if isinstance(to, str) else f"https://{marker}.invalid/{to.pk}"


def urls(messages: Iterable[Marked], *, also: Iterable[int] = ()) -> dict[int, str]:
    """The real addresses behind the marks of some messages, by the links' keys, in one statement."""
    pks = set(also)
    for message in messages:
        found = _MARK.findall(message.html) + _MARK.findall(message.text)
        pks |= {int(pk) for marker, pk in found if marker == message.marker}
    return links.urls(pks) if pks else {}


def opened(message: Marked, addresses: Mapping[int, str]) -> tuple[str, str]:
    """The message's HTML and text with real addresses, for the mail server alone.

    Raises `KeyError` when a link has gone since the message was written.
    """

    def real(pk: int) -> str:
        return addresses[pk]

    return _filled(message, message.html, real), _filled(message, message.text, real)


def redacted(message: Marked) -> tuple[str, str]:
    """The message's HTML and text as a member may read them: no link opens."""
    return (
        _filled(message, message.html, lambda _pk: "#"),
        _filled(message, message.text, lambda _pk: _("(personal link)")),
    )


def _filled(message: Marked, text: str, stand_in: Callable[[int], str]) -> str:
    """The text with its own marks replaced; a mark of another message is something that somebody typed."""

    def replaced(match: re.Match[str]) -> str:
        return stand_in(int(match[2])) if match[1] == message.marker else match[0]

    return _MARK.sub(replaced, text)
