"""Listening as a PDF: who has been heard on what, and who has not. Nobody's words leave the house by this."""

import itertools
import math
from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext as _

from reports import pdf
from reports.models import Report
from stakeholders import queries
from stakeholders.drawing import power_chart
from stakeholders.queries.coverage import Cell, Coverage, CoverageRow, Group

# So many levels, whose names are short, or departments fit beside each other on a page.
_LEVELS, _DEPARTMENTS = 8, 5


@dataclass(frozen=True)
class Part:
    """Some of the groups of a coverage, as one table; the last part has what was said without a name."""

    groups: list[Group]
    rows: list[tuple[CoverageRow, list[Cell]]]
    shows_voices: bool


def in_parts(coverage: Coverage, *, abreast: int) -> list[Part]:
    """The grid cut into tables of at most so many columns, about equally wide."""
    if not coverage.groups:
        return []
    columns = len(coverage.groups) + bool(coverage.voices)
    parts = math.ceil(columns / abreast)
    cuts = [place * columns // parts for place in range(parts + 1)]
    return [
        Part(
            coverage.groups[start:end],
            [(row, row.cells[start:end]) for row in coverage.rows],
            shows_voices=bool(coverage.voices) and end == columns,
        )
        for start, end in itertools.pairwise(cuts)
    ]


def coverage_report(report: Report, progress: pdf.Progress) -> pdf.Document:
    """Coverage as it stands now, by level and by department."""
    project = report.project
    progress(20, _("Counting who was heard"))
    by_level = queries.coverage(project, by="level")
    content = {
        "heard": queries.heard(project),
        "tables": [
            (_("By level"), in_parts(by_level, abreast=_LEVELS)),
            (_("By department"), in_parts(queries.coverage(project, by="department"), abreast=_DEPARTMENTS)),
        ],
        "unheard": by_level.unheard,
        "more_unheard": by_level.all_unheard - len(by_level.unheard),
    }
    progress(70, _("Drawing"))
    return pdf.document(
        "stakeholders/pdf/coverage.html",
        project=project,
        title=_("Who was heard in %(project)s") % {"project": project.name},
        filename=f"{slugify(project.name)[:60] or 'project'}-who-was-heard.pdf",
        chart=power_chart(project),
        **content,
    )
