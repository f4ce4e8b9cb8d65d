"""How fast the outbox empties: one worker against plain smtplib, with the same mails and the same server.

    python -m benchmarks.outbox

Rounds are interleaved, because a shared machine is never equally fast twice. Needs DATABASE_URL and
REDIS_URL; writes into a project of its own, which it removes.
"""

import itertools
import os
import statistics
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callcenter_planner.settings")
if __name__ == "__main__":
    django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from benchmarks.floor import mail as floor
from callcenter_planner.env import MailServer
from mailroom import actions, content, delivery, heartbeats, links, marks
from mailroom.delivery.claims import SLOT
from mailroom.delivery.letter import write
from mailroom.models import Heartbeat, Message, PersonalLink, State
from projects.models import Project, User
from tests.fixtures.mail import free_port

ROUNDS, MAILS = 7, 400
SLOW_REPLY, SLOW_MAILS = 0.02, 600
PEOPLE = 1000
_numbers = itertools.count()


@dataclass(frozen=True)
class Figure:
    """One line of the table; times in milliseconds for one mail."""

    name: str
    p50: float
    p95: float
    floor: float
    ratio: float
    note: str


def rows() -> list[Figure]:
    """The outbox's lines."""
    with world() as (project, people):
        return [fast(project, people), slow(project, people), write_down(project, people)]


def fast(project: Project, people: list[User]) -> Figure:
    """One worker and a server that answers at once. The ratio is of speeds: 1 is as fast as the floor."""
    ours, floors = [], []
    with server() as port:
        run_round(project, people[:MAILS], port)
        for _round in range(ROUNDS):
            mails = written(project, people[:MAILS])
            started = time.perf_counter()
            floor.push(port, mails)
            floors.append((time.perf_counter() - started) / MAILS)
            ours.append(deliver_all(port, MAILS))
    ratio = statistics.median(their / our for our, their in zip(ours, floors, strict=True))
    return Figure(
        "outbox, one worker, per mail",
        p50=statistics.median(ours) * 1000,
        p95=max(ours) * 1000,
        floor=statistics.median(floors) * 1000,
        ratio=ratio,
        note=f"{1 / statistics.median(ours):.0f} mails/s, floor {1 / statistics.median(floors):.0f}/s",
    )


def slow(project: Project, people: list[User]) -> Figure:
    """One worker and a server that takes 20 ms for each answer."""
    with server(SLOW_REPLY) as port:
        mails = written(project, people[:SLOW_MAILS])
        floors = floor.push(port, mails[:25])
        ours = deliver_all(port, SLOW_MAILS)
    return Figure(
        "outbox, 20 ms per reply, per mail",
        p50=ours * 1000,
        p95=ours * 1000,
        floor=statistics.median(floors) * 1000,
        ratio=statistics.median(floors) / ours,
        note=f"{1 / ours:.0f} mails/s over at most {settings.MAIL_CONNECTIONS} connections",
    )


def write_down(project: Project, people: list[User]) -> Figure:
    """Writing a round of a thousand into the outbox, per mail, against one of a hundred."""
    seconds = {}
    for number in (100, PEOPLE):
        started = time.perf_counter()
        queued(project, people[:number])
        seconds[number] = (time.perf_counter() - started) / number
    Message.objects.filter(project=project, state=State.QUEUED).update(state=State.CANCELLED)
    return Figure(
        "outbox, writing a round, per mail",
        p50=seconds[PEOPLE] * 1000,
        p95=seconds[PEOPLE] * 1000,
        floor=seconds[100] * 1000,
        ratio=seconds[PEOPLE] / seconds[100],
        note="1,000 at once; the floor is 100 at once",
    )


@contextmanager
def world() -> Iterator[tuple[Project, list[User]]]:
    """A project and people in the database, gone afterwards."""
    mark = uuid.uuid4().hex
    project = Project.objects.create(slug=f"bench-{mark}", name="Benchmark", organisation="Benchmark")
    people = User.objects.bulk_create(
        User(email=f"reader{number}.{mark}@example.org", name=f"Reader {number}") for number in range(PEOPLE)
    )
    try:
        yield project, people
    finally:
        with transaction.atomic():
            Message.objects.filter(project=project).delete()
            PersonalLink.objects.filter(project=project).delete()
            project.delete()
            User.objects.filter(email__endswith=f".{mark}@example.org").delete()


