"""Alerts: the rows of a ladder, sending what is due, telling the next person.

All of these expect that the caller holds the launch's row lock. That lock is what keeps two
schedulers from choosing at the same time what one person is to be told about one launch.
"""

import datetime
import itertools
from collections.abc import Iterable

from django.utils import timezone

from mailroom import actions as mailroom
from marketing_sync import mail, queries
from marketing_sync.models import Alert, AlertContact, AlertRung, AlertState, Launch, LaunchChange, Skipped
from projects import audit

# A ladder that is laid again takes these up; what was overtaken or had passed stays as it is.
_REVIVED = (Skipped.LADDER, Skipped.CONTACT)


def lay_ladder(*, change: LaunchChange, overdue: Skipped | None = None) -> None:
    """Writes the rows of the ladder for this entry of a launch's history, or brings them up to date.

    A rung whose time has passed is skipped with the reason `overdue`, or sent soon when that is None.
    """
    now = timezone.now()
    rows = {
        (alert.rung_id, alert.contact_id): alert
        for alert in change.alerts.filter(stands_in_for=None).exclude(rung=None)
    }
    project = change.launch.project
    rungs = list(project.alert_rungs.filter(active=True))
    contacts = list(project.alert_contacts.told_first())
    written = [
        _rung_row(change, rung, contact, rows.pop((rung.pk, contact.pk), None), now, overdue)
        for rung, contact in itertools.product(rungs, contacts)
    ]
    kept = {rung.pk for rung in rungs}
    dropped = [alert for alert in rows.values() if alert.state == AlertState.WAITING]
    for alert in dropped:
        _skip(alert, Skipped.CONTACT if alert.rung_id in kept else Skipped.LADDER)
    Alert.objects.bulk_create([alert for alert in written if alert.pk is None], ignore_conflicts=True)
    Alert.objects.bulk_update(
        [*(alert for alert in written if alert.pk is not None), *dropped],
        ["due_at", "state", "skipped_because"],
    )


def _rung_row(
    change: LaunchChange,
    rung: AlertRung,
    contact: AlertContact,
    alert: Alert | None,
    now: datetime.datetime,
    overdue: Skipped | None,
) -> Alert:
    alert = alert or Alert(change=change, rung=rung, contact=contact)
    revived = alert.state == AlertState.SKIPPED and alert.skipped_because in _REVIVED
    if alert.state != AlertState.WAITING and not revived:
        return alert
    waited = alert.pk is not None and not revived
    at_time = contact.digest_at or rung.at_time
    alert.due_at = contact.hours.due(change.likely, rung.days_before, at_time)
    alert.state, alert.skipped_because = AlertState.WAITING, ""
    if alert.due_at <= now and overdue is not None and not waited:
        _skip(alert, overdue)
    return alert


def tell_now(*, change: LaunchChange) -> None:
    """Alerts everybody concerned of this change at once, or as soon as their quiet hours are over."""
    now = timezone.now()
    Alert.objects.bulk_create(
        [
            Alert(change=change, contact=contact, due_at=contact.hours.allowed(now))
            for contact in queries.to_tell(change.launch)
        ]
    )
    send_due(launch=change.launch)


def supersede(*, launch: Launch, because: Skipped) -> None:
    """Takes back what was still to be told about the launch, since something newer is."""
    alerts = Alert.objects.filter(change__launch=launch)
    alerts.waiting().update(state=AlertState.SKIPPED, skipped_because=because)
    alerts.sent().filter(escalated_at=None).update(escalated_at=timezone.now())


def send_due(*, launch: Launch) -> None:
    """Sends what is due: to each person the newest alone, outside their quiet hours; the rest is skipped.

    Steps for who wants one mail a day are left to `digest.send_digest`. Of a launch that is paused nothing is
    due until it goes on.
    """
    due = (
        Alert.objects.filter(change__launch=launch)
        .due()
        .select_related("change", "rung", "contact", "stands_in_for__contact")
        .order_by("contact_id")
    )
    changed: list[Alert] = []
    to_send: list[Alert] = []
    for _contact, alerts in itertools.groupby(due, key=lambda alert: alert.contact_id):
        _choose(alerts, changed, to_send)
    _send(launch, to_send)
    if changed:
        Alert.objects.bulk_update(
            changed,
            ["state", "skipped_because", "due_at", "sent_at", "message", "confirmation", "escalate_at"],
        )


def _choose(alerts: Iterable[Alert], changed: list[Alert], to_send: list[Alert]) -> None:
    """One person's newest alert: news of the latest change first, then the rung nearest to the launch."""
    *older, newest = sorted(
        alerts, key=lambda alert: (alert.change_id, alert.is_news, alert.due_at, alert.pk)
    )
    if newest.waits_for_digest:
        return
    for alert in older:
        _skip(alert, Skipped.OVERTAKEN)
    now = timezone.now()
    allowed = newest.contact.hours.allowed(now)
    if not newest.contact.active:
        _skip(newest, Skipped.CONTACT)
    elif allowed > now:
        newest.due_at = allowed
    else:
        to_send.append(newest)
    changed += [*older, newest]


def _send(launch: Launch, alerts: list[Alert]) -> None:
    """Hands alerts to the outbox, each with a link by which it is confirmed, by few statements for all."""
    if not alerts:
        return
    project = launch.project
    for alert in alerts:
        alert.change.launch = launch
    with timezone.override(project.zone):
        confirmations = mailroom.ask_confirmations(
            project=project,
            kind=mail.KIND,
            asked=[
                mailroom.Asked(
                    about_id=alert.pk,
                    person=alert.contact,
                    name=alert.contact.name,
                    email=alert.contact.email,
                    title=mail.title(alert),
                    text=launch.offer,
                )
                for alert in alerts
            ],
        )
        messages = mailroom.queue_many(
            mail.envelope(alert, confirmation)
            for alert, confirmation in zip(alerts, confirmations, strict=True)
        )
    now = timezone.now()
    patience = datetime.timedelta(hours=queries.agreement(project).escalate_hours)
    for alert, confirmation, message in zip(alerts, confirmations, messages, strict=True):
        alert.confirmation, alert.message = confirmation, message
        alert.state, alert.sent_at, alert.escalate_at = AlertState.SENT, now, now + patience


def _skip(alert: Alert, because: Skipped) -> None:
    alert.state, alert.skipped_because = AlertState.SKIPPED, because


def escalate(*, launch: Launch) -> None:
    """Tells the next person on the list where an alert was not confirmed in time."""
    overdue = (
        Alert.objects.filter(change__launch=launch)
        .overdue()
        .select_related("change", "contact")
        .order_by("pk")
    )
    for alert in overdue:
        _tell_next(launch, alert)
    send_due(launch=launch)


def _tell_next(launch: Launch, alert: Alert) -> None:
    first = alert.stands_in_for_id or alert.pk
    chain = Alert.objects.filter(pk=first) | Alert.objects.filter(stands_in_for=first)
    contact = None if chain.confirmed().exists() else queries.next_on_the_list(alert)
    if contact is not None:
        Alert.objects.create(
            change=alert.change,
            rung_id=alert.rung_id,
            contact=contact,
            stands_in_for_id=first,
            due_at=contact.hours.allowed(timezone.now()),
        )
        audit.record(
            project=launch.project,
            by=None,
            verb="told the next person of",
            on=launch,
            instead_of=alert.contact.name,
            told=contact.name,
        )
    alert.escalated_at = timezone.now()
    alert.save(update_fields=["escalated_at"])
