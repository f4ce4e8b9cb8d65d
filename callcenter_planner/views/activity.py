"""The audit trail as a file."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from projects import queries
from projects.access import Perm, ProjectRequest, project_view
from projects.forms import ActivityFilter
from projects.models import AuditEntry, Project
from reports import tables

COLUMNS = [
    ("When", "when"),
    ("Who", "who"),
    ("Act", "act"),
    ("What", "what"),
    ("Name", "name"),
    ("More", "more"),
]


@project_view(Perm.AUDIT_VIEW)
def export(request: ProjectRequest, project: Project) -> HttpResponse:
    """What the page shows with these filters, all of its pages."""
    form = ActivityFilter.asked_by(request, project)
    entries = queries.activity(project, **form.asked()).iterator(chunk_size=2000)
    name = _("activity of %(project)s") % {"project": project.name}
    return tables.download(request, name=name, columns=COLUMNS, rows=_rows(entries))


def _rows(entries: Iterator[AuditEntry]) -> Iterator[tuple[Any, ...]]:
    for entry in entries:
        more = "; ".join(f"{label}: {value}" for label, value in entry.facts)
        yield (entry.at, entry.who, entry.verb, entry.kind, entry.object_label, more)
