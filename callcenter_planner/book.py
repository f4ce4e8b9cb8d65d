"""The project as one book: a chapter from each part, with contents and bookmarks.

Each part draws its chapter as it does alone (its chapter.py); what stands between the marks of
templates/reports/pdf.html is taken over, its headings get names for the contents.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from callcenter_planner import queries
from crisis import queries as crisis
from marketing_sync import queries as marketing_sync
from outcomes import chapter as outcomes
from projects.models import Project
from reports import drawing, pdf
from reports.models import Report
from stakeholders import chapter as stakeholders
from vision import chapter as vision

_CONTENT = re.compile(r"<!-- content -->(.*)<!-- end of content -->", re.DOTALL)
_HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
MOST_LAUNCHES = 200


@dataclass(frozen=True)
class Part:
    """One part of the book: its title, its pages, and the headings in them by their names."""

    name: str
    title: str
    content: SafeString
    headings: list[tuple[str, str]]


def project_book(report: Report, progress: pdf.Progress) -> pdf.Document:
    """Where the project stands, then each part's chapter; a part that has nothing yet says so."""
    project = report.project
    parts = []
    for number, (title, made) in enumerate(CHAPTERS):
        progress(10 + number * 80 // len(CHAPTERS), str(title))
        parts.append(_part(f"part-{number + 1}", str(title), made(report, _silent)))
    return pdf.document(
        "roof/pdf/book.html",
        project=project,
        title=_("The book of %(project)s") % {"project": project.name},
        filename=f"{slugify(project.name)[:60] or 'project'}-book.pdf",
        parts=parts,
    )


def _part(name: str, title: str, html: str) -> Part:
    """A chapter's pages, their headings named; the words in them were escaped when they were drawn."""
    found = _CONTENT.search(html)
    content = found[1] if found else html
    headings: list[tuple[str, str]] = []

    def named(match: re.Match[str]) -> str:
        key = f"{name}-{len(headings) + 1}"
        headings.append((key, mark_safe(match[1])))
        return f'<h2 id="{key}">{match[1]}</h2>'

    return Part(name, title, mark_safe(_HEADING.sub(named, content)), headings)


def _standing(report: Report, progress: pdf.Progress) -> str:
    steps = [(step[0], step[1], step[3](report.project)) for step in queries.STEPS]
    return _drawn("roof/pdf/standing.html", report.project, steps=steps)


def _heard(report: Report, progress: pdf.Progress) -> str:
    return stakeholders.coverage_report(report, progress).html


def _vision(report: Report, progress: pdf.Progress) -> str:
    latest = Report(project=report.project, kind="vision")
    try:
        return vision.vision_report(latest, progress).html
    except drawing.NotDrawn as error:
        return _drawn("roof/pdf/nothing.html", report.project, heading=_("The vision"), says=str(error))


def _launches(report: Report, progress: pdf.Progress) -> str:
    project = report.project
    rows = marketing_sync.launches(project, when="all").order_by("likely", "pk")[:MOST_LAUNCHES]
    known = marketing_sync.first_to_know(project)
    return _drawn("roof/pdf/launches.html", project, launches=rows, known=known)


def _crisis(report: Report, progress: pdf.Progress) -> str:
    project = report.project
    runs = crisis.runs(project).order_by("-declared_at")[:60]
    return _drawn("roof/pdf/crisis.html", project, runs=runs, standing=crisis.standing(project))


def _outcomes(report: Report, progress: pdf.Progress) -> str:
    return outcomes.outcomes_chapter(report, progress).html


def _drawn(template: str, project: Project, **context: Any) -> str:
    return render_to_string(template, {**context, "project": project})


def _silent(percent: int, says: str) -> None:
    """The book tells its own progress, part by part."""


CHAPTERS: list[tuple[Any, Callable[[Report, pdf.Progress], str]]] = [
    (gettext_lazy("Where the project stands"), _standing),
    (gettext_lazy("Who was heard"), _heard),
    (gettext_lazy("The vision"), _vision),
    (gettext_lazy("Launches"), _launches),
    (gettext_lazy("Crisis"), _crisis),
    (gettext_lazy("Outcomes"), _outcomes),
]
