"""A message as the bytes that go over the wire.

Header values go through the standard library's encoders and can hold no line break. The body is put
together here, because `email.message` takes three times as long for the same bytes, and a
round of a thousand should not wait for it.
"""

import base64
import binascii
import functools
import re
from dataclasses import dataclass
from email.header import Header
from email.utils import format_datetime

from django.utils import timezone

from mailroom.actions.queue import one_line
from mailroom.delivery.claims import Claimed

LONGEST_ADDRESS = 254
CALENDAR_FILE = "invite.ics"
# What may stand between "<" and ">" on an envelope; anything else could name a second reader.
_ADDRESS = re.compile(r'[^\s<>()\[\]\\,;:"@\x00-\x20\x7f-\x9f]+@[^\s<>()\[\]\\,;:"@/\x00-\x20\x7f-\x9f]+\Z')
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+\Z")


class Unwritable(Exception):
    """This message can never be sent as it is; the text says why."""


@dataclass(frozen=True)
class Letter:
    """One mail on its way: the envelope's reader and the content."""

    reader: str
    content: bytes
    needs_utf8: bool


def write(message: Claimed, *, html: str, text: str, unsubscribe_url: str, sender: str) -> Letter:
    """The letter for a claimed message; raises `Unwritable`."""
    reader = envelope_address(message.to_email)
    headers = [
        _mailbox("From", message.from_name, sender),
        _mailbox("To", message.to_name, reader),
        _words("Subject", message.subject),
        f"Date: {format_datetime(timezone.now())}",
        f"Message-ID: {message.message_id}",
        "MIME-Version: 1.0",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: OOF, AutoReply",
    ]
    if message.reply_to:
        headers.append(_mailbox("Reply-To", "", envelope_address(message.reply_to)))
    if unsubscribe_url:
        headers.append(f"List-Unsubscribe: <{unsubscribe_url}>")
        headers.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    # Nobody can type the boundary into a text: the marker is random.
    boundary = f"=_{message.marker}"
    content = b"".join(
        [
            "\r\n".join(headers).encode(),
            b"\r\n",
            *_body(message, boundary, text=text, html=html),
        ]
    )
    return Letter(reader=reader, content=content, needs_utf8=not reader.isascii())


def envelope_address(address: str) -> str:
    """The address as a server takes it: the domain in ASCII; raises `Unwritable`."""
    if len(address) > LONGEST_ADDRESS or not _ADDRESS.match(address):
        raise Unwritable(f"“{address}” cannot be written on an envelope. Correct the address.")
    local, _at, domain = address.rpartition("@")
    try:
        return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    except UnicodeError:
        raise Unwritable(f"“{domain}” is no name of a mail server. Correct the address.") from None


@functools.lru_cache(maxsize=1024)
def _mailbox(name: str, phrase: str, address: str) -> str:
    phrase = one_line(phrase)
    if not phrase:
        return f"{name}: {address}"
    if phrase.isascii() and len(phrase) <= 60:
        quoted = phrase if _ATOM.match(phrase) else '"' + re.sub(r'(["\\])', r"\\\1", phrase) + '"'
        return (
            f"{name}: {quoted}\r\n <{address}>"
            if len(phrase) + len(address) > 60
            else f"{name}: {quoted} <{address}>"
        )
    return f"{name}: {_encoded(name, phrase)}\r\n <{address}>"


@functools.lru_cache(maxsize=1024)
def _words(name: str, value: str) -> str:
    value = one_line(value)
    if value.isascii() and len(name) + len(value) <= 74:
        return f"{name}: {value}"
    return f"{name}: {_encoded(name, value)}"


def _encoded(name: str, value: str) -> str:
    return Header(value, "utf-8", maxlinelen=76, header_name=name).encode(linesep="\r\n")


def _body(message: Claimed, boundary: str, *, text: str, html: str) -> list[bytes]:
    """Plain and HTML; with a calendar entry a third way to show the mail, and the same as a file.

    Outlook and Google read the part whose type carries the method, Apple's Mail the file.
    """
    if not message.calendar:
        return [
            f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode(),
            _part(boundary, "plain", text),
            _part(boundary, "html", html),
            f"--{boundary}--\r\n".encode(),
        ]
    outer, method = f"{boundary}.all", message.calendar_method
    entry = base64.encodebytes(message.calendar.encode()).replace(b"\n", b"\r\n")
    return [
        f'Content-Type: multipart/mixed; boundary="{outer}"\r\n\r\n--{outer}\r\n'.encode(),
        f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode(),
        _part(boundary, "plain", text),
        _part(boundary, "html", html),
        f'--{boundary}\r\nContent-Type: text/calendar; charset="utf-8"; method={method}\r\n'.encode(),
        b"Content-Transfer-Encoding: base64\r\n\r\n",
        entry,
        f"\r\n--{boundary}--\r\n\r\n".encode(),
        f'--{outer}\r\nContent-Type: application/ics; name="{CALENDAR_FILE}"\r\n'.encode(),
        f'Content-Disposition: attachment; filename="{CALENDAR_FILE}"\r\n'.encode(),
        b"Content-Transfer-Encoding: base64\r\n\r\n",
        entry,
        f"\r\n--{outer}--\r\n".encode(),
    ]


def _part(boundary: str, kind: str, body: str) -> bytes:
    lines = body.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    if not lines.endswith("\r\n"):
        lines += "\r\n"
    head = (
        f"--{boundary}\r\n"
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode() + binascii.b2a_qp(lines.encode("utf-8", "replace"), istext=True) + b"\r\n"
