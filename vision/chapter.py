"""The vision as a PDF: a published version, the board as a picture, why each thing is where it is."""

from django.utils.text import slugify
from django.utils.translation import gettext as _

from reports import drawing, pdf
from reports.models import Report
from vision import actions, picture, queries
from vision.models import Version


def vision_report(report: Report, progress: pdf.Progress) -> pdf.Document:
    """The version whose key the report carries, else the latest; raises `drawing.NotDrawn` without any."""
    versions = report.project.versions.select_related("project", "published_by")
    found = versions.filter(pk=report.about_id) if report.about_id else versions
    version = found.first()
    if version is None:
        raise drawing.NotDrawn(_("No version of the vision has been published yet."))
    progress(20, _("Gathering version %(number)d") % {"number": version.number})
    made = _drawn(version)
    progress(70, _("Drawing the board"))
    return made


def vision_preview(report: Report, progress: pdf.Progress) -> pdf.Document:
    """The version that publishing now would make. Nothing of it stays, and the cover says what it is."""
    if report.requested_by is None or not report.project.elements.exists():
        raise drawing.NotDrawn(_("There is nothing on the board yet."))
    progress(20, _("Gathering the next version"))
    # Nothing is told in between: what is written inside is taken back.
    with actions.rehearsed(project=report.project, by=report.requested_by) as version:
        made = _drawn(version, preview=True)
    progress(70, _("Drawing the board"))
    return made


def _drawn(version: Version, *, preview: bool = False) -> pdf.Document:
    project = version.project
    content = queries.document(version)
    name = f"{slugify(project.name)[:60] or 'project'}-vision-{version.number}"
    return pdf.document(
        "vision/pdf/version.html",
        project=project,
        title=_("Vision of %(project)s") % {"project": project.name},
        filename=f"{name}-preview.pdf" if preview else f"{name}.pdf",
        boards=picture.boards(content["columns"]),
        preview=preview,
        lead=version.statement.replace("\r\n", "\n").split("\n\n")[0],
        **content,
    )
