"""Rounds: drafting, choosing people, sending, reminding, closing."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

import mailroom.actions as mailroom
from projects import audit
from projects.models import Project, User
from stakeholders import mail
from stakeholders.actions.register import Conflict
from stakeholders.actions.unnamed import pour_the_rest
from stakeholders.models import (
    Interview,
    QuestionSet,
    QuestionWording,
    Round,
    RoundItem,
    Stakeholder,
    State,
)

_OF_A_SENT_ROUND = {"deadline", "reminder_days", "remind_before_end"}


class NotReady(Exception):
    """The round cannot be sent, reminded of or closed now; the text says why and what to do."""


@transaction.atomic
def draft(*, project: Project, question_set: QuestionSet, by: User, **fields: Any) -> Round:
    """A round that has not been sent."""
    made = Round.objects.create(
        project=project, question_set=question_set, minutes=question_set.minutes, created_by=by, **fields
    )
    audit.record(project=project, by=by, verb="drafted a round", on=made)
    return made


@transaction.atomic
def change_round(*, round: Round, version: int, by: User, **fields: Any) -> Round:
    """Changes a draft; of a round that was sent, only the deadline and the days of reminding."""
    current = Round.objects.select_for_update(of=("self",)).select_related("project").get(pk=round.pk)
    if current.version != version:
        raise Conflict(current)
    if not current.is_draft:
        fields = {name: value for name, value in fields.items() if name in _OF_A_SENT_ROUND}
    for name, value in fields.items():
        setattr(current, name, value)
    current.minutes = current.question_set.minutes if current.is_draft else current.minutes
    current.version += 1
    current.save(update_fields=[*fields, "minutes", "version"])
    audit.record(project=current.project, by=by, verb="changed a round", on=current, fields=sorted(fields))
    return current


@transaction.atomic
def discard(*, round: Round, by: User) -> None:
    """Throws a draft away. What was sent cannot be."""
    current = Round.objects.select_for_update(of=("self",)).select_related("project").get(pk=round.pk)
    if not current.is_draft:
        raise NotReady(_("This round was sent, so it can be closed but not thrown away."))
    audit.record(project=current.project, by=by, verb="threw away a draft of a round", on=current)
    current.delete()


@transaction.atomic
def choose(*, round: Round, add: Iterable[Stakeholder] = (), remove: Iterable[int] = (), by: User) -> None:
    """Puts people into the round, or takes those out again whom nobody has invited yet."""
    round.interviews.filter(state=State.CHOSEN, stakeholder_id__in=list(remove)).delete()
    Interview.objects.bulk_create(
        [Interview(round=round, stakeholder=stakeholder) for stakeholder in add], ignore_conflicts=True
    )


@transaction.atomic
def send(*, round: Round, by: User) -> int:
    """Invites everybody who was chosen and not yet invited; returns how many mails were written.

    The first sending fixes the wordings that the round asks. Also adds people to a running round.
    """
    current = (
        Round.objects.select_for_update(of=("self",))
        .select_related("project", "question_set")
        .get(pk=round.pk)
    )
    chosen = list(
        current.interviews.filter(state=State.CHOSEN)
        .exclude(stakeholder__email="")
        .filter(stakeholder__archived_at=None)
        .select_related("stakeholder")
    )
    _refuse_what_cannot_be_sent(current, chosen)
    now = timezone.now()
    if current.is_draft:
        fix_wordings(current)
        current.sent_at, current.sent_by = now, by
        current.save(update_fields=["sent_at", "sent_by"])
    for interview in chosen:
        interview.state, interview.invited_at = State.INVITED, now
    Interview.objects.bulk_update(chosen, ["state", "invited_at"])
    mailroom.queue_many(mail.invitations(chosen, round=current, sender=by))
    audit.record(project=current.project, by=by, verb="sent a round", on=current, people=len(chosen))
    return len(chosen)


def _refuse_what_cannot_be_sent(round: Round, chosen: Sequence[Interview]) -> None:
    if round.closed_at is not None or round.deadline <= timezone.now():
        raise NotReady(_("The time for answers is over. Give the round a later date first."))
    if not chosen:
        raise NotReady(_("Nobody is chosen who has an e-mail address and is not yet invited."))
    if round.is_draft and not round.question_set.items.exists():
        raise NotReady(_("The question set has no questions. Put some into it first."))


def fix_wordings(round: Round) -> None:
    """From now on the round asks its set in the wordings of this moment."""
    items = list(round.question_set.items.select_related("question__latest").exclude(question__latest=None))
    latest: dict[int | None, QuestionWording | None] = {
        item.question_id: item.question.latest for item in items
    }
    RoundItem.objects.bulk_create(
        RoundItem(
            round=round,
            wording=item.question.latest,
            position=position,
            after=latest.get(item.after_id),
            when=item.when if item.after_id in latest else [],
        )
        for position, item in enumerate(items, 1)
    )


@transaction.atomic
def remind(*, round: Round, by: User) -> int:
    """Reminds, by hand, whoever has neither submitted nor declined nor stopped; at most once a day."""
    current = Round.objects.select_for_update(of=("self",)).select_related("project").get(pk=round.pk)
    if not current.is_open:
        raise NotReady(_("The time for answers is over, so there is nothing to remind of."))
    today = timezone.localdate(timezone=current.project.zone)
    waiting = [one for one in remindable(current) if not _reminded_on(one, today, current)]
    write_reminders(waiting, today=today)
    audit.record(project=current.project, by=by, verb="reminded", on=current, people=len(waiting))
    return len(waiting)


def remindable(round: Round) -> list[Interview]:
    """Whom a reminder may reach, with their stakeholder and round."""
    return list(round.interviews.remindable().select_related("stakeholder", "round__project").order_by("pk"))


def write_reminders(interviews: Sequence[Interview], *, today: datetime.date) -> None:
    """One mail to each person, whatever number of rounds waits for them; once a day by its key."""
    mailroom.queue_many(mail.reminders(interviews, today=today))
    Interview.objects.filter(pk__in=[one.pk for one in interviews]).update(
        reminders=F("reminders") + 1, reminded_at=timezone.now()
    )


def _reminded_on(interview: Interview, day: datetime.date, round: Round) -> bool:
    at = interview.reminded_at
    return at is not None and timezone.localdate(at, timezone=round.project.zone) == day


@transaction.atomic
def close(*, round: Round, by: User) -> None:
    """Ends the round now; what was typed until here can be read."""
    current = Round.objects.select_for_update(of=("self",)).select_related("project").get(pk=round.pk)
    if current.is_draft:
        raise NotReady(_("This round was never sent. Throw the draft away instead."))
    if current.closed_at is None:
        current.closed_at, current.closed_by = timezone.now(), by
        current.save(update_fields=["closed_at", "closed_by"])
        if current.anonymous:
            pour_the_rest(round=current)
        audit.record(project=current.project, by=by, verb="closed a round", on=current)
