"""What happens to a launch. Each change is written down and, where it concerns the date, told at once."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketing_sync.actions import alerts, briefs, people, plan, training
from marketing_sync.actions.conflict import ChangedMeanwhile, NotPossible
from marketing_sync.models import (
    Impact,
    Launch,
    LaunchChange,
    LaunchState,
    News,
    Skipped,
    Window,
)
from projects import audit
from projects.models import Project, User


@transaction.atomic
def register(
    *,
    project: Project,
    by: User | None,
    name: str,
    kind: str,
    window: Window,
    audience_size: int | None = None,
    offer: str = "",
    caller_questions: str = "",
    sender_name: str = "",
    sender_email: str = "",
) -> Launch:
    """A new launch with its ladder of alerts. How much notice it gave, and what had been agreed, is kept.

    Without an account (`by` is None) it says who sent it.
    """
    agreement = people.set_up(project=project)
    launch = Launch.objects.create(
        project=project,
        name=name,
        kind=kind,
        audience_size=audience_size,
        offer=offer,
        caller_questions=caller_questions,
        earliest=window.earliest,
        likely=window.likely,
        latest=window.latest,
        registered_by=by,
        sender_name=sender_name,
        sender_email=sender_email,
        notice_days=(window.likely - project.today()).days,
        agreed_days=agreement.lead_days,
    )
    alerts.lay_ladder(change=_note(launch, News.REGISTERED, by=by))
    audit.record(
        project=project,
        by=by or sender_name,
        verb="registered the launch",
        on=launch,
        notice_days=launch.notice_days,
    )
    alerts.send_due(launch=launch)
    return launch


@transaction.atomic
def change(*, launch: Launch, by: User, version: int, **fields: str | int | None) -> Launch:
    """Rewrites what is said about the launch: name, kind, audience_size, offer, caller_questions."""
    launch = _held(launch, version)
    changed = [name for name, value in fields.items() if getattr(launch, name) != value]
    if changed:
        for name in changed:
            setattr(launch, name, fields[name])
        _save(launch, *changed)
        audit.record(project=launch.project, by=by, verb="changed the launch", on=launch, fields=changed)
        if "name" in changed:
            training.follow_with_training(launch=launch, before=launch.possible_days)
    return launch


@transaction.atomic
def review(*, launch: Launch, by: User, version: int, impact: str, reasons: str) -> Launch:
    """Keeps the liaison's judgement of what the launch means for the call centre."""
    launch = _held(launch, version)
    if impact == Impact.UNREVIEWED or not reasons:
        raise NotPossible(_("A review says what the impact is, and why."))
    launch.impact, launch.impact_reasons = impact, reasons
    launch.reviewed_at, launch.reviewed_by = timezone.now(), by
    _save(launch, "impact", "impact_reasons", "reviewed_at", "reviewed_by")
    audit.record(project=launch.project, by=by, verb="reviewed the launch", on=launch, impact=impact)
    return launch


@transaction.atomic
def move(*, launch: Launch, by: User, version: int, window: Window, reason: str = "") -> Launch:
    """Gives the launch another date: everybody concerned is told at once and the ladder is laid anew."""
    launch = _held(launch, version)
    if not launch.is_planned:
        raise NotPossible(_("Only a launch that is still ahead can be moved."))
    if window == launch.window:
        return launch
    likely, before = launch.likely, launch.possible_days
    launch.earliest, launch.likely, launch.latest = window.earliest, window.likely, window.latest
    _save(launch, "earliest", "likely", "latest")
    alerts.supersede(launch=launch, because=Skipped.MOVED)
    moved = _note(launch, News.MOVED, by=by, reason=reason)
    alerts.lay_ladder(change=moved, overdue=Skipped.PASSED)
    _tell(moved)
    plan.follow_the_date(launch=launch, by=by)
    training.follow_with_training(launch=launch, before=before)
    audit.record(
        project=launch.project,
        by=by,
        verb="moved the launch",
        on=launch,
        before=likely.isoformat(),
        after=window.likely.isoformat(),
    )
    return launch


@transaction.atomic
def drop(*, launch: Launch, by: User, version: int) -> Launch:
    """“It dropped today”: the launch is out, and everybody concerned is told at once."""
    launch = _held(launch, version)
    if not launch.is_planned:
        raise NotPossible(_("Only a launch that is still ahead can go out."))
    before = launch.possible_days
    _went_out(launch, on=launch.project.today(), is_presumed=False)
    _tell(_note(launch, News.DROPPED, by=by))
    plan.follow_the_date(launch=launch, by=by)
    training.follow_with_training(launch=launch, before=before)
    audit.record(project=launch.project, by=by, verb="said that it went out", on=launch)
    return launch


