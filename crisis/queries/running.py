"""The live board: each step with its clock, yours first; and what stands when two act at once."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crisis.models import (
    Activation,
    ActivationQuerySet,
    ActivationRole,
    Phase,
    Playbook,
    RunStep,
    StepState,
    TimelineEntry,
)
from projects.models import Project, User
from projects.templatetags.planner import clock

SOON = datetime.timedelta(minutes=10)
_FAR = datetime.datetime.max.replace(tzinfo=datetime.UTC)


@dataclass(frozen=True)
class BoardStep:
    """A step as the board shows it, at one moment."""

    step: RunStep
    holder: str
    is_mine: bool
    now: datetime.datetime

    @property
    def clock_words(self) -> str:
        """“late 6 min”, “8 min left”, “on time”, “4 min late”; nothing before its clock begins."""
        due = self.step.due_at
        if self.step.state == StepState.SKIPPED:
            return _("skipped")
        if self.was_left:
            return _("not done")
        if due is None:
            return _("after standing down")
        minutes = _minutes((self.step.settled_at or self.now) - due)
        if not self.step.is_open:
            return _("%(minutes)d min late") % {"minutes": minutes} if minutes > 0 else _("on time")
        if minutes > 0:
            return _("late %(minutes)d min") % {"minutes": minutes}
        return _("%(minutes)d min left") % {"minutes": -minutes}

    @property
    def tone(self) -> str:
        """The colour of its clock."""
        due = self.step.due_at
        if not self.step.is_open:
            is_good = self.step.state == StepState.DONE and not self.was_late
            return "good" if is_good else ""
        if due is None or self.was_left:
            return ""
        if self.is_late:
            return "danger"
        return "line" if due - self.now <= SOON else "good"

    @property
    def is_late(self) -> bool:
        """Whether it is open past its time, by a whole minute."""
        due = self.step.due_at
        is_open = self.step.is_open and not self.was_left
        return is_open and due is not None and _minutes(self.now - due) > 0

    @property
    def was_left(self) -> bool:
        """Whether the run ended without it; what comes after standing down is still to be done."""
        ended = self.step.activation.stood_down_at is not None
        return self.step.is_open and ended and not self.step.from_stand_down

    @property
    def was_late(self) -> bool:
        """Whether it was done past its time."""
        due, settled = self.step.due_at, self.step.settled_at
        return due is not None and settled is not None and _minutes(settled - due) > 0

    @property
    def order(self) -> tuple[bool, bool, datetime.datetime, int]:
        """Open before settled, yours before others', the most urgent first."""
        return (not self.step.is_open, not self.is_mine, self.step.due_at or _FAR, self.step.order)


@dataclass(frozen=True)
class BoardPhase:
    """The steps of one part of the playbook."""

    word: str
    steps: list[BoardStep]

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it is open."""
        return not any(row.step.is_open for row in self.steps)

    @property
    def says(self) -> str:
        """“7 of 11 done · 1 late”."""
        done = sum(not row.step.is_open for row in self.steps)
        late = sum(row.is_late for row in self.steps)
        words = _("%(done)d of %(all)d done") % {"done": done, "all": len(self.steps)}
        if late:
            words += " · " + ngettext("%(late)d late", "%(late)d late", late) % {"late": late}
        return words + (" · " + _("yours first") if any(row.is_mine for row in self.steps) else "")


@dataclass(frozen=True)
class Board:
    """Everything that the live board shows, read in a handful of queries whatever the number of steps."""

    activation: Activation
    phases: list[BoardPhase]
    timeline: list[TimelineEntry]
    now: datetime.datetime

    @property
    def elapsed(self) -> str:
        """“00:21:40” since the declaration, until it was stood down."""
        until = self.activation.stood_down_at or self.now
        seconds = int((until - self.activation.declared_at).total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def board(activation: Activation, user: User, *, entries: int = 60) -> Board:
    """The board of a run, for one who watches it."""
    now = timezone.now()
    people = {
        held.role: held.person
        for held in activation.roles.select_related("person")
        if held.person is not None
    }
    rows = []
    for step in activation.steps.select_related("settled_by"):
        step.activation = activation
        person = people.get(step.role)
        is_mine = person is not None and person.email.lower() == user.email.lower()
        rows.append(BoardStep(step, _("you") if is_mine else str(person or ""), is_mine, now))
    phases = [
        BoardPhase(
            str(word), sorted((row for row in rows if row.step.phase == value), key=lambda row: row.order)
        )
        for value, word in Phase.choices
    ]
    return Board(
        activation=activation,
        phases=sorted((phase for phase in phases if phase.steps), key=lambda phase: phase.is_settled),
        timeline=list(activation.timeline.select_related("photo__file")[:entries]),
        now=now,
    )


def runs(project: Project) -> ActivationQuerySet:
    """The project's runs with who commands them."""
    return Activation.objects.filter(project=project).select_related("project", "commander", "playbook")


