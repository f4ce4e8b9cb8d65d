"""What the clock starts for reports; harmless when run twice."""

from django.db.models import Q
from django.utils import timezone

from reports import making
from reports.models import Report, State
from reports.models.report import MOST_ATTEMPTS, PATIENCE


def left_behind() -> list[int]:
    """Keys of the reports that a worker should take up now. Those that were lost too often are given up."""
    now = timezone.now()
    waiting = Report.objects.free(now).filter(~Q(state=State.QUEUED) | Q(queued_at__lt=now - PATIENCE))
    for report in waiting.filter(attempts__gte=MOST_ATTEMPTS):
        making.give_up(report=report)
    return list(waiting.filter(attempts__lt=MOST_ATTEMPTS).order_by("queued_at").values_list("pk", flat=True))
