"""Nothing is lost, whatever dies (cases 13, 14, 15, 18a): real workers, broker, database and mail server."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest
from celery import Celery
from django.conf import settings as django_settings
from django.db import connection, connections, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from callcenter_planner.embedded.postgres import Postgres
from callcenter_planner.embedded.valkey import Valkey
from mailroom import actions, delivery, heartbeats, queries
from mailroom.models import Heartbeat, Lease, Message, State
from tests.fixtures.mail import Received, SmtpSink
from tests.fixtures.workers import ROOT, database_url
from tests.mailroom.factories import make_envelope, make_message
from tests.projects.factories import make_project

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
Start = Callable[[], "subprocess.Popen[bytes]"]
SECONDS = 60


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that wait a second where they would wait a minute."""
    monkeypatch.setenv("MAIL_LEASE", "1")
    monkeypatch.setenv("MAIL_BACKOFF", "1")


@pytest.fixture
def clock() -> Iterator[Callable[..., None]]:
    """Ticks as beat would, only faster: `clock()` starts it, on another broker if asked."""
    done = threading.Event()
    threads: list[threading.Thread] = []

    def tick(broker: str) -> None:
        app = Celery("clock", broker=broker, set_as_current=False)
        app.conf.broker_transport_options = django_settings.CELERY_BROKER_TRANSPORT_OPTIONS
        app.conf.task_publish_retry = False
        while not done.wait(0.3):
            try:
                app.send_task("mailroom.tasks.sweep", ignore_result=True)
            except OperationalError:
                continue

    def start(broker: str = django_settings.REDIS_URL) -> None:
        threads.append(threading.Thread(target=tick, args=[broker], daemon=True))
        threads[-1].start()

    yield start
    done.set()
    for thread in threads:
        thread.join()


