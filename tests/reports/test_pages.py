"""The pages of reports, and the one for people outside."""

import datetime
import uuid
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mailroom import links
from projects.models import AuditEntry, Membership, Project, Role
from reports.models import Download, Report, ShareLink, State
from reports.models.report import LEASE, PATIENCE
from tests.projects.factories import lead_of, make_member, make_project
from tests.reports.factories import PDF, make_finished_report, make_report, make_share


@pytest.fixture
def project(db: None) -> Project:
    return make_project("Riverbend")


@pytest.fixture
def lead(project: Project) -> Client:
    browser = Client()
    browser.force_login(lead_of(project))
    return browser


@pytest.fixture
def viewer(project: Project) -> Client:
    browser = Client()
    browser.force_login(make_member(project, Role.VIEWER))
    return browser


def url(name: str, report: Report, *more: Any) -> str:
    return reverse(f"reports:{name}", args=[report.project.slug, report.pk, *more])


def seen(browser: Client, report: Report) -> str:
    answer = browser.get(url("report", report))
    assert answer.status_code == 200
    return answer.content.decode()


# --- the list ---


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions_however_long_it_is(
    project: Project, lead: Client, count: int
):
    for _number in range(count):
        make_share(make_finished_report(project))
    address = reverse("reports:list", args=[project.slug])
    lead.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = lead.get(address).content.decode()
    assert page.count("1 open link") == count
    assert len(asked) <= 8
    assert [query for query in asked if "filecontent" in query["sql"]] == []


def test_the_list_is_searched_and_filtered(project: Project, lead: Client):
    make_report(project, title="Vision 1")
    make_report(project, title="Crisis pack", state=State.FAILED)
    address = reverse("reports:list", args=[project.slug])
    page = lead.get(address, {"q": "vision"}).content.decode()
    assert ("Vision 1" in page, "Crisis pack" in page) == (True, False)
    page = lead.get(address, {"state": "failed"}).content.decode()
    assert ("Vision 1" in page, "Crisis pack" in page) == (False, True)
    rows = lead.get(reverse("reports:export", args=[project.slug]), {"q": "crisis"}).content.decode(
        "utf-8-sig"
    )
    assert [line.split(",")[:2] for line in rows.splitlines()] == [
        ["Report", "State"],
        ["Crisis pack", "Failed"],
    ]


# --- progress ---


def test_the_page_follows_the_report_and_stops_when_it_is_ready(project: Project, lead: Client):
    report = make_report(project)
    page = seen(lead, report)
    assert "Waiting for its turn" in page
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    poll = url("progress", report)
    assert lead.get(poll, {"seen": report.mark}).status_code == 204
    Report.objects.update(
        state=State.RUNNING,
        lease=uuid.uuid4(),
        leased_until=timezone.now() + LEASE,
        progress=42,
        says="Laying out page 7",
    )
    part = lead.get(poll, {"seen": report.mark}).content.decode()
    assert 'value="42"' in part
    assert "Laying out page 7" in part
    assert "<html" not in part
    done = make_finished_report(project)
    part = lead.get(url("progress", done), {"seen": "running-1-42-0-Laying out page 7"}).content.decode()
    assert "Download the PDF" in part
    assert 'hx-swap-oob="innerHTML:#announce">The report is ready.' in part
    assert "hx-trigger" not in part


def test_a_poll_that_finds_nothing_new_is_cheap(project: Project, lead: Client):
    report = make_report(project)
    lead.get(url("progress", report), {"seen": report.mark})
    with CaptureQueriesContext(connection) as asked:
        lead.get(url("progress", report), {"seen": report.mark})
    tables = [query["sql"].split(" FROM ")[1].split('"')[1] for query in asked]
    assert tables == ["django_session", "projects_user", "projects_membership", "reports_report"]


def test_a_report_without_a_worker_says_so(project: Project, lead: Client):
    report = make_report(project)
    mark = report.mark
    assert "No worker has taken it up yet" not in seen(lead, report)
    with time_machine.travel(timezone.now() + PATIENCE + datetime.timedelta(seconds=1)):
        assert lead.get(url("progress", report), {"seen": mark}).status_code == 200
        assert "No worker has taken it up yet" in seen(lead, report)


