"""The liaison's review clock: who is told when a review is overdue, once each.

Expects that the caller holds the launch's row lock, so that two schedulers tell nobody twice.
"""

import datetime

from django.utils import timezone

from mailroom import actions as mailroom
from mailroom.models import Message
from marketing_sync import mail, queries
from marketing_sync.models import Launch
from projects import audit
from projects.models import User

# Nobody is written to before this time of the project's day.
MORNING = datetime.time(8)
# How long the liaison has after the first mail, before operations and leads are told too.
PATIENCE = datetime.timedelta(days=1)


def call_for_review(*, launch: Launch) -> None:
    """Tells the liaison in the morning after the review was due, and a day later operations and leads."""
    if not (launch.is_unreviewed and launch.is_open) or timezone.now() < _overdue_from(launch):
        return
    if launch.review_called_at is None:
        _tell(launch, queries.liaisons(launch.project), escalated=False)
    elif launch.review_escalated_at is None and timezone.now() >= launch.review_called_at + PATIENCE:
        _tell(launch, _not_told_yet(launch), escalated=True)


def _not_told_yet(launch: Launch) -> list[User]:
    """Those who may review and got no mail: the liaison may have been another when the first one went."""
    able = {
        mail.review_key(launch, user, escalated=False): user for user in queries.reviewers(launch.project)
    }
    told = Message.objects.filter(dedupe_key__in=able).values_list("dedupe_key", flat=True)
    return [able[key] for key in able if key not in set(told)]


def _overdue_from(launch: Launch) -> datetime.datetime:
    """The morning after the day by which the review was due."""
    project = launch.project
    with timezone.override(project.zone):
        due = queries.review_due(launch, queries.agreement(project))
    return datetime.datetime.combine(due + datetime.timedelta(days=1), MORNING, tzinfo=project.zone)


def _tell(launch: Launch, people: list[User], *, escalated: bool) -> None:
    with timezone.override(launch.project.zone):
        due = queries.review_due(launch, queries.agreement(launch.project))
        mailroom.queue_many(
            mail.review_envelope(launch, user, due=due, escalated=escalated) for user in people
        )
    field = "review_escalated_at" if escalated else "review_called_at"
    setattr(launch, field, timezone.now())
    launch.save(update_fields=[field])
    audit.record(
        project=launch.project,
        by=None,
        verb="told that the review is overdue of",
        on=launch,
        told=[str(user) for user in people],
    )