def wait_until(done: Callable[[], bool], *, seconds: float = SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, (states(), list(Heartbeat.objects.values()))
        time.sleep(0.05)


def states() -> dict[str, int]:
    return dict(Counter(Message.objects.values_list("state", flat=True)))


def sender_of(sink: SmtpSink) -> psutil.Process | None:
    """The process that is connected to the mail server."""
    for process in psutil.process_iter(["pid"]):
        try:
            ends = process.net_connections("tcp")
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        if process.pid != os.getpid() and any(end.raddr and end.raddr.port == sink.port for end in ends):
            return process
    return None


def end_blocked_sessions() -> None:
    """The server would still carry out what a dead client asked for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )


def family(worker: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    main = psutil.Process(worker.pid)
    return [main, *main.children(recursive=True)]


class Killer:
    """Kills whoever is sending, at chosen mails: before the server's 250, or a moment after it."""

    def __init__(self, sink: SmtpSink, *, at: set[int], chance: random.Random) -> None:
        self.kills = 0
        self._sink, self._at, self._chance = sink, at, chance
        self._timers: list[threading.Timer] = []

    def __call__(self, _mail: Received) -> None:
        if len(self._sink.received) not in self._at:
            return
        victim = sender_of(self._sink)
        if victim is None:
            return
        self.kills += 1
        if self._chance.random() < 0.5:
            victim.kill()
            return
        self._timers.append(threading.Timer(self._chance.uniform(0, 0.004), victim.kill))
        self._timers[-1].start()


def test_twenty_kills_lose_nothing_and_repeat_at_most_one_mail_each(
    start_worker: Start, smtp_sink: SmtpSink, clock: Callable[..., None]
):
    chance = random.Random(20261122)
    killer = Killer(smtp_sink, at=set(chance.sample(range(5, 490), 20)), chance=chance)
    smtp_sink.when_received = killer
    project = make_project()
    written = actions.queue_many(make_envelope(project) for _number in range(500))
    start_worker()
    start_worker()
    clock()
    wait_until(lambda: states() == {"sent": 500}, seconds=150)
    received = Counter(mail.message_id for mail in smtp_sink.received)
    assert set(received) == {message.message_id for message in written}
    repeats = sum(received.values()) - 500
    assert killer.kills == 20
    assert repeats <= killer.kills
    assert Lease.objects.count() == 0


def test_a_worker_killed_before_it_took_anything(
    start_worker: Start, smtp_sink: SmtpSink, clock: Callable[..., None]
):
    worker = start_worker()
    wait_until(lambda: len(family(worker)) > 1)
    for process in family(worker):
        process.kill()
    worker.wait()
    make_message(make_project())
    start_worker()
    clock()
    wait_until(lambda: states() == {"sent": 1})
    assert len(smtp_sink.received) == 1


def test_a_worker_killed_before_the_server_had_the_mail(
    start_worker: Start, smtp_sink: SmtpSink, clock: Callable[..., None]
):
    """It waits for the answer to RCPT: everything is in its hand, and nothing has arrived."""
    smtp_sink.delay = 30
    for _number in range(3):
        make_message(make_project())
    start_worker()
    clock()
    wait_until(lambda: sender_of(smtp_sink) is not None and states() == {"sending": 3})
    victim = sender_of(smtp_sink)
    assert victim is not None
    victim.kill()
    smtp_sink.delay = 0
    wait_until(lambda: states() == {"sent": 3})
    assert sorted(Counter(mail.message_id for mail in smtp_sink.received).values()) == [1, 1, 1]
    assert [len(one.tries.all()) for one in Message.objects.order_by("pk")] == [1, 0, 0]


def test_a_worker_killed_between_the_servers_250_and_the_mark_repeats_that_one_mail(
    start_worker: Start, smtp_sink: SmtpSink, clock: Callable[..., None], monkeypatch: pytest.MonkeyPatch
):
    """The lease's row is held by this test, so the mark cannot be stored; then the worker dies."""
    monkeypatch.setenv("MAIL_LEASE", "5")
    project = make_project()
    messages = [make_message(project) for _number in range(3)]
    smtp_sink.delay = 1
    start_worker()
    clock()
    wait_until(Lease.objects.exists)
    with transaction.atomic():
        lease = Lease.objects.select_for_update().get()
        smtp_sink.delay = 0
        smtp_sink.wait_for(1)
        time.sleep(0.3)
        victim = sender_of(smtp_sink)
        assert victim is not None
        victim.kill()
        victim.wait(5)
        end_blocked_sessions()
    assert lease.done == 0
    wait_until(lambda: states() == {"sent": 3})
    received = Counter(mail.message_id for mail in smtp_sink.received)
    assert received == {messages[0].message_id: 2, messages[1].message_id: 1, messages[2].message_id: 1}


def test_no_mail_is_handed_over_before_the_one_before_it_is_kept(
    start_worker: Start, smtp_sink: SmtpSink, clock: Callable[..., None], monkeypatch: pytest.MonkeyPatch
):
    """Two senders at work, and no mark can be stored: one mail arrives and no second."""
    monkeypatch.setenv("MAIL_LEASE", "20")
    actions.queue_many(make_envelope(make_project()) for _number in range(60))
    smtp_sink.delay = 1
    start_worker()
    clock()
    wait_until(lambda: Lease.objects.count() == 2)
    with transaction.atomic():
        assert len(Lease.objects.select_for_update()) == 2
        smtp_sink.delay = 0
        smtp_sink.wait_for(1)
        time.sleep(2)
        assert len(smtp_sink.received) == 1
    wait_until(lambda: states() == {"sent": 60})
    assert len(smtp_sink.received) == 60


def test_a_mail_that_kills_every_worker_is_given_up_and_everything_behind_it_flows(
    start_worker: Start, smtp_sink: SmtpSink, clock: Callable[..., None], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MAIL_ATTEMPTS", "3")
    project = make_project()
    poison = make_message(project)
    for _number in range(5):
        make_message(project)

    def poisonous(mail: Received) -> None:
        if poison.to_email in mail.recipients and (victim := sender_of(smtp_sink)):
            victim.kill()

    smtp_sink.when_received = poisonous
    start_worker()
    clock()
    wait_until(lambda: states() == {"failed": 1, "sent": 5})
    poison.refresh_from_db()
    assert (poison.state, poison.attempts) == (State.FAILED, 3)
    assert poison.last_error == "The worker was lost while sending, so nobody knows whether it arrived."
    assert len(smtp_sink.to(poison.to_email)) == 3


def test_two_workers_and_doubled_bells_send_one_mail_each(
    start_worker: Start, smtp_sink: SmtpSink, clock: Callable[..., None]
):
    project = make_project()
    smtp_sink.delay = 0.005
    start_worker()
    start_worker()
    clock()
    clock()
    for _round in range(10):
        actions.queue_many(make_envelope(project) for _number in range(6))
    wait_until(lambda: states() == {"sent": 60})
    assert set(Counter(mail.message_id for mail in smtp_sink.received).values()) == {1}


def test_a_worker_that_is_asked_to_end_finishes_the_mail_in_hand(
    start_worker: Start, smtp_sink: SmtpSink, clock: Callable[..., None]
):
    project = make_project()
    smtp_sink.delay = 0.03
    actions.queue_many(make_envelope(project) for _number in range(400))
    worker = start_worker()
    clock()
    smtp_sink.wait_for(10)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    left = states()
    assert left["sent"] == len(smtp_sink.received) < 400
    assert left == {"sent": left["sent"], "queued": 400 - left["sent"]}
    assert Lease.objects.count() == 0


QUEUE = """
import django, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "callcenter_planner.settings"
django.setup()
from mailroom.actions import Envelope, queue
for number in range(int(sys.argv[2])):
    queue(Envelope(project=None, kind="test.mail", dedupe_key=f"{sys.argv[1]}:{number}",
        to_email=f"reader{number}@example.org", to_name="", subject="Hello"))
"""


def queue_elsewhere(name: str, number: int, **environment: str) -> subprocess.CompletedProcess[str]:
    """Another process of the application writes mails."""
    env = {**os.environ, "DATABASE_URL": database_url(), "LOG_LEVEL": "WARNING", **environment}
    return subprocess.run(
        [sys.executable, "-c", QUEUE, name, str(number)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
        # Far more than it takes, far less than a broker that is waited for.
        timeout=60,
    )


def test_a_broker_that_is_down_at_the_commit_loses_nothing_and_holds_nobody_up(smtp_sink: SmtpSink):
    done = queue_elsewhere("down", 3, REDIS_URL="redis://127.0.0.1:9/0")
    assert "The broker cannot be reached, so the sweep will start mailroom.tasks.deliver" in done.stderr
    assert states() == {"queued": 3}
    assert delivery.run().sent == 3


def test_a_broker_that_comes_back_with_an_empty_memory_loses_nothing(
    start_worker: Start,
    smtp_sink: SmtpSink,
    own_valkey: Valkey,
    clock: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("REDIS_URL", own_valkey.url())
    worker = start_worker()
    clock(own_valkey.url())
    wait_until(lambda: Heartbeat.objects.filter(name=heartbeats.CLOCK).exists())
    smtp_sink.delay = 0.2
    queue_elsewhere("before", 5)
    smtp_sink.wait_for(1)
    own_valkey.stop()
    for kept in (own_valkey.data / "appendonlydir").glob("*"):
        kept.unlink()
    queue_elsewhere("while", 5)
    own_valkey.ensure_running()
    wait_until(lambda: states() == {"sent": 10})
    assert worker.poll() is None
    assert set(Counter(mail.message_id for mail in smtp_sink.received).values()) == {1}


def test_a_database_that_restarts_under_load_loses_nothing(
    smtp_sink: SmtpSink,
    own_postgres: Postgres,
    start_worker: Start,
    monkeypatch: pytest.MonkeyPatch,
    clock: Any,
):
    """The worker keeps the mark of the mail in hand until the database is back."""
    url = own_postgres.url()
    env = {**os.environ, "DATABASE_URL": url}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
    monkeypatch.setattr("tests.fixtures.workers.database_url", lambda: url)
    smtp_sink.delay = 0.02
    queue_elsewhere("restart", 150, DATABASE_URL=url)
    start_worker()
    clock()
    smtp_sink.wait_for(20)
    own_postgres.stop()
    own_postgres.ensure_running()
    smtp_sink.wait_for(150, seconds=SECONDS)
    time.sleep(3)
    received = Counter(mail.message_id for mail in smtp_sink.received)
    assert len(received) == 150
    # One connection in hand for each sender, none of which was killed.
    assert sum(received.values()) - 150 <= 16


def test_the_worker_sleeps_over_due_mails_and_the_auditor_says_so(start_worker: Start, smtp_sink: SmtpSink):
    """Late mail shows on every page and on readyz before anybody asks; then it goes once."""
    long_ago = timezone.now() - queries.LATE * 3
    make_message(make_project(), available_at=long_ago)
    heartbeats.beat(heartbeats.CLOCK, at=long_ago)
    assert queries.banner().startswith("Mail is stuck: 1 mail waits since ")
    delivery.run()
    assert queries.banner().startswith("The planner's clock stands still since ")
    heartbeats.beat(heartbeats.CLOCK)
    assert queries.banner() == ""
    assert len(smtp_sink.received) == 1


def test_connections_are_closed_afterwards():
    """Threads of a delivery leave no database connection behind."""
    # A server of the browser tests may keep its own; those of workers that were killed may go meanwhile.
    before = other_sessions()
    assert delivery.run().sent == 0
    wait_until(lambda: other_sessions() <= before, seconds=5)
    assert len(connections.all(initialized_only=True)) == 1


def other_sessions() -> set[int]:
    """The server's processes behind all other sessions on this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND client_port IS NOT NULL"
        )
        return {pid for (pid,) in cursor.fetchall()}
