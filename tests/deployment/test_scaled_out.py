"""Two web servers, three workers and one clock on one database and one broker serve as one."""

import datetime
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import psycopg2
import pytest
import requests

from callcenter_planner.embedded import processes
from callcenter_planner.embedded.places import Place
from callcenter_planner.embedded.postgres import Postgres
from callcenter_planner.embedded.supervisor import web_command
from callcenter_planner.embedded.valkey import Valkey
from tests.fixtures.mail import SmtpSink, free_port
from tests.servers import HASTY

ROOT = Path(__file__).resolve().parent.parent.parent
WORKER = [
    sys.executable, "-m", "celery", "--app", "callcenter_planner", "--quiet", "worker", "--concurrency", "1",
    "--loglevel", "INFO", "--without-gossip", "--without-mingle",
]  # fmt: skip
BEAT = [sys.executable, "-m", "celery", "--app", "callcenter_planner", "--quiet", "beat", "--schedule"]
PASSWORD = "only for this test 1"
MAKE_PEOPLE = f"""
from allauth.account.models import EmailAddress
from projects.models import User
for name in ("ana", "ben", "cleo", "dan"):
    user = User.objects.create_user(f"{{name}}@example.org", {PASSWORD!r}, is_staff=True)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
"""
pytestmark = [pytest.mark.deployment, pytest.mark.fault]


@dataclass
class Deployment:
    """What runs, and where its two web servers answer."""

    environment: dict[str, str]
    place: Place
    webs: list[str]
    workers: list["subprocess.Popen[bytes]"]


@pytest.fixture(scope="module")
def servers(lasting_place: Place) -> Iterator[tuple[str, str]]:
    """The URLs of a database of our own and of a broker: given ones, or those that come along."""
    given_database, given_broker = os.environ.get("TEST_DATABASE_URL"), os.environ.get("TEST_REDIS_URL")
    if given_database and given_broker:
        name = f"two_of_each_{os.getpid()}"
        execute(given_database, f"CREATE DATABASE {name}")
        yield urlsplit(given_database)._replace(path=f"/{name}").geturl(), f"{given_broker.rstrip('/')}/0"
        execute(given_database, f"DROP DATABASE {name} WITH (FORCE)")
        return
    postgres, valkey = Postgres(lasting_place, HASTY), Valkey(lasting_place)
    postgres.ensure_running()
    valkey.ensure_running()
    yield postgres.url(), valkey.url()
    valkey.stop()
    postgres.stop()


