"""Who has been heard on what, who has not, and how the share of power heard grew."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, Count, F, Max, Min, When
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Project
from stakeholders.models import Answer, Interview, Level, Stakeholder, Topic
from stakeholders.models.answer import FEWEST
from stakeholders.queries.heard import only_heard

_NAMED = 200


@dataclass(frozen=True)
class Group:
    """People of one level or department, and how many of them have not been heard on anything."""

    key: str
    label: str
    people: int
    unheard: int


@dataclass(frozen=True)
class Cell:
    """How many of a group spoke on a topic."""

    heard: int
    people: int

    @property
    def heat(self) -> int:
        """From 0, nobody, to 4, everybody."""
        if not self.heard or not self.people:
            return 0
        return 4 if self.heard >= self.people else 1 + min(2, 3 * self.heard // self.people)


@dataclass(frozen=True)
class CoverageRow:
    """One topic across the groups; `answers` counts what was said to it without a name."""

    topic: Topic
    cells: list[Cell]
    answers: int

    @property
    def without_names(self) -> str:
        """The number of answers without a name, in words where a number would say too much."""
        if not self.answers:
            return "0"
        few = _("under %(fewest)d") % {"fewest": FEWEST}
        return few if self.answers < FEWEST else str(self.answers)


@dataclass(frozen=True)
class Coverage:
    """Topics × groups, and by name who has not been heard at all, most powerful first."""

    by: str
    groups: list[Group]
    rows: list[CoverageRow]
    unheard: list[Stakeholder]
    voices: int

    @property
    def all_unheard(self) -> int:
        """How many have not been heard at all; more than are named when they are very many."""
        return sum(group.unheard for group in self.groups)


def coverage(project: Project, *, by: str = "level") -> Coverage:
    """Who was heard on what, by "level" or "department"; seven queries whatever the size."""
    groups = _groups(project, by)
    spoke = _spoke(project, by)
    unnamed = _unnamed(project)
    return Coverage(
        by=by,
        groups=groups,
        rows=[
            CoverageRow(
                topic,
                [Cell(spoke.get((topic.pk, group.key), 0), group.people) for group in groups],
                unnamed[topic.pk],
            )
            for topic in project.topics.all()
        ],
        unheard=list(
            only_heard(project.stakeholders.live(), project, yes=False).order_by(
                F("power").desc(nulls_last=True), "name"
            )[:_NAMED]
        ),
        voices=Interview.everything.filter(round__project=project, round__closed_at__isnull=False)
        .filter(voices__gte=FEWEST)
        .aggregate(most=Max("voices"))["most"]
        or 0,
    )


def _groups(project: Project, by: str) -> list[Group]:
    people = dict(project.stakeholders.live().order_by(by).values_list(by).annotate(count=Count("pk")))
    silent = dict(
        only_heard(project.stakeholders.live(), project, yes=False)
        .order_by(by)
        .values_list(by)
        .annotate(count=Count("pk"))
    )
    labels: Mapping[str, str] = (
        {key: str(label) for key, label in Level.choices} if by == "level" else {key: key for key in people}
    )
    known = [key for key in labels if key and people.get(key)] + ([""] if people.get("") else [])
    return [Group(key, labels.get(key) or _("Not known"), people[key], silent.get(key, 0)) for key in known]


def _spoke(project: Project, by: str) -> dict[tuple[int, str], int]:
    answered = (
        Answer.objects.readable()
        .filter(
            interview__round__project=project,
            interview__stakeholder__archived_at=None,
            interview__stakeholder__voice_of=None,
        )
        .exclude(text="")
        .order_by()
        .values_list("wording__question__topic", f"interview__stakeholder__{by}")
        .annotate(count=Count("interview__stakeholder", distinct=True))
    )
    return {(topic, key): count for topic, key, count in answered}


def _unnamed(project: Project) -> Counter[int]:
    rows = (
        Answer.objects.readable()
        .filter(interview__round__project=project, unnamed=True)
        .order_by()
        .values_list("wording__question__topic")
        .annotate(count=Count("pk"))
    )
    return Counter(dict(rows))


def power_heard(project: Project) -> list[tuple[datetime.date, int]]:
    """Per cent of the register's power that had been heard by the end of each day on which it grew.

    Somebody is heard on the day they handed in, or else when the round in which they left words was over.
    """
    power = {pk: weight or 0 for pk, weight in project.stakeholders.live().values_list("pk", "power")}
    ended = Coalesce(
        Least("interview__round__closed_at", "interview__round__deadline"), "interview__round__deadline"
    )
    firsts = (
        Answer.objects.readable()
        .filter(interview__stakeholder__in=project.stakeholders.live(), unnamed=False)
        .exclude(text="")
        .order_by()
        .values_list("interview__stakeholder")
        .annotate(
            first=Min(Case(When(interview__submitted_at=None, then=ended), default="interview__submitted_at"))
        )
    )
    grown: dict[datetime.date, int] = defaultdict(int)
    for person, first in firsts:
        grown[timezone.localdate(first, timezone=project.zone)] += power.get(person, 0)
    whole, heard, points = sum(power.values()), 0, []
    for day in sorted(grown):
        heard += grown[day]
        points.append((day, round(100 * heard / whole) if whole else 0))
    return points
