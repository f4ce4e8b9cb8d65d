"""Tables of the vision: the board, its elements and their order, what is published of it, who is told."""

from vision.models.batch import Batch, BatchKind
from vision.models.board import Board, Function
from vision.models.capacity import Capacity
from vision.models.comment import Comment
from vision.models.decision import Decision, DecisionKind
from vision.models.dream import Dream
from vision.models.element import Dependency, Element, Flag, Place
from vision.models.joined import ElementAsk
from vision.models.move import Move
from vision.models.outcome import OutcomeLine, OutcomeMessage, OutcomeState, Talk
from vision.models.rating import Choice, Criterion, Preference, Rater, Rating
from vision.models.version import Draft, DraftNote, Version, VersionAsk, VersionElement

__all__ = [
    "Batch",
    "BatchKind",
    "Board",
    "Capacity",
    "Choice",
    "Comment",
    "Criterion",
    "Decision",
    "DecisionKind",
    "Dependency",
    "Draft",
    "DraftNote",
    "Dream",
    "Element",
    "ElementAsk",
    "Flag",
    "Function",
    "Move",
    "OutcomeLine",
    "OutcomeMessage",
    "OutcomeState",
    "Place",
    "Preference",
    "Rater",
    "Rating",
    "Talk",
    "Version",
    "VersionAsk",
    "VersionElement",
]
