"""Pictures of listening, the same on a page and on paper."""

from django.utils import formats
from django.utils.translation import gettext as _

from projects.models import Project
from reports import charts
from stakeholders import queries


def power_chart(project: Project) -> charts.Chart | None:
    """How the share of power heard grew; None until somebody has been heard."""
    points = queries.power_heard(project)
    if not points:
        return None
    return charts.line(
        title=_("Share of power heard"),
        description=_(
            "Per cent of the power in the register whose holders had said something that can be read: "
            "%(share)d %% by %(day)s."
        )
        % {"share": points[-1][1], "day": formats.date_format(points[-1][0], "j M Y")},
        series=[charts.Series(_("heard"), points)],
        for_phones=True,
    )
