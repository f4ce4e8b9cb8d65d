"""A report is made once, by whoever holds its lease, and no report is lost with its worker (case 27)."""

import datetime
import threading
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from projects.models import AuditEntry, Project
from reports import actions, making, schedule, tasks
from reports.models import Report, State, StoredFile
from reports.models.report import LEASE, MOST_ATTEMPTS, PATIENCE
from tests.projects.factories import lead_of, make_project
from tests.reports.chapters import entered, leave
from tests.reports.factories import make_finished_report, make_report


@pytest.fixture(autouse=True)
def _kinds(settings: Any) -> None:
    settings.REPORT_KINDS = {
        name: f"tests.reports.chapters.{name}" for name in ("plain", "slow", "broken", "refused")
    }


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The bells that were rung; no worker hears them."""
    heard: list[int] = []
    monkeypatch.setattr(tasks.render, "delay", heard.append)
    return heard


@pytest.fixture
def project(db: None) -> Project:
    return make_project()


def test_a_report_becomes_a_file(project: Project):
    report = make_report(project, kind="plain", title="Where we stand")
    assert making.make(report_id=report.pk) is True
    report.refresh_from_db()
    assert (report.state, report.progress, report.attempts, report.lease) == (State.DONE, 100, 1, None)
    assert report.file is not None
    assert (report.file.name, report.file.content_type) == ("plain.pdf", "application/pdf")
    assert bytes(report.file.content.data).startswith(b"%PDF-")


def test_a_finished_report_is_not_made_again(project: Project):
    report = make_finished_report(project, kind="plain")
    assert making.make(report_id=report.pk) is False
    assert StoredFile.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_one_report_make_one_file():
    report = make_report(make_project(), kind="slow")
    entered.clear()
    leave.clear()
    made: list[bool] = []

    def work() -> None:
        made.append(making.make(report_id=report.pk))
        connection.close()

    first = threading.Thread(target=work)
    first.start()
    assert entered.wait(20)
    assert making.make(report_id=report.pk) is False
    leave.set()
    first.join()
    assert made == [True]
    assert StoredFile.objects.count() == 1


def test_a_worker_that_lost_its_lease_keeps_nothing(project: Project):
    report = make_report(project, kind="plain")
    late = making.claim(report_id=report.pk)
    assert late is not None
    with time_machine.travel(timezone.now() + LEASE * 2, tick=False):
        other = making.claim(report_id=report.pk)
        assert other is not None
        with pytest.raises(making.LeaseLost):
            making.hold(report=late, percent=50, says="still here")
        with pytest.raises(making.LeaseLost):
            making.finish(report=late, filename="late.pdf", content=b"%PDF-late")
        making.fail(report=late, error="late")
        assert (Report.objects.get().state, StoredFile.objects.count()) == (State.RUNNING, 0)
        making.finish(report=other, filename="late.pdf", content=b"%PDF-other")
    assert bytes(StoredFile.objects.get().content.data) == b"%PDF-other"


def test_working_on_prolongs_the_lease(project: Project):
    report = make_report(project, kind="plain")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        held = making.claim(report_id=report.pk)
        assert held is not None
        for _turn in range(3):
            clock.shift(LEASE - datetime.timedelta(seconds=1))
            assert making.claim(report_id=report.pk) is None
            making.hold(report=held, percent=150, says="Laying out")
    report.refresh_from_db()
    assert (report.progress, report.says) == (100, "Laying out")


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("broken", "Something went wrong while it was put together. The server’s log has more."),
        ("refused", "The version has gone."),
    ],
)
def test_a_report_that_fails_says_why(project: Project, kind: str, error: str):
    report = make_report(project, kind=kind)
    if kind == "broken":
        with pytest.raises(ZeroDivisionError):
            making.make(report_id=report.pk)
    else:
        making.make(report_id=report.pk)
    report.refresh_from_db()
    assert (report.state, report.error, report.lease) == (State.FAILED, error, None)


def test_the_bell_rings_after_the_commit_and_not_before(
    project: Project, rung: list[int], django_capture_on_commit_callbacks: Any
):
    with django_capture_on_commit_callbacks(execute=True):
        report = actions.request_report(
            project=project, kind="plain", title="Vision", about_id=3, by=project.created_by
        )
        assert rung == []
    assert rung == [report.pk]
    assert AuditEntry.objects.filter(object_type="reports.report").get().verb == "asked for the report"


def test_asking_twice_for_one_matter_gives_one_report(project: Project, rung: list[int]):
    asked: dict[str, Any] = {"project": project, "kind": "plain", "title": "Vision 1", "by": None}
    first = actions.request_report(about_id=3, **asked)
    assert actions.request_report(about_id=3, **asked) == first
    assert actions.request_report(about_id=4, **asked) != first
    without = actions.request_report(about_id=None, **asked)
    assert actions.request_report(about_id=None, **asked) == without
    assert project.reports.count() == 3


def test_a_finished_matter_may_be_asked_for_again(project: Project):
    done = make_finished_report(project, kind="plain", about_id=3)
    asked = actions.request_report(
        project=project, kind="plain", title="x", about_id=3, by=project.created_by
    )
    assert asked != done


def test_a_failed_report_is_asked_for_again(
    project: Project, rung: list[int], django_capture_on_commit_callbacks: Any
):
    report = make_report(project, kind="plain", state=State.FAILED, error="No paper.", attempts=3)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.retry(report=report, by=lead_of(project)) is True
        assert actions.retry(report=report, by=lead_of(project)) is False
    report.refresh_from_db()
    assert (report.state, report.error, report.attempts, rung) == (State.QUEUED, "", 0, [report.pk])


def test_a_failed_report_stays_when_a_newer_one_is_on_its_way(project: Project):
    report = make_report(project, kind="plain", about_id=3, state=State.FAILED, error="No paper.")
    make_report(project, kind="plain", about_id=3)
    assert actions.retry(report=report, by=lead_of(project)) is False


def test_the_sweep_finds_what_no_worker_has(project: Project):
    fresh = make_report(project, kind="plain")
    forgotten = make_report(project, kind="plain", queued_at=timezone.now() - PATIENCE * 2)
    held, lost = make_report(project, kind="plain"), make_report(project, kind="plain")
    making.claim(report_id=held.pk)
    making.claim(report_id=lost.pk)
    Report.objects.filter(pk=lost.pk).update(leased_until=timezone.now() - LEASE)
    make_finished_report(project)
    make_report(project, kind="plain", state=State.FAILED)
    assert sorted(schedule.left_behind()) == [forgotten.pk, lost.pk]
    assert sorted(schedule.left_behind()) == [forgotten.pk, lost.pk]
    assert making.make(report_id=lost.pk) is True
    assert fresh.state == State.QUEUED


def test_a_report_that_loses_its_worker_too_often_is_given_up(project: Project):
    report = make_report(project, kind="plain")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _attempt in range(MOST_ATTEMPTS):
            assert making.claim(report_id=report.pk) is not None
            clock.shift(LEASE * 2)
        assert making.claim(report_id=report.pk) is None
        assert schedule.left_behind() == []
    report.refresh_from_db()
    assert report.state == State.FAILED
    assert report.error == "The worker that made it was lost 3 times, so it was stopped. It may be too large."


def test_a_broker_that_is_down_loses_no_report(
    project: Project, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any, caplog: Any
):
    def down(report_id: int) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(tasks.render, "delay", down)
    with django_capture_on_commit_callbacks(execute=True):
        report = actions.request_report(project=project, kind="plain", title="x", about_id=1, by=None)
    with time_machine.travel(timezone.now() + PATIENCE * 2):
        assert schedule.left_behind() == [report.pk]


def test_the_database_refuses_half_a_report(project: Project):
    report = make_report(project)
    wrong: dict[str, dict[str, Any]] = {
        "report_has_a_file_when_done": {"state": State.DONE},
        "report_is_leased_while_running": {"state": State.RUNNING},
        "report_state_is_known": {"state": "lost"},
        "report_progress_is_a_percentage": {"progress": 101},
    }
    for name, fields in wrong.items():
        with pytest.raises(Exception, match=name), transaction.atomic():
            Report.objects.filter(pk=report.pk).update(**fields)
