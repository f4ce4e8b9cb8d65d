"""Reads the mails that the local SMTP server kept."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

from callcenter_planner.embedded.sink import ENVELOPE_HEADER

NAME = re.compile(r"^\d{8}-\d{6}-\d{6}-[0-9a-f]{6}$")
LONGEST_LIST = 200


@dataclass(frozen=True)
class Attachment:
    name: str
    kind: str
    size: int


@dataclass(frozen=True)
class Mail:
    """One mail as the inbox shows it."""

    name: str
    at: datetime
    sender: str
    recipients: str
    subject: str
    message: EmailMessage

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    @property
    def links(self) -> list[str]:
        """Every address that the mail asks its reader to open, once, in order."""
        found = _Links.in_(self.html) + re.findall(r"https?://[^\s<>\"]+", self.text)
        return list(dict.fromkeys(found))

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def attachments(self) -> list[Attachment]:
        return [
            Attachment(
                part.get_filename() or "", part.get_content_type(), len(part.get_payload(decode=True) or b"")
            )
            for part in self.message.iter_attachments()
        ]

    def _body(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        return str(part.get_content()) if part is not None else ""


def newest(folder: Path, *, to: str = "") -> list[Mail]:
    """The latest mails, newest first; `to` narrows them to recipients that contain it."""
    wanted = to.strip().lower()
    found = []
    for mail in _newest_first(folder):
        if wanted in mail.recipients.lower():
            found.append(mail)
        if len(found) == LONGEST_LIST:
            break
    return found


def one(folder: Path, name: str) -> Mail | None:
    """A mail by its name, or None."""
    path = folder / f"{name}.eml"
    return _read(path) if NAME.match(name) and path.is_file() else None


def _newest_first(folder: Path) -> Iterator[Mail]:
    for path in sorted(folder.glob("*.eml"), reverse=True):
        if NAME.match(path.stem):
            yield _read(path)


def _read(path: Path) -> Mail:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return Mail(
        name=path.stem,
        at=datetime.strptime(path.stem[:22], "%Y%m%d-%H%M%S-%f").replace(tzinfo=UTC),
        sender=str(message.get("From", "")),
        recipients=str(message.get(ENVELOPE_HEADER, "")),
        subject=str(message.get("Subject", "")),
        message=message,
    )


def _attachment(part: EmailMessage) -> Attachment:
    content = part.get_payload(decode=True)
    size = len(content) if isinstance(content, bytes) else 0
    return Attachment(part.get_filename() or "", part.get_content_type(), size)


class _Links(HTMLParser):
    """Collects the targets of links."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href") or ""
        if tag == "a" and target.startswith(("http://", "https://")):
            self.found.append(target)

    @classmethod
    def in_(cls, html: str) -> list[str]:
        parser = cls()
        parser.feed(html)
        return parser.found
