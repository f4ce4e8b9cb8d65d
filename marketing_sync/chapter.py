"""A brief as a PDF, for the wall and for whoever has no screen."""

from django.utils.text import slugify
from django.utils.translation import gettext as _

from marketing_sync.models import Brief
from reports import drawing, pdf
from reports.models import Report


def brief_report(report: Report, progress: pdf.Progress) -> pdf.Document:
    """The version whose key the report carries; raises `drawing.NotDrawn` without one."""
    brief = (
        Brief.objects.filter(launch__project=report.project, pk=report.about_id or 0)
        .select_related("launch", "approved_by")
        .first()
    )
    if brief is None:
        raise drawing.NotDrawn(_("This brief is not there any more."))
    progress(50, _("Reading the brief"))
    return document(brief, report)


def document(brief: Brief, report: Report) -> pdf.Document:
    """The whole document of one version."""
    project = report.project
    return pdf.document(
        "marketing_sync/pdf/brief.html",
        project=project,
        title=_("Brief: %(launch)s, version %(number)d") % {"launch": brief.launch, "number": brief.number},
        filename=f"{slugify(brief.launch.name)[:60] or 'launch'}-brief-{brief.number}.pdf",
        brief=brief,
        launch=brief.launch,
        says=[
            (_("What it offers"), brief.offer),
            (_("What callers will ask"), brief.caller_questions),
            (_("What to say"), brief.answers),
            (_("Where to look"), brief.look),
            (_("When you cannot help"), brief.escalation),
        ],
    )
