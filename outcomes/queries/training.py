"""Who has learned what, and until when each has to."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from outcomes.models import Colleague, Trained, TrainingDate, TrainingUnit
from projects.models import Project


@dataclass(frozen=True)
class Part:
    """One part of the curriculum as it is for one colleague, judged on a day."""

    unit: TrainingUnit
    trained: Trained | None
    own: TrainingDate | None
    today: datetime.date

    @property
    def is_needed(self) -> bool:
        """Whether they learn it at all: a part for a campaign is for those alone who are named for it."""
        return self.unit.is_for_everybody or self.own is not None or self.trained is not None

    @property
    def due_on(self) -> datetime.date | None:
        """Until when: a date of their own goes before everybody's."""
        return self.own.due_on if self.own else self.unit.due_on

    @property
    def is_open(self) -> bool:
        """Whether they still have to learn it."""
        return self.is_needed and self.trained is None

    @property
    def is_late(self) -> bool:
        """Whether they should have it by now."""
        return self.is_open and self.due_on is not None and self.due_on < self.today

    @property
    def is_put_off(self) -> bool:
        """Whether it waits for the end of a campaign."""
        return self.is_open and self.own is not None and self.own.starts_on is not None


@dataclass(frozen=True)
class Learner:
    """A colleague and every part of the curriculum, in its order."""

    colleague: Colleague
    parts: Sequence[Part]

    @property
    def done(self) -> int:
        """How many parts they have."""
        return sum(part.trained is not None for part in self.parts)

    @property
    def needed(self) -> int:
        """How many they have to have in the end."""
        return sum(part.is_needed for part in self.parts)

    @property
    def by_date(self) -> list[Part]:
        """The parts that concern them: what is due first comes first, what they have last."""
        last = datetime.date.max
        return sorted(
            (part for part in self.parts if part.is_needed),
            key=lambda part: (part.trained is not None, part.due_on or last, part.unit.name),
        )


@dataclass(frozen=True)
class Grid:
    """The curriculum by person: a row for each colleague."""

    units: Sequence[TrainingUnit]
    rows: Sequence[Learner]

    @property
    def missing(self) -> int:
        """How many trainings are still open."""
        return sum(row.needed - row.done for row in self.rows)

    @property
    def by_part(self) -> list[tuple[TrainingUnit, int, int]]:
        """Each part with how many have it, of how many who have to."""
        found = []
        for place, unit in enumerate(self.units):
            parts = [row.parts[place] for row in self.rows if row.parts[place].is_needed]
            found.append((unit, sum(part.trained is not None for part in parts), len(parts)))
        return found


def grid(project: Project, *, text: str = "") -> Grid:
    """The curriculum by person."""
    people = Colleague.objects.kept().filter(project=project)
    if text:
        people = people.filter(Q(name__icontains=text) | Q(email__icontains=text))
    units = list(project.training_units.all())
    return Grid(units, learners(project, list(people), units))


def learners(project: Project, people: Sequence[Colleague], units: Sequence[TrainingUnit]) -> list[Learner]:
    """These people of a project with these parts, by two statements however many they are."""
    trained: dict[int, dict[int, Trained]] = defaultdict(dict)
    for done in Trained.objects.filter(colleague__in=people, unit__in=units):
        trained[done.colleague_id][done.unit_id] = done
    dates: dict[int, dict[int, TrainingDate]] = defaultdict(dict)
    for own in TrainingDate.objects.filter(colleague__in=people, unit__in=units):
        dates[own.colleague_id][own.unit_id] = own
    today = project.today()
    return [
        Learner(
            one,
            [Part(unit, trained[one.pk].get(unit.pk), dates[one.pk].get(unit.pk), today) for unit in units],
        )
        for one in people
    ]
