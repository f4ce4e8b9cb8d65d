"""What a worker does for reports. The table is the truth; a task is the bell."""

import logging

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from reports import making, schedule

log = logging.getLogger(__name__)


def ring_on_commit(report_id: int) -> None:
    """Wakes a worker for the report once the surrounding transaction has committed."""
    transaction.on_commit(lambda: ring(report_id))


def ring(report_id: int) -> None:
    """Wakes a worker for the report now."""
    try:
        render.delay(report_id)
    except OperationalError as error:
        # Nothing is lost: the sweep finds the report within a minute of the broker's return.
        log.warning("The broker cannot be reached, so the sweep will start report %s: %s", report_id, error)


@shared_task
def render(report_id: int) -> None:
    """Makes one report."""
    making.make(report_id=report_id)


@shared_task
def sweep() -> None:
    """Finds reports that no worker has: never started, or left by a worker that was lost."""
    for report_id in schedule.left_behind():
        ring(report_id)
