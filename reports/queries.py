"""Reads of reports."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.query import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mailroom import links
from projects.models import Project
from projects.queries import Found
from reports.models import Download, Report, ShareLink, State


@dataclass(frozen=True)
class Shared:
    """One share link as the lead sees it. `url` is the whole address, or "" once it no longer opens."""

    share: ShareLink
    url: str
    downloads: int

    @property
    def is_open(self) -> bool:
        """Whether it still opens."""
        return bool(self.url)


def of(project: Project, *, leads: bool) -> QuerySet[Report]:
    """The reports that a member may know of: what holds private answers is for leads alone."""
    return project.reports.all() if leads else project.reports.exclude(kind__in=settings.LEAD_REPORT_KINDS)


def listed(project: Project, *, leads: bool, text: str = "", state: str = "") -> QuerySet[Report]:
    """The project's reports with `taken`, how often each was downloaded, and `open_links`."""
    rows = (
        of(project, leads=leads)
        .select_related("file", "requested_by")
        .annotate(
            taken=Count("downloads", distinct=True),
            open_links=Count(
                "shares",
                filter=Q(shares__link__revoked_at=None, shares__link__expires_at__gt=timezone.now()),
                distinct=True,
            ),
        )
    )
    if text:
        rows = rows.filter(title__icontains=text)
    if state in State.values:
        rows = rows.filter(state=state)
    return rows


def shares_of(report: Report) -> list[Shared]:
    """The report's share links, open ones first."""
    rows = report.shares.select_related("link", "created_by", "revoked_by").annotate(taken=Count("downloads"))
    shown = [Shared(row, links.url(row.link) if row.link.is_open else "", row.taken) for row in rows]
    return sorted(shown, key=lambda shared: not shared.is_open)


def downloads_of(report: Report, *, most: int = 50) -> list[Download]:
    """Who took the report away, newest first."""
    return list(report.downloads.select_related("by", "share")[:most])


def search(project: Project, text: str, *, leads: bool) -> list[Found]:
    """Reports whose title has the text; at most ten."""
    return [
        Found(
            kind=_("Report"),
            title=report.title,
            excerpt=report.get_state_display(),
            url=reverse("reports:report", args=[project.slug, report.pk]),
        )
        for report in of(project, leads=leads).filter(title__icontains=text)[:10]
    ]
