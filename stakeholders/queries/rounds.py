"""Rounds with their counts."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mailroom.models import Suppression
from projects import listing
from projects.models import Project
from stakeholders.models import Interview, Round, State


@dataclass(frozen=True)
class Tally:
    """How far a round has come, in people."""

    chosen: int = 0
    asked: int = 0
    opened: int = 0
    started: int = 0
    submitted: int = 0
    declined: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class RoundRow:
    """A round and its tally."""

    round: Round
    tally: Tally


# Not what an anonymous round holds in common.
_SOMEBODY = Q(interviews__isnull=False, interviews__voices=None)
_COUNTS = {
    "chosen": Q(interviews__state=State.CHOSEN),
    "asked": ~Q(interviews__state=State.CHOSEN) & _SOMEBODY,
    "opened": Q(interviews__opened_at__isnull=False),
    "started": Q(interviews__started_at__isnull=False),
    "submitted": Q(interviews__state=State.SUBMITTED) & _SOMEBODY,
    "declined": Q(interviews__state=State.DECLINED),
    "waiting": Q(interviews__state__in=[State.INVITED, State.STARTED]),
}


class RoundState(models.TextChoices):
    """How far a round is, as the list of rounds is narrowed by it."""

    DRAFT = "draft", _("draft")
    OPEN = "open", _("open")
    FINISHED = "finished", _("finished")


def rounds(project: Project, *, text: str = "", state: str = "") -> QuerySet[Round]:
    """The rounds that people answer by themselves, narrowed to words of the title and to a state."""
    found = project.rounds.emailed()
    found = listing.with_words(found, text, "title")
    match state:
        case RoundState.DRAFT:
            found = found.filter(sent_at=None)
        case RoundState.OPEN:
            found = found.open()
        case RoundState.FINISHED:
            found = found.sent().exclude(pk__in=project.rounds.open().values("pk"))
    return found.select_related("question_set").annotate(
        **{name: Count("interviews", filter=wanted) for name, wanted in _COUNTS.items()}
    )


def with_tallies(rows: Iterable[Round]) -> list[RoundRow]:
    """What `rounds` found, each with its counts."""
    return [RoundRow(row, Tally(**{name: getattr(row, name) for name in _COUNTS})) for row in rows]


def asked_in(round: Round, *, text: str = "", state: str = "") -> QuerySet[Interview]:
    """The people of a round, narrowed to words of their name and to how far they are."""
    people = round.interviews.select_related("stakeholder")
    found = listing.with_words(people, text, "stakeholder__name")
    if state == "waiting":
        return found.unanswered()
    return found.filter(state=state) if state in State.values else found


def tally(round: Round) -> Tally:
    """The counts of one round."""
    counts = Round.objects.filter(pk=round.pk).aggregate(
        **{name: Count("interviews", filter=wanted) for name, wanted in _COUNTS.items()}
    )
    return Tally(**counts)


def unsubscribed(project: Project, interviews: Iterable[Interview]) -> set[int]:
    """The stakeholders among them whose address gets no reminders."""
    addresses = {
        email.lower() for email in Suppression.objects.filter(project=project).values_list("email", flat=True)
    }
    return {one.stakeholder_id for one in interviews if one.stakeholder.email.lower() in addresses}
