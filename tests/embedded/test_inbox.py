"""The mails of the default start: kept whole, shown to this machine only, harmless to look at."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from callcenter_planner.embedded import inbox
from callcenter_planner.embedded.sink import Sink


@pytest.fixture
def sink(tmp_path: Path, settings: Any) -> Iterator[Sink]:
    """The SMTP server that `bin/start` runs, with its inbox readable."""
    settings.EMBEDDED = True
    settings.VAR_DIR = tmp_path
    sink = Sink(tmp_path / "mail")
    sink.start()
    yield sink
    sink.stop()


def send(sink: Sink, to: str, subject: str = "Your questions", html: str = "") -> None:
    message = EmailMessage()
    message["From"] = "planner@example.org"
    message["To"] = to
    message["Subject"] = subject
    message.set_content("Please answer: http://testserver/r/token-1")
    if html:
        message.add_alternative(html, subtype="html")
    with smtplib.SMTP("127.0.0.1", sink.port) as client:
        client.send_message(message)


def test_mails_are_listed_newest_first(sink, client):
    send(sink, "ana@example.org", "First")
    send(sink, "ben@example.org", "Second")
    shown = client.get("/dev/inbox/").context["mails"]
    assert [(mail.subject, mail.recipients) for mail in shown] == [
        ("Second", "ben@example.org"),
        ("First", "ana@example.org"),
    ]


def test_the_list_is_narrowed_by_recipient(sink, client):
    send(sink, "ana@example.org")
    send(sink, "ben@example.org")
    shown = client.get("/dev/inbox/", {"to": "ANA@"}).context["mails"]
    assert [mail.recipients for mail in shown] == ["ana@example.org"]


def test_a_blind_copy_is_found_by_its_envelope(sink, client):
    with smtplib.SMTP("127.0.0.1", sink.port) as connection:
        connection.sendmail("planner@example.org", ["blind@example.org"], b"Subject: Quiet\r\n\r\nText")
    assert [mail.subject for mail in client.get("/dev/inbox/", {"to": "blind@"}).context["mails"]] == [
        "Quiet"
    ]


def test_one_mail_shows_its_text_and_its_links_once(sink, client):
    send(sink, "ana@example.org", html='<p><a href="http://testserver/r/token-1">Answer</a></p>')
    name = client.get("/dev/inbox/").context["mails"][0].name
    page = client.get(f"/dev/inbox/{name}/")
    assert page.context["mail"].links == ["http://testserver/r/token-1"]
    assert b'<a href="http://testserver/r/token-1">' in page.content


def test_the_page_of_a_mail_can_run_nothing(sink, client):
    send(sink, "ana@example.org", html="<script>alert(1)</script><p>Hello</p>")
    name = client.get("/dev/inbox/").context["mails"][0].name
    policy = client.get(f"/dev/inbox/{name}/page/")["Content-Security-Policy"]
    directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert "script-src" not in directives
    assert "allow-scripts" not in directives["sandbox"]
    assert "allow-same-origin" not in directives["sandbox"]


def test_nothing_is_shown_without_embedded_servers(sink, client, settings):
    send(sink, "ana@example.org")
    settings.EMBEDDED = False
    assert client.get("/dev/inbox/").status_code == 404


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7", "not an address"])
def test_nothing_is_shown_to_another_machine(sink, address):
    send(sink, "ana@example.org")
    assert Client(REMOTE_ADDR=address).get("/dev/inbox/").status_code == 404


@pytest.mark.parametrize("name", ["20260915-140000-000000-abcdef", "secret-key", "20260915"])
def test_a_name_that_is_no_mail_is_not_found(sink, client, name):
    assert client.get(f"/dev/inbox/{name}/").status_code == 404


def test_a_mail_that_was_being_written_is_not_shown(sink, tmp_path):
    (tmp_path / "mail" / ".20260915-140000-000000-abcdef.eml").write_bytes(b"Subject: Half")
    assert inbox.newest(tmp_path / "mail") == []


@pytest.mark.browser
def test_the_inbox_in_a_browser(sink: Sink, page: Page, assert_accessible):
    styled = '<style>p { color: navy }</style><p style="margin:0">Hello <a href="http://testserver/r/x">there</a></p>'
    send(sink, "ana@example.org", html=styled)
    page.goto("/dev/inbox/")
    assert_accessible(page)
    page.get_by_role("link", name="Your questions").click()
    expect(page.frame_locator("iframe").get_by_text("Hello")).to_be_visible()
    expect(page.get_by_role("link", name="http://testserver/r/x").first).to_be_visible()
    assert_accessible(page)
