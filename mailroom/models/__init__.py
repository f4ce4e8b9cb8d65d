"""Tables of the outbox, the personal links and the confirmations."""

from mailroom.models.confirmation import Confirmation
from mailroom.models.heartbeat import Heartbeat
from mailroom.models.lease import Lease
from mailroom.models.link import PersonalLink
from mailroom.models.link_request import LinkRequest
from mailroom.models.message import Attempt, Message, State
from mailroom.models.suppression import Suppression
from mailroom.models.webhook import Call, CallState, Webhook

__all__ = [
    "Attempt",
    "Call",
    "CallState",
    "Confirmation",
    "Heartbeat",
    "Lease",
    "LinkRequest",
    "Message",
    "PersonalLink",
    "State",
    "Suppression",
    "Webhook",
]
