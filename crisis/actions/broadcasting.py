"""Telling everybody, and asking again until enough have answered."""

import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from crisis import channels, mail_people, queries
from crisis.actions.running import keep, locked, running, touch
from crisis.models import Activation, Broadcast, BroadcastRecipient, CrisisPerson
from mailroom import actions as mailroom
from mailroom.models import Confirmation
from projects import audit
from projects.models import User

MOST_CHASES = 3


@transaction.atomic
def broadcast(
    *,
    activation: Activation,
    by: User,
    subject: str,
    text: str,
    asks: bool = True,
    quorum: int = 100,
    chase_minutes: int = 10,
    next_update_minutes: int | None = None,
    outlasts: bool = False,
) -> Broadcast:
    """Sends to everybody whom the run may reach: the call tree, or a drill's participants alone.

    For an active threat nobody is asked to confirm, whatever `asks` says. Raises `Over` after the all-clear,
    but for what is told at the all-clear itself.
    """
    activation = locked(activation) if outlasts else running(activation)
    asks = asks and activation.playbook.key not in queries.NEVER_ASKS
    last = activation.broadcasts.aggregate(last=Max("number"))["last"] or 0
    sent = Broadcast.objects.create(
        activation=activation,
        number=last + 1,
        subject=subject,
        text=text,
        asks=asks,
        quorum=quorum,
        chase_minutes=chase_minutes,
        sent_by=by,
        outlasts=outlasts,
        chase_at=_after(chase_minutes) if asks else None,
        next_update_at=_after(next_update_minutes) if next_update_minutes else None,
    )
    people = list(queries.reachable(activation))
    confirmations = _asked(sent, people) if asks else [None] * len(people)
    messages = mailroom.queue_many(
        mail_people.broadcast_envelope(sent, person, confirmation)
        for person, confirmation in zip(people, confirmations, strict=True)
    )
    BroadcastRecipient.objects.bulk_create(
        BroadcastRecipient(broadcast=sent, person=person, message=message, confirmation=confirmation)
        for person, message, confirmation in zip(people, messages, confirmations, strict=True)
    )
    channels.tell_broadcast(sent)
    facts = {"number": sent.number, "people": len(people), "subject": subject}
    keep(activation, by, _("Broadcast %(number)d to %(people)d people: %(subject)s") % facts)
    audit.record(project=activation.project, by=by, verb="broadcast in", on=activation, people=len(people))
    return sent


def _after(minutes: int) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(minutes=minutes)


def _asked(sent: Broadcast, people: list[CrisisPerson]) -> list[Confirmation]:
    return mailroom.ask_confirmations(
        project=sent.activation.project,
        kind=mail_people.BROADCAST,
        asked=[
            mailroom.Asked(
                about_id=sent.pk,
                person=person,
                name=person.name,
                email=person.email,
                title=sent.activation.says(sent.subject),
                text=sent.text,
            )
            for person in people
        ],
    )


@transaction.atomic
def chase(*, sent: Broadcast) -> None:
    """Writes again to who has not confirmed; after three times it tells the commander who they are."""
    activation = sent.activation
    missing = [
        row
        for row in queries.recipients_of(sent)
        if row.confirmation is not None and row.confirmation.confirmed_at is None
    ]
    (how_far,) = [one for one in queries.reached(activation) if one.broadcast.pk == sent.pk]
    if how_far.confirmed != sent.confirmed:
        sent.confirmed = how_far.confirmed
        touch(activation)
    now = timezone.now()
    if how_far.is_enough or sent.is_past:
        sent.chase_at = None
    elif sent.chase_at is not None and sent.chase_at <= now:
        _chase_once(sent, missing, now)
    sent.save(update_fields=["confirmed", "chase_at", "chases", "escalated_at"])


def _chase_once(sent: Broadcast, missing: list[BroadcastRecipient], now: datetime.datetime) -> None:
    if sent.chases >= MOST_CHASES:
        sent.chase_at, sent.escalated_at = None, now
        names = ", ".join(row.person.name for row in missing)
        facts = {"number": sent.number, "names": names}
        keep(sent.activation, None, _("Broadcast %(number)d is not confirmed by: %(names)s") % facts)
        mailroom.queue_many(mail_people.unanswered_envelopes(sent, [row.person for row in missing]))
        return
    sent.chases += 1
    sent.chase_at = now + datetime.timedelta(minutes=sent.chase_minutes)
    messages = mailroom.queue_many(
        mail_people.broadcast_envelope(sent, row.person, row.confirmation) for row in missing
    )
    for row, message in zip(missing, messages, strict=True):
        row.message = message
    BroadcastRecipient.objects.bulk_update(missing, ["message"])
    facts = {"number": sent.number, "people": len(missing)}
    keep(sent.activation, None, _("Broadcast %(number)d: %(people)d people were asked again") % facts)
