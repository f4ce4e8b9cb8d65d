"""What may come in."""

from vision.forms.board import LISTED, MOST_IN_A_CELL, CellForm, FunctionForm, MoveForm
from vision.forms.elements import DreamForm, ElementForm
from vision.forms.line import BulkForm, CapacityForm, LineForm, WhatIfForm
from vision.forms.merging import CommentForm, MergeForm, SplitForm
from vision.forms.publishing import (
    AnswerForm,
    ConcernForm,
    DecisionForm,
    NoteForm,
    OutcomeForm,
    PassOverForm,
    ReassignForm,
    SealForm,
    StatementForm,
    TalkForm,
)
from vision.forms.rating import CriterionForm, PairForm, RatersForm, RatingForm, WeightForm, as_given
from vision.forms.sorting import JoinForm, PartForm, SproutForm

__all__ = [
    "LISTED",
    "MOST_IN_A_CELL",
    "AnswerForm",
    "BulkForm",
    "CapacityForm",
    "CellForm",
    "CommentForm",
    "ConcernForm",
    "CriterionForm",
    "DecisionForm",
    "DreamForm",
    "ElementForm",
    "FunctionForm",
    "JoinForm",
    "LineForm",
    "MergeForm",
    "MoveForm",
    "NoteForm",
    "OutcomeForm",
    "PairForm",
    "PartForm",
    "PassOverForm",
    "RatersForm",
    "RatingForm",
    "ReassignForm",
    "SealForm",
    "SplitForm",
    "SproutForm",
    "StatementForm",
    "TalkForm",
    "WeightForm",
    "WhatIfForm",
    "as_given",
]
