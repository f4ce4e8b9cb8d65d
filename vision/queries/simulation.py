"""What would follow if elements stood elsewhere, told before anything is moved."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from projects.models import Project
from stakeholders.models import Ask, Stakeholder
from vision import forecast
from vision.forecast import Forecast, ThreePoints
from vision.models import Capacity, Dependency, Element, Place
from vision.queries.publishing import Plan, element_key, facts, planned


@dataclass(frozen=True)
class Side:
    """One state of the board: as it is, or as it would be."""

    effort: Decimal
    not_estimated: int
    forecast: Forecast | None
    chance: float | None
    conflicts: list[str]
    talks: int
    mails: int

    @property
    def p50(self) -> datetime.date | None:
        """The day by which half of the runs are done."""
        return self.forecast.by(0.5) if self.forecast else None

    @property
    def p85(self) -> datetime.date | None:
        """The day by which 85 of a hundred are done."""
        return self.forecast.by(0.85) if self.forecast else None

    @property
    def p95(self) -> datetime.date | None:
        """The day by which 95 of a hundred are done."""
        return self.forecast.by(0.95) if self.forecast else None

    @property
    def chance_percent(self) -> int | None:
        """The probability of the go-live target, in percent; None without a target or a capacity."""
        return None if self.chance is None else round(100 * self.chance)


@dataclass(frozen=True)
class Affected:
    """A person and those of their asks that would change sides."""

    stakeholder: Stakeholder
    asks: list[Ask]
    talk: bool


@dataclass(frozen=True)
class Simulation:
    """As it is, as it would be, and whom it concerns."""

    going: list[tuple[Element, Place]]
    now: Side
    then: Side
    room: Decimal | None
    fall: list[Affected]
    rise: list[Affected]

    @property
    def over(self) -> Decimal:
        """Person-days above the line that the team does not have before the target."""
        return max(Decimal(0), self.then.effort - self.room) if self.room is not None else Decimal(0)


@dataclass(frozen=True)
class Outlook:
    """Where the board stands: effort above the line, what the team has for it, the chance of the target."""

    effort: Decimal
    room: Decimal | None
    chance: float | None

    @property
    def chance_percent(self) -> int | None:
        """In percent; None without a target, a capacity or an estimate."""
        return None if self.chance is None else round(100 * self.chance)


def outlook(project: Project) -> Outlook:
    """In two statements: what the board says of itself while nothing is moved."""
    capacity = Capacity.objects.filter(project=project).first()
    efforts = ("project", "effort_low", "effort_likely", "effort_high")
    # Without the project, which they are found by, each would be read once more.
    above = list(project.elements.filter(place=Place.NOW).only(*efforts))
    dates = _dates(above, capacity)
    return Outlook(
        effort=sum((element.expected_effort or Decimal(0) for element in above), Decimal(0)),
        room=_room(project, capacity),
        chance=dates.chance_of(project.go_live_target) if dates and project.go_live_target else None,
    )


def simulate(project: Project, places: Mapping[int, Place]) -> Simulation:
    """What follows from `places`, by element; few statements whatever the size. Nothing is written."""
    capacity = Capacity.objects.filter(project=project).first()
    read = facts(project)
    before, after = planned(read), planned(read, places)
    needs = list(
        Dependency.objects.filter(element__project=project).values_list("element", "needs").order_by("pk")
    )
    standing = {element.pk: Place(element.place) for element in before.board}
    going = [
        (element, Place(element.place))
        for element in after.board
        if element.pk in places and standing[element.pk] != element.place
    ]
    return Simulation(
        going=going,
        now=_side(project, before, capacity, needs),
        then=_side(project, after, capacity, needs),
        room=_room(project, capacity),
        fall=_affected(after, standing, falls=True),
        rise=_affected(after, standing, falls=False),
    )


def _side(project: Project, planned: Plan, capacity: Capacity | None, needs: list[tuple[int, int]]) -> Side:
    above = [element for element in planned.board if element.place == Place.NOW]
    dates = _dates(above, capacity)
    target = project.go_live_target
    return Side(
        effort=sum((element.expected_effort or Decimal(0) for element in above), Decimal(0)),
        not_estimated=sum(element.expected_effort is None for element in above),
        forecast=dates,
        chance=dates.chance_of(target) if dates and target else None,
        conflicts=_conflicts(planned.board, needs),
        talks=len(planned.talks),
        mails=len(planned.at_once) + len(planned.held),
    )


def _dates(above: list[Element], capacity: Capacity | None) -> Forecast | None:
    efforts = [points for element in above if (points := _points(element))]
    if capacity is None or not efforts:
        return None
    rate = ThreePoints(float(capacity.days_low), float(capacity.days_likely), float(capacity.days_high))
    return forecast.forecast(efforts, rate, start=capacity.starts_on)


def _points(element: Element) -> ThreePoints | None:
    if element.effort_low is None or element.effort_likely is None or element.effort_high is None:
        return None
    return ThreePoints(float(element.effort_low), float(element.effort_likely), float(element.effort_high))


def _conflicts(board: list[Element], needs: list[tuple[int, int]]) -> list[str]:
    """NOW cannot depend on what is not NOW, each in a sentence."""
    found = {element.pk: element for element in board}
    return [
        _("“%(title)s” would be NOW and needs “%(needed)s”, which would be %(place)s.")
        % {"title": found[one].title, "needed": found[other].title, "place": Place(found[other].place).label}
        for one, other in needs
        if one in found and other in found
        if found[one].place == Place.NOW and found[other].place != Place.NOW
    ]


def _room(project: Project, capacity: Capacity | None) -> Decimal | None:
    """Person-days that a usual team has between the start and the go-live target."""
    if capacity is None or project.go_live_target is None:
        return None
    days = max(0, (project.go_live_target - capacity.starts_on).days)
    return capacity.days_likely * days / 7


def _affected(after: Plan, standing: Mapping[int, Place], *, falls: bool) -> list[Affected]:
    """Whose asks change sides, the most powerful first."""
    there = {element.pk: element for element in after.board}
    talks = {letter.stakeholder.pk for letter in after.talks}
    asks: dict[int, list[Ask]] = {}
    people: dict[int, Stakeholder] = {}
    for ask in after.asks:
        element = there.get(element_key(ask) or 0)
        if element is None or (standing[element.pk] == Place.NOW) == (element.place == Place.NOW):
            continue
        if (standing[element.pk] == Place.NOW) == falls:
            asks.setdefault(ask.stakeholder_id, []).append(ask)
            people[ask.stakeholder_id] = ask.stakeholder
    order = sorted(people.values(), key=lambda person: (-(person.power or 0), person.name))
    return [Affected(person, asks[person.pk], falls and person.pk in talks) for person in order]