def test_a_failed_report_says_why_and_can_be_asked_for_again(project: Project, lead: Client, viewer: Client):
    report = make_report(project, state=State.FAILED, error="It needs <b>paper</b>.")
    assert "It needs &lt;b&gt;paper&lt;/b&gt;." in seen(lead, report)
    assert url("retry", report) in seen(lead, report)
    assert url("retry", report) not in seen(viewer, report)
    assert lead.post(url("retry", report)).status_code == 302
    report.refresh_from_db()
    assert report.state == State.QUEUED


# --- taking it away ---


def test_a_member_downloads_and_is_counted(project: Project, viewer: Client):
    report = make_finished_report(project)
    answer = viewer.get(url("download", report))
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    assert answer["Content-Disposition"] == f'attachment; filename="report-{report.pk}.pdf"'
    viewer.head(url("download", report))
    assert Download.objects.get().by == Membership.objects.get(role=Role.VIEWER).user


def test_a_report_without_a_file_is_not_there_to_download(project: Project, lead: Client):
    assert lead.get(url("download", make_report(project))).status_code == 404


# --- sharing ---


def test_a_link_is_made_copied_and_closed(project: Project, lead: Client):
    report = make_finished_report(project)
    key = "0b0e8a3e-5d9a-4b1f-9d0e-1f2a3b4c5d6e"
    for _click in range(2):
        answer = lead.post(url("share", report), {"label": "Board", "days": "1", "form_key": key})
        assert answer.status_code == 302
    share = ShareLink.objects.get()
    assert abs(share.link.expires_at - timezone.now() - datetime.timedelta(days=1)) < datetime.timedelta(
        minutes=1
    )
    assert links.url(share.link) in seen(lead, report)
    lead.post(url("revoke", report, share.pk))
    assert links.token(share.link) not in seen(lead, report)
    assert Client().get(links.url(share.link)).status_code == 404
    verbs = list(AuditEntry.objects.filter(object_type="reports.report").values_list("verb", flat=True))
    assert verbs == ["closed a share link of", "shared the report"]
    assert links.token(share.link) not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("days", ["0", "2", "365", "", "x"])
def test_a_link_opens_for_one_of_three_times(project: Project, lead: Client, days: str):
    answer = lead.post(url("share", make_finished_report(project)), {"label": "Board of <b>", "days": days})
    assert answer.status_code == 422
    assert 'value="Board of &lt;b&gt;"' in answer.content.decode()
    assert ShareLink.objects.count() == 0


def test_only_who_may_share_sees_the_links(project: Project, viewer: Client):
    share = make_share(make_finished_report(project))
    page = seen(viewer, share.report)
    assert links.token(share.link) not in page
    assert "Share with people outside" not in page


# --- people outside ---


def test_opening_a_link_changes_nothing_and_the_button_gives_the_file(project: Project):
    share = make_share(make_finished_report(project, title="Vision 1"))
    browser = Client(enforce_csrf_checks=True)
    address = reverse("reports:shared", args=[links.token(share.link)])
    for _visit in range(2):
        page = browser.get(address)
        browser.head(address)
    assert "Vision 1" in page.content.decode()
    assert Download.objects.count() == 0
    assert browser.post(address).status_code == 403
    answer = browser.post(address, headers={"X-CSRFToken": browser.cookies["csrftoken"].value})
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer["Content-Disposition"].startswith("attachment")
    for response in (page, answer):
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"].startswith("noindex")
    kept = Download.objects.get()
    assert (kept.report_id, kept.share_id, kept.by_id) == (share.report_id, share.pk, None)


def test_a_link_that_does_not_open_looks_like_one_that_never_did(project: Project):
    share = make_share(make_finished_report(project, title="Vision 1"))
    token = links.token(share.link)
    never = Client().get(reverse("reports:shared", args=["999.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]))
    assert never.status_code == 404
    with time_machine.travel(timezone.now() + datetime.timedelta(days=8)):
        run_out = Client().get(reverse("reports:shared", args=[token]))
        refused = Client().post(reverse("reports:shared", args=[token]))
    tampered = Client().get(reverse("reports:shared", args=[token[:-1] + ("A" if token[-1] != "A" else "B")]))
    links.revoke(share.link)
    revoked = Client().get(reverse("reports:shared", args=[token]))
    assert {answer.status_code for answer in (run_out, refused, tampered, revoked)} == {404}
    assert {answer.content for answer in (run_out, tampered, revoked)} == {never.content}
    assert Download.objects.count() == 0
