"""What has to be measured from inside the application: `python -m benchmarks.inside WHAT`; prints JSON."""

import datetime
import io
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

import numpy as np
import pypdf
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import data, launches, outbox
from crisis.chapter import pack_document
from mailroom.models import Message
from mailroom.models import State as MessageState
from marketing_sync import actions as marketing
from marketing_sync import sample_calls
from marketing_sync.models import Kind, Launch, Window
from projects.models import Project
from reports import actions, drawing, pdf
from reports.models import Report
from vision import actions as vision
from vision import forecast, queries
from vision.chapter import vision_report
from vision.forecast import ThreePoints
from vision.models import Version

ROUNDS = 5
PAGES = 15


def pdf_rows() -> list[dict[str, Any]]:
    """The vision of sixty and of three hundred elements."""
    return [_pdf(size) for size in (data.FEW, data.SMALL)]


def _pdf(size: int) -> dict[str, Any]:
    """The vision against a bare table of as many pages; both programs have WeasyPrint imported."""
    project = _published(size)
    document = vision_report(Report(project=project, title="Vision"), lambda percent, says: None)
    pages = len(pypdf.PdfReader(io.BytesIO(_drawn(document, project))).pages)
    ours, floors = [], []
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.floor.pdf"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as floor:
        floor_pages, _seconds = _floor(floor, pages)
        for _round in range(ROUNDS):
            floors.append(_floor(floor, pages)[1])
            started = time.perf_counter()
            _drawn(document, project)
            ours.append(time.perf_counter() - started)
        floor.communicate()
    drawing.stop()
    return {
        "row": f"PDF, the vision of {size} elements, {pages} pages",
        "p50": statistics.median(ours) * 1000,
        "p95": max(ours) * 1000,
        "floor": statistics.median(floors) * 1000,
        "ratio": statistics.median(our / their for our, their in zip(ours, floors, strict=True)),
        # A short document is mostly its cover and its picture, which a bare table has not.
        "most": 1.25 if pages >= PAGES else None,
        "note": f"tagged; the floor is a bare table of {floor_pages} pages",
    }


def forecast_rows() -> list[dict[str, Any]]:
    """Ten thousand runs for two hundred elements, beside drawing as many even numbers and adding them up."""
    efforts = [ThreePoints(low, low + 9, low + 30) for low in range(1, 201)]
    capacity = ThreePoints(15, 25, 30)
    start = datetime.date(2026, 1, 5)
    ours, floors = [], []
    for _round in range(3 * ROUNDS):
        began = time.process_time()
        np.random.default_rng(7).random((len(efforts), forecast.RUNS)).sum(axis=0)
        floors.append(time.process_time() - began)
        began = time.process_time()
        forecast.forecast(efforts, capacity, start=start)
        ours.append(time.process_time() - began)
    return [
        {
            "row": "forecast, 200 elements, 10,000 runs",
            "p50": statistics.median(ours) * 1000,
            "p95": max(ours) * 1000,
            "floor": statistics.median(floors) * 1000,
            "ratio": statistics.median(our / their for our, their in zip(ours, floors, strict=True)),
            "most": 4.0,
            "note": "processor time; wanted below 50 ms",
        }
    ]


def pack_row() -> list[dict[str, Any]]:
    """The crisis pack: eleven playbooks, the call tree and the forms."""
    project = Project.objects.get(slug=f"board-of-{data.SMALL}")
    seconds, pages = [], 0
    for _round in range(ROUNDS):
        started = time.perf_counter()
        drawn = _drawn(pack_document(project), project)
        seconds.append(time.perf_counter() - started)
        pages = len(pypdf.PdfReader(io.BytesIO(drawn)).pages)
    drawing.stop()
    return [
        {
            "row": f"PDF, the crisis pack, {pages} pages",
            "p50": statistics.median(seconds) * 1000,
            "p95": max(seconds) * 1000,
        }
    ]


def publish_rows() -> list[dict[str, Any]]:
    """Publishing a first version: freezing the board and writing everybody's mail, in one transaction."""
    return [_publish(size) for size in (data.SMALL, data.LARGE)]


