"""The verbs of the mailroom."""

from mailroom.actions.confirm import Asked, ask_confirmation, ask_confirmations, confirm
from mailroom.actions.digest import send_digests
from mailroom.actions.handle import cancel, send_again
from mailroom.actions.new_link import answer_link_request, ask_for_new_link
from mailroom.actions.queue import BULK, CRISIS, USUAL, Envelope, queue, queue_many
from mailroom.actions.suppress import hold_for_too, lift, stop_reminders, suppression_of, take_back
from mailroom.actions.webhooks import (
    add_webhook,
    call_webhooks,
    end_webhook,
    restore_webhook,
    try_webhook,
)

__all__ = [
    "BULK",
    "CRISIS",
    "USUAL",
    "Asked",
    "Envelope",
    "add_webhook",
    "answer_link_request",
    "ask_confirmation",
    "ask_confirmations",
    "ask_for_new_link",
    "call_webhooks",
    "cancel",
    "confirm",
    "end_webhook",
    "hold_for_too",
    "lift",
    "queue",
    "queue_many",
    "restore_webhook",
    "send_again",
    "send_digests",
    "stop_reminders",
    "suppression_of",
    "take_back",
    "try_webhook",
]
