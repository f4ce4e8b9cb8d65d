"""Asking people every quarter whether they are still reached as the call tree says, and their answers."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from crisis import mail
from crisis.actions.saving import SavedMeanwhile
from crisis.models import CrisisPerson
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
        .prefetch_related("roles")
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
    mailroom.queue_many(mail.contact_envelopes(project, due))
    if due:
        audit.record(
            project=project, by=by, verb="asked people to check how they are reached", people=len(due)
        )
    return len(due)


@transaction.atomic
def confirm_ways(*, person: CrisisPerson, version: int, **ways: Any) -> CrisisPerson:
    """The person says that they are reached like this; raises `SavedMeanwhile`."""
    stored = CrisisPerson.objects.select_for_update(of=("self",)).select_related("project").get(pk=person.pk)
    if stored.version != version:
        raise SavedMeanwhile(stored)
    changed = [name for name, value in ways.items() if getattr(stored, name) != value]
    for name in changed:
        setattr(stored, name, ways[name])
    stored.version += 1 if changed else 0
    stored.verified_at, stored.asks = timezone.now(), 0
    stored.save(update_fields=[*changed, "version", "verified_at", "asks"])
    audit.record(
        project=stored.project, by=stored.name, verb="checked how they are reached", on=stored, fields=changed
    )
    return stored
