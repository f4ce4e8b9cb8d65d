"""A version as it is read: before it is published, by members, and by people outside through a share link."""

import pytest
from django.test import Client
from django.urls import reverse

from mailroom import links
from mailroom.models import Message
from projects.models import Project
from reports import actions as reports
from reports import drawing
from reports.models import Report
from tests.outcomes.factories import make_measure
from tests.projects.factories import lead_of, make_project
from tests.reports.factories import make_finished_report, make_share
from tests.vision.factories import make_ask, make_element, make_version
from vision import actions
from vision.chapter import vision_preview
from vision.models import DecisionKind, OutcomeMessage, Place, Version, VersionElement


@pytest.fixture
def project(db: None) -> Project:
    project = make_project("Harbour line")
    make_element(
        project,
        Place.NOW,
        title="Shorter menus",
        reason="Everybody asked.",
        asks=[make_ask(project, quote="My sister hung up on you.")],
    )
    make_measure(project, name="Calls answered")
    actions.log_decision(
        project=project, by=lead_of(project), kind=DecisionKind.DECISION, text="Nurses first."
    )
    return project


@pytest.fixture
def browser(project: Project) -> Client:
    client = Client()
    client.force_login(lead_of(project))
    return client


def shared(version: Version, **report: object) -> str:
    asked = {"kind": "vision", "about_id": version.pk, **report}
    return links.token(make_share(make_finished_report(version.project, **asked)).link)


def test_a_preview_shows_the_next_version_and_keeps_and_sends_nothing(project: Project, browser: Client):
    page = browser.get(reverse("vision:publish_preview", args=[project.slug])).content.decode()
    for said in (
        "Preview of version 1",
        "Shorter menus",
        "Everybody asked.",
        "Calls answered",
        "Nurses first.",
    ):
        assert said in page
    report = Report(project=project, kind="vision_preview", requested_by=lead_of(project))
    html = vision_preview(report, lambda percent, says: None).html
    assert "Preview of version 1: not published" in html
    assert html.count("Shorter menus") == 2
    assert (Version.objects.count(), VersionElement.objects.count()) == (0, 0)
    assert (OutcomeMessage.objects.count(), Message.objects.count()) == (0, 0)
    # What is published afterwards has the number that the preview had.
    assert make_version(project).number == 1


def test_a_preview_of_nothing_is_refused_by_the_report_in_words(db: None):
    report = Report(project=make_project("Empty"), kind="vision_preview", requested_by=None)
    with pytest.raises(drawing.NotDrawn, match="nothing on the board"):
        vision_preview(report, lambda percent, says: None)


def test_the_button_asks_for_the_preview_as_a_pdf(project: Project, browser: Client):
    answer = browser.post(reverse("vision:publish_preview", args=[project.slug]))
    report = project.reports.get()
    assert (report.kind, answer.headers["Location"]) == (
        "vision_preview",
        reverse("reports:report", args=[project.slug, report.pk]),
    )


def test_people_outside_read_the_same_by_the_share_link_without_private_words(
    project: Project, client: Client
):
    token = shared(make_version(project))
    assert reverse("vision:shared_version", args=[token]) in client.get(f"/s/{token}/").content.decode()
    answer = client.get(f"/s/{token}/read/")
    page = answer.content.decode()
    for said in ("Shorter menus", "Everybody asked.", "Calls answered", "Nurses first."):
        assert said in page
    assert "hung up" not in page
    assert f"/p/{project.slug}/" not in page
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_page_stays_at_its_version_when_a_later_one_is_published(project: Project, client: Client):
    token = shared(make_version(project, "One number for all."))
    make_element(project, Place.NEXT, title="Web chat")
    make_version(project, "One voice for all.")
    page = client.get(f"/s/{token}/read/").content.decode()
    assert "One number for all." in page
    assert "Web chat" not in page


def test_links_of_other_reports_open_no_version(project: Project, client: Client):
    version = make_version(project)
    assert client.get(f"/s/{shared(version, kind='coverage')}/read/").status_code == 404
    foreign = make_version(make_project("Another"))
    elsewhere = shared(version, about_id=foreign.pk)
    assert client.get(f"/s/{elsewhere}/read/").status_code == 404
    assert "Read it here" not in client.get(f"/s/{shared(version, kind='coverage')}/").content.decode()


def test_a_closed_link_closes_the_page_too(project: Project, client: Client):
    share = make_share(make_finished_report(project, kind="vision", about_id=make_version(project).pk))
    reports.revoke(share=share, by=lead_of(project))
    assert client.get(f"/s/{links.token(share.link)}/read/").status_code == 404
