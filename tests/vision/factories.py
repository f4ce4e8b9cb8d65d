"""Rows of the vision for tests: plain functions, each with sensible defaults."""

import itertools
from typing import Any

from projects.models import Project
from stakeholders.models import Ask, Stakeholder
from tests.projects.factories import lead_of
from vision import actions, queries
from vision.models import Criterion, Dream, Element, Function, Place, Version

_numbers = itertools.count(1)


def make_person(project: Project, **fields: Any) -> Stakeholder:
    """A stakeholder with an address, of middling power."""
    number = next(_numbers)
    asked = {"name": f"Person {number}", "email": f"person{number}@example.org", "power": 2, **fields}
    return Stakeholder.objects.create(project=project, **asked)


def make_ask(project: Project, *, by: Stakeholder | None = None, **fields: Any) -> Ask:
    """An ask with a quote, of a new person unless one is given."""
    number = next(_numbers)
    asked = {"text": f"Ask {number}", "quote": f"I want thing {number}.", **fields}
    return Ask.objects.create(project=project, stakeholder=by or make_person(project), **asked)


def make_dream(project: Project, **fields: Any) -> Dream:
    """A dream of the team."""
    return Dream.objects.create(project=project, **{"text": f"Dream {next(_numbers)}", **fields})


def make_criterion(project: Project, **fields: Any) -> Criterion:
    """Something to weigh elements by."""
    number = next(_numbers)
    return Criterion.objects.create(
        project=project, **{"name": f"Criterion {number}", "weight": 1, "position": number % 1000, **fields}
    )


def function_of(project: Project, index: int = 0) -> Function:
    """A column of the board, by its position."""
    actions.open_board(project)
    return project.functions.all()[index]


def make_element(
    project: Project,
    place: Place = Place.NOW,
    *,
    column: int = 0,
    asks: list[Ask] | None = None,
    **fields: Any,
) -> Element:
    """An element at the end of a column."""
    return actions.make_element(
        project=project,
        by=lead_of(project),
        place=place,
        function=function_of(project, column) if place.is_sorted else None,
        asks=asks or [],
        **{"title": f"Element {next(_numbers)}", **fields},
    )


def make_version(project: Project, statement: str = "One number for all.") -> Version:
    """The board as it stands, published by the lead; an empty board gets an element first."""
    if not project.elements.exists():
        make_element(project)
    lead = lead_of(project)
    version = queries.draft_of(project).version
    actions.write_draft(project=project, by=lead, version=version, statement=statement)
    return actions.publish(project=project, by=lead, seal=queries.plan(project).seal)
