"""Offering support to the people of a run, and counting how they bear it without knowing who said what."""

from django.db import transaction
from django.utils.translation import gettext as _

from crisis import mail_people, queries
from crisis.models import Activation, SupportAsked, SupportOffer
from mailroom import actions as mailroom
from mailroom import links
from projects import audit
from projects.models import User

PULSE = "crisis:pulse"


@transaction.atomic
def offer_support(*, activation: Activation, text: str, by: User) -> SupportOffer:
    """Writes to everybody whom the run may reach. It stands neither on the timeline nor in the report."""
    people = list(queries.reachable(activation))
    offer = SupportOffer.objects.create(activation=activation, text=text, made_by=by)
    rows = links.issue_many(
        project=activation.project,
        purpose=PULSE,
        of=[(person, f"support:{offer.pk}") for person in people],
    )
    SupportAsked.objects.bulk_create(
        SupportAsked(offer=offer, person=person, link=link) for person, link in zip(people, rows, strict=True)
    )
    mailroom.queue_many(
        mail_people.support_envelope(offer, person, link) for person, link in zip(people, rows, strict=True)
    )
    audit.record(
        project=activation.project, by=by, verb="offered support in", on=activation, people=len(people)
    )
    return offer


@transaction.atomic
def take_pulse(*, asked: SupportAsked, feeling: str) -> bool:
    """Counts one answer, once per person; False when they have answered before. Nothing else is kept."""
    offer = SupportOffer.objects.select_for_update().get(pk=asked.offer_id)
    if not SupportAsked.objects.filter(pk=asked.pk, has_answered=False).update(has_answered=True):
        return False
    offer.counted[feeling] = offer.counted.get(feeling, 0) + 1
    if sum(offer.counted.values()) % queries.FEWEST_SHOWN == 0:
        offer.shown = dict(offer.counted)
    offer.save(update_fields=["counted", "shown"])
    return True


def default_offer() -> str:
    """A text to begin from."""
    return _(
        "These hours ask a lot of you. If you want to talk, we are there: before your next shift, in a "
        "break, or at home afterwards. Nobody is told that you did, and no shift depends on it."
    )
