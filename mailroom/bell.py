"""The doorbell: wakes a worker once what it shall do is committed. A lost ring is no loss."""

import logging
import time
from dataclasses import dataclass

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

DELIVER = "mailroom.tasks.deliver"
CALL_WEBHOOKS = "mailroom.tasks.call_webhooks"
ANSWER_LINK_REQUESTS = "mailroom.tasks.answer_link_requests"


# After the broker failed to answer, nobody waits for it again for so many seconds.
REST_SECONDS = 5.0


@dataclass
class Rest:
    """Until when the broker is left alone."""

    until: float = 0.0


_rest = Rest()


@dataclass(frozen=True)
class Ring:
    """One ring for one task."""

    task: str

    def __call__(self) -> None:
        if time.monotonic() < _rest.until:
            return
        try:
            current_app.send_task(self.task, ignore_result=True)
        except OperationalError as error:
            _rest.until = time.monotonic() + REST_SECONDS
            # The sweep finds what waits within a minute of the broker's return.
            log.warning("The broker cannot be reached, so the sweep will start %s: %s", self.task, error)


def ring_on_commit(task: str = DELIVER) -> None:
    """Rings for the task when the surrounding transaction has committed, once however often it is called."""
    connection = transaction.get_connection()
    ring, here = Ring(task), set(connection.savepoint_ids)
    if not any(callback[1] == ring and callback[0] <= here for callback in connection.run_on_commit):
        transaction.on_commit(ring)
