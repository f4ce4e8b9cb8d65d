"""Reads of outcomes."""

from outcomes.queries.buildout import (
    Agreement,
    Reader,
    Stream,
    agreed_on,
    agreements,
    build_items,
    raters,
    readers,
    scorecards,
    sops,
    streams,
)
from outcomes.queries.constraints import constraints, in_words
from outcomes.queries.frictions import Recurring, alike, friction_link, frictions, recurring
from outcomes.queries.funnels import Compared, compared, funnels
from outcomes.queries.funnels import picture as funnel_picture
from outcomes.queries.lessons import lessons, takeable
from outcomes.queries.marks import Mark, marks
from outcomes.queries.measures import Judged, Told, judged, measures, picture, with_unit
from outcomes.queries.reporting import Money, money, told
from outcomes.queries.reporting import Told as ToldMeasure
from outcomes.queries.search import search
from outcomes.queries.standing import due
from outcomes.queries.training import Grid, Learner, Part, grid, learners

__all__ = [
    "Agreement",
    "Compared",
    "Grid",
    "Judged",
    "Learner",
    "Mark",
    "Money",
    "Part",
    "Reader",
    "Recurring",
    "Stream",
    "Told",
    "ToldMeasure",
    "agreed_on",
    "agreements",
    "alike",
    "build_items",
    "compared",
    "constraints",
    "due",
    "friction_link",
    "frictions",
    "funnel_picture",
    "funnels",
    "grid",
    "in_words",
    "judged",
    "learners",
    "lessons",
    "marks",
    "measures",
    "money",
    "picture",
    "raters",
    "readers",
    "recurring",
    "scorecards",
    "search",
    "sops",
    "streams",
    "takeable",
    "told",
    "with_unit",
]
