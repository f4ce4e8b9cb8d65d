"""The plan handed to those who carry it out: NOW as rows for Jira and for Microsoft Project.

What each importer asks of the columns, and where that is written, stands in
`docs/decisions/handing-off-the-plan.md`.
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
    """One issue for each NOW element; a person-day is eight hours.

    A field of several values has a column for each, all of one heading.
    """
    plan = _plan(project)
    labels = [_labels(element) for _number, element, _needs in plan]
    most_labels = max(map(len, labels), default=0)
    most_needs = max((len(needs) for _number, _element, needs in plan), default=0)
    rows: list[list[str | int | Decimal]] = []
    for (number, element, needs), own in zip(plan, labels, strict=True):
        days = element.expected_effort
        estimate = round(days * _SECONDS_A_DAY) if days is not None else ""
        owner = element.owner.email if element.owner else ""
        rows.append(
            [
                number,
                element.title,
                "Task",
                _description(element),
                owner,
                estimate,
                *_filled(own, most_labels),
                *_filled(needs, most_needs),
            ]
        )
    headings = ["Issue Id", "Summary", "Issue Type", "Description", "Assignee", "Original Estimate"]
    return Handoff([*headings, *["Labels"] * most_labels, *["Blocked by"] * most_needs], rows)


def microsoft_project(project: Project) -> Handoff:
    """One task for each NOW element; a person-day is a day of one person.

    The ID is the number of the row, which is what Project gives a task and what predecessors are said by.
    """
    rows: list[list[str | int | Decimal]] = []
    for number, element, needs in _plan(project):
        days = element.effort_days
        duration = "" if days is None else "1 day" if days == 1 else f"{days} days"
        before = ",".join(str(need) for need in needs)
        owner = str(element.owner) if element.owner else ""
        rows.append([number, element.title, duration, before, owner, _description(element)])
    return Handoff(["ID", "Name", "Duration", "Predecessors", "Resource Names", "Notes"], rows)


def _filled(values: Sequence[str | int], most: int) -> list[str | int]:
    return [*values, *[""] * (most - len(values))]


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


def _labels(element: Element) -> list[str]:
    """Its column and flags; a label has no space in it."""
    column = element.function.name if element.function else ""
    words = [re.sub(r"\W+", "-", word).strip("-").lower() for word in (column, *element.flags)]
    return [word for word in words if word]
