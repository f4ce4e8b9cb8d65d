"""What the clock starts: reminders in the morning, only to who has not submitted; anonymous rounds' end."""

import datetime

from django.db import models, transaction
from django.utils import timezone

from projects.models import Project
from stakeholders import actions
from stakeholders.models import Interview, Round

# Between these hours of the project's zone; what the worker slept over waits for the next morning.
FIRST_HOUR, LAST_HOUR = 8, 11


def send_due_reminders() -> int:
    """Writes the reminders that are due now in every project; returns how many interviews they are for."""
    now = timezone.now()
    projects = Project.objects.live().filter(rounds__in=_reminding(now)).distinct()
    return sum(_remind(project, now) for project in projects if _is_morning(project, now))


def close_anonymous_rounds() -> int:
    """Ends the anonymous rounds whose time is over, so that their answers can be read; returns how many."""
    over = list(Round.objects.sent().filter(anonymous=True, closed_at=None, deadline__lte=timezone.now()))
    for round in over:
        actions.close_anonymous(round=round)
    return len(over)


def _reminding(now: datetime.datetime) -> models.QuerySet[Round]:
    return Round.objects.open(now).exclude(reminder_days=[], remind_before_end=False)


def _is_morning(project: Project, now: datetime.datetime) -> bool:
    return FIRST_HOUR <= timezone.localtime(now, project.zone).hour < LAST_HOUR


@transaction.atomic
def _remind(project: Project, now: datetime.datetime) -> int:
    """One project's reminders. Its rows are locked, so that a second clock finds them dealt with.

    Who is due is told in one mail of every request of theirs that still waits, and only once a day. Several
    days may have been slept over: they become one mail.
    """
    today = timezone.localdate(now, project.zone)
    waiting = _waiting(project, now)
    due = {one.stakeholder_id for one in waiting if _mark(one, today)}
    had_one = {one.stakeholder_id for one in waiting if _reminded_on(one, today)}
    told = [one for one in waiting if one.stakeholder_id in due - had_one]
    actions.write_reminders(told, today=today)
    return len(told)


def _waiting(project: Project, now: datetime.datetime) -> list[Interview]:
    return list(
        Interview.objects.select_for_update(of=("self",), skip_locked=True)
        .remindable()
        .filter(round__in=_reminding(now).filter(project=project))
        .exclude(invited_at=None)
        .select_related("stakeholder", "round__project")
        .order_by("pk")
    )


def _reminded_on(interview: Interview, day: datetime.date) -> bool:
    at = interview.reminded_at
    return at is not None and timezone.localdate(at, interview.round.project.zone) == day


def _mark(interview: Interview, today: datetime.date) -> bool:
    """Whether a reminder of this interview is due today; what is due is then dealt with."""
    day, end = _day_due(interview, today), _end_due(interview, today)
    fields = []
    if day > interview.reminded_for:
        interview.reminded_for = day
        fields.append("reminded_for")
    if end is not None and end != interview.reminded_for_end:
        interview.reminded_for_end = end
        fields.append("reminded_for_end")
    if fields:
        interview.save(update_fields=fields)
    return bool(fields)


def _day_due(interview: Interview, today: datetime.date) -> int:
    """The latest of the round's reminder days that has come, or 0."""
    invited = timezone.localdate(interview.invited_at, interview.round.project.zone)
    past = (today - invited).days
    return max((day for day in interview.round.reminder_days if day <= past), default=0)


def _end_due(interview: Interview, today: datetime.date) -> datetime.date | None:
    """The round's last day when it is tomorrow and a reminder is wanted; a moved deadline is a new one."""
    round = interview.round
    end = timezone.localdate(round.deadline, round.project.zone)
    # Who was invited only today has just been told.
    fresh = timezone.localdate(interview.invited_at, round.project.zone) == today
    return (
        end if round.remind_before_end and end - today == datetime.timedelta(days=1) and not fresh else None
    )
