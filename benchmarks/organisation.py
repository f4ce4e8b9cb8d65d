"""A large organisation, made in bulk: what it holds, and what two years of work leave behind."""

import datetime
import uuid
from collections.abc import Iterable
from typing import TypeVar

from django.utils import timezone

from mailroom import links
from mailroom.models import Message
from mailroom.models import State as Mail
from marketing_sync.models import Launch
from projects.actions import create_project
from projects.models import AuditEntry, Project, User
from stakeholders import actions as listening
from stakeholders.models import Answer, Interview, Question, Round, Stakeholder, State
from stakeholders.models.stakeholder import Level
from vision import actions as vision
from vision import ranks
from vision.models import Element, Place

Shared = TypeVar("Shared")

PROJECTS, PEOPLE, ANSWERS, ELEMENTS, LAUNCHES = 50, 20_000, 100_000, 5_000, 2_000
ENTRIES, MAILS = 250_000, 120_000
SPAN = datetime.timedelta(days=2 * 365)
# Not spread evenly: the first project is a tenth of everything.
FIRST = 0.1
# Of a thousand acts, how many are of which kind: the verb and the table of what it was done to.
ACTS = (
    (300, "moved an element", "vision.element"),
    (180, "made an ask", "stakeholders.ask"),
    (150, "changed a stakeholder", "stakeholders.stakeholder"),
    (120, "invited to a round", "stakeholders.interview"),
    (90, "changed the launch", "marketing_sync.launch"),
    (80, "prepared", "marketing_sync.launch"),
    (50, "moved the launch", "marketing_sync.launch"),
    (30, "downloaded the report", "reports.report"),
)
KINDS = (
    (450, "stakeholders.invitation"),
    (250, "stakeholders.reminder"),
    (150, "vision.outcome"),
    (100, "marketing_sync.alert"),
    (50, "marketing_sync.brief"),
)
# Of a thousand mails, how many did not simply arrive.
MISSED = ((4, Mail.FAILED), (6, Mail.SUPPRESSED), (10, Mail.CANCELLED))
PARAGRAPH = "We would like to hear from you what a good call looks like, and what stands in its way. "


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
        entries(project, lead, round(ENTRIES * part))
        mails(project, round(MAILS * part))
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


def entries(project: Project, lead: User, count: int) -> None:
    """The trail of two years; one act in ten is somebody's without an account."""
    now, acts = timezone.now(), _spread((many, act) for many, *act in ACTS)
    AuditEntry.objects.bulk_create(
        (
            AuditEntry(
                project=project,
                at=now - SPAN * (count - number) / count,
                by=None if number % 10 == 9 else lead,
                by_label="Somebody by link" if number % 10 == 9 else "",
                verb=verb,
                object_type=table,
                object_id=number % 5000 + 1,
                object_label=f"Something that is called {number % 5000}",
                detail={"before": "next", "after": "now"} if number % 3 == 0 else {},
            )
            for number in range(count)
            for verb, table in [acts[number % 1000]]
        ),
        batch_size=2000,
    )


def mails(project: Project, count: int) -> None:
    """What the outbox keeps: two years of mails to the stakeholders, nearly all of them sent."""
    now, kinds = timezone.now(), _spread((many, kind) for many, kind in KINDS)
    ends = _spread([*MISSED, (1000 - sum(many for many, _end in MISSED), Mail.SENT)])
    people = list(Stakeholder.objects.filter(project=project).order_by("pk"))
    Message.objects.bulk_create(
        (
            Message(
                project=project,
                kind=kinds[number % 1000],
                dedupe_key=f"load:{project.pk}:{number}",
                to_email=one.email,
                to_name=one.name,
                person=links.naming(one),
                from_name="Large Health",
                subject=f"What should we create? {number % 40}",
                html=f"<p>{one.name}</p>" + f"<p>{number} {PARAGRAPH}</p>" * 30,
                text=f"{one.name}\n\n{number} {PARAGRAPH}" * 5,
                marker=f"{number:032}",
                state=state,
                created_at=at,
                available_at=at,
                sent_at=at if state == Mail.SENT else None,
                failed_at=at if state == Mail.FAILED else None,
                attempts=1,
                message_id=f"<{uuid.uuid4()}@example.org>",
            )
            for number in range(count)
            for one in [people[number % len(people)]]
            for state in [ends[number * 7 % 1000]]
            for at in [now - SPAN * (count - number) / count]
        ),
        batch_size=1000,
    )


def _spread(shares: Iterable[tuple[int, Shared]]) -> list[Shared]:
    """Each thing as often as its share of a thousand says, one after the other."""
    return [one for many, one in shares for _time in range(many)]
