"""Power and interest as a picture: twenty-five fields, in each as many names as can be read."""

from dataclasses import dataclass, field

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from projects.models import Project
from stakeholders.models import Stakeholder
from stakeholders.queries.heard import said, with_heard

SCALE = range(1, 6)
# So many lines fit into a field; where there are more people, the last line leads to all of them.
LINES = 5


@dataclass(frozen=True)
class Cell:
    """The people of one power and one interest; `named` are those whose names fit."""

    power: int
    interest: int
    people: int = 0
    heard: int = 0
    named: list[Stakeholder] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many stand behind the last line."""
        return self.people - len(self.named)


@dataclass(frozen=True)
class Map:
    """The fields from the most powerful down, each row from little interest to much."""

    rows: list[list[Cell]]
    # People whose power or interest nobody has judged yet.
    unjudged: int

    @property
    def placed(self) -> int:
        """How many people stand in the picture."""
        return sum(cell.people for row in self.rows for cell in row)

    @property
    def filled(self) -> list[Cell]:
        """The fields in which somebody stands, the most powerful first."""
        return [cell for row in self.rows for cell in reversed(row) if cell.people]


def power_map(project: Project) -> Map:
    """Two statements whatever the number of people."""
    live = project.stakeholders.live().order_by()
    counts = {
        (power, interest): (people, heard)
        for power, interest, people, heard in live.values_list("power", "interest").annotate(
            people=Count("pk"), heard=Count("pk", filter=Q(said(project)))
        )
    }
    named: dict[tuple[int, int], list[Stakeholder]] = {}
    placed = with_heard(live.exclude(power=None).exclude(interest=None), project).annotate(
        place=Window(RowNumber(), partition_by=["power", "interest"], order_by=[F("name"), F("pk")])
    )
    for one in placed.filter(place__lte=LINES).order_by("place"):
        named.setdefault((one.power or 0, one.interest or 0), []).append(one)
    rows = [[_cell(power, interest, counts, named) for interest in SCALE] for power in reversed(SCALE)]
    return Map(rows, sum(people for at, (people, _heard) in counts.items() if None in at))


def _cell(
    power: int,
    interest: int,
    counts: dict[tuple[int, int], tuple[int, int]],
    named: dict[tuple[int, int], list[Stakeholder]],
) -> Cell:
    people, heard = counts.get((power, interest), (0, 0))
    names = named.get((power, interest), [])
    return Cell(power, interest, people, heard, names if people <= LINES else names[: LINES - 1])
