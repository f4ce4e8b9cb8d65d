"""Launches, measured from inside: the calendar of 500, and 2,000 alerts that are due in one minute."""

import datetime
import statistics
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks.figures import Figure
from marketing_sync import actions, queries, schedule
from marketing_sync.models import Alert, AlertState, Kind, Launch, Window
from projects.actions import create_project
from projects.models import Project, User

ROUNDS = 5
LAUNCHES = 500
BUSY, PEOPLE = 200, 10
A_MINUTE = 60.0


def rows() -> list[Figure]:
    """Both lines; nothing of them stays in the database."""
    with world() as project:
        many = calendar(project)
    with world() as project:
        return [many, alerts(project)]


def calendar(project: Project) -> Figure:
    """Three months with 500 launches, against reading the same rows plainly."""
    today = project.today()
    by = project.created_by
    Launch.objects.bulk_create(
        Launch(
            project=project,
            name=f"Launch {number}",
            kind=list(Kind.values)[number % len(Kind.values)],
            audience_size=1000 + number,
            earliest=day,
            likely=day,
            latest=day,
            registered_by=by,
            notice_days=20,
            agreed_days=14,
        )
        for number in range(LAUNCHES)
        for day in [today + datetime.timedelta(days=number % 90)]
    )
    first = today.replace(day=1)
    queries.calendar_of(project, first=first, months=3)
    ours, floors, statements = [], [], 0
    for _round in range(ROUNDS):
        started = time.perf_counter()
        list(Launch.objects.filter(project=project))
        floors.append(time.perf_counter() - started)
        with CaptureQueriesContext(connection) as asked:
            started = time.perf_counter()
            queries.calendar_of(project, first=first, months=3)
            ours.append(time.perf_counter() - started)
        statements = len(asked)
    return Figure(
        f"launch calendar, {LAUNCHES} launches",
        p50=statistics.median(ours) * 1000,
        p95=max(ours) * 1000,
        statements=statements,
        statements_most=1,
        floor=statistics.median(floors) * 1000,
        ratio=statistics.median(ours) / statistics.median(floors),
        note="a quarter with heat and collisions; the floor reads the rows",
    )


def alerts(project: Project) -> Figure:
    """2,000 alerts of 200 launches, due at once, handed to the outbox by one worker."""
    by = project.created_by
    assert by is not None
    for number in range(PEOPLE):
        actions.add_contact(
            project=project,
            by=by,
            name=f"Contact {number}",
            email=f"contact{number}@example.org",
            time_zone="UTC",
        )
    day = project.today() + datetime.timedelta(days=60)
    for number in range(BUSY):
        actions.register(
            project=project, by=by, name=f"Busy {number}", kind=Kind.EMAIL, window=Window(day, day, day)
        )
    firsts = Alert.objects.filter(change__launch__name__startswith="Busy", rung__days_before=14)
    firsts.update(due_at=datetime.datetime.now(datetime.UTC))
    due = schedule.with_something_due()
    started = time.perf_counter()
    for launch_id in due:
        schedule.tend(launch_id)
    seconds = time.perf_counter() - started
    sent = Alert.objects.filter(state=AlertState.SENT, change__launch__project=project).count()
    assert sent == BUSY * PEOPLE, sent
    return Figure(
        f"{sent:,} alerts due in one minute, per alert",
        p50=seconds / sent * 1000,
        p95=seconds / sent * 1000,
        floor=A_MINUTE / sent * 1000,
        ratio=seconds / A_MINUTE,
        most=1.0,
        note=f"{seconds:.1f} s in one worker, of {len(due)} launches; the floor is one minute for all",
    )


@contextmanager
def world() -> Iterator[Project]:
    """A project of its own, in a transaction that is undone."""
    with transaction.atomic():
        lead = User.objects.create_user(f"{uuid.uuid4().hex}@example.org", None, name="Dana Kim")
        yield create_project(by=lead, name=f"Launches {uuid.uuid4().hex[:8]}", organisation="Riverbend")
        transaction.set_rollback(True)
