"""The handful of elements around the line, compared in pairs."""

import itertools
from dataclasses import dataclass

from projects.models import Project
from vision.models import Choice, Element, Place, Preference, Rater
from vision.pairs import Chosen, strengths
from vision.queries.order import in_one_order

# So many on either side: twenty-eight pairs, which takes five minutes.
AROUND = 4

_SHARES = {Choice.ONE: 1.0, Choice.OTHER: 0.0, Choice.EVEN: 0.5}


@dataclass(frozen=True)
class Near:
    """An element near the line: its place in the order by hand, and what the pairs say of it."""

    element: Element
    position: int
    compared: int
    strength: float
    by_pairs: int

    @property
    def percent(self) -> int:
        """How often it would be chosen over a middling neighbour, in percent."""
        return round(100 * self.strength)

    @property
    def is_by_hand(self) -> bool:
        """Whether the order says something else than the pairs; then the order holds."""
        return bool(self.compared) and self.position != self.by_pairs


@dataclass(frozen=True)
class Around:
    """The handful, by hand, and how many choices of how many people stand behind the numbers."""

    near: list[Near]
    choices: int
    people: int

    @property
    def would_cross(self) -> list[Near]:
        """Those that would be on the other side of the line if the pairs decided."""
        above = sum(one.element.place == Place.NOW for one in self.near)
        return [
            one
            for one in self.near
            if one.compared and (one.by_pairs <= above) != (one.element.place == Place.NOW)
        ]


def around_the_line(project: Project) -> list[Element]:
    """The last above the line and the first below it."""
    order = in_one_order(project)
    above = sum(element.place == Place.NOW for element in order)
    return order[max(0, above - AROUND) : above + AROUND]


def around(project: Project) -> Around:
    """What everybody's choices say of the handful; three statements."""
    elements = around_the_line(project)
    given = _given(elements)
    places = {element.pk: place for place, element in enumerate(elements)}
    chosen = [Chosen(places[one.one_id], places[one.other_id], _SHARES[Choice(one.choice)]) for one in given]
    found = strengths(len(elements), chosen)
    by_pairs = sorted(range(len(elements)), key=lambda place: -found[place])
    return Around(
        near=[
            Near(
                element=element,
                position=place + 1,
                compared=sum(place in (one.one, one.other) for one in chosen),
                strength=found[place],
                by_pairs=by_pairs.index(place) + 1,
            )
            for place, element in enumerate(elements)
        ],
        choices=len(chosen),
        people=len({one.rater.who for one in given}),
    )


def _given(elements: list[Element]) -> list[Preference]:
    """The choices, the latest first; of one person who chose under two names the latest of each pair."""
    rows = Preference.objects.filter(one__in=elements, other__in=elements)
    latest: dict[tuple[object, int, int], Preference] = {}
    for one in rows.select_related("rater__stakeholder"):
        latest.setdefault((one.rater.who, one.one_id, one.other_id), one)
    return list(latest.values())


@dataclass(frozen=True)
class Turn:
    """What one rater is asked next: two elements, or nothing when all pairs are chosen of."""

    pair: tuple[Element, Element] | None
    done: int
    of: int
    last: Preference | None


def turn(project: Project, rater: Rater | None, later: tuple[int, int] | None = None) -> Turn:
    """The next pair of the rater: neighbours in the order first. `later` is put off to the end."""
    elements = around_the_line(project)
    given = [one for one in _given(elements) if rater is not None and one.rater.who == rater.who]
    had = {(one.one_id, one.other_id) for one in given}
    pairs = sorted(
        itertools.combinations(range(len(elements)), 2), key=lambda pair: (pair[1] - pair[0], pair[0])
    )
    keys = [(elements[one], elements[other]) for one, other in pairs]
    left = [pair for pair in keys if _key(pair) not in had]
    left.sort(key=lambda pair: _key(pair) == later)
    return Turn(left[0] if left else None, len(keys) - len(left), len(keys), given[0] if given else None)


def _key(pair: tuple[Element, Element]) -> tuple[int, int]:
    one, other = sorted(element.pk for element in pair)
    return one, other
