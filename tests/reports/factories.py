"""Reports for tests: plain functions, each with sensible defaults."""

import itertools
from typing import Any

from django.utils import timezone

from projects.models import Project, User
from reports import actions, files
from reports.models import Report, ShareLink, State
from tests.projects.factories import lead_of

_numbers = itertools.count(1)

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def make_report(project: Project, **fields: Any) -> Report:
    """A report that waits for a worker."""
    number = next(_numbers)
    asked = {"kind": "test", "about_id": number, "title": f"Report {number}", **fields}
    return Report.objects.create(project=project, **asked)


def make_finished_report(project: Project, *, content: bytes = PDF, **fields: Any) -> Report:
    """A report whose file can be downloaded."""
    report = make_report(project, **fields)
    report.file = files.store(project=project, name=f"report-{report.pk}.pdf", content=content, by=None)
    report.state, report.progress, report.finished_at = State.DONE, 100, timezone.now()
    report.save(update_fields=["file", "state", "progress", "finished_at"])
    return report


def make_share(
    report: Report, *, label: str = "Board of trustees", days: int = 7, by: User | None = None
) -> ShareLink:
    """An open link to a report."""
    return actions.share(report=report, label=label, days=days, by=by or lead_of(report.project))
