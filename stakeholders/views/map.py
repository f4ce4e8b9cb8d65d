"""The power/interest map, drawn as a picture in which each name is a link."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator

from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from stakeholders import queries
from stakeholders.queries.map import Cell
from stakeholders.views.register import tabs

# Of the picture, in its own units: a field, the room for the words beside and below, a line of text.
WIDE, HIGH, LEFT, BELOW, LINE = 184, 112, 40, 40, 19
_LETTERS = 20
_NEAR = 8


@project_view(Perm.STAKEHOLDER_VIEW)
def power_map(request: ProjectRequest, project: Project) -> HttpResponse:
    """Who has how much power and how much interest, and who of them has been heard."""
    found = queries.power_map(project)
    return render(
        request,
        "stakeholders/map.html",
        {
            "map": found,
            "fields": [
                _drawn(cell, x=column * WIDE, y=row * HIGH)
                for row, cells in enumerate(found.rows)
                for column, cell in enumerate(cells)
            ],
            "left": LEFT,
            "width": 5 * WIDE,
            "height": 5 * HIGH + BELOW,
            "powers": [(5 - row, row * HIGH + HIGH // 2) for row in range(5)],
            "interests": [(column + 1, column * WIDE + WIDE // 2) for column in range(5)],
            "tabs": tabs(request, project, "map"),
        },
    )


def _drawn(cell: Cell, *, x: int, y: int) -> dict[str, Any]:
    """Where the field and each of its lines stand."""
    lines = [
        {
            "person": one,
            "words": Truncator(one.name).chars(_LETTERS),
            "x": x + 12,
            "y": y + 20 + place * LINE,
            "heard": one.heard,  # type: ignore[attr-defined]
        }
        for place, one in enumerate(cell.named)
    ]
    rest = {"x": x + 12, "y": y + 20 + len(lines) * LINE} if cell.more else None
    # The stronger and the more interested, the closer they must be kept.
    return {
        "cell": cell,
        "x": x,
        "y": y,
        "lines": lines,
        "rest": rest,
        "near": cell.power + cell.interest > 7,
    }
