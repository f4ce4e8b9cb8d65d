"""Wakes a worker for a forecast once what it is made from is committed. A lost ring is no loss: who looks at
the page rings again.
"""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

FORECAST = "marketing_sync.tasks.forecast"


def ring_on_commit(launch_id: int) -> None:
    """Rings when the surrounding transaction has committed."""
    transaction.on_commit(lambda: ring(launch_id))


def ring(launch_id: int) -> None:
    """Rings now."""
    try:
        current_app.send_task(FORECAST, [launch_id], ignore_result=True)
    except OperationalError as error:
        log.warning("The broker cannot be reached; forecast of launch %s waits: %s", launch_id, error)
