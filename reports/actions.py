"""The verbs of reports: asking for one, asking again, sharing it, taking it away."""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from mailroom import links
from projects import audit
from projects.models import Project, User
from reports import tasks
from reports.models import Download, Report, ShareLink, State

SHARED = "reports:shared"


@transaction.atomic
def request_report(
    *, project: Project, kind: str, title: str, about_id: int | None, by: User | None
) -> Report:
    """Asks for a report of one of `settings.REPORT_KINDS`; a worker takes it up once this is committed.

    While one of the same matter is underway, that one is returned: two who ask get one report.
    """
    try:
        with transaction.atomic():
            report = Report.objects.create(
                project=project, kind=kind, title=title[:200], about_id=about_id, requested_by=by
            )
    except IntegrityError:
        return Report.objects.filter(project=project, kind=kind, about_id=about_id).latest("pk")
    audit.record(project=project, by=by, verb="asked for the report", on=report)
    tasks.ring_on_commit(report.pk)
    return report


@transaction.atomic
def retry(*, report: Report, by: User | None) -> bool:
    """Asks again for a report that failed; False when it has not, or when one of its matter is underway."""
    try:
        with transaction.atomic():
            asked = Report.objects.filter(pk=report.pk, state=State.FAILED).update(
                state=State.QUEUED,
                progress=0,
                says="",
                error="",
                attempts=0,
                queued_at=timezone.now(),
                finished_at=None,
            )
    except IntegrityError:
        return False
    if asked:
        audit.record(project=report.project, by=by, verb="asked again for the report", on=report)
        tasks.ring_on_commit(report.pk)
    return bool(asked)


@transaction.atomic
def share(*, report: Report, label: str, days: int, by: User) -> ShareLink:
    """A link by which people outside can take the finished report away for that many days."""
    link = links.issue(
        project=report.project,
        purpose=SHARED,
        person=report,
        about=f"share:{uuid.uuid4().hex}",
        expires_at=timezone.now() + datetime.timedelta(days=days),
    )
    shared = ShareLink.objects.create(report=report, link=link, label=label, created_by=by)
    audit.record(project=report.project, by=by, verb="shared the report", on=report, label=label, days=days)
    return shared


@transaction.atomic
def revoke(*, share: ShareLink, by: User) -> None:
    """Closes the link; who has it meets the same page as who never had one."""
    links.revoke(share.link)
    revoked = ShareLink.objects.filter(pk=share.pk, revoked_at=None).update(
        revoked_at=timezone.now(), revoked_by=by
    )
    if revoked:
        report = share.report
        audit.record(
            project=report.project, by=by, verb="closed a share link of", on=report, label=share.label
        )


@transaction.atomic
def count_download(*, report: Report, by: User | None = None, share: ShareLink | None = None) -> Download:
    """Keeps that the report was taken away, by a member or through a share link."""
    return Download.objects.create(report=report, by=by, share=share)
