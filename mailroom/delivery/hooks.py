"""Delivery of calls: each row is taken under a lease, called, and told what became of it."""

import datetime
import time
import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mailroom.delivery import hook
from mailroom.delivery.claims import backoff
from mailroom.models import Call, CallState

LEASE = datetime.timedelta(seconds=60)
SECONDS = 50.0


def run(*, seconds: float = SECONDS) -> int:
    """Calls what is due, for so long at most; says how many arrived. Several may run at once."""
    ends_at = time.monotonic() + seconds
    arrived = 0
    _reap()
    while time.monotonic() < ends_at and (call := _taken()) is not None:
        arrived += _call(call)
    return arrived


def _reap() -> None:
    """Takes from lost workers what they had in hand. The receiver knows a repeat by its delivery."""
    lost = Call.objects.lost()
    told: dict[str, Any] = {
        "lease": None,
        "leased_until": None,
        "attempts": F("attempts") + 1,
        "last_error": "The worker was lost while calling, so nobody knows whether it arrived.",
    }
    lost.filter(attempts__gte=settings.MAIL_ATTEMPTS - 1).update(state=CallState.FAILED, **told)
    lost.update(state=CallState.AMBIGUOUS, **told)


@transaction.atomic
def _taken() -> Call | None:
    """The next due call, for this worker alone."""
    rows = Call.objects.due().select_related("webhook").select_for_update(of=("self",), skip_locked=True)
    call = rows.order_by("available_at", "pk").first()
    if call is None:
        return None
    call.state, call.lease, call.leased_until = CallState.SENDING, uuid.uuid4(), timezone.now() + LEASE
    call.save(update_fields=["state", "lease", "leased_until"])
    return call


def _call(call: Call) -> bool:
    try:
        hook.post(call.webhook.url, call.body, key=call.webhook.signing_key, delivery=str(call.delivery))
    except (hook.NotAllowed, hook.Refused) as error:
        call.last_error = str(error)[:300]
        _finish(call, CallState.FAILED)
        return False
    except hook.Later as error:
        call.last_error = str(error)[:300]
        is_last = call.attempts + 1 >= settings.MAIL_ATTEMPTS
        _finish(call, CallState.FAILED if is_last else CallState.QUEUED)
        return False
    call.sent_at, call.last_error = timezone.now(), ""
    _finish(call, CallState.SENT)
    return True


def _finish(call: Call, state: CallState) -> None:
    """Writes down what became of it, unless another worker has it by now."""
    call.attempts += 1
    if state == CallState.QUEUED:
        call.available_at = timezone.now() + backoff(call.attempts)
    Call.objects.filter(pk=call.pk, lease=call.lease).update(
        state=state,
        attempts=call.attempts,
        available_at=call.available_at,
        sent_at=call.sent_at,
        last_error=call.last_error,
        lease=None,
        leased_until=None,
    )
