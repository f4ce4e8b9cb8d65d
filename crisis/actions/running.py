"""A run: declaring it, working down its steps, handing it over.

Each of these takes the run's row lock first, so that two phones act one after the other; what was made from
an older state is refused and told, never written over.
"""

import datetime
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from crisis import channels, mail, mail_people, queries
from crisis.models import (
    Activation,
    ActivationRole,
    CrisisPerson,
    CrisisRole,
    Participant,
    Playbook,
    RunStep,
    StepState,
    TimelineEntry,
)
from mailroom import actions as mailroom
from projects import audit
from projects.actions import Refused
from projects.models import Project, User


class AlreadyRunning(Refused):
    """Somebody declared the same crisis a moment before."""

    def __init__(self, activation: Activation) -> None:
        super().__init__()
        self.activation = activation

    def __str__(self) -> str:
        facts = {"title": self.activation, "name": self.activation.declared_by}
        return _("%(title)s is running already: %(name)s declared it. You are on its board.") % facts


class Over(Refused):
    """The run was stood down meanwhile."""

    def __str__(self) -> str:
        return _("It was stood down meanwhile, so this was not done.")


class ChangedMeanwhile(Refused):
    """Somebody else acted since the page was made; `says` tells what stands now."""

    def __init__(self, says: str) -> None:
        super().__init__()
        self.says = says

    def __str__(self) -> str:
        return self.says


@transaction.atomic
def declare(
    *,
    project: Project,
    playbook: Playbook,
    by: User,
    severity: str = "",
    is_drill: bool = False,
    participants: list[CrisisPerson] | None = None,
    declared_at: datetime.datetime | None = None,
) -> Activation:
    """Starts a run of the playbook's latest version and tells who has a role in it.

    `declared_at` is given when it is written down afterwards, from paper.

    Raises `AlreadyRunning` with the run that somebody else started first.
    """
    version = playbook.versions.latest("number")
    try:
        with transaction.atomic():
            activation = Activation.objects.create(
                project=project,
                playbook=playbook,
                playbook_version=version,
                title=playbook.title,
                severity=severity or version.severity,
                is_drill=is_drill,
                commander=by,
                declared_by=by,
                declared_at=declared_at or timezone.now(),
            )
    except IntegrityError:
        raise AlreadyRunning(queries.running_of(playbook, is_drill=is_drill)) from None
    people = list(participants or []) if is_drill else None
    if people:
        Participant.objects.bulk_create(Participant(activation=activation, person=one) for one in people)
    _take_steps(activation, version.steps)
    _propose_roles(activation, people)
    what = (
        _("Drill declared by %(name)s, %(severity)s") if is_drill else _("Declared by %(name)s, %(severity)s")
    )
    declared = what % {"name": by, "severity": activation.severity}
    keep(activation, by, declared, said_at=declared_at)
    mailroom.queue_many(mail_people.role_envelopes(activation))
    channels.tell(
        activation,
        kind="crisis.declared",
        key=f"crisis-declared:{activation.pk}",
        title=activation.title,
        text=declared,
    )
    audit.record(
        project=project, by=by, verb="declared a drill of" if is_drill else "declared", on=activation
    )
    return activation


def _take_steps(activation: Activation, steps: list[dict[str, Any]]) -> None:
    RunStep.objects.bulk_create(
        RunStep(
            activation=activation,
            order=order,
            phase=step["phase"],
            role=step["role"],
            title=step["title"],
            minutes=step["minutes"],
            from_stand_down=step["from_stand_down"],
            done_when=step.get("done_when", ""),
        )
        for order, step in enumerate(steps, start=1)
    )


def _propose_roles(activation: Activation, among: list[CrisisPerson] | None) -> None:
    """Each role of the steps goes to its first holder who is reached, in a drill to a participant alone."""
    holders = queries.first_holders(activation.project, among)
    wanted = dict.fromkeys(
        [CrisisRole.INCIDENT_COMMANDER.value, *(step.role for step in activation.steps.all())]
    )
    ActivationRole.objects.bulk_create(
        ActivationRole(activation=activation, role=role, person=holders.get(role)) for role in wanted
    )


@transaction.atomic
def settle(
    *,
    activation: Activation,
    step_id: int,
    version: int,
    by: User,
    reason: str = "",
    skip: bool = False,
    said_at: datetime.datetime | None = None,
    key: uuid.UUID | None = None,
) -> RunStep:
    """Checks a step off, or skips it with a reason. Raises `ChangedMeanwhile` if another phone was first."""
    activation = locked(activation)
    step = activation.steps.get(pk=step_id)
    if key is not None and activation.timeline.filter(key=key).exists():
        return step
    _refuse_if_older(step, version)
    step.state = StepState.SKIPPED if skip else StepState.DONE
    step.reason = reason
    step.settled_at, step.settled_by = moment(activation, said_at), by
    _save_step(step)
    facts = {"step": step.title, "reason": reason}
    says = _("Skipped: %(step)s. Because: %(reason)s") if skip else _("Done: %(step)s")
    keep(activation, by, says % facts, said_at=step.settled_at, key=key)
    return step


