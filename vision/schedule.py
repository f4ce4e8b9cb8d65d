"""Dates on which NEXT elements are looked at again: in the morning, leads and askers hear of it once."""

import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from mailroom import actions as mailroom
from projects.models import Membership, Project, Role, User
from stakeholders.models import Ask, Stakeholder
from vision import mail
from vision.models import Element, Place

# Between these hours of the project's zone; what the worker slept over waits for the next morning.
FIRST_HOUR, LAST_HOUR = 8, 11


def revisit() -> int:
    """Tells of every NEXT element whose date has come; returns how many elements. Harmless when run twice."""
    now = timezone.now()
    latest = timezone.localdate(now, datetime.timezone(datetime.timedelta(hours=14)))
    due = Project.objects.live().filter(pk__in=_due(latest).values("project"))
    return sum(_revisit(project, now) for project in due if _is_morning(project, now))


def _is_morning(project: Project, now: datetime.datetime) -> bool:
    return FIRST_HOUR <= timezone.localtime(now, project.zone).hour < LAST_HOUR


def _due(today: datetime.date) -> "QuerySet[Element]":
    """NEXT elements whose date has come and has not been told of."""
    untold = Q(revisited_for=None) | ~Q(revisited_for=F("revisit_on"))
    return Element.objects.filter(untold, place=Place.NEXT, revisit_on__lte=today)


@transaction.atomic
def _revisit(project: Project, now: datetime.datetime) -> int:
    """One project's elements. They are locked, so that a second clock finds them dealt with."""
    today = timezone.localdate(now, project.zone)
    locked = _due(today).filter(project=project).select_for_update(of=("self",), skip_locked=True)
    elements = list(locked.order_by("revisit_on", "rank"))
    if not elements:
        return 0
    leads = User.objects.filter(
        pk__in=Membership.objects.filter(project=project, role=Role.LEAD).values("user"), is_active=True
    )
    mailroom.queue_many(
        [
            *(mail.revisit_for_lead(project, lead, elements, today) for lead in leads.order_by("pk")),
            *mail.revisit_for_askers(project, _askers(elements), today),
        ]
    )
    for element in elements:
        element.revisited_for = element.revisit_on
    Element.objects.bulk_update(elements, ["revisited_for"])
    return len(elements)


def _askers(elements: list[Element]) -> dict[Stakeholder, list[Ask]]:
    """Who was told that what they asked for comes later, with these asks; people with an address alone."""
    asks = (
        Ask.objects.live()
        .filter(
            joined__element__in=elements,
            stakeholder__archived_at=None,
            stakeholder__voice_of=None,
            stakeholder__outcomes__lines__ask=F("pk"),
            stakeholder__outcomes__sent_at__isnull=False,
        )
        .exclude(stakeholder__email="")
        .select_related("stakeholder", "joined__element")
        .distinct()
        .order_by("stakeholder__name", "pk")
    )
    found: dict[Stakeholder, list[Ask]] = {}
    for ask in asks:
        found.setdefault(ask.stakeholder, []).append(ask)
    return found
