"""The mail floor: plain smtplib, one connection, the finished bytes one after the other."""

import smtplib
import time
from collections.abc import Sequence


def push(port: int, mails: Sequence[tuple[str, bytes]]) -> list[float]:
    """Hands every (reader, content) to the server; the seconds each took."""
    seconds = []
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as smtp:
        smtp.ehlo()
        for reader, content in mails:
            started = time.perf_counter()
            smtp.sendmail("planner@example.org", [reader], content)
            seconds.append(time.perf_counter() - started)
    return seconds
