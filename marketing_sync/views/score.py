"""First to know, as both sides see it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marketing_sync import queries
from marketing_sync.models import Kind
from projects.access import Perm, ProjectRequest, project_view
from projects.models import Project
from reports import charts, tables


@project_view(Perm.LAUNCH_VIEW)
def score(request: ProjectRequest, project: Project) -> HttpResponse:
    """How often the call centre knew before the callers, over time and by kind."""
    if tables.asked(request):
        return _as_file(request, project)
    scores = queries.scores(project)
    context = {"scores": scores, "charts": _charts(scores) if scores else []}
    return render(request, "marketing_sync/score.html", context)


def _as_file(request: ProjectRequest, project: Project) -> HttpResponse:
    return tables.download(
        request,
        name=_("First to know"),
        columns=[
            (_("Launch"), "launch"),
            (_("Kind"), "kind"),
            (_("Went out"), "day"),
            (_("Known before"), "knew"),
            (_("Days of notice"), "notice"),
        ],
        rows=(
            (one.name, Kind(one.kind).label, one.day, one.knew, one.notice)
            for one in queries.outings(project)
        ),
    )


def _charts(scores: queries.Scores) -> list[charts.Chart]:
    return [
        charts.bars(
            title=_("Known before they went out, by month"),
            description=_("Launches of each month of which somebody confirmed an alert in time."),
            bars=[_bar(date_format(month, "F Y"), one) for month, one in scores.months],
            heading=_("Month"),
            wide=charts.NARROW,
        ),
        charts.bars(
            title=_("Known before they went out, by kind"),
            description=_("The same launches, by what marketing sent out."),
            bars=[_bar(kind, one) for kind, one in scores.kinds],
            heading=_("Kind"),
            wide=charts.NARROW,
        ),
        charts.bars(
            title=_("Days of notice, by month"),
            description=_("From registration to the day that was planned then; half had more."),
            bars=[
                charts.Bar(date_format(month, "F Y"), one.median_notice, tone="next")
                for month, one in scores.months
            ],
            heading=_("Month"),
            wide=charts.NARROW,
        ),
    ]


def _bar(label: str, one: queries.FirstToKnow) -> charts.Bar:
    return charts.Bar(label, one.knew, one.went_out)