@transaction.atomic
def presume_out(*, launch: Launch) -> Launch:
    """Takes a launch as out whose last day has passed without a word. Nobody is told, since nobody knows."""
    before = launch.possible_days
    _went_out(launch, on=launch.likely, is_presumed=True)
    _note(launch, News.DROPPED, by=None)
    training.follow_with_training(launch=launch, before=before)
    audit.record(project=launch.project, by=None, verb="took as gone out", on=launch)
    return launch


@transaction.atomic
def cancel(*, launch: Launch, by: User, version: int, reason: str = "") -> Launch:
    """Calls the launch off; everybody concerned is told at once."""
    launch = _held(launch, version)
    if not launch.is_planned:
        raise NotPossible(_("Only a launch that is still ahead can be cancelled."))
    launch.state, launch.cancelled_at, launch.cancelled_by = LaunchState.CANCELLED, timezone.now(), by
    _save(launch, "state", "cancelled_at", "cancelled_by")
    alerts.supersede(launch=launch, because=Skipped.CANCELLED)
    _tell(_note(launch, News.CANCELLED, by=by, reason=reason))
    training.follow_with_training(launch=launch, before=launch.possible_days)
    audit.record(project=launch.project, by=by, verb="cancelled the launch", on=launch)
    return launch


@transaction.atomic
def restore(*, launch: Launch, by: User) -> Launch:
    """Takes back a cancellation, or that it went out; who was told is told, and the ladder is laid anew."""
    launch = _held(launch)
    if launch.state not in (LaunchState.CANCELLED, LaunchState.LIVE):
        raise NotPossible(_("Only a launch that was cancelled or went out can be put on again."))
    if launch.latest < launch.project.today():
        raise NotPossible(_("Its last possible day has passed. Register it again with its new date."))
    before = launch.possible_days
    launch.state, launch.dropped_on, launch.is_presumed = LaunchState.PLANNED, None, False
    launch.cancelled_at = launch.cancelled_by = None
    _save(launch, "state", "dropped_on", "is_presumed", "cancelled_at", "cancelled_by")
    alerts.supersede(launch=launch, because=Skipped.OVERTAKEN)
    restored = _note(launch, News.RESTORED, by=by)
    alerts.lay_ladder(change=restored, overdue=Skipped.PASSED)
    _tell(restored)
    training.follow_with_training(launch=launch, before=before)
    audit.record(project=launch.project, by=by, verb="put on again", on=launch)
    return launch


@transaction.atomic
def end(*, launch: Launch, by: User | None) -> Launch:
    """The launch no longer makes the phone ring."""
    launch = _held(launch)
    if launch.state != LaunchState.LIVE:
        raise NotPossible(_("Only a launch that is out can be over."))
    launch.state = LaunchState.OVER
    _save(launch, "state")
    audit.record(project=launch.project, by=by, verb="ended the launch", on=launch)
    return launch


@transaction.atomic
def resume(*, launch: Launch, by: User) -> Launch:
    """It makes the phone ring after all."""
    launch = _held(launch)
    if launch.state != LaunchState.OVER:
        raise NotPossible(_("Only a launch that is over can be taken up again."))
    launch.state = LaunchState.LIVE
    _save(launch, "state")
    audit.record(project=launch.project, by=by, verb="took the launch up again", on=launch)
    return launch


def _held(launch: Launch, version: int | None = None) -> Launch:
    """The launch as it stands, locked until the transaction ends. Raises `ChangedMeanwhile`."""
    held = (
        Launch.objects.select_for_update(of=("self",))
        .select_related("project", "reviewed_by", "registered_by")
        .get(pk=launch.pk)
    )
    if version is not None and held.version != version:
        raise ChangedMeanwhile(held, _("Somebody changed this launch while you were writing."))
    return held


def _save(launch: Launch, *fields: str) -> None:
    launch.version += 1
    launch.save(update_fields=[*fields, "version"])


def _went_out(launch: Launch, *, on: datetime.date, is_presumed: bool) -> None:
    launch.state, launch.dropped_on, launch.is_presumed = LaunchState.LIVE, on, is_presumed
    _save(launch, "state", "dropped_on", "is_presumed")
    alerts.supersede(launch=launch, because=Skipped.DROPPED)


def _tell(change: LaunchChange) -> None:
    """Alerts who is to confirm it, and tells the agents who have the brief."""
    alerts.tell_now(change=change)
    briefs.tell_readers(change=change)


def _note(launch: Launch, what: News, *, by: User | None, reason: str = "") -> LaunchChange:
    return LaunchChange.objects.create(
        launch=launch,
        what=what,
        earliest=launch.earliest,
        likely=launch.likely,
        latest=launch.latest,
        reason=reason,
        by=by,
    )