@transaction.atomic
def reopen(*, activation: Activation, step_id: int, version: int, by: User) -> RunStep:
    """Takes a check-off or a skip back; both stay on the timeline."""
    activation = locked(activation)
    step = activation.steps.get(pk=step_id)
    _refuse_if_older(step, version)
    step.state, step.reason, step.settled_at, step.settled_by = StepState.OPEN, "", None, None
    _save_step(step)
    keep(activation, by, _("Opened again: %(step)s") % {"step": step.title})
    return step


def _refuse_if_older(step: RunStep, version: int) -> None:
    if step.version != version:
        raise ChangedMeanwhile(queries.stands(step))


def _save_step(step: RunStep) -> None:
    step.version += 1
    step.save(update_fields=["state", "reason", "settled_at", "settled_by", "version"])


@transaction.atomic
def add_step(*, activation: Activation, by: User, title: str, role: str, minutes: int) -> RunStep:
    """Adds a step that the playbook did not foresee, due so many minutes from now."""
    activation = locked(activation)
    last = activation.steps.aggregate(last=Max("order"))["last"] or 0
    since = int((timezone.now() - activation.declared_at).total_seconds() // 60)
    step = RunStep.objects.create(
        activation=activation,
        order=last + 1,
        phase=queries.phase_at(since + minutes),
        role=role,
        title=title,
        minutes=since + minutes,
    )
    keep(activation, by, _("Added a step: %(step)s") % {"step": title})
    return step


@transaction.atomic
def note(
    *,
    activation: Activation,
    by: User,
    text: str,
    said_at: datetime.datetime | None = None,
    key: uuid.UUID | None = None,
) -> None:
    """Keeps a note on the timeline, once per key."""
    activation = locked(activation)
    if key is None or not activation.timeline.filter(key=key).exists():
        keep(activation, by, text, said_at=moment(activation, said_at), key=key, is_note=True)


@transaction.atomic
def assign(
    *, activation: Activation, role: str, person: CrisisPerson | None, by: User, was: str | None = None
) -> None:
    """Gives a role of this run to a person, who is told; or to nobody.

    `was` is the key of who held it on the page, "" for nobody; raises `ChangedMeanwhile` when it is another.
    """
    activation = locked(activation)
    held = activation.roles.select_related("person").get(role=role)
    if was is not None and was != str(held.person_id or ""):
        raise ChangedMeanwhile(queries.role_stands(held))
    held.person = person
    held.save(update_fields=["person"])
    facts = {"role": held.get_role_display(), "name": person or _("nobody")}
    keep(activation, by, _("%(role)s is now %(name)s") % facts)
    mailroom.queue_many(mail_people.role_envelopes(activation, only=role))


@transaction.atomic
def set_severity(*, activation: Activation, version: int, severity: str, by: User) -> None:
    """Raises or lowers the severity."""
    activation = commanded(activation, version)
    activation.severity = severity
    activation.save(update_fields=["severity", "version"])
    keep(activation, by, _("Severity is now %(severity)s") % {"severity": severity})


@transaction.atomic
def hand_over(*, activation: Activation, version: int, to: User, summary: str, by: User) -> None:
    """Another member commands from now on, with a summary that is kept on the timeline and mailed to them."""
    activation = commanded(activation, version)
    activation.commander = to
    activation.save(update_fields=["commander", "version"])
    facts = {"name": to, "summary": summary}
    keep(activation, by, _("Command handed over to %(name)s. %(summary)s") % facts)
    mailroom.queue(mail.handover_envelope(activation, to, summary, by))
    audit.record(
        project=activation.project, by=by, verb="handed over the command of", on=activation, to=str(to)
    )


def locked(activation: Activation) -> Activation:
    """The run as it stands, with its row lock."""
    return (
        Activation.objects.select_for_update(of=("self",))
        .select_related("project", "playbook", "playbook_version", "commander")
        .get(pk=activation.pk)
    )


def running(activation: Activation) -> Activation:
    """The run, locked; raises `Over` when it was stood down."""
    activation = locked(activation)
    if not activation.is_running:
        raise Over
    return activation


def commanded(activation: Activation, version: int) -> Activation:
    """The run, locked, for a command that was made from this version of it."""
    activation = locked(activation)
    if activation.version != version or not activation.is_running:
        raise ChangedMeanwhile(queries.command_stands(activation))
    activation.version += 1
    return activation


def moment(activation: Activation, said_at: datetime.datetime | None) -> datetime.datetime:
    """When it was said: what the page tells, within the run's own time."""
    now = timezone.now()
    return now if said_at is None else min(max(said_at, activation.declared_at), now)


def keep(
    activation: Activation,
    by: User | None,
    text: str,
    *,
    said_at: datetime.datetime | None = None,
    key: uuid.UUID | None = None,
    is_note: bool = False,
) -> TimelineEntry:
    """Writes the timeline, and lets every watcher of the board see that something changed."""
    entry = TimelineEntry.objects.create(
        activation=activation,
        by=by,
        by_label=str(by or _("the planner"))[:120],
        text=text[:2000],
        is_note=is_note,
        said_at=said_at or timezone.now(),
        key=key,
    )
    touch(activation)
    return entry


def touch(activation: Activation) -> None:
    """Lets every watcher of the board see that something changed."""
    Activation.objects.filter(pk=activation.pk).update(changes=F("changes") + 1)