def running_of(playbook: Playbook, *, is_drill: bool) -> Activation:
    """The run of this playbook that nobody stood down."""
    return (
        Activation.objects.running()
        .select_related("project", "declared_by")
        .get(playbook=playbook, is_drill=is_drill)
    )


def phase_at(minutes: int) -> str:
    """The part of a playbook in which a step due so many minutes after the declaration belongs."""
    if minutes <= 15:
        return Phase.FIRST_15
    return Phase.FIRST_HOUR if minutes <= 60 else Phase.SUSTAIN


def stands(step: RunStep) -> str:
    """What became of a step, for who wanted to do something else with it."""
    facts = {"step": step.title, "name": step.settled_by or "", "time": clock(step.settled_at)}
    if step.state == StepState.DONE:
        return (
            _("%(name)s checked “%(step)s” off at %(time)s. Yours was not kept; look before you act.") % facts
        )
    if step.state == StepState.SKIPPED:
        facts["reason"] = step.reason
        return _("%(name)s skipped “%(step)s” at %(time)s: %(reason)s. Yours was not kept.") % facts
    return _("“%(step)s” was opened again in the meantime. Yours was not kept; look before you act.") % facts


def role_stands(held: ActivationRole) -> str:
    """Who holds a role, for who wanted to give it to somebody else."""
    facts = {"role": held.get_role_display(), "name": held.person or _("nobody")}
    return _("Meanwhile %(role)s was given to %(name)s. Yours was not kept; look before you act.") % facts


def command_stands(activation: Activation) -> str:
    """How the run is commanded, for who wanted to command something else."""
    if not activation.is_running:
        facts = {"name": activation.stood_down_by, "time": clock(activation.stood_down_at)}
        return _("%(name)s stood it down at %(time)s. Yours was not kept.") % facts
    facts = {"name": activation.commander, "severity": activation.severity}
    return (
        _("Meanwhile %(name)s commands and it is %(severity)s. Yours was not kept; look before you act.")
        % facts
    )


def summary_of(shown: Board) -> str:
    """What a new commander must know: how far it is, what is late, what comes next, the last notes."""
    rows = [row for phase in shown.phases for row in phase.steps]
    late = [row.step.title for row in rows if row.is_late]
    ahead = [row.step.title for row in rows if row.step.is_open and not row.is_late]
    lines = [
        _("%(time)s since the declaration; %(done)d of %(all)d steps settled.")
        % {
            "time": shown.elapsed,
            "done": sum(not row.step.is_open for row in rows),
            "all": len(rows),
        }
    ]
    if late:
        lines.append(_("Late: %(steps)s.") % {"steps": "; ".join(late[:5])})
    if ahead:
        lines.append(_("Next: %(steps)s.") % {"steps": "; ".join(ahead[:3])})
    notes = [entry.text for entry in shown.timeline if entry.is_note]
    if notes:
        lines.append(_("Last notes: %(notes)s") % {"notes": " / ".join(notes[:3])})
    return "\n".join(lines)


def _minutes(span: datetime.timedelta) -> int:
    """Whole minutes, towards zero."""
    return int(span.total_seconds() / 60)
