"""What a run tells afterwards: how it went against its targets, and where its gaps are."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from crisis.models import Activation, AfterAction, StepState, TimelineEntry
from crisis.queries.broadcasts import Reached, reached
from crisis.queries.running import BoardStep, board


@dataclass(frozen=True)
class Review:
    """A run looked back at."""

    steps: list[BoardStep]
    broadcasts: list[Reached]
    timeline: list[TimelineEntry]
    elapsed: str
    unheld: list[str]

    @property
    def done(self) -> int:
        """How many steps were done."""
        return sum(row.step.state == StepState.DONE for row in self.steps)

    @property
    def on_time(self) -> int:
        """How many of them within their time."""
        return sum(row.step.state == StepState.DONE and not row.was_late for row in self.steps)

    @property
    def went_well(self) -> list[str]:
        """What the clocks and the answers show to have gone well."""
        said = []
        if self.on_time:
            said.append(
                _("%(number)d of %(all)d steps were done within their time.")
                % {"number": self.on_time, "all": len(self.steps)}
            )
        if not self.unheld:
            said.append(_("Every role was held."))
        return said + [
            _("Broadcast %(number)d was answered by enough: %(says)s.")
            % {"number": one.broadcast.number, "says": one.says}
            for one in self.broadcasts
            if one.broadcast.asks and one.is_enough
        ]

    @property
    def gaps(self) -> list[str]:
        """What to improve: steps late, skipped or never done, roles that nobody held, answers that lack."""
        return [
            *(_gap(row) for row in self.steps if _is_gap(row)),
            *(_("Nobody held the role: %(role)s") % {"role": role} for role in self.unheld),
            *(
                _("Broadcast %(number)d: %(says)s") % {"number": one.broadcast.number, "says": one.says}
                for one in self.broadcasts
                if one.broadcast.asks and not one.is_enough
            ),
        ]


def review(activation: Activation) -> Review:
    """The run as it stands, in the order in which its playbook has it."""
    shown = board(activation, activation.commander, entries=5000)
    steps = sorted((row for phase in shown.phases for row in phase.steps), key=lambda row: row.step.order)
    unheld = [str(held.get_role_display()) for held in activation.roles.filter(person=None)]
    return Review(steps, reached(activation), shown.timeline[::-1], shown.elapsed, unheld)


def after_action(activation: Activation) -> AfterAction | None:
    """The review that was drafted at the all-clear; nothing before."""
    return AfterAction.objects.select_related("changed_by").filter(activation=activation).first()


def _is_gap(row: BoardStep) -> bool:
    return row.step.state != StepState.DONE or row.was_late


def _gap(row: BoardStep) -> str:
    facts = {"step": row.step.title, "clock": row.clock_words, "reason": row.step.reason}
    if row.step.state == StepState.SKIPPED:
        return _("Skipped: %(step)s. %(reason)s") % facts
    if row.step.is_open:
        return _("Not done: %(step)s") % facts
    return _("%(clock)s: %(step)s") % facts
