"""Late mail is noticed: on every page, by readyz, in the log."""

import datetime
import logging
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from mailroom import actions, delivery, heartbeats, queries, tasks
from mailroom.models import Lease, Message, State
from tests.fixtures.mail import SmtpSink
from tests.mailroom.factories import make_message
from tests.projects.factories import lead_of, make_project

pytestmark = pytest.mark.django_db


def parts(client: Client) -> dict[str, bool]:
    return {name: part["well"] for name, part in client.get("/readyz").json()["parts"].items()}


def test_all_is_well(client: Client):
    heartbeats.beat(heartbeats.CLOCK)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert parts(client) == dict.fromkeys(("database", "migrations", "broker", "clock", "mail"), True)
    assert client.get("/healthz").json() == {
        "well": True,
        "parts": {"database": {"well": True, "says": "The database answers."}},
    }


def test_a_worker_that_never_started_is_noticed(client: Client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (
        answer.json()["parts"]["clock"]["says"]
        == "No worker has reported yet. Are a worker and beat running?"
    )


def test_stuck_mail_shows_on_every_page_and_fails_readyz(client: Client, frozen: TimeMachineFixture):
    project = make_project(time_zone="America/Chicago")
    make_message(project)
    make_message(project)
    heartbeats.beat(heartbeats.CLOCK)
    client.force_login(lead_of(project))
    frozen.shift(datetime.timedelta(minutes=4))
    assert "Mail is stuck" not in client.get(f"/p/{project.slug}/mail/").content.decode()
    frozen.shift(datetime.timedelta(minutes=2))
    heartbeats.beat(heartbeats.CLOCK)
    said = "Mail is stuck: 2 mails wait since Tue 15 Sep, 09:00 CDT. Tell people by phone what cannot wait."
    assert said in client.get(f"/p/{project.slug}/mail/").content.decode()
    assert parts(client)["mail"] is False
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_stuck_mail_of_a_crisis_shows_on_every_page_within_two_minutes(
    client: Client, frozen: TimeMachineFixture
):
    project = make_project(time_zone="America/Chicago")
    make_message(project, priority=actions.CRISIS)
    heartbeats.beat(heartbeats.CLOCK)
    client.force_login(lead_of(project))
    frozen.shift(datetime.timedelta(seconds=100))
    page = client.get(f"/p/{project.slug}/stakeholders/").content.decode()
    assert "Mail is stuck: 1 mail waits" in page
    assert f"/p/{project.slug}/crisis/call-tree/" in page


def test_what_a_lost_worker_holds_is_late_too(frozen: TimeMachineFixture):
    message = make_message(make_project())
    lease = Lease.objects.create(message_ids=[message.pk], until=timezone.now())
    Message.objects.update(state=State.SENDING, lease=lease.pk)
    frozen.shift(datetime.timedelta(minutes=6))
    assert queries.banner().startswith("Mail is stuck: 1 mail waits since")


def test_a_clock_that_stands_still_is_noticed(client: Client, frozen: TimeMachineFixture):
    tasks.sweep()
    frozen.shift(datetime.timedelta(minutes=6))
    assert queries.banner().startswith("The planner's clock stands still since Tue 15 Sep, 14:00 UTC")
    assert parts(client)["clock"] is False
    tasks.audit()
    assert queries.banner() == ""


def test_the_server_that_takes_nothing_is_named_in_the_log_and_not_to_strangers(
    client: Client, smtp_sink: SmtpSink, frozen: TimeMachineFixture, caplog: pytest.LogCaptureFixture
):
    make_message(make_project())
    smtp_sink.stop()
    delivery.run()
    frozen.shift(datetime.timedelta(minutes=6))
    with caplog.at_level(logging.ERROR):
        tasks.audit()
    (said,) = [record.getMessage() for record in caplog.records if record.name == "mailroom.tasks"]
    assert said.startswith("Mail is stuck: 1 mail waits since")
    assert f"The mail server at 127.0.0.1:{smtp_sink.port}" in said
    assert str(smtp_sink.port) not in client.get("/readyz").content.decode()
    smtp_sink.start()
    tasks.sweep()
    assert parts(client)["mail"] is True


def test_the_banner_costs_one_statement(django_assert_num_queries: Any):
    with django_assert_num_queries(1):
        queries.banner()


def test_a_broker_that_is_away_is_said(client: Client, settings: Any):
    heartbeats.beat(heartbeats.CLOCK)
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    assert parts(client)["broker"] is False
