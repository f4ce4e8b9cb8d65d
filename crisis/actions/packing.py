"""The crisis pack: asked for each month, and mailed to the leads when it is drawn."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crisis import mail
from crisis.models import PackMonth
from mailroom import actions as mailroom
from projects.models import Project, Role, User
from reports import actions as reports
from reports.models import Report


def request_pack(*, project: Project, by: User | None) -> Report:
    """Asks for the crisis pack as a PDF."""
    title = _("Crisis pack: %(project)s") % {"project": project.name}
    return reports.request_report(project=project, kind="crisis_pack", title=title, about_id=None, by=by)


@transaction.atomic
def pack_month(*, project: Project, month: datetime.date) -> PackMonth | None:
    """Asks for this month's pack, once; None when it was asked for."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    if project.crisis_packs.filter(month=month).exists():
        return None
    report = request_pack(project=project, by=None)
    if PackMonth.objects.filter(report=report).exists():
        return None
    return PackMonth.objects.create(project=project, month=month, report=report)


def pack_again(*, pack: PackMonth) -> bool:
    """Asks again for a pack that could not be drawn; False when one is being drawn just now."""
    return reports.retry(report=pack.report, by=None)


@transaction.atomic
def mail_pack(*, pack: PackMonth) -> None:
    """Tells the leads that the pack is drawn; expects the row's lock."""
    pack.mailed_at = timezone.now()
    pack.save(update_fields=["mailed_at"])
    leads = User.objects.filter(
        memberships__project=pack.project, memberships__role=Role.LEAD, is_active=True
    )
    mailroom.queue_many(mail.pack_envelope(pack, lead) for lead in leads)
