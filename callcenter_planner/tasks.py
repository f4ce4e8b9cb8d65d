"""What a worker does for projects as a whole. The tables are the truth; a task is the bell."""

import logging

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from callcenter_planner.whole import arriving, erasing, leaving

log = logging.getLogger(__name__)


def ring_on_commit(arrival_id: int) -> None:
    """Wakes a worker for a file that came in, once the surrounding transaction has committed."""
    transaction.on_commit(lambda: _ring(arrival_id))


def _ring(arrival_id: int) -> None:
    try:
        take_in.delay(arrival_id)
    except OperationalError as error:
        # Nothing is lost: the sweep finds the file within a minute of the broker's return.
        log.warning("The broker cannot be reached, so the sweep will read file %s: %s", arrival_id, error)


@shared_task
def take_in(arrival_id: int) -> None:
    """Makes a project of one file."""
    arriving.take_in(arrival_id=arrival_id)


@shared_task
def sweep() -> None:
    """Reads files that no bell announced."""
    for arrival_id in arriving.left_behind():
        arriving.take_in(arrival_id=arrival_id)


@shared_task
def remove_deleted() -> None:
    """Removes the projects whose grace period is over."""
    leaving.remove_due()


@shared_task
def forget_old_words() -> None:
    """Takes out words that are older than their project keeps them."""
    erasing.forget_old_words()