@contextmanager
def server(wait: float = 0.0) -> Iterator[int]:
    """A mail server of its own, at which both sides push."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.sink", str(port), str(wait)])
    settings.MAIL_SERVER = MailServer("127.0.0.1", port, "", "", "")
    try:
        for _try in range(100):
            time.sleep(0.1)
            try:
                floor.push(port, [])
            except OSError:
                continue
            break
        yield port
    finally:
        process.terminate()
        process.wait()


def queued(project: Project, people: list[User]) -> list[Message]:
    """A round of reminders as the application would write it."""
    number = next(_numbers)
    own = links.issue_many(project=project, purpose="mailroom:confirm", of=[(one, "bench") for one in people])
    return actions.queue_many(
        actions.Envelope(
            project=project,
            kind="stakeholders.reminder",
            dedupe_key=f"bench:{project.pk}:{number}:{person.pk}",
            to_email=person.email,
            to_name=person.name,
            subject="Your view on the nurse line",
            blocks=[
                content.Paragraph("What would help your patients most when they call after hours? " * 6),
                content.Button("Answer", link),
                content.Small("It takes ten minutes, and you can leave and come back."),
            ],
            person=person,
            reminder=True,
        )
        for person, link in zip(people, own, strict=True)
    )


def written(project: Project, people: list[User]) -> list[tuple[str, bytes]]:
    """The round is queued; and as the bytes that the worker will send, for the floor."""
    return as_bytes(list(Message.objects.filter(pk__in=[one.pk for one in queued(project, people)])))


def as_bytes(stored: list[Message]) -> list[tuple[str, bytes]]:
    """Mails as the worker will send them, each with its reader."""
    addresses = marks.urls(
        stored, also={one.unsubscribe_link_id for one in stored if one.unsubscribe_link_id}
    )
    mails = []
    for message in stored:
        html, text = marks.opened(message, addresses)
        url = addresses[message.unsubscribe_link_id] if message.unsubscribe_link_id else ""
        letter = write(message, html=html, text=text, unsubscribe_url=url, sender=settings.MAIL_FROM)
        mails.append((letter.reader, letter.content))
    return mails


def run_round(project: Project, people: list[User], port: int) -> None:
    """Warms up both sides."""
    floor.push(port, written(project, people))
    deliver_all(port, len(people))


def deliver_all(port: int, number: int) -> float:
    """Seconds for each mail, from an outbox that is full to one that is empty; fails with the reason.

    A delivery hands over to the next after a minute, as a worker's does. What an earlier server did wrong is
    forgotten, because the outbox would leave this one alone for it.
    """
    heartbeats.beat(heartbeats.MAIL_SERVER)
    started = time.perf_counter()
    delivered = delivery.run()
    sent = delivered.sent
    while delivered.unfinished:
        delivered = delivery.run()
        sent += delivered.sent
    seconds = time.perf_counter() - started
    if sent != number:
        raise AssertionError(f"{sent} of {number} mails went. {why_not()}")
    return seconds / number


def why_not() -> str:
    """What a delivery looks at before it begins: the rows, the mail server's rest, and who else delivers."""
    states = Counter(Message.objects.values_list("state", flat=True))
    due = Message.objects.filter(state=State.QUEUED, available_at__lte=timezone.now()).count()
    rest = Heartbeat.objects.filter(name=heartbeats.MAIL_SERVER).values("trouble", "rests_until").first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = %s", [SLOT])
        holders = [pid for (pid,) in cursor.fetchall()]
    return f"Messages: {dict(states)}, {due} due; mail server: {rest}; others that deliver: {holders}"


def main() -> None:
    """Prints the lines."""
    for row in rows():
        print(
            f"{row.name:36} p50 {row.p50:7.2f} ms  p95 {row.p95:7.2f} ms  floor {row.floor:7.2f} ms  "
            f"ratio {row.ratio:5.2f}  {row.note}"
        )


if __name__ == "__main__":
    main()
