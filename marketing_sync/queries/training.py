"""Temporary people who are trained for one launch: who has what it asks for, and when the rest follows."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from marketing_sync.models import Agent, AgentQuerySet, CampaignTraining, Launch
from marketing_sync.queries.centre import centre
from marketing_sync.queries.forecast import latest_plan
from marketing_sync.queries.ladder import agreed_with
from outcomes import queries as outcomes
from outcomes.models import Colleague, ColleagueQuerySet, TrainingUnit
from projects.models import Project

_DAY = datetime.timedelta(days=1)
_REST = datetime.timedelta(weeks=4)


@dataclass(frozen=True)
class Trainee:
    """One of the people, with the parts that the launch asks for and the parts that wait."""

    colleague: Colleague
    asked: Sequence[outcomes.Part]
    waiting: Sequence[outcomes.Part]
    # Whether some of it was noted from the launch, so that it can be taken back from there.
    is_noted: bool

    @property
    def is_trained(self) -> bool:
        """Whether they have everything that the launch asks for."""
        return all(part.trained for part in self.asked)

    @property
    def missing(self) -> list[str]:
        """The names of the parts they still need before it."""
        return [part.unit.name for part in self.asked if part.trained is None]


@dataclass(frozen=True)
class Campaign:
    """The training for one launch."""

    training: CampaignTraining
    parts: Sequence[TrainingUnit]
    trainees: Sequence[Trainee]
    today: datetime.date

    @property
    def trained(self) -> int:
        """How many have what it asks for."""
        return sum(one.is_trained for one in self.trainees)

    @property
    def is_late(self) -> bool:
        """Whether somebody should be trained by now and is not."""
        return self.training.train_by < self.today and self.trained < len(self.trainees)


def campaign(launch: Launch) -> Campaign | None:
    """The training planned for the launch, or None."""
    training = CampaignTraining.objects.filter(launch=launch).prefetch_related("parts").first()
    if training is None:
        return None
    parts = list(training.parts.all())
    asked = {part.pk for part in parts}
    units = list(launch.project.training_units.all())
    people = list(Colleague.objects.kept().filter(campaigns=training))
    noted = set(training.noted.filter(unit__campaigns=training).values_list("colleague", flat=True))
    trainees = [
        Trainee(
            found.colleague,
            [part for part in found.parts if part.unit.pk in asked],
            [part for part in found.parts if part.is_put_off],
            found.colleague.pk in noted,
        )
        for found in outcomes.learners(launch.project, people, units)
    ]
    return Campaign(training, parts, trainees, launch.project.today())


def temporary_people(project: Project) -> ColleagueQuerySet:
    """Those who can be trained for a launch alone."""
    return Colleague.objects.kept().filter(project=project, is_temporary=True)


def agents_without_training(project: Project) -> AgentQuerySet:
    """Who answers calls and is not on the list of those who read the SOPs and are trained."""
    listed = Colleague.objects.kept().filter(project=project, email__iexact=OuterRef("email"))
    return Agent.objects.active().filter(~Exists(listed), project=project)


@dataclass(frozen=True)
class Proposed:
    """What a plan of training begins with: as the staffing plan has it, or else from the launch's days."""

    people: int
    minutes: int
    train_by: datetime.date
    rest_from: datetime.date
    rest_by: datetime.date


def proposed_training(launch: Launch) -> Proposed:
    """When temporary people would be trained for the launch."""
    plan = latest_plan(launch)
    way = next((one for one in (plan.ways if plan else []) if one["kind"] == "temps"), None)
    minutes = centre(launch.project).temp_training_hours * 60
    if way is not None:
        rest = datetime.date.fromisoformat(way["rest_from"])
        by = datetime.date.fromisoformat(way["train_by"])
        return Proposed(way["people"], minutes, min(by, launch.earliest - _DAY), rest, rest + _REST)
    ends = launch.latest + datetime.timedelta(days=agreed_with(launch).calls_days)
    rest = ends + datetime.timedelta(days=7 - ends.weekday())
    return Proposed(0, minutes, launch.earliest - _DAY, rest, rest + _REST)
