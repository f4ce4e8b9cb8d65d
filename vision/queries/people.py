"""What became of one person's asks: the element each joined, and its outcome in each version."""

from collections import defaultdict
from dataclasses import dataclass, field

from stakeholders.models import Ask, Stakeholder
from vision.models import Decision, DecisionKind, Element, ElementAsk, OutcomeLine, OutcomeState, VersionAsk


@dataclass(frozen=True)
class Became:
    """One ask; `element` is where it is now, `published` how each version had it, newest first."""

    ask: Ask
    element: Element | None
    published: list[VersionAsk] = field(default_factory=list)


def became(person: Stakeholder) -> list[Became]:
    """For the team: where each ask is now, and where it was in every version; three queries."""
    asks = list(person.asks.live().select_related("topic").order_by("created_at", "pk"))
    joined = {
        one.ask_id: one.element
        for one in ElementAsk.objects.filter(ask__in=asks).select_related("element__function")
    }
    published = defaultdict(list)
    for one in (
        VersionAsk.objects.filter(ask__in=asks)
        .select_related("version", "element")
        .order_by("-version__number")
    ):
        published[one.ask_id].append(one)
    return [Became(ask, joined.get(ask.pk), published[ask.pk]) for ask in asks]


@dataclass(frozen=True)
class Heard:
    """One ask as its speaker may see it: only what they have been told of its outcome, newest first."""

    ask: Ask
    told: list[OutcomeLine] = field(default_factory=list)
    concerns: list[Decision] = field(default_factory=list)


def heard_of(person_pk: int) -> list[Heard]:
    """For the person: their asks with what they were told and what they answered; three queries.

    An outcome that waits for a talk, or for its mail, is not shown before.
    """
    asks = list(Ask.objects.live().filter(stakeholder=person_pk).order_by("created_at", "pk"))
    told, concerns = defaultdict(list), defaultdict(list)
    # By the asks: what was told under another row of the register, before the two were merged, is theirs.
    lines = OutcomeLine.objects.filter(ask__in=asks, outcome__state=OutcomeState.SENT).select_related(
        "outcome__version"
    )
    for line in lines.order_by("-outcome__version__number"):
        told[line.ask_id].append(line)
    said = Decision.objects.filter(ask__in=asks, kind=DecisionKind.NOT_MEANT)
    for concern in said.order_by("at", "pk"):
        concerns[concern.ask_id].append(concern)
    return [Heard(ask, told[ask.pk], concerns[ask.pk]) for ask in asks]
