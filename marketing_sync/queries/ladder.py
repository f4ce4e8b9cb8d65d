"""Who is told when, and who was."""

import datetime
import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from marketing_sync.models import (
    Agreement,
    Alert,
    AlertContact,
    AlertQuerySet,
    AlertRung,
    AlertState,
    Launch,
    LaunchChange,
)
from projects.models import Project


def agreement(project: Project) -> Agreement:
    """What was agreed; the usual, not stored, as long as nobody agreed on anything."""
    return Agreement.objects.select_related("liaison").filter(project=project).first() or Agreement(
        project=project
    )


def agreed_with(launch: Launch) -> Agreement:
    """The same of a launch's project, where it was read with the launch."""
    project = launch.project
    return getattr(project, "launch_agreement", None) or Agreement(project=project)


def ladder_steps(project: Project) -> list[tuple[int, datetime.time]]:
    """The project's ladder as (days before, time of day); the usual one before anything was registered."""
    if Agreement.objects.filter(project=project).exists():
        return list(project.alert_rungs.filter(active=True).values_list("days_before", "at_time"))
    return [(days, AlertRung.MORNING) for days in AlertRung.DEFAULTS]


def to_tell(launch: Launch) -> list[AlertContact]:
    """Who is told at once when something changes: whom each rung tells, and who was told of it before."""
    told = Alert.objects.sent().filter(change__launch=launch, contact=OuterRef("pk"))
    return list(launch.project.alert_contacts.active().filter(Q(stands_in=False) | Q(Exists(told))))


def next_on_the_list(alert: Alert) -> AlertContact | None:
    """The next person further down the list who has not been told the same thing."""
    told = Alert.objects.filter(change=alert.change_id, rung=alert.rung_id).values("contact")
    return (
        AlertContact.objects.active()
        .filter(project=alert.contact.project_id, position__gt=alert.contact.position)
        .exclude(pk__in=told)
        .first()
    )


@dataclass(frozen=True)
class Preview:
    """Who would be told if something changed now: at once, or when their quiet hours are over."""

    now: list[AlertContact]
    later: list[tuple[AlertContact, datetime.datetime]]

    @property
    def total(self) -> int:
        """How many people would get a mail."""
        return len(self.now) + len(self.later)


def preview(launch: Launch) -> Preview:
    """Whom a change of this launch would tell, and when."""
    moment = timezone.now()
    allowed = [(contact, contact.hours.allowed(moment)) for contact in to_tell(launch)]
    return Preview(
        now=[contact for contact, at in allowed if at <= moment],
        later=[(contact, at) for contact, at in allowed if at > moment],
    )


@dataclass(frozen=True)
class Step:
    """One step of a launch's ladder as it is drawn: a rung or a piece of news, and everybody's alert."""

    change: LaunchChange
    rung: AlertRung | None
    alerts: list[Alert]

    @property
    def date(self) -> datetime.date:
        """The day on which it stands, in the zone in force."""
        if self.rung is None:
            return timezone.localdate(self.change.at)
        return self.change.likely - datetime.timedelta(days=self.rung.days_before)

    @property
    def words(self) -> str:
        """“7 days before”, or what had happened."""
        return str(self.rung or self.change.get_what_display())

    @property
    def is_done(self) -> bool:
        """Whether nothing of it waits any more."""
        return all(alert.state != AlertState.WAITING for alert in self.alerts)

    @property
    def was_told(self) -> bool:
        """Whether anybody was told by it."""
        return any(alert.state == AlertState.SENT for alert in self.alerts)


def steps(launch: Launch) -> list[Step]:
    """The ladder from top to bottom: what was told before, and every rung of the date that holds now."""
    alerts = (
        Alert.objects.filter(change__launch=launch)
        .select_related(
            "change", "change__by", "rung", "contact", "message", "confirmation", "stands_in_for__contact"
        )
        .order_by("change_id", "rung_id", "stands_in_for_id", "contact__position", "pk")
    )
    found = [
        Step(group[0].change, group[0].rung, group)
        for _key, members in itertools.groupby(alerts, key=lambda alert: (alert.change_id, alert.rung_id))
        if (group := list(members))
    ]
    latest = max((step.change.pk for step in found if step.rung is not None), default=0)
    shown = [step for step in found if step.rung is None or step.change.pk == latest or step.was_told]
    return sorted(shown, key=lambda step: (step.date, step.alerts[0].due_at, step.change.pk))


def due_for_digest(contact: AlertContact) -> AlertQuerySet:
    """The steps that are due to this person in their one mail of the day."""
    return Alert.objects.due().filter(contact=contact, stands_in_for=None, rung__isnull=False)


def with_digest_due() -> list[int]:
    """The people who want one mail a day, and to whom something is due."""
    steps = Alert.objects.due().filter(contact=OuterRef("pk"), stands_in_for=None, rung__isnull=False)
    wanting = AlertContact.objects.active().filter(Exists(steps), digest_at__isnull=False)
    return list(wanting.order_by("pk").values_list("pk", flat=True))


def next_alert_at(steps: Iterable[Step]) -> datetime.datetime | None:
    """When the next alert is due, if any is."""
    waiting = [alert.due_at for step in steps for alert in step.alerts if alert.state == AlertState.WAITING]
    return min(waiting, default=None)
