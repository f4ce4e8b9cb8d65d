"""A broadcast to five hundred while workers die and two hundred confirm at once: each is counted once."""

import os
import secrets
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from celery import Celery
from django.conf import settings as django_settings
from kombu.exceptions import OperationalError

from callcenter_planner.embedded.supervisor import web_command
from crisis import actions, queries
from crisis.models import CrisisPerson
from mailroom import links
from mailroom.models import Confirmation, Message
from projects.models import AuditEntry
from tests.crisis.factories import make_run
from tests.fixtures.mail import SmtpSink, free_port
from tests.fixtures.workers import ROOT, database_url
from tests.projects.factories import lead_of, make_project

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
PEOPLE, CONFIRMING = 500, 200
HOST = {"Host": "testserver"}


@pytest.fixture
def clock() -> Iterator[None]:
    """Ticks as beat would, only faster."""
    done = threading.Event()

    def tick() -> None:
        app = Celery("clock", broker=django_settings.REDIS_URL, set_as_current=False)
        app.conf.broker_transport_options = django_settings.CELERY_BROKER_TRANSPORT_OPTIONS
        while not done.wait(0.3):
            try:
                app.send_task("mailroom.tasks.sweep", ignore_result=True)
            except OperationalError:
                continue

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    yield
    done.set()
    thread.join()


@pytest.fixture
def web() -> Iterator[str]:
    """The web server as it is deployed, on this test's database."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    process = subprocess.Popen(
        web_command("127.0.0.1", port), cwd=ROOT, env={**os.environ, "DATABASE_URL": database_url()}
    )
    deadline = time.monotonic() + 60
    while True:
        try:
            requests.get(f"{address}/healthz", headers=HOST, timeout=5)
            break
        except (requests.ConnectionError, requests.Timeout):
            assert time.monotonic() < deadline, "The web server does not answer."
            time.sleep(0.2)
    yield address
    process.terminate()
    process.wait(20)


def press_twice(page: str, gate: threading.Barrier) -> list[int]:
    """Waits at the gate until everybody is there; what both presses are answered with."""
    form = secrets.token_hex(16)
    gate.wait(60)
    return [
        requests.post(
            page,
            headers={**HOST, "Cookie": f"csrftoken={form}"},
            data={"csrfmiddlewaretoken": form},
            allow_redirects=False,
            timeout=60,
        ).status_code
        for _twice in range(2)
    ]


def test_five_hundred_are_reached_and_each_of_two_hundred_confirmations_counts_once(
    start_worker: Callable[[], "subprocess.Popen[bytes]"],
    smtp_sink: SmtpSink,
    web: str,
    clock: None,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("MAIL_LEASE", "1")
    monkeypatch.setenv("MAIL_BACKOFF", "1")
    project = make_project()
    CrisisPerson.objects.bulk_create(
        CrisisPerson(project=project, name=f"P {number}", email=f"p{number}@example.org")
        for number in range(PEOPLE)
    )
    activation = make_run(project)
    first, _second = start_worker(), start_worker()
    sent = actions.broadcast(activation=activation, by=lead_of(project), subject="Phones", text="Mobiles")
    smtp_sink.wait_for(60, seconds=60)

    asked = Confirmation.objects.of("crisis.broadcast", sent.pk).select_related("link")[:CONFIRMING]
    pages = [f"{web}/c/{links.token(one.link)}/" for one in asked]
    gate = threading.Barrier(CONFIRMING)
    with ThreadPoolExecutor(CONFIRMING) as pool:
        pressing = [pool.submit(press_twice, page, gate) for page in pages]
        first.kill()
        answers = Counter(code for one in pressing for code in one.result(120))
    assert answers == {302: 2 * CONFIRMING}
    (reached,) = queries.reached(activation)
    assert reached.says == f"{CONFIRMING} of {PEOPLE} confirmed"
    assert AuditEntry.objects.filter(verb="confirmed").count() == CONFIRMING

    told = Message.objects.filter(kind="crisis.broadcast")
    deadline = time.monotonic() + 90
    while told.filter(state="sent").count() < PEOPLE:
        assert time.monotonic() < deadline, Counter(told.values_list("state", flat=True))
        time.sleep(0.1)
    received = Counter(mail.recipients[0] for mail in smtp_sink.received)
    assert set(received) == {f"p{number}@example.org" for number in range(PEOPLE)}
    # Two processes of the killed worker, one mail in doubt each at most.
    assert sum(received.values()) - PEOPLE <= 2
