"""A large organisation: fifty projects, 20,000 stakeholders, 100,000 answers, 5,000 elements, 2,000 launches,
and what two years of work leave behind: 250,000 entries of the trail and 120,000 mails.

`python -m benchmarks.large` fills an empty database with it, in bulk, and tells how long the main pages take
and what they ask of the database: statements, milliseconds, and every table of more than 10,000 rows that is
read whole. `--share 0.1` makes a tenth. `--plans` adds how the slowest statement of each page was answered
(EXPLAIN ANALYZE, BUFFERS). What they showed stands in docs/scaling.md.
"""

import argparse
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

from benchmarks.organisation import fill
from mailroom.models import Message
from marketing_sync.models import Launch
from projects.models import AuditEntry, Project, User
from stakeholders.models import Answer, Stakeholder
from vision.models import Element

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
    "mail, failed": "/p/{slug}/mail/?state=failed",
    "mail, searched": "/p/{slug}/mail/?q=person101%40",
    "a stakeholder, with mails": "/p/{slug}/stakeholders/{person}/",
    "activity": "/p/{slug}/activity/",
    "activity, one kind": "/p/{slug}/activity/?what=reports.report",
    "activity, searched": "/p/{slug}/activity/?q=called+4711",
    "activity, last page": "/p/{slug}/activity/?page=250",
}


def main() -> int:
    """Fills, visits, tells; the exit code is 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="how much of it to make")
    parser.add_argument("--plans", action="store_true", help="tell each page's slowest statement's plan")
    asked = parser.parse_args()
    share = asked.share
    settings.ALLOWED_HOSTS = ["*"]
    # Visited without a proxy, and so without TLS.
    settings.SECURE_SSL_REDIRECT = False
    call_command("migrate", interactive=False, verbosity=0)
    begun = time.perf_counter()
    with transaction.atomic():
        lead, largest = fill(share)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    told = {"share": share, "filled in seconds": round(time.perf_counter() - begun, 1), "rows": counted()}
    person = largest.stakeholders.order_by("pk")[0]
    told["pages"] = {
        name: visited(lead, path.format(slug=largest.slug, person=person.pk), plan=asked.plans)
        for name, path in PAGES.items()
    }
    json.dump(told, sys.stdout, indent=1)
    print()
    return 0


def counted() -> dict[str, int]:
    """How many rows there are of what counts."""
    return {
        model._meta.label: model._base_manager.count()
        for model in (Project, Stakeholder, Answer, Element, Launch, AuditEntry, Message)
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
