"""Outcomes as a PDF: one page for executives, and the chapter of the project's book."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from outcomes import queries
from projects.models import Project
from reports import pdf
from reports.models import Report

# Charts of so many measures stand in the book; the table has them all.
CHARTS = 12


def outcome_report(report: Report, progress: pdf.Progress) -> pdf.Document:
    """One page: before, now, target, money."""
    project = report.project
    progress(30, _("Reading the measures"))
    told = queries.told(project)
    money = queries.money(project)
    first = _drawn_first(told, money)
    progress(70, _("Drawing"))
    return pdf.document(
        "outcomes/pdf/outcome.html",
        project=project,
        title=_("Outcomes of %(project)s") % {"project": project.name},
        filename=f"{_slug(project)}-outcomes.pdf",
        told=told,
        more=max(0, project.measures.active().count() - len(told)),
        money=money,
        chart=_chart(project, first.judged) if first else None,
        marks=queries.marks(project, first.judged.readings) if first else [],
        first=first,
        recurring=queries.recurring(project)[:2],
        limits=queries.constraints(project, hardness="hard")[:3],
    )


def outcomes_chapter(report: Report, progress: pdf.Progress) -> pdf.Document:
    """Everything: measures with their charts, build-out, constraints, frictions, lessons."""
    project = report.project
    progress(20, _("Reading the measures"))
    told = queries.told(project, most=200)
    charts = [(one, _chart(project, one.judged)) for one in told[:CHARTS] if one.judged.readings]
    progress(70, _("Gathering what was learned"))
    return pdf.document(
        "outcomes/pdf/chapter.html",
        project=project,
        title=_("Outcomes of %(project)s") % {"project": project.name},
        filename=f"{_slug(project)}-outcomes-in-full.pdf",
        told=told,
        charts=charts,
        money=queries.money(project),
        streams=queries.streams(list(queries.build_items(project)), whole=False),
        sops=queries.sops(project).order_by("title"),
        parts=queries.grid(project).by_part,
        cards=queries.agreed_on(list(queries.scorecards(project).order_by("name"))),
        constraints=queries.constraints(project).order_by("rank", "statement"),
        recurring=queries.recurring(project),
        frictions=queries.frictions(project).order_by("-last_seen")[:60],
        lessons=queries.lessons(project).order_by("-created_at"),
    )


def _drawn_first(told: list[queries.ToldMeasure], money: list[queries.Money]) -> queries.ToldMeasure | None:
    """The measure whose chart stands on the page: what one outcome costs, else the first with a baseline."""
    drawable = [one for one in told if one.before is not None and one.judged.readings]
    costs = {one.funnel.cost_id for one in money}
    return next((one for one in drawable if one.measure.pk in costs), drawable[0] if drawable else None)


def _chart(project: Project, judged: Any) -> Any:
    return queries.picture(judged, queries.marks(project, judged.readings))


def _slug(project: Project) -> str:
    return slugify(project.name)[:60] or "project"
