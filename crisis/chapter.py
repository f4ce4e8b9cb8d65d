"""The after-action report of a run, and the crisis pack for the day when no screen works."""

from django.utils.text import slugify
from django.utils.translation import gettext as _

from crisis import queries
from crisis.models import Activation
from projects.models import Project
from reports import drawing, pdf
from reports.models import Report


def after_action(report: Report, progress: pdf.Progress) -> pdf.Document:
    """The report of the run whose key it carries; raises `drawing.NotDrawn` without one."""
    runs = queries.runs(report.project).select_related("playbook_version", "stood_down_by", "declared_by")
    activation = runs.filter(pk=report.about_id or 0).first()
    if activation is None:
        raise drawing.NotDrawn(_("This run is not there any more."))
    progress(50, _("Reading the timeline"))
    return document(activation)


def pack(report: Report, progress: pdf.Progress) -> pdf.Document:
    """All that is needed on paper on the day when no screen works."""
    progress(50, _("Gathering playbooks and people"))
    return pack_document(report.project)


def pack_document(project: Project) -> pdf.Document:
    """The crisis pack of a project as it stands now."""
    return pdf.document(
        "crisis/pdf/pack.html",
        project=project,
        title=_("Crisis pack: %(project)s") % {"project": project.name},
        filename=f"{slugify(project.name)[:60] or 'project'}-crisis-pack.pdf",
        playbooks=queries.printed(project),
        roles=queries.role_rows(project, with_ways=True),
        people=list(project.crisis_people.active().with_ways()),
        systems=list(queries.systems(project)),
        readiness=queries.readiness(project),
        blank_lines=range(16),
        few_lines=range(8),
    )


def document(activation: Activation) -> pdf.Document:
    """The whole document of one run, also of one that still goes on."""
    project = activation.project
    title = _("After-action report: %(title)s") % {"title": activation}
    if activation.is_drill:
        title = f"DRILL. {title}"
    review = queries.review(activation)
    stored = queries.after_action(activation)
    return pdf.document(
        "crisis/pdf/after_action.html",
        project=project,
        title=title,
        filename=f"{slugify(project.name)[:60] or 'project'}-after-action-{activation.pk}.pdf",
        activation=activation,
        review=review,
        lists=queries.findings(stored) if stored else [],
        # The lists of a stored review were drafted from them; reworded, they say the same in other words.
        clocks=[] if stored else review.gaps,
        improvements=list(activation.improvements.select_related("owner")),
        ratings=list(activation.ratings.all()),
        observations=list(activation.observations.select_related("by")),
    )
