"""A worker that is killed while it draws loses no report, and leaves nothing running behind (case 27)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import psutil
import pytest
import time_machine
from django.utils import timezone

from reports import making, schedule
from reports.models import Report, State, StoredFile
from reports.models.report import LEASE
from tests.fixtures.workers import database_url
from tests.projects.factories import make_project
from tests.reports.factories import make_report

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

WORKER = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "callcenter_planner.settings"
django.setup()
from django.conf import settings
settings.REPORT_KINDS = {"large": "tests.reports.chapters.large"}
from reports import making
making.make(report_id=int(sys.argv[1]))
"""


@pytest.fixture
def worker() -> Iterator[Any]:
    """Starts a process of its own that makes one report, and kills what is left of it afterwards."""
    started: list[subprocess.Popen[bytes]] = []

    def start(report: Report) -> subprocess.Popen[bytes]:
        env = {**os.environ, "DATABASE_URL": database_url()}
        started.append(subprocess.Popen([sys.executable, "-c", WORKER, str(report.pk)], env=env))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_until(told: Any, *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not told():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_report_whose_worker_is_killed_while_it_draws_is_made_by_another(worker: Any, settings: Any):
    report = make_report(make_project(), kind="large", title="Vision")
    process = worker(report)
    wait_until(lambda: Report.objects.get().says.startswith("Laying out page"))
    drawing = psutil.Process(process.pid).children(recursive=True)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    assert len(drawing) == 2
    _gone, alive = psutil.wait_procs(drawing, timeout=20)
    assert alive == []
    assert Report.objects.get().state == State.RUNNING
    assert making.make(report_id=report.pk) is False

    settings.REPORT_KINDS = {"large": "tests.reports.chapters.plain"}
    with time_machine.travel(timezone.now() + LEASE * 2):
        assert schedule.left_behind() == [report.pk]
        assert making.make(report_id=report.pk) is True
    report.refresh_from_db()
    assert (report.state, report.attempts, StoredFile.objects.count()) == (State.DONE, 2, 1)
