"""One sender: takes messages and hands them to the server, one after the other, over one connection."""

import logging
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from mailroom import marks
from mailroom.delivery import claims
from mailroom.delivery.claims import Batch, Claimed, LeaseLost
from mailroom.delivery.crew import Crew
from mailroom.delivery.letter import Letter, Unwritable, write
from mailroom.delivery.wire import Dropped, Later, Refused, ServerTrouble, Wire

log = logging.getLogger(__name__)

# So many lost connections in a row are the server's fault, not the messages'.
DROPS = 3
# How long a mark is tried again while the database comes back.
DATABASE_SECONDS = 20


class Sender:
    """Works until nothing is due or the crew's time is over."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._wire = Wire()
        self._drops = 0

    def connect(self) -> None:
        """Opens the connection; raises `ServerTrouble`."""
        self._wire.open()

    def work(self) -> None:
        """Takes one batch after the other until there is none."""
        try:
            while not self._crew.is_over:
                number = self._crew.batch
                batch = claims.take(number=number)
                self._crew.has_backlog = batch is not None and len(batch.messages) == number
                if batch is None:
                    return
                self._send_all(batch)
        finally:
            self._wire.quit()

    def _send_all(self, batch: Batch) -> None:
        addresses = marks.urls(
            batch.messages,
            also={one.unsubscribe_link_id for one in batch.messages if one.unsubscribe_link_id},
        )
        with self._crew.holding(batch):
            try:
                while not self._crew.is_over and (message := batch.current):
                    self._treat(message, batch, addresses)
                _through_restarts(lambda: claims.settle(batch))
            except LeaseLost:
                # Whoever found our lease run out has settled what we had done.
                log.warning("A lease was lost; others go on with what was under it.")
                self._wire.close()

    def _treat(self, message: Claimed, batch: Batch, addresses: dict[int, str]) -> None:
        """Sends the current message, or says what became of it instead."""
        try:
            if message.is_unwanted:
                claims.suppress(batch)
            else:
                self._send(_letter(message, addresses), batch)
                self._drops = 0
        except (Refused, Unwritable) as error:
            claims.fail(batch, says=str(error))
        except Later as error:
            claims.postpone(batch, says=str(error))
        except Dropped as error:
            claims.postpone(batch, says=str(error), in_doubt=error.in_doubt)
            self._drops += 1
            if self._drops == DROPS:
                self._crew.stop_for(ServerTrouble("The mail server keeps closing the connection."))
        except ServerTrouble as error:
            self._crew.stop_for(error)

    def _send(self, letter: Letter, batch: Batch) -> None:
        started = time.monotonic()
        self._wire.begin(letter, sender=settings.MAIL_FROM)
        begun = time.monotonic()
        with self._crew.gate:
            if not batch.holds:
                raise LeaseLost
            self._wire.finish(letter)
            # Stored before anybody else's final dot: that is what the gate is for.
            _through_restarts(lambda: claims.keep_sent(batch))
        answer = self._wire.answer_seconds
        self._crew.measured(mail_seconds=begun - started + answer, answer_seconds=answer)


class Helper(threading.Thread):
    """A further sender beside the first, with its own connections to the server and to the database."""

    def __init__(self, crew: Crew) -> None:
        super().__init__(name="mail-helper", daemon=True)
        self._crew = crew

    def run(self) -> None:
        """Until nothing is due. A server that allows no further connection is served by those there are."""
        sender = Sender(self._crew)
        try:
            sender.connect()
            sender.work()
        except ServerTrouble:
            self._crew.refuse_more()
        finally:
            connection.close()


def _letter(message: Claimed, addresses: dict[int, str]) -> Letter:
    try:
        html, text = marks.opened(message, addresses)
        url = addresses[message.unsubscribe_link_id] if message.unsubscribe_link_id else ""
    except KeyError:
        raise Unwritable("A personal link in it has been deleted.") from None
    return write(message, html=html, text=text, unsubscribe_url=url, sender=settings.MAIL_FROM)


def _through_restarts(store: Callable[[], None]) -> None:
    """Stores a mark even while the database restarts: a mark that is lost repeats a mail."""
    deadline = time.monotonic() + DATABASE_SECONDS
    while True:
        try:
            store()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > deadline:
                raise
            connection.close()
            time.sleep(0.2)
        else:
            return
