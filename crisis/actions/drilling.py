"""Running a drill: news at set times, what observers saw, how each capability did."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crisis import mail_people, queries
from crisis.actions.running import keep, locked, running
from crisis.models import Activation, DrillRating, Inject, Observation
from mailroom import actions as mailroom
from projects import audit
from projects.actions import Refused
from projects.models import User

MOST_INJECTS = 100


class NotADrill(Refused):
    """Injects, observers and ratings belong to a drill alone."""

    def __str__(self) -> str:
        return _("This belongs to a drill, and this is none.")


@transaction.atomic
def add_inject(*, activation: Activation, minutes: int, text: str, by: User) -> Inject:
    """News that comes so many minutes from now."""
    activation = running(activation)
    _refuse_unless_drill(activation)
    due_at = timezone.now() + datetime.timedelta(minutes=minutes)
    inject = Inject.objects.create(activation=activation, due_at=due_at, text=text)
    if minutes == 0:
        tell_inject(inject=inject)
    return inject


@transaction.atomic
def remove_inject(*, inject: Inject) -> None:
    """Takes news back that was not told yet."""
    Inject.objects.filter(pk=inject.pk, told_at=None).delete()


@transaction.atomic
def tell_inject(*, inject: Inject) -> None:
    """Puts the news on the board and mails it to the drill's participants, once. Not after standing down."""
    activation = locked(inject.activation)
    now = timezone.now()
    if not activation.is_running:
        return
    if not Inject.objects.filter(pk=inject.pk, told_at=None).update(told_at=now):
        return
    keep(activation, None, _("DRILL news: %(text)s") % {"text": inject.text})
    mailroom.queue_many(
        mail_people.inject_envelope(activation, inject, person) for person in queries.reachable(activation)
    )


@transaction.atomic
def observe(*, activation: Activation, text: str, by: User) -> Observation:
    """Keeps what an observer saw; the board does not show it."""
    _refuse_unless_drill(activation)
    return Observation.objects.create(activation=activation, text=text, by=by)


@transaction.atomic
def rate(*, activation: Activation, capability: str, rating: str, why: str, by: User) -> DrillRating:
    """Says how one capability did: P, S, M or U. Rated again, the newer holds and the audit keeps both."""
    _refuse_unless_drill(activation)
    rated, _made = DrillRating.objects.update_or_create(
        activation=activation, capability=capability, defaults={"rating": rating, "why": why, "by": by}
    )
    audit.record(
        project=activation.project,
        by=by,
        verb="rated in",
        on=activation,
        capability=capability,
        rating=rating,
    )
    return rated


def _refuse_unless_drill(activation: Activation) -> None:
    if not activation.is_drill:
        raise NotADrill