def _publish(size: int) -> dict[str, Any]:
    project = Project.objects.get(slug=f"board-of-{size}")
    seconds, statements = [], 0
    for _round in range(ROUNDS):
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            started = time.perf_counter()
            version = _publish_now(project)
            seconds.append(time.perf_counter() - started)
            people = version.outcomes.count()
            # Each round publishes the first version.
            transaction.set_rollback(True)
        statements = len(asked)
    return {
        "row": f"publish, {size:,} elements",
        "p50": statistics.median(seconds) * 1000,
        "p95": max(seconds) * 1000,
        "statements": statements,
        "note": f"{people} people told or held, {size * data.ASKS_AN_ELEMENT:,} asks",
    }


def _publish_now(project: Project) -> Version:
    by = project.created_by
    vision.write_draft(project=project, by=by, version=1, statement="One number that a person answers.")
    return vision.publish(project=project, by=by, seal=queries.plan(project).seal)


def _published(size: int) -> Project:
    project = Project.objects.get(slug=f"board-of-{size}")
    if not project.versions.exists():
        _publish_now(project)
        Message.objects.filter(state=MessageState.QUEUED).update(state=MessageState.CANCELLED)
    return project


def outbox_rows() -> list[dict[str, Any]]:
    """The outbox's own lines (see `outbox`)."""
    bounds = [{"least": 0.8}, {}, {"most": 1.5}]
    return [{**vars(row), "row": row.name, **bound} for row, bound in zip(outbox.rows(), bounds, strict=True)]


def launch_rows() -> list[dict[str, Any]]:
    """The launches' own lines (see `launches`)."""
    return [vars(figure) for figure in launches.rows()]


def make_report() -> list[dict[str, Any]]:
    """Asks the site's worker for a report and waits until it is there."""
    project = _published(data.SMALL)
    asked = actions.request_report(
        project=project, kind="vision", title="Vision", about_id=None, by=project.created_by
    )
    for _try in range(2400):
        asked.refresh_from_db()
        if not asked.is_underway:
            break
        time.sleep(0.1)
    assert asked.file is not None, asked.error or asked.state
    return [{"size": asked.file.size}]


def _drawn(document: pdf.Document, project: Project) -> bytes:
    return pdf.drawn(document, project=project, progress=lambda percent, says: None)


def _floor(process: subprocess.Popen[str], pages: int) -> tuple[int, float]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{pages}\n")
    process.stdin.flush()
    drawn, seconds = process.stdout.readline().split()
    return int(drawn), float(seconds)


def launch_forecast_rows() -> list[dict[str, Any]]:
    """A launch's forecast: computed by a worker (cold), and its page when it is there (warm)."""
    project = Project.objects.get(slug=f"board-of-{data.SMALL}")
    with transaction.atomic():
        launch = _mailing(project)
        browser = Client()
        browser.force_login(project.created_by)
        page = launch.get_absolute_url()
        cold = [_seconds(lambda: _computed(launch)) for _round in range(ROUNDS)]
        with CaptureQueriesContext(connection) as asked:
            shown = browser.get(page, secure=True)
        assert shown.status_code == 200, shown.status_code
        # The next request forgets them.
        statements = len(asked)
        warm = [_seconds(lambda: browser.get(page, secure=True)) for _round in range(ROUNDS * 4)]
        transaction.set_rollback(True)
    return [
        {
            "row": "launch page, cold forecast",
            "p50": statistics.median(cold) * 1000,
            "p95": max(cold) * 1000,
            "note": "in a worker, while the page shows progress: eleven simulations, nine integer programmes",
        },
        {
            "row": "launch page, warm forecast",
            "p50": statistics.median(warm) * 1000,
            "p95": sorted(warm)[-2] * 1000,
            "statements": statements,
            "statements_most": 14,
        },
    ]


def _mailing(project: Project) -> Launch:
    by = project.created_by
    sample_calls.load(project=project, by=by, today=project.today())
    day = project.today() + datetime.timedelta(days=14)
    window = Window(day, day + datetime.timedelta(days=3), day + datetime.timedelta(days=7))
    return marketing.register(
        project=project, by=by, name="Letter", kind=Kind.DIRECT_MAIL, window=window, audience_size=150_000
    )


def _computed(launch: Launch) -> None:
    launch.forecasts.all().delete()
    marketing.make(launch=launch)


def _seconds(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


WHAT: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "pack": pack_row,
    "pdf": pdf_rows,
    "forecast": forecast_rows,
    "publish": publish_rows,
    "outbox": outbox_rows,
    "launches": launch_rows,
    "report": make_report,
    "launch_forecast": launch_forecast_rows,
}

if __name__ == "__main__":
    json.dump(WHAT[sys.argv[1]](), sys.stdout)
