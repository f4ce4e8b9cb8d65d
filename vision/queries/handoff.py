"""The plan handed to those who carry it out: NOW as rows for Jira and for Microsoft Project.

Jira's importer maps columns by a heading row that must hold Summary and avoid punctuation, takes several
values of one field from several columns of one heading, and times in seconds (Atlassian, "Importing data
from CSV"). So each dependency stands in a column "Blocked by" of its own, by the Issue Id of this file, to be
mapped to the link type; labels have no spaces.

Microsoft Project's import wizard maps headings to task fields; ID, Name, Duration, Predecessors, Resource
Names and Notes are those fields' own names, and Predecessors are IDs of this file, told apart by commas.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from projects.models import Project
from vision.models import Dependency, Element, Place

_SECONDS_A_DAY = 8 * 60 * 60


@dataclass(frozen=True)
class Handoff:
    """Headings and rows of one file."""

    headings: list[str]
    rows: list[list[str | int | Decimal]]


def jira(project: Project) -> Handoff:
    """One issue for each NOW element; a person-day is eight hours."""
    plan = _plan(project)
    most = max((len(needs) for _number, _element, needs in plan), default=0)
    rows: list[list[str | int | Decimal]] = []
    for number, element, needs in plan:
        days = element.expected_effort
        estimate = round(days * _SECONDS_A_DAY) if days is not None else ""
        blocked: list[str | int | Decimal] = [*needs, *[""] * (most - len(needs))]
        owner = element.owner.email if element.owner else ""
        rows.append(
            [
                number,
                element.title,
                "Task",
                _description(element),
                owner,
                _labels(element),
                estimate,
                *blocked,
            ]
        )
    headings = ["Issue Id", "Summary", "Issue Type", "Description", "Assignee", "Labels", "Original Estimate"]
    return Handoff([*headings, *["Blocked by"] * most], rows)


def microsoft_project(project: Project) -> Handoff:
    """One task for each NOW element; a person-day is a day of one person."""
    rows: list[list[str | int | Decimal]] = []
    for number, element, needs in _plan(project):
        duration = f"{element.effort_days} days" if element.effort_days is not None else ""
        before = ",".join(str(need) for need in needs)
        owner = str(element.owner) if element.owner else ""
        rows.append([number, element.title, duration, before, owner, _description(element)])
    return Handoff(["ID", "Name", "Duration", "Predecessors", "Resource Names", "Notes"], rows)


def _plan(project: Project) -> Sequence[tuple[int, Element, list[int]]]:
    """NOW in its order: a number for the file, the element, and the numbers of what it needs."""
    rows = project.elements.filter(place=Place.NOW).select_related("function", "owner").order_by("rank")
    numbers = {element.pk: number for number, element in enumerate(rows, start=1)}
    needs: dict[int, list[int]] = {}
    pairs = Dependency.objects.filter(element__in=numbers, needs__in=numbers).values_list("element", "needs")
    for element, needed in pairs:
        needs.setdefault(element, []).append(numbers[needed])
    return [(numbers[element.pk], element, sorted(needs.get(element.pk, []))) for element in rows]


def _description(element: Element) -> str:
    return "\n\n".join(text for text in (element.description, element.reason) if text)


def _labels(element: Element) -> str:
    column = element.function.name if element.function else ""
    words = [re.sub(r"\W+", "-", word).strip("-").lower() for word in (column, *element.flags)]
    return " ".join(word for word in words if word)
