"""What happened to the board and to one element."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from projects.models import AuditEntry, Project
from vision.models import Batch, Element, Function, Move

_SHOWN = 100


@dataclass(frozen=True)
class Act:
    """One line of the board's history: a move, or what was done to several elements in one act.

    `standing`: whether it can be taken back; of several elements that shows when it is tried.
    """

    done: Move | Batch
    standing: bool
    move: Move | None = None
    batch: Batch | None = None


def history(project: Project) -> list[Act]:
    """What was done last, newest first; what one act moved is one line, however many elements it were."""
    later = Move.objects.filter(element=OuterRef("element"), undone_at=None, pk__gt=OuterRef("pk"))
    moves = (
        project.moves.filter(batch=None)
        .select_related("element", "element__project", "by", "from_function", "to_function")
        .annotate(standing=Q(undone_at=None) & ~Exists(later))
        .order_by("-pk")[:_SHOWN]
    )
    batches = project.batches.select_related("by").order_by("-pk")[:_SHOWN]
    acts = [Act(move, move.standing, move=move) for move in moves]
    acts += [Act(batch, batch.undone_at is None, batch=batch) for batch in batches]
    return sorted(acts, key=lambda act: act.done.at, reverse=True)[:_SHOWN]


def columns(project: Project) -> "QuerySet[Function]":
    """The columns with how many elements each holds."""
    return project.functions.annotate(held=Count("elements"))


@dataclass(frozen=True)
class Happening:
    """One line of an element's history."""

    at: datetime.datetime
    who: str
    says: str


def element_history(element: Element) -> list[Happening]:
    """What happened to one element: moves and changes, newest first."""
    moves = element.moves.select_related("by", "from_function", "to_function").order_by("-pk")[:_SHOWN]
    entries = (
        AuditEntry.objects.filter(object_type=Element._meta.label_lower, object_id=element.pk)
        .exclude(verb__in=["moved", "took back a move"])
        .select_related("by")[:_SHOWN]
    )
    lines = [Happening(move.at, str(move.by), move.says) for move in moves]
    lines += [Happening(entry.at, str(entry.by or entry.by_label), entry.verb) for entry in entries]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:_SHOWN]
