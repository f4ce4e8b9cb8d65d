"""Asking people every quarter whether they are still reached as the call tree says, and their answers."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from crisis import mail_people
from crisis.actions.reaching import put_ways
from crisis.actions.saving import locked_as_read
from crisis.models import CrisisPerson
from crisis.ways import Way
from mailroom import actions as mailroom
from projects import audit
from projects.models import Project, User


@transaction.atomic
def ask_to_check(*, project: Project, people: list[CrisisPerson], by: User | str) -> int:
    """Sends each of them their link, once a day at most; returns how many were asked."""
    today = project.today()
    rows = (
        CrisisPerson.objects.select_for_update(of=("self",))
        .select_related("project")
        .prefetch_related("roles", "ways")
    )
    due = [
        one
        for one in rows.filter(project=project, active=True, pk__in=[one.pk for one in people])
        if one.asked_at is None or timezone.localdate(one.asked_at, project.zone) < today
    ]
    now = timezone.now()
    for one in due:
        one.asked_at, one.asks = now, one.asks + 1
    CrisisPerson.objects.bulk_update(due, ["asked_at", "asks"])
    mailroom.queue_many(mail_people.contact_envelopes(project, due))
    if due:
        audit.record(
            project=project, by=by, verb="asked people to check how they are reached", people=len(due)
        )
    return len(due)


@transaction.atomic
def confirm_ways(*, person: CrisisPerson, version: int, ways: Sequence[Way]) -> CrisisPerson:
    """The person says that they are reached like this, in this order; raises `SavedMeanwhile`."""
    stored: CrisisPerson = locked_as_read(person, version)
    told = put_ways(stored, ways)
    stored.version += 1 if told else 0
    stored.verified_at, stored.asks = timezone.now(), 0
    stored.save(update_fields=["version", "verified_at", "asks"])
    audit.record(
        project=person.project, by=stored.name, verb="checked how they are reached", on=stored, ways=told
    )
    return stored
