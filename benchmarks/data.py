"""The synthetic world that is measured: `python -m benchmarks.data` fills an empty database.

Prints, as JSON, the addresses and cookies that the rows need.
"""

import datetime
import itertools
import json
import random
import sys
from decimal import Decimal
from typing import Any

import django
from django.core.management import call_command

if __name__ == "__main__":
    django.setup()

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crisis import actions as crisis
from crisis import queries as crisis_queries
from crisis.models import Activation, ContactWay, CrisisPerson
from mailroom import links
from mailroom.models import Message, PersonalLink
from mailroom.models import State as MessageState
from projects.actions import create_project
from projects.models import Project, User
from stakeholders import actions as listening
from stakeholders.models import Answer, Ask, Interview, Stakeholder, State
from stakeholders.models.stakeholder import Level, Stance
from vision import actions as vision
from vision import ranks
from vision.models import Element, ElementAsk, Function, Place

FEW, SMALL, LARGE, LARGEST = 60, 300, 1_000, 5_000
PEOPLE = 5_000
MOST_ASKING = 1_000
INVITED = 400
HEARD = 1_250
QUESTIONS = 8
STEPS, TREE = 60, 140
TOLD, TOLD_PLAYBOOKS = 500, ("telephony_outage", "ehr_downtime", "call_surge")
COLUMNS = 12
ASKS_AN_ELEMENT = 2
CSRF = "k" * 32
_words = random.Random(7)
THINGS = (
    "Nurse triage",
    "Referral desk",
    "After-hours line",
    "Physician directory",
    "Call-back promise",
    "White-glove service",
    "Appointment reminders",
    "Interpreter on demand",
    "Refill line",
    "New-patient door",
)
PLACES = ("cardiology", "orthopaedics", "paediatrics", "oncology", "the clinics", "the region")
FIRST_NAMES = ("Alex", "Mara", "Jon", "Priya", "Lena", "Omar")