def execute(url: str, statement: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


@pytest.fixture(scope="module")
def prepared(servers: tuple[str, str], lasting_place: Place) -> dict[str, str]:
    """The settings of a deployment whose tables, static files and people are there."""
    environment = {
        **os.environ,
        "DATABASE_URL": servers[0],
        "REDIS_URL": servers[1],
        "REDIS_PREFIX": f"two-{os.getpid()}:",
        "BASE_URL": "http://planner.test",
        "LOG_LEVEL": "INFO",
        "VAR_DIR": str(lasting_place.var),
    }
    for command in (["migrate"], ["collectstatic", "--noinput"], ["shell", "-c", MAKE_PEOPLE]):
        subprocess.run(
            [sys.executable, "manage.py", *command, "--verbosity", "0"], cwd=ROOT, env=environment, check=True
        )
    return environment


@pytest.fixture
def deployment(prepared: dict[str, str], lasting_place: Place, smtp_sink: SmtpSink) -> Iterator[Deployment]:
    environment = {**prepared, "EMAIL_URL": smtp_sink.url}
    ports = [free_port(), free_port()]

    def spawn(name: str, command: list[str]) -> "subprocess.Popen[bytes]":
        log = lasting_place.logs / f"{name}.log"
        return processes.spawn(command, var=lasting_place.var, log=log, env=environment, cwd=ROOT)

    webs = [spawn(f"web-{port}", web_command("127.0.0.1", port)) for port in ports]
    workers = [spawn(f"worker-{number}", [*WORKER, "--hostname", f"{number}@test"]) for number in (1, 2, 3)]
    clock = spawn("beat", [*BEAT, str(lasting_place.var / f"beat-{ports[0]}")])
    running = Deployment(environment, lasting_place, [f"http://127.0.0.1:{port}" for port in ports], workers)
    for address in running.webs:
        wait_for(address)
    yield running
    processes.stop(processes.marked(lasting_place.var), grace=10)
    for child in (*webs, *workers, clock):
        child.wait()


def wait_for(address: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            requests.get(f"{address}/healthz", headers={"Host": "planner.test"}, timeout=5)
        except (requests.ConnectionError, requests.Timeout):
            assert time.monotonic() < deadline, f"{address} does not answer."
            time.sleep(0.2)
        else:
            return


def submit(
    session: requests.Session, seen_at: str, sent_to: str, path: str, *, to: str = "", **fields: str
) -> str:
    """Open a form at one web server and send it to the other; returns where it led.

    `to` is the form's own address, as seen from the page, when it is not the page's.
    """
    headers = {"Host": "planner.test"}
    page = session.get(f"{seen_at}{path}", headers=headers, timeout=20)
    hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|form_key)" value="([^"]+)"', page.text))
    answer = session.post(
        urljoin(f"{sent_to}{path}", to),
        data={**hidden, **fields},
        headers=headers,
        allow_redirects=False,
        timeout=20,
    )
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def test_a_journey_crosses_both_web_servers(deployment: Deployment):
    """Signed in at one, a form opened at one and sent to the other, its result read at both."""
    one, other = deployment.webs
    session = requests.Session()
    submit(session, one, other, "/account/login/", login="ana@example.org", password=PASSWORD)
    where = submit(
        session, other, one, "/projects/new/",
        name="Lakeside", organisation="Lakeside Health", time_zone="America/Chicago", currency="USD",
    )  # fmt: skip
    for address in deployment.webs:
        page = session.get(f"{address}{where}", headers={"Host": "planner.test"}, timeout=20)
        assert page.status_code == 200
        assert "Lakeside" in page.text


def test_one_round_from_the_question_to_the_answer_crosses_all_of_them(
    deployment: Deployment, smtp_sink: SmtpSink
):
    """Each step is taken at the other web server than the one before; the mails leave by whichever worker."""
    one, other = deployment.webs
    lead, host = requests.Session(), {"Host": "planner.test"}
    submit(lead, one, other, "/account/login/", login="ben@example.org", password=PASSWORD)
    home = submit(
        lead, other, one, "/projects/new/",
        name="Hillside", organisation="Hillside Health", time_zone="America/Chicago", currency="USD",
    )  # fmt: skip
    people = [f"person{number}@example.org" for number in range(12)]
    for number, email in enumerate(people):
        seen_at, sent_to = (one, other) if number % 2 else (other, one)
        submit(
            lead, seen_at, sent_to, f"{home}stakeholders/add/",
            name=f"Person {number}", email=email, level="manager", language="en",
        )  # fmt: skip
    submit(lead, one, other, f"{home}stakeholders/questions/", to="adopt/")
    form = lead.get(f"{other}{home}stakeholders/rounds/new/", headers=host, timeout=20).text
    chosen = re.search(r'<option value="(\d+)"', form)
    assert chosen is not None
    deadline = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=10)).strftime("%Y-%m-%dT%H:%M")
    there = submit(
        lead, other, one, f"{home}stakeholders/rounds/new/",
        title="What should we create?", question_set=chosen[1], deadline=deadline, reminder_days="3",
    )  # fmt: skip
    asked = there.removesuffix("people/")
    submit(lead, one, other, f"{asked}people/", all="1")
    submit(lead, other, one, f"{asked}preview/", to="../send/")
    smtp_sink.wait_for(len(people), seconds=90)
    assert sorted(mail.recipients[0] for mail in smtp_sink.received) == sorted(people)

    page = re.search(r"http://planner\.test(/a/\S+)", smtp_sink.to("person7@example.org")[0].body())
    assert page is not None
    person = requests.Session()
    text = person.get(f"{one}{page[1]}", headers=host, timeout=20).text
    questions = re.findall(r'<textarea id="a(\d+)"', text)
    said = {f"a{key}": "A nurse who answers." for key in questions}
    submit(person, one, other, page[1], **said, **{f"v{key}": "0" for key in questions})
    for web in deployment.webs:
        assert "A nurse who answers." in person.get(f"{web}{page[1]}", headers=host, timeout=20).text
    submit(person, other, one, page[1], submit="1")
    for web in deployment.webs:
        desk = lead.get(f"{web}{home}stakeholders/answers/", headers=host, timeout=20).text
        assert "A nurse who answers." in desk


def test_the_clock_finds_what_no_bell_announced(deployment: Deployment, smtp_sink: SmtpSink):
    """The broker lost the bell: within a minute or two the sweep has a worker send the mail all the same."""
    queue = """
from django.utils import timezone
from mailroom.models import Message
from mailroom.models.message import fresh_message_id
Message.objects.create(kind="test.bell", dedupe_key="no bell", to_email="dan@example.org",
    from_name="Planner", subject="No bell rang", html="<p>Hello</p>", text="Hello", marker="m" * 32,
    message_id=fresh_message_id())
"""
    manage(deployment, queue)
    assert smtp_sink.wait_for(1, seconds=150)[0].message["Subject"] == "No bell rang"
    for web in deployment.webs:
        parts = requests.get(f"{web}/readyz", headers={"Host": "planner.test"}, timeout=20).json()["parts"]
        assert parts["clock"] == {"well": True, "says": "A worker reports each minute."}


def manage(deployment: Deployment, code: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", code],
        cwd=ROOT,
        env=deployment.environment,
        check=True,
        capture_output=True,
    )


def test_each_mail_goes_out_once_though_all_workers_are_asked(deployment: Deployment, smtp_sink: SmtpSink):
    people = ["ana@example.org", "ben@example.org", "cleo@example.org", "dan@example.org"]
    for number, person in enumerate(people):
        one, other = deployment.webs[number % 2], deployment.webs[(number + 1) % 2]
        submit(requests.Session(), one, other, "/account/password/reset/", email=person)
    smtp_sink.wait_for(len(people), seconds=60)
    # All are asked once more, as a late bell would.
    manage(deployment, "from mailroom.tasks import deliver\nfor worker in range(3):\n    deliver.delay()")
    time.sleep(3)
    assert sorted(mail.recipients[0] for mail in smtp_sink.received) == people


def test_one_worker_goes_on_when_the_others_are_killed(deployment: Deployment, smtp_sink: SmtpSink):
    for worker in deployment.workers[:2]:
        worker.kill()
    one, other = deployment.webs
    submit(requests.Session(), one, other, "/account/password/reset/", email="ana@example.org")
    assert smtp_sink.wait_for(1, seconds=90)[0].recipients == ["ana@example.org"]
