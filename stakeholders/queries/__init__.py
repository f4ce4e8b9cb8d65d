"""Reads of listening."""

from stakeholders.queries.asks import AskGroup, alike, by_topic
from stakeholders.queries.bank import Bank, bank, questions_in_order, sets_with_sizes
from stakeholders.queries.cards import Beside, Card, DeskPage, card, desk_page
from stakeholders.queries.coverage import Coverage, coverage, power_heard
from stakeholders.queries.desk import (
    DeskFilters,
    ToRead,
    answers_for_desk,
    highlighted,
    narrowed,
    on_desk,
    to_read,
    unread_count,
    with_words,
)
from stakeholders.queries.duplicates import MergePreview, Pair, duplicates, merge_preview, talks_told
from stakeholders.queries.heard import Heard, heard, with_heard
from stakeholders.queries.interviews import (
    InterviewFilters,
    Spoken,
    Turn,
    conversations,
    follow_ups,
    tallied,
    turns,
)
from stakeholders.queries.map import Map, power_map
from stakeholders.queries.personal import Asked, Page, answered_in, interview_of, page_of, wording_in
from stakeholders.queries.register import Facets, Filters, departments, facets, register
from stakeholders.queries.rounds import RoundRow, RoundState, Tally, asked_in, rounds, tally, with_tallies
from stakeholders.queries.standing import search, standing

__all__ = [
    "AskGroup",
    "Asked",
    "Bank",
    "Beside",
    "Card",
    "Coverage",
    "DeskFilters",
    "DeskPage",
    "Facets",
    "Filters",
    "Heard",
    "InterviewFilters",
    "Map",
    "MergePreview",
    "Page",
    "Pair",
    "RoundRow",
    "RoundState",
    "Spoken",
    "Tally",
    "ToRead",
    "Turn",
    "alike",
    "answered_in",
    "answers_for_desk",
    "asked_in",
    "bank",
    "by_topic",
    "card",
    "conversations",
    "coverage",
    "departments",
    "desk_page",
    "duplicates",
    "facets",
    "follow_ups",
    "heard",
    "highlighted",
    "interview_of",
    "merge_preview",
    "narrowed",
    "on_desk",
    "page_of",
    "power_heard",
    "power_map",
    "questions_in_order",
    "register",
    "rounds",
    "search",
    "sets_with_sizes",
    "standing",
    "talks_told",
    "tallied",
    "tally",
    "to_read",
    "turns",
    "unread_count",
    "with_heard",
    "with_tallies",
    "with_words",
    "wording_in",
]
