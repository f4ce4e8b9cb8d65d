"""One connection to the mail server, kept for many mails, and what can happen on it."""

import smtplib
import ssl
import time
from urllib.parse import urlsplit

from django.conf import settings

from mailroom.delivery.letter import Letter, Unwritable

CONNECT_SECONDS = 15
# A slow server is waited for; the standard asks for five minutes, which no person would.
REPLY_SECONDS = 120


class ServerTrouble(Exception):
    """The server takes nothing from anybody now; no message is to blame."""


class Refused(Exception):
    """The server will never take this message (5xx), in its own words."""


class Later(Exception):
    """The server does not take this message now (4xx), in its own words."""


class Dropped(Exception):
    """The connection went away. `in_doubt` when the message may have arrived all the same."""

    def __init__(self, says: str, *, in_doubt: bool) -> None:
        super().__init__(says)
        self.in_doubt = in_doubt


class Wire:
    """A connection that opens when it is needed and again after it was dropped."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None
        self.answer_seconds = 0.0

    def begin(self, letter: Letter, *, sender: str) -> None:
        """Names sender and reader and asks to send the content."""
        smtp = self.open()
        options = ""
        if letter.needs_utf8:
            if not smtp.has_extn("smtputf8"):
                raise Unwritable("The mail server takes no addresses with letters beyond ASCII.")
            options = " SMTPUTF8"
            smtp.command_encoding = "utf-8"
        try:
            self._mail(smtp, sender, options)
            self._expect(smtp.docmd(f"RCPT TO:<{letter.reader}>"), at_most=259)
            self._expect(smtp.docmd("DATA"), at_most=359)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self.close()
            raise Dropped(_words(error), in_doubt=False) from error
        finally:
            smtp.command_encoding = "ascii"

    def finish(self, letter: Letter) -> None:
        """Sends the content with its final dot and waits for the answer."""
        smtp = self.open()
        started = time.monotonic()
        try:
            smtp.send(_dotted(letter.content))
            answer = smtp.getreply()
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self.close()
            raise Dropped(_words(error), in_doubt=True) from error
        self.answer_seconds = time.monotonic() - started
        self._expect(answer, at_most=259, reset=False)

    def close(self) -> None:
        """Ends the connection without a word."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def quit(self) -> None:
        """Ends the connection as the protocol asks."""
        if self._smtp is None:
            return
        try:
            self._smtp.quit()
        except (smtplib.SMTPException, OSError):
            self._smtp.close()
        self._smtp = None

    def _mail(self, smtp: smtplib.SMTP, sender: str, options: str) -> None:
        # smtplib's own `mail` and `rcpt` take the addresses apart again; ours are checked.
        code, says = smtp.docmd(f"MAIL FROM:<{sender}>{options}")
        if code == 250:
            return
        self.close()
        # The sender is the same for all mails, so a refusal here is about none of them.
        raise ServerTrouble(f"The mail server refuses the sender {sender}: {code} {_readable(says)}")

    def _expect(self, answer: tuple[int, bytes], *, at_most: int, reset: bool = True) -> None:
        code, says = answer
        if 200 <= code <= at_most:
            return
        words = f"{code} {_readable(says)}"
        if code == 421:
            self.close()
            raise Later(words)
        if reset:
            self.reset()
        if 500 <= code < 600:
            raise Refused(words)
        raise Later(words)

    def reset(self) -> None:
        """Forgets the mail that was begun."""
        if self._smtp is None:
            return
        try:
            self._smtp.rset()
        except (smtplib.SMTPException, OSError):
            self.close()

    def open(self) -> smtplib.SMTP:
        """The connection, opened when it is not."""
        if self._smtp is None:
            self._smtp = connected()
        return self._smtp


def connected() -> smtplib.SMTP:
    """A fresh connection, encrypted and signed in as the settings ask; raises `ServerTrouble`.

    When encryption was asked for and cannot be had, nothing is sent: not a mail, not a password.
    """
    server = settings.MAIL_SERVER
    ours = urlsplit(settings.BASE_URL).hostname or "localhost"
    smtp: smtplib.SMTP | None = None
    try:
        if server.security == "tls":
            smtp = smtplib.SMTP_SSL(
                server.host,
                server.port,
                local_hostname=ours,
                timeout=CONNECT_SECONDS,
                context=ssl.create_default_context(),
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, local_hostname=ours, timeout=CONNECT_SECONDS)
        if server.security == "starttls":
            _encrypt(smtp)
        smtp.ehlo_or_helo_if_needed()
        if server.username:
            smtp.login(server.username, server.password)
        if smtp.sock is not None:
            smtp.sock.settimeout(REPLY_SECONDS)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        if smtp is not None:
            smtp.close()
        raise ServerTrouble(f"The mail server at {server.host}:{server.port}: {_words(error)}") from error
    return smtp


def _encrypt(smtp: smtplib.SMTP) -> None:
    smtp.ehlo()
    if not smtp.has_extn("starttls"):
        raise smtplib.SMTPNotSupportedError("It offers no encryption (STARTTLS), so nothing is sent to it.")
    code, says = smtp.starttls(context=ssl.create_default_context())
    if code != 220:
        raise smtplib.SMTPResponseException(code, says)


def _dotted(content: bytes) -> bytes:
    """The content with leading dots doubled, and the final dot. Its line ends are CRLF already."""
    if content.startswith(b"."):
        content = b"." + content
    return content.replace(b"\r\n.", b"\r\n..") + b".\r\n"


def _words(error: Exception) -> str:
    match error:
        case smtplib.SMTPResponseException():
            return f"{error.smtp_code} {_readable(error.smtp_error)}"
        case TimeoutError():
            return "it did not answer in time."
        case smtplib.SMTPServerDisconnected():
            return "it closed the connection."
        case _:
            return str(error) or type(error).__name__


def _readable(says: bytes | str) -> str:
    text = says.decode("utf-8", "replace") if isinstance(says, bytes) else str(says)
    return " ".join(text.split())[:500]
