"""What a worker does for the mailroom, started by bells and the clock. The outbox table is the truth."""

import logging
from typing import Any

from celery import shared_task
from celery.signals import worker_shutting_down

from mailroom import actions, bell, delivery, heartbeats, queries
from mailroom.delivery import hooks
from mailroom.models import LinkRequest

log = logging.getLogger(__name__)


@shared_task
def deliver() -> None:
    """Sends what is due. When time is up or the worker shuts down, rings for the next."""
    if delivery.run().unfinished:
        bell.Ring(bell.DELIVER)()


@shared_task
def call_webhooks() -> None:
    """Calls the other channels that are due."""
    hooks.run()


@shared_task
def answer_link_requests() -> None:
    """Mails new links to who asked for one and is known."""
    for pk in LinkRequest.objects.order_by("pk").values_list("pk", flat=True)[:500]:
        actions.answer_link_request(pk=pk)


@shared_task
def sweep() -> None:
    """Picks up what no bell announced."""
    heartbeats.beat(heartbeats.CLOCK)
    answer_link_requests()
    bell.Ring(bell.CALL_WEBHOOKS)()
    deliver()


@shared_task
def digests() -> None:
    """Sends the daily digests that are due."""
    actions.send_digests()


@worker_shutting_down.connect
def drain(**_said: Any) -> None:
    """Celery waits for running tasks when it is asked to end; a delivery ends after the mail in hand."""
    delivery.ask_to_stop()


@shared_task
def audit() -> None:
    """Notices what is late or never started, for who reads the log; every page says it by itself."""
    heartbeats.beat(heartbeats.CLOCK)
    seen = queries.flow()
    if seen.is_stuck:
        log.error("%s %s", queries.sentence(seen), seen.trouble)
