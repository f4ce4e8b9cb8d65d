"""The fixtures themselves: what every other test trusts."""

import os
import smtplib
import socket

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser

from callcenter_planner.embedded.postgres import Postgres
from callcenter_planner.embedded.valkey import Valkey
from tests.fixtures.mail import SmtpSink
from tests.fixtures.time import MOMENT


def send(sink: SmtpSink, *recipients: str) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP("127.0.0.1", sink.port) as client:
        return client.sendmail("planner@example.org", recipients, b"Subject: Hello\r\n\r\nText")


def test_each_process_of_a_run_has_a_broker_of_its_own(settings):
    """A worker that read its leader's settings would ring where nobody listens."""
    assert os.environ["REDIS_URL"] == settings.REDIS_URL
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] == os.environ["REDIS_PREFIX"]


@pytest.mark.django_db
def test_statements_are_not_compiled():
    """Where a server has it switched on, compiling a page's statements takes longer than the page."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


def test_the_sink_refuses_one_recipient_and_takes_the_others(smtp_sink):
    smtp_sink.refuse["gone@example.org"] = "550 no such person"
    assert send(smtp_sink, "ana@example.org", "gone@example.org") == {
        "gone@example.org": (550, b"no such person")
    }
    assert [mail.message["Subject"] for mail in smtp_sink.to("ana@example.org")] == ["Hello"]


def test_the_sink_greylists_each_address_once(smtp_sink):
    smtp_sink.greylist = 1
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(smtp_sink, "ana@example.org")
    assert send(smtp_sink, "ana@example.org") == {}


def test_the_sink_hangs_up_in_the_middle(smtp_sink):
    smtp_sink.hang_up_after = 1
    send(smtp_sink, "ana@example.org")
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        send(smtp_sink, "ben@example.org")
    assert len(smtp_sink.received) == 1


def test_a_stopped_sink_refuses_connections_until_it_starts_again(smtp_sink):
    smtp_sink.stop()
    with pytest.raises(ConnectionRefusedError):
        send(smtp_sink, "ana@example.org")
    smtp_sink.start()
    assert send(smtp_sink, "ana@example.org") == {}


def test_time_stands_still(frozen):
    assert timezone.now() == MOMENT


@pytest.mark.fault
def test_own_servers_come_back_after_a_kill(own_postgres: Postgres, own_valkey: Valkey):
    for server in (own_postgres, own_valkey):
        process = server._server()
        assert process is not None
        process.kill()
        server.ensure_running()
        assert server.answers()


@pytest.mark.browser
def test_the_browser_runs(chromium: Browser):
    page = chromium.new_page()
    page.goto("data:text/html,<title>Hello</title>")
    assert page.title() == "Hello"
    page.close()


def test_nothing_is_reached_beyond_this_machine():
    with pytest.raises((RuntimeError, Warning), match=r"192\.0\.2\.1"), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))
