"""What takes long is done by a worker of its own: no mail waits behind a report (see docs/decisions)."""

import subprocess
import time
from collections.abc import Callable

import pytest

from mailroom import actions as mailroom
from mailroom.models import Message
from reports import actions as reports
from reports.models import Report
from tests.fixtures.mail import SmtpSink
from tests.mailroom.factories import make_envelope
from tests.projects.factories import lead_of, make_project

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]


def wait_until(done: Callable[[], bool], *, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, list(Report.objects.values())
        time.sleep(0.1)


def test_mails_leave_while_nobody_draws_and_reports_are_drawn_while_nobody_mails(
    start_worker: Callable[..., "subprocess.Popen[bytes]"], smtp_sink: SmtpSink
):
    project = make_project()
    mailing = start_worker("--queues", "celery")
    for kind in ("coverage", "crisis_pack"):
        reports.request_report(
            project=project, kind=kind, title=kind, about_id=project.pk, by=lead_of(project)
        )
    mailroom.queue(make_envelope(project))
    wait_until(lambda: Message.objects.get().state == "sent")
    assert {report.state for report in Report.objects.all()} == {"queued"}

    mailing.terminate()
    mailing.wait()
    start_worker("--queues", "long")
    wait_until(lambda: {report.state for report in Report.objects.all()} == {"done"})
    assert len(smtp_sink.received) == 1
