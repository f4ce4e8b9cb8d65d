"""A large organisation: fifty projects, 20,000 stakeholders, 100,000 answers, 5,000 elements, 2,000 launches.

`python -m benchmarks.large` fills an empty database with it, in bulk, and tells how long the main pages take
and what they ask of the database: statements, milliseconds, and every table of more than 10,000 rows that is
read whole. `--share 0.1` makes a tenth. `--plans` adds how the slowest statement of each page was answered
(EXPLAIN ANALYZE, BUFFERS). What they showed stands in docs/scaling.md.
"""

import argparse
import datetime
import json
import re
import statistics
import sys
import time
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketing_sync.models import Launch
from projects.actions import create_project
from projects.models import Project, User
from stakeholders import actions as listening
from stakeholders.models import Answer, Interview, Question, Round, Stakeholder, State
from stakeholders.models.stakeholder import Level
from vision import actions as vision
from vision import ranks
from vision.models import Element, Place

PROJECTS, PEOPLE, ANSWERS, ELEMENTS, LAUNCHES = 50, 20_000, 100_000, 5_000, 2_000
# Not spread evenly: the first project is a tenth of everything.
FIRST = 0.1
BIG_TABLE = 10_000
READS = ("SELECT", "WITH")
VISITS = 5

PAGES = {
    "portfolio": "/portfolio/",
    "home": "/p/{slug}/",
    "my work": "/p/{slug}/mine/",
    "search": "/p/{slug}/search/?q=referral",
    "register": "/p/{slug}/stakeholders/",
    "register, searched": "/p/{slug}/stakeholders/?q=person",
    "answers": "/p/{slug}/stakeholders/answers/",
    "answers, searched": "/p/{slug}/stakeholders/answers/?q=referral",
    "board": "/p/{slug}/vision/",
    "list": "/p/{slug}/vision/list/",
    "launches": "/p/{slug}/launches/",
    "calendar": "/p/{slug}/launches/calendar/",
    "mail": "/p/{slug}/mail/",
    "activity": "/p/{slug}/activity/",
}


