"""Taking back: one move, or an act on several elements as a whole."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects import audit
from projects.models import Project, User
from vision.actions import bulk, merging
from vision.actions.board import touch
from vision.actions.many import take_back_many
from vision.actions.moves import Moved, Refused, take_back
from vision.models import Batch, BatchKind, Element


class NothingToUndo(Exception):
    """There is no move of this person that could be taken back."""


@transaction.atomic
def undo(*, project: Project, by: User, pk: int | None = None, batch: int | None = None) -> Moved:
    """Takes back a move or a batch: the one named, or what the person did last.

    A move can be taken back as long as its element has not been moved again.
    Raises `NothingToUndo` and `Refused`.
    """
    revision = touch(project)
    moves = project.moves.filter(undone_at=None).select_related("element__project", "from_function", "batch")
    batches = project.batches.filter(undone_at=None)
    if batch is not None:
        act, move = batches.filter(pk=batch).first(), None
    elif pk is not None:
        act, move = None, moves.filter(pk=pk).first()
    else:
        act, move = batches.filter(by=by).first(), moves.filter(by=by).first()
        if act is not None and move is not None and move.batch_id is None and move.at > act.at:
            act = None
    if act is None and move is not None:
        act = move.batch
    if act is not None:
        return Moved(_take_back_all(act, by, revision), revision, says=act.says)
    if move is None:
        raise NothingToUndo(_("There is nothing to undo."))
    return Moved(take_back(move, by=by, revision=revision), revision)


def _take_back_all(act: Batch, by: User, revision: int) -> Element:
    """All of one act, or nothing of it: when an element has gone on since, the act stays."""
    elements = take_back_many(act, by=by, revision=revision)
    elements += _REVERSALS[BatchKind(act.kind)](act, by=by, revision=revision)
    if not elements:
        raise Refused(_("There is nothing left of this to take back."))
    act.undone_at, act.undone_by = timezone.now(), by
    act.save(update_fields=["undone_at", "undone_by"])
    audit.record(project=act.project, by=by, verb="took back", on=act, what=act.says)
    return elements[-1]


def _nothing_else(act: Batch, *, by: User, revision: int) -> list[Element]:
    """Moves are all there was to it."""
    return []


_REVERSALS = {
    BatchKind.LINE: _nothing_else,
    BatchKind.EDIT: bulk.restore,
    BatchKind.MERGE: merging.restore_merged,
    BatchKind.SPLIT: merging.restore_split,
}
