"""No more reminders, and taking that back. Direct duties, such as a crisis broadcast, still go."""

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mailroom import links
from mailroom.models import Message, PersonalLink, State, Suppression
from mailroom.models.message import WAITING
from projects import audit
from projects.models import Project, User


@transaction.atomic
def stop_reminders(*, link: PersonalLink, how: str) -> Suppression | None:
    """Stops reminders to the reader of an unsubscribe link, those already queued too; harmless when repeated.

    `how` says for the lead what the reader did. None when nobody knows the reader's address any more.
    """
    mailed = Message.objects.filter(unsubscribe_link=link).order_by("-pk").first()
    email = mailed.to_email if mailed else getattr(links.person_of(link), "email", "")
    if not email or link.project is None:
        return None
    suppression = suppression_of(link)
    if suppression is not None:
        return suppression
    suppression = Suppression(project=link.project, email=email, person=link.person, reason=how)
    Suppression.objects.bulk_create([suppression], ignore_conflicts=True)
    Message.objects.filter(unsubscribe_link=link, state__in=WAITING).update(state=State.SUPPRESSED)
    name = (mailed.to_name if mailed else "") or email
    audit.record(project=link.project, by=name, verb="stopped reminders", how=how)
    return suppression_of(link)


@transaction.atomic
def hold_for_too(*, project: Project, of: str, email: str, person: models.Model) -> Suppression | None:
    """Who wants no reminders under the address `of` gets none under `email` either. None: nothing is new."""
    asked = Suppression.objects.filter(project=project, email__iexact=of).first() if of else None
    if asked is None or not email:
        return None
    held, made = Suppression.objects.get_or_create(
        project=project,
        email__iexact=email,
        defaults={"email": email, "person": links.naming(person), "reason": asked.reason},
    )
    return held if made else None


@transaction.atomic
def take_back(*, link: PersonalLink) -> None:
    """The reader wants reminders again."""
    suppression = suppression_of(link)
    if suppression is not None and link.project is not None:
        audit.record(project=link.project, by=suppression.email, verb="wants reminders again")
        suppression.delete()


@transaction.atomic
def lift(*, suppression: Suppression, by: User) -> None:
    """A lead lets reminders reach the address again. What was suppressed meanwhile stays unsent."""
    audit.record(
        project=suppression.project,
        by=by,
        verb="lifted a suppression",
        on=suppression,
        reason=suppression.reason,
    )
    suppression.delete()


def suppression_of(link: PersonalLink) -> Suppression | None:
    """The suppression that holds for the reader of the link."""
    emails = Message.objects.filter(unsubscribe_link=link).values("to_email")
    return Suppression.objects.filter(
        Q(person=link.person) | Q(email__in=emails), project=link.project
    ).first()


def by_button() -> str:
    """What the lead reads when the reader pressed the button on our page."""
    return _("asked for it on the page behind the mail's link")


def by_mail_program() -> str:
    """What the lead reads when the reader's mail program did it."""
    return _("asked for it in their mail program")