def main() -> int:
    """Fills, visits, tells; the exit code is 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="how much of it to make")
    parser.add_argument("--plans", action="store_true", help="tell each page's slowest statement's plan")
    asked = parser.parse_args()
    share = asked.share
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", interactive=False, verbosity=0)
    begun = time.perf_counter()
    with transaction.atomic():
        lead, largest = fill(share)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    told = {"share": share, "filled in seconds": round(time.perf_counter() - begun, 1), "rows": counted()}
    told["pages"] = {
        name: visited(lead, path.format(slug=largest.slug), plan=asked.plans) for name, path in PAGES.items()
    }
    json.dump(told, sys.stdout, indent=1)
    print()
    return 0


def fill(share: float) -> tuple[User, Project]:
    """The whole organisation; gives its lead and its largest project."""
    lead = User.objects.create_user("dana.kim@example.org", None, name="Dana Kim")
    projects = [
        create_project(by=lead, name=f"Centre {number:02}", organisation="Large Health")
        for number in range(1, max(2, round(PROJECTS * share)) + 1)
    ]
    weights = [FIRST, *([(1 - FIRST) / (len(projects) - 1)] * (len(projects) - 1))]
    for project, weight in zip(projects, weights, strict=True):
        part = share * weight
        people(project, lead, round(PEOPLE * part), round(ANSWERS * part))
        elements(project, round(ELEMENTS * part))
        launches(project, lead, round(LAUNCHES * part))
    return lead, projects[0]


def people(project: Project, lead: User, count: int, answers: int) -> None:
    """Stakeholders, and one round that they answered."""
    levels = list(Level.values)
    made = Stakeholder.objects.bulk_create(
        (
            Stakeholder(
                project=project,
                name=f"Person {number:05}",
                email=f"person{number}@example.org",
                department=f"Department {number % 20}",
                level=levels[number % len(levels)],
                power=number % 5 + 1,
                interest=number % 3 + 1,
            )
            for number in range(count)
        ),
        batch_size=1000,
    )
    listening.adopt_starters(project=project, by=lead)
    questions = list(
        Question.objects.filter(project=project).select_related("latest")[: answers // max(count, 1) + 1]
    )
    now = timezone.now()
    asked = Round.objects.create(
        project=project,
        question_set=project.question_sets.first(),
        title="What should we create?",
        deadline=now,
        sent_at=now,
        sent_by=lead,
        closed_at=now,
        closed_by=lead,
    )
    interviews = Interview.objects.bulk_create(
        (
            Interview(round=asked, stakeholder=one, state=State.SUBMITTED, invited_at=now, submitted_at=now)
            for one in made
        ),
        batch_size=1000,
    )
    Answer.objects.bulk_create(
        (
            Answer(
                interview=interviews[number % len(interviews)],
                wording=questions[number // len(interviews)].latest,
                text=f"Person {number} misses a {'referral' if number % 50 == 0 else 'number'} that answers.",
                version=1,
            )
            for number in range(answers)
        ),
        batch_size=2000,
    )


def elements(project: Project, count: int) -> None:
    """A board."""
    vision.open_board(project)
    functions = list(project.functions.all())
    places = [Place.NOW, Place.NEXT, Place.NEXT, Place.TRAY]
    Element.objects.bulk_create(
        (
            Element(
                project=project,
                title=f"Element {number}",
                description="What it is, in a sentence that is as long as people write them.",
                function=functions[number % len(functions)],
                place=places[number % 4],
                rank=rank,
                reason="Because three departments asked for it.",
            )
            for number, rank in enumerate(ranks.spread(count))
        ),
        batch_size=1000,
    )


def launches(project: Project, lead: User, count: int) -> None:
    """Launches over two years around today."""
    today = timezone.localdate()
    Launch.objects.bulk_create(
        (
            Launch(
                project=project,
                name=f"Launch {number}",
                kind="direct_mail",
                audience_size=10_000,
                offer="A screening within two days.",
                earliest=day,
                likely=day,
                latest=day,
                registered_by=lead,
                notice_days=20,
                agreed_days=14,
            )
            for number in range(count)
            for day in [today + datetime.timedelta(days=number % 730 - 365)]
        ),
        batch_size=1000,
    )


def counted() -> dict[str, int]:
    """How many rows there are of what counts."""
    return {
        model._meta.label: model._base_manager.count()
        for model in (Project, Stakeholder, Answer, Element, Launch)
    }


def visited(lead: User, path: str, *, plan: bool = False) -> dict[str, Any]:
    """The page, warm: statements, milliseconds, and large tables that are read whole."""
    browser = Client()
    browser.force_login(lead)
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    spans = []
    for _visit in range(VISITS):
        begun = time.perf_counter()
        browser.get(path)
        spans.append((time.perf_counter() - begun) * 1000)
    with CaptureQueriesContext(connection) as asked:
        browser.get(path)
    return {
        "milliseconds": round(statistics.median(spans), 1),
        "statements": len(asked),
        "in the database": round(sum(float(query["time"]) for query in asked) * 1000, 1),
        "read whole": sorted({table for query in asked for table in read_whole(query["sql"])}),
        **({"slowest": answered(max(asked, key=lambda query: float(query["time"]))["sql"])} if plan else {}),
    }


def answered(statement: str) -> list[str]:
    """How PostgreSQL answers a read, measured; nothing of a statement that writes."""
    if not statement.strip().lstrip("(").startswith(READS):
        return []
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + statement)
        return [line for (line,) in cursor.fetchall()]


def read_whole(statement: str) -> set[str]:
    """Tables of more than 10,000 rows that the statement reads without an index."""
    if not statement.strip().lstrip("(").startswith(READS):
        return set()
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + statement)
        plan = "\n".join(line for (line,) in cursor.fetchall())
        found = set(re.findall(r"Seq Scan on (\w+)", plan))
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND reltuples > %s",
            [list(found), BIG_TABLE],
        )
        return {name for (name,) in cursor.fetchall()}


if __name__ == "__main__":
    sys.exit(main())
