"""Listening as a PDF: who has been heard on what, and who has not. Nobody's words leave the house by this."""

from django.utils.text import slugify
from django.utils.translation import gettext as _

from reports import pdf
from reports.models import Report
from stakeholders import queries
from stakeholders.drawing import power_chart


def coverage_report(report: Report, progress: pdf.Progress) -> pdf.Document:
    """Coverage as it stands now, by level and by department."""
    project = report.project
    progress(20, _("Counting who was heard"))
    content = {
        "heard": queries.heard(project),
        "tables": [
            (_("By level"), queries.coverage(project, by="level")),
            (_("By department"), queries.coverage(project, by="department")),
        ],
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
