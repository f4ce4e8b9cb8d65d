"""The local SMTP server of the default start: takes every mail, keeps each as a file, sends none on."""

import os
import secrets
import socket
from datetime import UTC, datetime
from email.header import Header
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST_MAIL = 40 * 1024 * 1024
# Whom a mail was for is in its envelope only; this line keeps it with the file.
ENVELOPE_HEADER = "X-Inbox-Recipients"


class Sink:
    """Writes mails to one folder. A mail is on disk before the sender is told that it was taken."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, data_size_limit=LARGEST_MAIL, ident="Planner inbox"
        )

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop(no_assert=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        if not isinstance(content, bytes):
            return "554 5.6.0 Only bytes are kept"
        try:
            keep(self.folder, [str(address) for address in envelope.rcpt_tos], content)
        except OSError as error:
            return f"452 4.3.1 Not kept: {error.strerror}"
        return "250 OK"


def keep(folder: Path, recipients: list[str], content: bytes) -> Path:
    """Store one mail, named so that names sort by time; whole or not at all."""
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{secrets.token_hex(3)}.eml"
    unfinished = folder / f".{name}"
    line = f"{ENVELOPE_HEADER}: {Header(', '.join(recipients), maxlinelen=900).encode()}\r\n"
    with unfinished.open("wb") as file:
        file.write(line.encode("ascii") + content)
        file.flush()
        os.fsync(file.fileno())
    return unfinished.rename(folder / name)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
