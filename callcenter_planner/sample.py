"""The sample project: its people, and each app's part of it, lower rooms first."""

import datetime
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from callcenter_planner import actions
from crisis import sample as crisis_sample
from marketing_sync import sample as marketing_sync_sample
from outcomes import sample as outcomes_sample
from projects import actions as project_actions
from projects import audit
from projects import sample as projects_sample
from projects.models import Membership, Project, Role, User
from stakeholders import sample as stakeholders_sample
from vision import sample as vision_sample

PASSWORD = "riverbend-sample"  # noqa: S105 - printed by bin/start, for a project that holds nothing real
NAME = "Riverbend contact centre"


@dataclass(frozen=True)
class Person:
    """Somebody who works on the sample project."""

    name: str
    email: str
    role: Role


PEOPLE = (
    Person("Dana Kim", "dana.kim@example.org", Role.LEAD),
    Person("Ana Ruiz", "ana.ruiz@example.org", Role.PLANNER),
    Person("Marcus Webb", "marcus.webb@example.org", Role.MARKETING),
    Person("Priya Nair", "priya.nair@example.org", Role.OPERATIONS),
    Person("Lena Vogt", "lena.vogt@example.org", Role.VIEWER),
)


@dataclass(frozen=True)
class Part:
    """An app's part of the sample, and the days (before today) over which its acts are told."""

    load: Callable[..., Any]
    first_day: float
    last_day: float

    def clock(self, now: datetime.datetime) -> Callable[[], datetime.datetime]:
        """Each entry a little later than the one before, however many there are, and none after the end."""
        end = now - datetime.timedelta(days=self.last_day)
        span = datetime.timedelta(days=self.first_day - self.last_day)
        entries = itertools.count()
        return lambda: end - span / (1 + next(entries) / 8)


# Each app's `sample.load(project=, members=, today=)`, lower rooms first.
PARTS = [
    Part(projects_sample.load, 43, 42),
    Part(stakeholders_sample.load, 41, 1),
    Part(outcomes_sample.load, 0.98, 0.92),
    Part(vision_sample.load, 0.9, 0.1),
    Part(marketing_sync_sample.load, 0.09, 0.01),
    Part(crisis_sample.load, 0.009, 0.001),
]


class Exists(Exception):
    """There is a sample project already."""

    def __str__(self) -> str:
        return "There is a sample project already. Use --again to make another one beside it."


@transaction.atomic
def load(*, again: bool = False) -> Project:
    """Makes the people and the project, whole or not at all. Raises `Exists`."""
    if not again and Project.objects.filter(is_sample=True).exists():
        raise Exists
    members = {person.role: _user(person) for person in PEOPLE}
    begun = timezone.now() - datetime.timedelta(days=PARTS[0].first_day)
    with audit.told_by(lambda: begun):
        project = project_actions.create_project(
            by=members[Role.LEAD],
            name=NAME,
            organisation="Riverbend Health",
            time_zone="America/Chicago",
            is_sample=True,
        )
    for role, user in members.items():
        Membership.objects.get_or_create(project=project, user=user, defaults={"role": role})
    today = project.today()
    for part in PARTS:
        with timezone.override(project.zone), audit.told_by(part.clock(timezone.now())):
            part.load(project=project, members=members, today=today)
    project.refresh_from_db()
    return project


def _user(person: Person) -> User:
    found = User.objects.filter(email=person.email).first()
    return found or actions.make_account(
        email=person.email, name=person.name, password=PASSWORD, verified=True
    )
