"""One mail a day, for people who want it: the steps of all ladders that are due, each with its own button.

News of a changed date is no part of it: that is told at once, whatever somebody wants.
"""

import datetime
import itertools

from django.db import transaction
from django.utils import timezone

from mailroom import actions as mailroom
from marketing_sync import mail, queries
from marketing_sync.models import Alert, AlertContact, AlertState, Launch, Skipped


@transaction.atomic
def send_digest(*, contact: AlertContact) -> int:
    """Sends what is due to this person in one mail, of each launch the newest step; says how many steps."""
    now = timezone.now()
    due = queries.due_for_digest(contact)
    # The launches' locks keep a second clock, and whoever moves a date, from what is chosen here.
    launches = {
        launch.pk: launch
        for launch in Launch.objects.select_for_update(of=("self",))
        .filter(pk__in=due.values("change__launch"))
        .select_related("project", "registered_by")
        .order_by("pk")
    }
    alerts = list(
        due.filter(change__launch__in=launches)
        .select_related("change", "rung")
        .order_by("change__launch_id", "change_id", "due_at", "pk")
    )
    if not alerts or not contact.active:
        return 0
    allowed = contact.hours.allowed(now)
    chosen = []
    for launch_id, group in itertools.groupby(alerts, key=lambda alert: alert.change.launch_id):
        *older, newest = group
        for alert in older:
            alert.state, alert.skipped_because = AlertState.SKIPPED, Skipped.OVERTAKEN
        newest.change.launch, newest.contact = launches[launch_id], contact
        newest.due_at = max(newest.due_at, allowed) if allowed > now else newest.due_at
        chosen.append(newest)
    if allowed <= now:
        _send(contact, chosen)
    Alert.objects.bulk_update(
        alerts, ["state", "skipped_because", "due_at", "sent_at", "message", "confirmation", "escalate_at"]
    )
    return len(chosen) if allowed <= now else 0


def _send(contact: AlertContact, alerts: list[Alert]) -> None:
    project = alerts[0].change.launch.project
    patience = datetime.timedelta(hours=queries.agreement(project).escalate_hours)
    with timezone.override(project.zone):
        confirmations = mailroom.ask_confirmations(
            project=project,
            kind=mail.KIND,
            asked=[
                mailroom.Asked(
                    about_id=alert.pk,
                    person=contact,
                    name=contact.name,
                    email=contact.email,
                    title=mail.title(alert),
                    text=alert.change.launch.offer,
                )
                for alert in alerts
            ],
        )
        message = mailroom.queue(mail.digest_envelope(contact, list(zip(alerts, confirmations, strict=True))))
    for alert, confirmation in zip(alerts, confirmations, strict=True):
        alert.state, alert.sent_at = AlertState.SENT, timezone.now()
        alert.message, alert.confirmation = message, confirmation
        alert.escalate_at = alert.sent_at + patience
