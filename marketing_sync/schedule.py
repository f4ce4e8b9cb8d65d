"""What the clock starts. Every row says itself whether something is due, so running twice changes nothing."""

import datetime

from django.db import transaction
from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone

from marketing_sync import actions, queries
from marketing_sync.models import Alert, AlertContact, Impact, Launch, LaunchState, MeetingAction, Pause


def with_something_due() -> list[int]:
    """The launches with something to do now: alerts to send, people to tell next, days that passed,
    reviews that are overdue. Those that are paused wait.

    Days are compared a day generously, since each project has its own midnight; `tend` looks closely.
    """
    now = timezone.now()
    tomorrow = now.date() + datetime.timedelta(days=1)
    alerts = Alert.objects.filter(change__launch=OuterRef("pk"))
    return list(
        Launch.objects.alias(
            rings_until=ExpressionWrapper(
                F("dropped_on") + F("project__launch_agreement__calls_days"), output_field=DateField()
            ),
            review_due=ExpressionWrapper(
                Cast("registered_at", DateField()) + F("project__launch_agreement__review_days"),
                output_field=DateField(),
            ),
        )
        .filter(
            Exists(alerts.due())
            | Exists(alerts.overdue())
            | Q(state=LaunchState.PLANNED, latest__lt=tomorrow)
            | Q(state=LaunchState.LIVE, rings_until__lt=tomorrow)
            | _waits_for_review(now, tomorrow)
        )
        .exclude(Exists(Pause.objects.holding().filter(launch=OuterRef("pk"))))
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _waits_for_review(now: datetime.datetime, tomorrow: datetime.date) -> Q:
    """Overdue reviews of which somebody is to be told."""
    return Q(
        Q(review_called_at=None) | Q(review_called_at__lte=now - actions.PATIENCE),
        state__in=[LaunchState.PLANNED, LaunchState.LIVE],
        impact=Impact.UNREVIEWED,
        review_escalated_at=None,
        review_due__lt=tomorrow,
    )


def with_promise_due() -> list[int]:
    """What was promised at meetings and comes due, and nobody was reminded of. Days are compared generously,
    since each project has its own midnight; the reminder looks closely.
    """
    today, day = timezone.now().date(), datetime.timedelta(days=1)
    near = MeetingAction.objects.filter(
        done_at=None, reminded_at=None, due_on__range=(today - day, today + 2 * day)
    )
    return list(near.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def tend(launch_id: int) -> None:
    """Does for one launch what is due. One that somebody is working on is left to the next minute."""
    launch = (
        Launch.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("project", "registered_by")
        .filter(pk=launch_id)
        .first()
    )
    if launch is None or launch.pauses.holding().exists():
        return
    today = launch.project.today()
    if launch.is_planned and launch.latest < today:
        actions.presume_out(launch=launch)
    elif launch.state == LaunchState.LIVE and _is_over(launch, today):
        actions.end(launch=launch, by=None)
    actions.send_due(launch=launch)
    actions.escalate(launch=launch)
    actions.call_for_review(launch=launch)


@transaction.atomic
def digest(contact_id: int) -> None:
    """The one mail of the day, unless another worker is at it for the same person."""
    contact = (
        AlertContact.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
        .select_related("project")
        .filter(pk=contact_id)
        .first()
    )
    if contact is not None and contact.digest_at is not None:
        actions.send_digest(contact=contact)


def remind(action_id: int) -> None:
    """The one mail that what somebody promised comes due."""
    action = MeetingAction.objects.select_related("meeting__project", "owner").filter(pk=action_id).first()
    if action is not None:
        actions.remind_of_promise(action=action)


def _is_over(launch: Launch, today: datetime.date) -> bool:
    days = queries.agreement(launch.project).calls_days
    return launch.dropped_on is not None and launch.dropped_on + datetime.timedelta(days=days) < today
