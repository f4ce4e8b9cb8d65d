"""What a run tells afterwards: how it went against its targets, and where its gaps are."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from crisis.models import (
    Activation,
    AfterAction,
    BroadcastRecipient,
    Finding,
    FindingKind,
    Improvement,
    StepState,
    TimelineEntry,
)
from crisis.queries.broadcasts import Reached, reached
from crisis.queries.running import BoardStep, board

MOST_NAMES = 12


@dataclass(frozen=True)
class Review:
    """A run looked back at."""

    steps: list[BoardStep]
    broadcasts: list[Reached]
    timeline: list[TimelineEntry]
    elapsed: str
    unheld: list[str]
    # By broadcast: the names of those who have not confirmed it.
    silent: dict[int, str]

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
                _("Broadcast %(number)d: %(says)s; not by %(names)s")
                % {"number": one.broadcast.number, "says": one.says, "names": self.silent[one.broadcast.pk]}
                for one in self.broadcasts
                if one.broadcast.asks and not one.is_enough
            ),
        ]


def review(activation: Activation) -> Review:
    """The run as it stands, in the order in which its playbook has it."""
    shown = board(activation, activation.commander, entries=5000)
    steps = sorted((row for phase in shown.phases for row in phase.steps), key=lambda row: row.step.order)
    unheld = [str(held.get_role_display()) for held in activation.roles.filter(person=None)]
    return Review(
        steps, reached(activation), shown.timeline[::-1], shown.elapsed, unheld, _silent(activation)
    )


def _silent(activation: Activation) -> dict[int, str]:
    rows = BroadcastRecipient.objects.filter(
        broadcast__activation=activation, broadcast__asks=True, confirmation__confirmed_at=None
    )
    names: dict[int, list[str]] = {}
    for broadcast, name in rows.order_by("person__name", "pk").values_list("broadcast", "person__name"):
        names.setdefault(broadcast, []).append(name)
    return {broadcast: _some(found) for broadcast, found in names.items()}


def _some(names: list[str]) -> str:
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    facts = {"names": ", ".join(names[:MOST_NAMES]), "more": len(names) - MOST_NAMES}
    return _("%(names)s and %(more)d more") % facts


@dataclass(frozen=True)
class FindingList:
    """What went well, or what did not, as it stands in the review."""

    kind: str
    word: str
    findings: list[Finding]


def findings(stored: AfterAction, *, also: Finding | None = None) -> list[FindingList]:
    """Both lists, each finding with what came of it; in two queries. `also` stands there in any case."""
    rows = list(
        stored.findings.filter(Q(removed_at=None) | Q(pk=also.pk if also else None))
        .select_related("changed_by", "lesson__project")
        .prefetch_related(Prefetch("improvements", Improvement.objects.select_related("owner", "project")))
    )
    return [
        FindingList(kind, str(word), [one for one in rows if one.kind == kind])
        for kind, word in FindingKind.choices
    ]


def after_action(activation: Activation) -> AfterAction | None:
    """The review that was drafted at the all-clear; nothing before."""
    return AfterAction.objects.select_related("activation__project").filter(activation=activation).first()


def _is_gap(row: BoardStep) -> bool:
    return row.step.state != StepState.DONE or row.was_late


def _gap(row: BoardStep) -> str:
    facts = {"step": row.step.title, "clock": row.clock_words, "reason": row.step.reason}
    if row.step.state == StepState.SKIPPED:
        return _("Skipped: %(step)s. %(reason)s") % facts
    if row.step.is_open:
        return _("Not done: %(step)s") % facts
    return _("%(clock)s: %(step)s") % facts
