"""Who was told of a launch and confirmed, and who has to judge it until when."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils import timezone

from marketing_sync.models import Agreement, Alert, AlertState, Launch
from marketing_sync.queries.ladder import Step, agreement
from projects.access import ROLES, Perm
from projects.models import Project, Role, User


@dataclass(frozen=True)
class Known:
    """Who was told of a launch first-hand, and who of them (or of their stand-ins) confirmed the latest."""

    confirmed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    contacts: set[int] = field(default_factory=set)

    @property
    def told(self) -> int:
        """How many were told."""
        return len(self.confirmed) + len(self.missing)


def known(launches: Iterable[Launch]) -> dict[int, Known]:
    """By launch, who was told and who confirmed. What counts is the latest that each person was told."""
    found: dict[int, list[Told]] = {launch.pk: [] for launch in launches}
    sent = (
        Alert.objects.sent()
        .filter(change__launch__in=found)
        .order_by("change_id", "sent_at", "pk")
        .values_list(
            "change__launch",
            "contact",
            "contact__name",
            "pk",
            "stands_in_for",
            "confirmation__confirmed_at",
        )
    )
    for launch, contact, name, pk, first, confirmed_at in sent:
        found[launch].append(Told(contact, name, pk, first, confirmed_at))
    return {launch: _known(told) for launch, told in found.items()}


def known_by(steps: Iterable[Step]) -> Known:
    """The same of one launch whose ladder was read."""
    sent = [alert for step in steps for alert in step.alerts if alert.state == AlertState.SENT]
    sent.sort(key=lambda alert: (alert.change_id, alert.sent_at, alert.pk))
    return _known(
        Told(
            alert.contact_id,
            alert.contact.name,
            alert.pk,
            alert.stands_in_for_id,
            alert.confirmation.confirmed_at if alert.confirmation else None,
        )
        for alert in sent
    )


class Told(NamedTuple):
    """One alert that was sent."""

    contact: int
    name: str
    pk: int
    stands_in_for: int | None
    confirmed_at: datetime.datetime | None


def _known(sent: Iterable[Told]) -> Known:
    # The latest alert of each person; a stand-in's confirmation counts for the one they stand in for.
    latest: dict[int, Told] = {}
    confirmed: dict[int, bool] = defaultdict(bool)
    for told in sent:
        confirmed[told.stands_in_for or told.pk] |= told.confirmed_at is not None
        if told.stands_in_for is None:
            latest[told.contact] = told
    known = Known(contacts=set(latest))
    for told in latest.values():
        (known.confirmed if confirmed[told.pk] else known.missing).append(told.name)
    return known


def review_due(launch: Launch, agreed: Agreement) -> datetime.date:
    """The day by which the liaison has to judge the launch."""
    return timezone.localdate(launch.registered_at) + datetime.timedelta(days=agreed.review_days)


def reviewers(project: Project) -> list[User]:
    """The members who may judge launches."""
    roles = [role for role, permissions in ROLES.items() if Perm.LAUNCH_REVIEW in permissions]
    members = project.memberships.filter(role__in=roles, user__is_active=True).select_related("user")
    return [member.user for member in members.order_by("user__name", "pk")]


def liaisons(project: Project) -> list[User]:
    """Whom a review is asked of first: the named liaison, else operations, else the leads."""
    able = reviewers(project)
    named = agreement(project).liaison_id
    operations = set(project.memberships.filter(role=Role.OPERATIONS).values_list("user", flat=True))
    return (
        [user for user in able if user.pk == named]
        or [user for user in able if user.pk in operations]
        or able
    )
