"""The standing meeting: its rhythm, its minutes, what was promised, and holding it."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mailroom import actions as mailroom
from marketing_sync import mail, queries
from marketing_sync.actions.conflict import ChangedMeanwhile, NotPossible
from marketing_sync.actions.reviews import MORNING
from marketing_sync.hours import Hours
from marketing_sync.models import Meeting, MeetingAction, MeetingPlan
from projects import audit
from projects.models import Project, User

# Nobody is reminded after this time of the project's day.
EVENING = datetime.time(18)


@transaction.atomic
def plan_meetings(
    *,
    project: Project,
    by: User,
    version: int,
    starts_on: datetime.date,
    at_time: datetime.time,
    every_weeks: int,
    place: str,
) -> MeetingPlan:
    """Sets the rhythm (`version` 0 when there is none yet); the meeting that is ahead moves to its next day.

    Raises `ChangedMeanwhile`.
    """
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    plan = MeetingPlan.objects.filter(project=project).first()
    if plan is not None and plan.version != version:
        raise ChangedMeanwhile(plan, _("Somebody changed the rhythm while you were writing."))
    plan = plan or MeetingPlan(project=project, version=0)
    plan.starts_on, plan.at_time, plan.every_weeks, plan.place = starts_on, at_time, every_weeks, place
    plan.version += 1
    plan.save()
    day = plan.next_after(project.today() - datetime.timedelta(days=1))
    ahead = Meeting.objects.filter(project=project, held_at=None).first()
    if ahead is None:
        Meeting.objects.create(project=project, day=day)
    else:
        ahead.day, ahead.version = day, ahead.version + 1
        ahead.save(update_fields=["day", "version"])
    audit.record(project=project, by=by, verb="planned the standing meeting", on=plan)
    return plan


@transaction.atomic
def write_minutes(
    *, meeting: Meeting, by: User, version: int, day: datetime.date, present: str, minutes: str
) -> Meeting:
    """Keeps the minutes, while it is held or after. Raises `ChangedMeanwhile`."""
    held = _held(meeting)
    if held.version != version:
        raise ChangedMeanwhile(held, _("Somebody changed the minutes while you were writing."))
    held.day, held.present, held.minutes = day, present, minutes
    held.version += 1
    held.save(update_fields=["day", "present", "minutes", "version"])
    audit.record(project=held.project, by=by, verb="wrote the minutes of", on=held)
    return held


@transaction.atomic
def promise(*, meeting: Meeting, by: User, what: str, owner: User, due_on: datetime.date) -> MeetingAction:
    """Keeps what somebody promised, and tells them by mail when it was not they who wrote it down."""
    held = _held(meeting)
    action = MeetingAction.objects.create(meeting=held, what=what, owner=owner, due_on=due_on)
    if owner != by:
        action.meeting = held
        with timezone.override(held.project.zone):
            mailroom.queue(mail.promise_envelope(action, by))
    audit.record(project=held.project, by=by, verb="noted the action", on=action, owner=str(owner))
    return action


@transaction.atomic
def keep_promise(*, action: MeetingAction, by: User, done: bool) -> None:
    """It is done, or not after all."""
    waiting = MeetingAction.objects.filter(pk=action.pk, done_at__isnull=done)
    if waiting.update(done_at=timezone.now() if done else None, done_by=by if done else None):
        project = action.meeting.project
        audit.record(project=project, by=by, verb="did" if done else "took up again", on=action)


def remind_of_promise(*, action: MeetingAction) -> bool:
    """Tells its owner, once, that what they promised comes due; tells whether they were told now.

    From the morning before the day on, outside the evening and the night of the project's zone, and not on
    the day on which it was noted, of which a mail told them. What was done meanwhile is not reminded of.
    """
    project, now = action.meeting.project, timezone.now()
    with timezone.override(project.zone):
        noted_on, today = timezone.localdate(action.created_at), timezone.localdate(now)
        is_near = noted_on < today and 0 <= (action.due_on - today).days <= 1
        is_quiet = Hours(project.zone, EVENING, MORNING).is_quiet(now)
        if is_quiet or not is_near or not project.memberships.filter(user=action.owner_id).exists():
            return False
        with transaction.atomic():
            waiting = MeetingAction.objects.filter(pk=action.pk, done_at=None, reminded_at=None)
            if not waiting.update(reminded_at=now):
                return False
            mailroom.queue(mail.promise_due_envelope(action))
    return True


@transaction.atomic
def hold_meeting(*, meeting: Meeting, by: User) -> Meeting:
    """Closes it: the agenda stays as it was, and the next one is ahead, by the rhythm."""
    held = _held(meeting)
    if held.held_at is not None:
        raise NotPossible(_("This meeting was closed before."))
    project = held.project
    with timezone.override(project.zone):
        held.agenda = queries.agenda(project).as_rows()
    held.held_at, held.held_by = timezone.now(), by
    held.version += 1
    held.save(update_fields=["agenda", "held_at", "held_by", "version"])
    plan = MeetingPlan.objects.filter(project=project).first()
    if plan is not None:
        day = plan.next_after(max(held.day, project.today()))
        Meeting.objects.create(project=project, day=day)
    audit.record(project=project, by=by, verb="held", on=held)
    return held


def _held(meeting: Meeting) -> Meeting:
    """The meeting as it stands, locked until the transaction ends."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("project").get(pk=meeting.pk)