def main() -> None:
    """Tables, static files, data."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    with transaction.atomic():
        told = fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    json.dump(told, sys.stdout)


def fill() -> dict[str, Any]:
    """Projects of different size, and what the rows need to know of them."""
    lead = User.objects.create_user("dana.kim@example.org", None, name="Dana Kim")
    browser = Client()
    browser.force_login(lead)
    return {
        "session": browser.cookies["sessionid"].value,
        "csrf": CSRF,
        "boards": {str(size): board(size, lead) for size in (FEW, SMALL, LARGE, LARGEST)},
        # Its crisis is one of the board of 300.
        "run": crisis_run(lead),
        "told": told_runs(lead),
        "register": register(lead),
        "desk": desk(lead),
        "floor": floor(),
    }


def board(size: int, lead: User) -> dict[str, Any]:
    """A board with elements in twelve columns, two asks each."""
    project = create_project(by=lead, name=f"Board of {size}", organisation="Riverbend Health")
    vision.open_board(project)
    vision.set_capacity(
        project=project,
        by=lead,
        version=0,
        days_low=Decimal(15),
        days_likely=Decimal(25),
        days_high=Decimal(30),
        starts_on=datetime.date(2026, 1, 5),
    )
    columns = list(project.functions.all())
    columns += Function.objects.bulk_create(
        Function(project=project, name=f"Further work {number}", position=number)
        for number in range(len(columns), COLUMNS)
    )
    elements = Element.objects.bulk_create(
        element(project, columns, rank, number) for number, rank in enumerate(ranks.spread(size))
    )
    asks = asked(project, size * ASKS_AN_ELEMENT)
    ElementAsk.objects.bulk_create(
        ElementAsk(element=one, ask=ask, by=lead)
        for one, ask in zip(itertools.cycle(elements), asks, strict=False)
    )
    return {
        "page": reverse("vision:board", args=[project.slug]),
        "list": reverse("vision:list", args=[project.slug]),
        "changes": reverse("vision:changes", args=[project.slug]),
        "home": reverse("roof:home", args=[project.slug]),
        "what_if": reverse("vision:what_if", args=[project.slug]),
        "strip": reverse("vision:strip", args=[project.slug]),
        "above": sum(one.place == Place.NOW for one in elements),
        "moves": [
            [reverse("vision:move", args=[project.slug, one.pk]), f"{one.place}-{one.function_id}"]
            for one in elements
            if one.place in (Place.NOW, Place.NEXT)
        ],
        "first": elements[0].pk,
        "size": size,
    }


def crisis_run(lead: User) -> dict[str, Any]:
    """A run with sixty steps, as many notes, and a call tree of a hundred and forty."""
    project = Project.objects.get(slug=f"board-of-{SMALL}")
    _call_tree(project, TREE)
    starter = crisis_queries.playbook("telephony_outage")
    if starter is None:
        raise LookupError("telephony_outage")
    playbook = crisis.adopt(project=project, starter=starter, by=lead)
    activation = crisis.declare(project=project, playbook=playbook, by=lead)
    _sixty_steps(activation, lead)
    for number in range(STEPS):
        crisis.note(activation=activation, by=lead, text=f"Ticket 48812, call {number}")
    activation.refresh_from_db()
    Message.objects.update(state=MessageState.CANCELLED)
    return {
        "page": activation.get_absolute_url(),
        "live": reverse("crisis:live", args=[project.slug, activation.pk]),
        "seen": activation.changes,
        "steps": activation.steps.count(),
        "first": activation.steps.earliest("pk").pk,
    }


def told_runs(lead: User) -> dict[str, Any]:
    """Runs of sixty steps in a project whose call tree has five hundred people."""
    project = Project.objects.get(slug=f"board-of-{FEW}")
    _call_tree(project, TOLD)
    runs = [_told_run(project, one, lead) for one in crisis_queries.playbooks() if one.key in TOLD_PLAYBOOKS]
    Message.objects.update(state=MessageState.CANCELLED)
    return {"runs": runs}


def _told_run(project: Project, starter: crisis_queries.StarterPlaybook, lead: User) -> dict[str, Any]:
    playbook = crisis.adopt(project=project, starter=starter, by=lead)
    activation = crisis.declare(project=project, playbook=playbook, by=lead)
    _sixty_steps(activation, lead)
    there = [project.slug, activation.pk]
    return {
        "steps": STEPS,
        **{
            name: reverse(f"crisis:{page}", args=there)
            for name, page in (
                ("broadcast", "new_broadcast"),
                ("stand_down", "stand_down"),
                ("review", "review"),
            )
        },
    }


def _call_tree(project: Project, size: int) -> None:
    people = CrisisPerson.objects.bulk_create(
        CrisisPerson(
            project=project,
            name=f"{_words.choice(FIRST_NAMES)} Tree {number}",
            email=f"tree{number}@example.org",
        )
        for number in range(size)
    )
    ContactWay.objects.bulk_create(
        ContactWay(person=person, position=1, kind="mobile", value=f"+1 312 555 {number:04d}")
        for number, person in enumerate(people)
    )


def _sixty_steps(activation: Activation, lead: User) -> None:
    while activation.steps.count() < STEPS:
        crisis.add_step(
            activation=activation, by=lead, title="Ask the vendor again", role="technology_lead", minutes=20
        )


def element(project: Project, columns: list[Function], rank: str, number: int) -> Element:
    """One card, with the texts and figures that a real one has."""
    place = _words.choices([Place.NOW, Place.NEXT, Place.TRAY, Place.DECLINED], [40, 45, 12, 3])[0]
    likely = _words.randint(3, 60)
    return Element(
        project=project,
        title=f"{_words.choice(THINGS)} for {_words.choice(PLACES)} {number}",
        reason="Many asked for it, and it can be staffed from the first day on.",
        function=_words.choice(columns),
        place=place,
        rank=rank,
        effort_low=likely - 2,
        effort_likely=likely,
        effort_high=likely * 2,
    )


def asked(project: Project, count: int) -> list[Ask]:
    """Asks of half as many people, a thousand at most."""
    people = Stakeholder.objects.bulk_create(
        person(project, number) for number in range(min(count // 2, MOST_ASKING))
    )
    return Ask.objects.bulk_create(
        Ask(
            project=project,
            stakeholder=people[number % len(people)],
            text=f"{_words.choice(THINGS)} for {_words.choice(PLACES)}",
            quote="We lose them when nobody picks up, and they do not call a second time.",
        )
        for number in range(count)
    )


def person(project: Project, number: int) -> Stakeholder:
    """One stakeholder with everything that the register shows."""
    return Stakeholder(
        project=project,
        name=f"{_words.choice(FIRST_NAMES)} {_words.choice(PLACES)} {number:05}",
        email=f"person{number}.{project.pk}@example.org",
        title="Medical director",
        department=_words.choice(PLACES),
        level=_words.choice(Level.values),
        power=_words.randint(1, 5),
        interest=_words.randint(1, 5),
        stance=_words.choice(Stance.values),
        why_needed="Without them nobody refers.",
        tags=["board"] if number % 7 == 0 else [],
    )


def register(lead: User) -> dict[str, Any]:
    """Five thousand people, four hundred of whom were sent questions."""
    project = create_project(by=lead, name="Register", organisation="Riverbend Health")
    people = Stakeholder.objects.bulk_create(person(project, number) for number in range(PEOPLE))
    listening.adopt_starters(project=project, by=lead)
    round = listening.draft(
        project=project,
        question_set=project.question_sets.all()[0],
        by=lead,
        title="What would help most?",
        deadline=timezone.now() + datetime.timedelta(days=30),
    )
    listening.choose(round=round, add=people[:INVITED], by=lead)
    listening.send(round=round, by=lead)
    Message.objects.update(state=MessageState.CANCELLED)
    tokens = [links.token(link) for link in PersonalLink.objects.filter(purpose="stakeholders:personal")]
    wording, another = round.items.filter(wording__kind="long_text").values_list("wording", flat=True)[:2]
    return {
        "page": reverse("stakeholders:list", args=[project.slug]),
        "home": reverse("roof:home", args=[project.slug]),
        "first": people[0].pk,
        "personal": [reverse("stakeholders:personal", args=[token]) for token in tokens],
        "answers": [reverse("stakeholders:personal_save", args=[token, wording]) for token in tokens],
        "wording": wording,
        # A question of their own for those who all answer at once.
        "crowd": {
            "wording": another,
            "answers": [reverse("stakeholders:personal_save", args=[token, another]) for token in tokens],
        },
        "questions": round.items.count(),
    }


def desk(lead: User) -> dict[str, Any]:
    """Ten thousand answers: 1,250 people on eight questions, a tenth of them in Spanish."""
    project = create_project(by=lead, name="Desk", organisation="Riverbend Health")
    people = Stakeholder.objects.bulk_create(person(project, number) for number in range(HEARD))
    listening.adopt_starters(project=project, by=lead)
    chosen = [
        one.latest for one in project.questions.filter(latest__kind="long_text").select_related("latest")
    ][:QUESTIONS]
    made = listening.make_set(
        project=project,
        name="Eight",
        about="",
        minutes=20,
        questions=[wording.question for wording in chosen if wording],
        by=lead,
    )
    asked = listening.draft(
        project=project,
        question_set=made,
        by=lead,
        title="What would help most?",
        deadline=timezone.now() + datetime.timedelta(days=30),
    )
    listening.choose(round=asked, add=people, by=lead)
    listening.send(round=asked, by=lead)
    now = timezone.now()
    Message.objects.filter(project=project).update(state=MessageState.CANCELLED)
    Interview.objects.filter(round=asked).update(state=State.SUBMITTED, submitted_at=now)
    answers = Answer.objects.bulk_create(
        Answer(interview=interview, wording=wording, text=said(number), version=1)
        for number, (interview, wording) in enumerate(itertools.product(asked.interviews.all(), chosen))
    )
    return {"page": reverse("stakeholders:desk", args=[project.slug]), "first": answers[0].pk}


def said(number: int) -> str:
    """Some three sentences; every tenth speaks of refills, every tenth answers in Spanish."""
    if number % 10 == 9:
        return f"Queremos un solo número para {_words.choice(PLACES)}. Los faxes se pierden cada semana."
    thing, place = _words.choice(THINGS).lower(), _words.choice(PLACES)
    more = " Refills wait for days." if number % 10 == 0 else ""
    return (
        f"We asked for {thing} in {place} years ago and nothing came of it. When a patient calls twice,"
        f" somebody should know the first call. Start with {_words.choice(PLACES)} and show us.{more}"
    )


def floor() -> dict[str, Any]:
    """A table of its own for the write floor."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE benchmark_floor (id bigint PRIMARY KEY, version bigint, text text)")
        cursor.execute("INSERT INTO benchmark_floor SELECT id, 1, 'x' FROM generate_series(1, 1000) id")
    return {"ids": list(range(1, 1001)), "versions": [1] * 1000}


if __name__ == "__main__":
    main()
