"""What listening's rows measure inside the application: `python -m benchmarks.invited WHAT`; prints JSON."""

import datetime
import json
import sys
import time
import uuid
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import data, outbox
from benchmarks.floor import mail as floor
from mailroom.models import Message
from projects.models import Project
from stakeholders import actions
from stakeholders.models import Answer, Round, Stakeholder

INVITED = 1_000
INVITATION = "stakeholders.invitation"


def kept(mark: str) -> list[dict[str, Any]]:
    """How many answers of that load stand in the database, whole."""
    return [{"kept": Answer.objects.filter(text__contains=mark).count()}]


def round_rows() -> list[dict[str, Any]]:
    """Writing a round of a thousand beside one of a hundred; then sending all of it beside plain smtplib."""
    small, _few = _sent(100)
    # What the small one wrote must not be delivered with the large one.
    Message.objects.filter(kind=INVITATION, project__slug__startswith="round-of").delete()
    large, statements = _sent(INVITED)
    with outbox.server() as port:
        written = Message.objects.filter(kind=INVITATION, project__slug__startswith="round-of")
        floors = floor.push(port, outbox.as_bytes(list(written)))
        ours = outbox.deliver_all(port, INVITED)
    below = sum(floors) / len(floors)
    return [
        {
            "row": "a round of 1,000 invited, per person",
            "p50": large * 1000 / INVITED,
            "floor": small * 1000 / 100,
            "ratio": (large / INVITED) / (small / 100),
            "most": 1.5,
            "statements": statements,
            "note": f"{large:.1f} s in one act; the floor is a round of 100",
        },
        {
            "row": "a round of 1,000 sent, per mail",
            "p50": ours * 1000,
            "floor": below * 1000,
            # Of speeds: 1 is as fast as the floor.
            "ratio": below / ours,
            "least": 0.7,
            "note": f"{1 / ours:.0f} mails/s, floor {1 / below:.0f}/s",
        },
    ]


def _sent(number: int) -> tuple[float, int]:
    """Seconds and statements of sending a round to so many people."""
    asked = _drafted(number)
    with CaptureQueriesContext(connection) as statements:
        started = time.perf_counter()
        assert actions.send(round=asked, by=asked.created_by) == number
        seconds = time.perf_counter() - started
    return seconds, len(statements)


def _drafted(number: int) -> Round:
    lead = Project.objects.get(slug="register").created_by
    project = Project.objects.create(
        slug=f"round-of-{number}-{uuid.uuid4().hex[:8]}",
        name="Round",
        organisation="Riverbend",
        created_by=lead,
    )
    people = Stakeholder.objects.bulk_create(data.person(project, at) for at in range(number))
    actions.adopt_starters(project=project, by=lead)
    asked = actions.draft(
        project=project,
        question_set=project.question_sets.all()[0],
        by=lead,
        title="What would help most?",
        deadline=timezone.now() + datetime.timedelta(days=30),
    )
    actions.choose(round=asked, add=people, by=lead)
    return asked


if __name__ == "__main__":
    what, _colon, about = sys.argv[1].partition(":")
    json.dump(kept(about) if what == "kept" else round_rows(), sys.stdout)
