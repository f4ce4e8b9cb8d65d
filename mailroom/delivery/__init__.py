"""Delivery: from the outbox's rows to the mail server (docs/decisions tells why it is so).

`run` is called by bells and by the clock, as often as they like: one process delivers at a time, and a
call that finds another one at work ends after two statements.
"""

import datetime
import logging
import time
from dataclasses import dataclass

from django.utils import timezone

from mailroom import heartbeats
from mailroom.delivery import claims
from mailroom.delivery.crew import Crew, ask_to_stop, kept
from mailroom.delivery.sender import Helper, Sender

__all__ = ["Delivered", "ask_to_stop", "run"]

log = logging.getLogger(__name__)

# A delivery hands over to the next after this, so that the worker's processes can be renewed.
SECONDS = 60.0
# How long the mail server is left alone after trouble: longer each time, up to the longest.
FIRST_REST, LONGEST_REST = datetime.timedelta(seconds=2), datetime.timedelta(seconds=45)


@dataclass(frozen=True)
class Delivered:
    """How many mails went, and whether some are left for lack of time."""

    sent: int
    unfinished: bool = False


def run(*, seconds: float = SECONDS) -> Delivered:
    """Sends what is due, for so long at most."""
    sent = 0
    ends_at = time.monotonic() + seconds
    # Whoever rang while the slot was ours found it taken, so look again after it was given up.
    while (
        time.monotonic() < ends_at and not heartbeats.rests(heartbeats.MAIL_SERVER) and claims.anything_due()
    ):
        with claims.slot() as mine:
            if not mine:
                break
            claims.reap()
            crew = Crew(ends_at=ends_at)
            with kept(crew, helper=Helper):
                Sender(crew).work()
        sent += crew.sent
        _note(crew)
        if crew.is_over:
            return Delivered(sent, unfinished=not crew.trouble)
        if not crew.sent:
            # What is due is just being changed by somebody else.
            time.sleep(0.1)
    return Delivered(sent)


def _note(crew: Crew) -> None:
    """Keeps how the mail server was met."""
    if crew.trouble:
        log.warning("No mail leaves: %s", crew.trouble)
        heartbeats.trouble(
            heartbeats.MAIL_SERVER, crew.trouble, first_rest=FIRST_REST, longest_rest=LONGEST_REST
        )
    elif crew.sent:
        heartbeats.beat(heartbeats.MAIL_SERVER, at=timezone.now())
