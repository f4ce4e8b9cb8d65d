"""How a worker makes a report: takes it by a lease, draws it, puts the file beside it.

Whatever is written here is written under the lease. Of two workers with one report, the first has it and the
other leaves; a worker that comes back after its lease was given to another finds its work refused.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from reports import drawing, files, pdf
from reports.models import Report, State
from reports.models.report import LEASE, MOST_ATTEMPTS

LARGEST = 40 * 1024 * 1024
# A whole project with its files.
LARGEST_READY = 400 * 1024 * 1024
# The share of the bar that gathering the content takes; the rest is drawing.
_GATHERED = 30
_RELEASED: dict[str, Any] = {"lease": None, "leased_until": None}

Chapter = Callable[[Report, pdf.Progress], pdf.Document | pdf.Ready]


class LeaseLost(Exception):
    """Another worker holds the report now."""


def make(*, report_id: int) -> bool:
    """Makes the report if it is free; False when another worker has it or it is finished.

    What goes wrong is kept on the report, in words, and raised again for the log.
    """
    report = claim(report_id=report_id)
    if report is None:
        return False
    try:
        document = _document(report)
        if isinstance(document, pdf.Ready):
            finish(report=report, filename=document.filename, content=document.content, largest=LARGEST_READY)
        else:
            content = pdf.drawn(document, project=report.project, progress=_teller(report, _GATHERED, 100))
            finish(report=report, filename=document.filename, content=content)
    except LeaseLost:
        return False
    except (drawing.NotDrawn, files.Refused) as error:
        fail(report=report, error=str(error))
    except Exception:
        fail(
            report=report,
            error=_("Something went wrong while it was put together. The server’s log has more."),
        )
        raise
    return True


def claim(*, report_id: int) -> Report | None:
    """Takes the report for this worker, in one statement, so that one of many wins; None for the others."""
    now = timezone.now()
    taken = (
        Report.objects.free(now)
        .filter(pk=report_id, attempts__lt=MOST_ATTEMPTS)
        .update(
            state=State.RUNNING,
            lease=uuid.uuid4(),
            leased_until=now + LEASE,
            started_at=now,
            attempts=F("attempts") + 1,
            progress=0,
            says=_("Gathering what belongs in it"),
        )
    )
    return Report.objects.select_related("project").get(pk=report_id) if taken else None


def hold(*, report: Report, percent: int, says: str) -> None:
    """Says how far it is and prolongs the lease; raises `LeaseLost` when it is no longer ours."""
    held = _held(report).update(
        progress=max(0, min(percent, 100)), says=says[:200], leased_until=timezone.now() + LEASE
    )
    if not held:
        raise LeaseLost


@transaction.atomic
def finish(*, report: Report, filename: str, content: bytes, largest: int = LARGEST) -> None:
    """Puts the file beside the report; raises `LeaseLost`, and keeps no file, when it is no longer ours."""
    file = files.store(project=report.project, name=filename, content=content, by=None, largest=largest)
    finished = _held(report).update(
        state=State.DONE, file=file, progress=100, says="", **_RELEASED, finished_at=timezone.now()
    )
    if not finished:
        raise LeaseLost


def fail(*, report: Report, error: str) -> None:
    """Keeps why the report could not be made; does nothing when it is no longer ours."""
    _held(report).update(state=State.FAILED, error=error, says="", **_RELEASED, finished_at=timezone.now())


def give_up(*, report: Report) -> None:
    """Fails a report whose workers were lost once too often, unless one of them still lives."""
    Report.objects.free().filter(pk=report.pk, attempts__gte=MOST_ATTEMPTS).update(
        state=State.FAILED,
        error=_("The worker that made it was lost %(count)d times, so it was stopped. It may be too large.")
        % {"count": MOST_ATTEMPTS},
        says="",
        **_RELEASED,
        finished_at=timezone.now(),
    )


def _held(report: Report) -> models.QuerySet[Report]:
    return Report.objects.filter(pk=report.pk, state=State.RUNNING, lease=report.lease)


def _document(report: Report) -> pdf.Document | pdf.Ready:
    chapter: Chapter = import_string(settings.REPORT_KINDS[report.kind])
    with timezone.override(report.project.zone):
        return chapter(report, _teller(report, 0, _GATHERED))


def _teller(report: Report, start: int, end: int) -> pdf.Progress:
    """Progress from 0 to 100 of one part, as progress from `start` to `end` of the whole."""

    def tell(percent: int, says: str) -> None:
        hold(report=report, percent=start + percent * (end - start) // 100, says=says)

    return tell
