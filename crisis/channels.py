"""What the other channels are told of a run. A drill tells them nothing: it reaches who takes part alone."""

from crisis import mail_people
from crisis.models import Activation, Broadcast
from mailroom import actions as mailroom


def tell_broadcast(sent: Broadcast) -> None:
    """The same words that everybody gets by mail."""
    tell(
        sent.activation, kind="crisis.broadcast", key=broadcast_key(sent), title=sent.subject, text=sent.text
    )


def broadcast_key(sent: Broadcast) -> str:
    """Names a broadcast to the channels."""
    return f"crisis-broadcast:{sent.pk}"


def tell(activation: Activation, *, kind: str, key: str, title: str, text: str) -> None:
    """One note to each channel of the project, with the act that it tells of."""
    if activation.is_drill:
        return
    mailroom.call_webhooks(
        project=activation.project,
        kind=kind,
        dedupe_key=key,
        body={
            "crisis": activation.title,
            "severity": activation.severity,
            "title": title,
            "text": text,
            "url": mail_people.board_url(activation),
        },
    )
