"""What a lead does with a mail in the outbox: send it again, or stop it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mailroom import bell, marks
from mailroom.models import Message, State, Suppression
from mailroom.models.message import WAITING, fresh_message_id
from projects import audit
from projects.actions import Refused
from projects.models import User


class InTheHandOfAWorker(Refused):
    """It is being sent at this moment."""

    sentence = _("This mail is being sent just now. Look again in a minute.")


class ReaderWantsNoReminders(Refused):
    """Its reader unsubscribed."""

    sentence = _("Its reader asked for no more reminders. Lift that first, under “No reminders”.")


class ProjectIsQuiet(Refused):
    """No mail leaves the project."""

    sentence = _("No mail leaves this project while it is quiet. Let mail out first, in its settings.")


class BroughtIn(Refused):
    """What it says was written elsewhere."""

    sentence = _("This mail came with the project's file and was sent elsewhere. Write a new one instead.")


class AlreadyLeft(Refused):
    """It cannot be stopped any more."""

    sentence = _("This mail has left already, so it cannot be stopped.")


@transaction.atomic
def send_again(*, message: Message, by: User) -> Message:
    """Sends a mail once more and returns the one that goes.

    A mail that was sent stays as it is: a new one is written, with a Message-ID of its own, because
    this is a second telling. One that has not left goes itself, now, with all its attempts before it.
    """
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.state == State.SENDING:
        raise InTheHandOfAWorker
    if message.project is not None and not message.project.sends:
        raise ProjectIsQuiet
    if message.is_brought_in:
        raise BroughtIn
    if message.unsubscribe_link_id and _is_unwanted(message):
        raise ReaderWantsNoReminders
    again = _second_telling(message) if message.state == State.SENT else _afresh(message)
    audit.record(project=message.project, by=by, verb="sent a mail again", on=message, kind=message.kind)
    bell.ring_on_commit()
    return again


@transaction.atomic
def cancel(*, message: Message, by: User) -> None:
    """Stops a mail that has not left."""
    stopped = Message.objects.filter(pk=message.pk, state__in=WAITING).update(state=State.CANCELLED)
    if not stopped:
        raise AlreadyLeft
    audit.record(project=message.project, by=by, verb="stopped a mail", on=message, kind=message.kind)


def _afresh(message: Message) -> Message:
    # In doubt stays in doubt: the same Message-ID lets mail programs show a repeat once.
    if message.state != State.AMBIGUOUS:
        message.state = State.QUEUED
    message.available_at = timezone.now()
    message.attempts, message.failed_at, message.last_error = 0, None, ""
    message.save(update_fields=["state", "available_at", "attempts", "failed_at", "last_error"])
    return message


def _second_telling(message: Message) -> Message:
    """A copy under a marker of its own."""
    number = message.repeats.count() + 1
    marker = marks.fresh()
    return Message.objects.create(
        project=message.project,
        kind=message.kind,
        dedupe_key=f"again:{message.pk}:{number}",
        to_email=message.to_email,
        to_name=message.to_name,
        person=message.person,
        from_name=message.from_name,
        reply_to=message.reply_to,
        subject=message.subject,
        html=message.html.replace(message.marker, marker),
        text=message.text.replace(message.marker, marker),
        marker=marker,
        calendar=message.calendar,
        calendar_method=message.calendar_method,
        unsubscribe_link=message.unsubscribe_link,
        priority=message.priority,
        again_of=message,
        message_id=fresh_message_id(),
    )


def _is_unwanted(message: Message) -> bool:
    return (
        Suppression.objects.filter(project=message.project_id, email__iexact=message.to_email).exists()
        or Suppression.objects.filter(project=message.project_id, person=message.person).exists()
    )
