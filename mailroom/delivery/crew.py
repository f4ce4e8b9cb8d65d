"""How many connections at once, and how many answers may be open at once.

While the server answers fast, one connection does it, and a killed worker repeats one mail at most.
The slower the answers, the more connections: what limits a slow server is waiting, not work.
"""

import contextlib
import math
import mmap
import statistics
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from mailroom.delivery import claims
from mailroom.delivery.claims import Batch
from mailroom.delivery.wire import ServerTrouble

# Mails a second that the crew is sized for, as long as the server goes along.
WANTED_RATE = 150
# Below this, one open answer at a time is fast enough.
SLOW_ANSWER = 0.015
SAMPLES = 9
LOOK_SECONDS = 0.05
# One byte that the worker's main process shares with its children (see `mailroom.tasks`).
_stopping = mmap.mmap(-1, 1)


def ask_to_stop() -> None:
    """Tells every delivery that was forked from this process to end after the mail in hand."""
    _stopping[0] = 1


def asked_to_stop() -> bool:
    """Whether the worker is shutting down."""
    return _stopping[0] == 1


class Gate:
    """Lets `width` senders at a time wait for the answer that decides whether a mail was sent.

    Whoever is inside when the worker is killed leaves a mail in doubt, which is sent again. A sender
    leaves only after it has kept that its mail was sent. So a kill repeats at most `width` mails.
    """

    def __init__(self) -> None:
        self.width = 1
        self._inside = 0
        self._changed = threading.Condition()

    def __enter__(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._inside < self.width)
            self._inside += 1

    def __exit__(self, *_error: object) -> None:
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    def widen(self, width: int) -> None:
        """Lets so many in from now on."""
        with self._changed:
            self.width = width
            self._changed.notify_all()


class Crew:
    """What the senders of one delivery share: the gate, what they hold and measured, when to end."""

    def __init__(self, *, ends_at: float) -> None:
        self.gate = Gate()
        self.trouble = ""
        self.sent = 0
        # Whether the last look found as much as was asked for, so that there may be more.
        self.has_backlog = False
        self.held: dict[uuid.UUID, Batch] = {}
        self._ends_at = ends_at
        self._most = settings.MAIL_CONNECTIONS
        self._mails: deque[float] = deque(maxlen=SAMPLES)
        self._answers: deque[float] = deque(maxlen=SAMPLES)

    @property
    def is_over(self) -> bool:
        """Whether senders shall end after the mail in hand."""
        return bool(self.trouble) or asked_to_stop() or time.monotonic() > self._ends_at

    @contextlib.contextmanager
    def holding(self, batch: Batch) -> Iterator[None]:
        """The keeper renews the batch's lease inside the block."""
        self.held[batch.lease] = batch
        try:
            yield
        finally:
            del self.held[batch.lease]

    def stop_for(self, trouble: ServerTrouble) -> None:
        """The server takes nothing: everybody ends."""
        self.trouble = str(trouble)

    def refuse_more(self) -> None:
        """The server allows no further connection: half as many will do."""
        self._most = max(1, self._most // 2)

    def measured(self, *, mail_seconds: float, answer_seconds: float) -> None:
        """One more mail has gone."""
        self.sent += 1
        self._mails.append(mail_seconds)
        self._answers.append(answer_seconds)

    @property
    def batch(self) -> int:
        """How many messages one sender takes at a time: a second's work, so that urgent ones soon pass."""
        return max(1, min(50, int(0.5 / (self._mail_seconds or 0.1))))

    @property
    def wanted(self) -> int:
        """How many connections there shall be: two to keep a fast server busy, more the slower it is."""
        return min(self._most, max(2, math.ceil(self._mail_seconds * WANTED_RATE)))

    @property
    def wanted_width(self) -> int:
        """How wide the gate shall be: one, unless the answers alone take too long."""
        if len(self._answers) < SAMPLES // 2:
            return 1
        answer_seconds = statistics.median(self._answers)
        if answer_seconds < SLOW_ANSWER:
            return 1
        return max(1, min(self.wanted, math.ceil(answer_seconds * WANTED_RATE)))

    @property
    def _mail_seconds(self) -> float:
        return statistics.median(self._mails) if self._mails else 0.0


class Keeper(threading.Thread):
    """Renews the lease while the crew works, and calls in more senders when the server is slow."""

    def __init__(self, crew: Crew, *, helper: Callable[[Crew], threading.Thread]) -> None:
        super().__init__(name="mail-keeper", daemon=True)
        self._crew = crew
        self._helper = helper
        self._helpers: list[threading.Thread] = []
        self._done = threading.Event()

    def run(self) -> None:
        """Until `finish`."""
        try:
            # Not woken by each mail: that would cost as much as the mail.
            while not self._done.wait(LOOK_SECONDS):
                self._renew()
                self._call_in()
        finally:
            connection.close()

    def finish(self) -> None:
        """Waits for the helpers, still renewing, then ends."""
        for helper in self._helpers:
            helper.join()
        self._done.set()
        self.join()

    def _renew(self) -> None:
        aged = time.monotonic() - settings.MAIL_LEASE / 3
        batches = [batch for batch in list(self._crew.held.values()) if batch.renewed_at < aged]
        if not batches:
            return
        try:
            claims.renew(batches)
        except (InterfaceError, OperationalError):
            # The database restarts; senders look whether the lease still holds before they send.
            connection.close()

    def _call_in(self) -> None:
        self._crew.gate.widen(self._crew.wanted_width)
        alive = 1 + sum(helper.is_alive() for helper in self._helpers)
        if self._crew.is_over or not self._crew.has_backlog:
            return
        for _number in range(alive, self._crew.wanted):
            helper = self._helper(self._crew)
            self._helpers.append(helper)
            helper.start()


@contextlib.contextmanager
def kept(crew: Crew, *, helper: Callable[[Crew], threading.Thread]) -> Iterator[None]:
    """Runs the block with a keeper beside it."""
    keeper = Keeper(crew, helper=helper)
    keeper.start()
    try:
        yield
    finally:
        keeper.finish()
