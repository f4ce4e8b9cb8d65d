"""How the board is drawn: each card once per version of its element, the whole board once per revision.

Both are kept in the process's own cache, which may forget them at any time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.template.loader import get_template
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from projects.models import Project
from vision import queries
from vision.models import Element, Function, Place
from vision.queries import Filters, Layout, Slot

_KEPT_SECONDS = 24 * 60 * 60
# So many cards come with the page; of a larger board each cell brings its first ones, and more when needed.
WHOLE = 1_200
FEWEST_IN_A_CELL = 12
MORE = 100
# A larger list comes in pages of so many rows; this one has the line in its middle.
PAGE = 300
AT_THE_LINE = "line"


@dataclass(frozen=True)
class Drawn:
    """A board as HTML, with the numbers that the page says around it."""

    html: str
    above: int
    below: int
    total: int
    effort: Decimal
    functions: list[tuple[int, str]]
    owners: list[tuple[int, str]]
    is_whole: bool = True
    # Of a list that comes in pages: which rows these are, and the page unless it is the one around the line.
    first: int = 0
    last: int = 0
    page: "Page | None" = None


def board(project: Project, revision: int, filters: Filters) -> Drawn:
    """The board as it is asked for; when nothing is left out and nothing changed, without any statement."""
    key = f"board4:{project.pk}:{project.slug}:{revision}:{get_language()}"
    whole: Drawn | None = None if filters.any else cache.get(key)
    if whole is not None:
        return whole
    drawn = _drawn(project, queries.layout(project, filters), filters)
    if not filters.any:
        cache.set(key, drawn, _KEPT_SECONDS)
    return drawn


@dataclass(frozen=True)
class Cell:
    """A list of cards: its first ones, how many there are, and how many of them come later."""

    id: str
    place: str
    function: Function | None
    html: str
    count: int
    rest: int

    @property
    def key(self) -> str:
        """Its column's key as a text."""
        return str(self.function.pk) if self.function else ""


def _drawn(project: Project, layout: Layout, filters: Filters) -> Drawn:
    shown = [
        function
        for function in layout.functions
        if filters.function is None or function.pk == filters.function
    ]
    stacks = _stacks(layout, shown)
    most = _most(len(layout.slots), len(stacks))
    first = {slot.pk: slot.revision for slots in stacks.values() for slot in slots[:most]}
    cards = of(project, first, layout.blocked)

    def cell(place: Place, function: Function | None = None) -> Cell:
        slots = stacks[place, function.pk if function else None]
        return Cell(
            id=f"{place}-{function.pk}" if function else str(place),
            place=place,
            function=function,
            html="".join(cards[slot.pk] for slot in slots[:most] if slot.pk in cards),
            count=len(slots),
            rest=max(0, len(slots) - most),
        )

    html = get_template("vision/board_body.html").render(
        {
            "columns": [
                (function, cell(Place.NOW, function), cell(Place.NEXT, function)) for function in shown
            ],
            "tray": cell(Place.TRAY),
            "declined": cell(Place.DECLINED),
            "above": layout.count(Place.NOW),
            "below": layout.count(Place.NEXT),
            "slug": project.slug,
        }
    )
    return Drawn(
        html=html,
        above=layout.count(Place.NOW),
        below=layout.count(Place.NEXT),
        total=len(layout.slots),
        effort=layout.effort_above,
        functions=[(function.pk, function.name) for function in layout.functions],
        owners=queries.owners(project),
        is_whole=len(layout.slots) <= WHOLE,
    )


def _stacks(layout: Layout, shown: list[Function]) -> dict[tuple[str, int | None], list[Slot]]:
    """What lies in each cell of the board, in one go over all."""
    stacks: dict[tuple[str, int | None], list[Slot]] = {
        (place, function.pk): [] for function in shown for place in (Place.NOW, Place.NEXT)
    }
    stacks[Place.TRAY, None], stacks[Place.DECLINED, None] = [], []
    for slot in layout.slots:
        key = (slot.place, slot.function if Place(slot.place).is_sorted else None)
        if key in stacks:
            stacks[key].append(slot)
    return stacks


def _most(elements: int, cells: int) -> int:
    """How many cards of a cell come with the page."""
    return elements if elements <= WHOLE else max(FEWEST_IN_A_CELL, WHOLE // max(1, cells))


def more(project: Project, filters: Filters, cell: str, after: str) -> tuple[str, int]:
    """The next cards of a cell after a key, and how many still come after those."""
    place, _dash, function = cell.partition("-")
    layout = queries.layout(project, filters, cell=(place, int(function) if function else None), after=after)
    slots = layout.slots[:MORE]
    cards = of(project, {slot.pk: slot.revision for slot in slots}, layout.blocked)
    html = "".join(cards[slot.pk] for slot in slots if slot.pk in cards)
    return html, len(layout.slots) - len(slots)


def rows(project: Project, revision: int, filters: Filters, asked: str = "") -> Drawn:
    """The board as a list in its one order; kept like the board itself.

    A large list comes in pages: `asked` is a page's number, or `AT_THE_LINE`. Whatever else it is, the first.
    """
    wanted = asked if asked == AT_THE_LINE or (asked.isascii() and asked.isdigit() and len(asked) < 6) else ""
    key = f"list3:{project.pk}:{project.slug}:{revision}:{get_language()}:{wanted}"
    whole: Drawn | None = None if filters.any else cache.get(key)
    if whole is not None:
        return whole
    drawn = _listed(project, queries.layout(project, filters), filters, wanted)
    if not filters.any:
        cache.set(key, drawn, _KEPT_SECONDS)
    return drawn


@dataclass(frozen=True)
class Half:
    """The rows of one place that are on the page.

    `rest` is how many of the place are on other pages; `begins` and `ends` are the keys between which the
    page has all rows, "" where nothing is left out on that side.
    """

    place: Place
    rows: str
    count: int
    rest: int
    begins: str
    ends: str

    @property
    def is_here(self) -> bool:
        """Whether any of its rows are on the page."""
        return self.count > self.rest


def _listed(project: Project, layout: Layout, filters: Filters, asked: str) -> Drawn:
    stacks = {place: layout.cell(place) for place in (Place.NOW, Place.NEXT, Place.TRAY, Place.DECLINED)}
    order = [slot for slots in stacks.values() for slot in slots]
    above = len(stacks[Place.NOW])
    start, end, page = _window(len(order), above, asked)
    shown = queries.cards(project, [slot.pk for slot in order[start:end]]).select_related("function", "owner")
    elements = {element.pk: element for element in shown}
    html = drawn(project, elements.values(), layout.blocked, as_rows=True)
    halves, before = {}, 0
    for place, slots in stacks.items():
        cut = slice(max(0, start - before), max(0, end - before))
        halves[place] = _half(place, slots, cut, elements, html)
        before += len(slots)
    is_whole = end - start == len(order)
    return Drawn(
        html=get_template("vision/list_body.html").render(
            {
                "now": halves[Place.NOW],
                "next": halves[Place.NEXT],
                "others": [half for place, half in halves.items() if not place.is_sorted],
                "is_whole": is_whole,
                "has_line": start <= above <= end,
                "movable": not filters.any,
                "highest": above + halves[Place.NEXT].count - halves[Place.NEXT].rest,
                "slug": project.slug,
            }
        ),
        above=above,
        below=len(stacks[Place.NEXT]),
        total=len(order),
        effort=layout.effort_above,
        functions=[(function.pk, function.name) for function in layout.functions],
        owners=queries.owners(project),
        is_whole=is_whole,
        first=start + 1,
        last=end,
        page=page,
    )


def _window(total: int, above: int, asked: str) -> tuple[int, int, "Page | None"]:
    """Which rows of the one order come, counted from 0, and the page that they are."""
    if total <= WHOLE:
        return 0, total, None
    if asked == AT_THE_LINE:
        start = max(0, min(above - PAGE // 2, total - PAGE))
        return start, start + PAGE, None
    page = Paginator(range(total), PAGE).get_page(asked)
    return page.start_index() - 1, page.end_index(), page


def _half(
    place: Place, slots: list[Slot], cut: slice, elements: dict[int, Element], html: dict[int, str]
) -> Half:
    here = [elements[slot.pk] for slot in slots[cut] if slot.pk in elements]
    return Half(
        place=place,
        rows="".join(html[element.pk] for element in here),
        count=len(slots),
        rest=max(0, len(slots) - len(here)),
        begins=here[0].rank if here and cut.start > 0 else "",
        ends=here[-1].rank if here and cut.stop < len(slots) else "",
    )


def of(project: Project, revisions: dict[int, int], blocked: dict[int, str]) -> dict[int, str]:
    """The cards of elements, by key; those not kept are drawn from one statement."""
    names = {_name(project, pk, revision, blocked): pk for pk, revision in revisions.items()}
    kept = cache.get_many(names)
    html = {names[name]: text for name, text in kept.items()}
    missing = [pk for name, pk in names.items() if name not in kept]
    if missing:
        fresh = drawn(project, queries.cards(project, missing), blocked)
        html.update(fresh)
        cache.set_many({name: fresh[pk] for name, pk in names.items() if pk in fresh}, _KEPT_SECONDS)
    return html


def drawn(
    project: Project, elements: Iterable[Element], blocked: dict[int, str], *, as_rows: bool = False
) -> dict[int, str]:
    """Cards, or rows of the list, from elements as `queries.cards` gives them."""
    template = get_template("vision/row.html" if as_rows else "vision/card.html")
    return {
        element.pk: template.render(
            {
                "element": element,
                "slug": project.slug,
                "blocked": blocked.get(element.pk, ""),
                "facts": _facts(element),
                "score": _score(element),
            }
        ).strip()
        for element in elements
    }


def _facts(element: Element) -> list[str]:
    """What stands below the title: "11 asked", "Physician 9, Executive 3", "60 days", "revisit 1 Oct"."""
    facts = []
    asked: int = element.asked  # type: ignore[attr-defined]
    if asked:
        facts.append(ngettext("%(number)d asked", "%(number)d asked", asked) % {"number": asked})
    score = queries.score_of(element.given)  # type: ignore[attr-defined]
    if score is not None and score.is_disputed:
        facts.append(", ".join(f"{role} {mean:.0f}" for role, mean in (score.by_role[0], score.by_role[-1])))
    if element.dreamt:  # type: ignore[attr-defined]
        facts.append(_("dream"))
    if (days := element.effort_days) is not None:
        facts.append(ngettext("%(number)d day", "%(number)d days", days) % {"number": days})
    facts.extend(label.lower() for label in element.flag_labels)
    if element.revisit_on and element.place == Place.NEXT:
        facts.append(_("revisit %(date)s") % {"date": date_format(element.revisit_on, "j M")})
    return facts


def _score(element: Element) -> str:
    """What stands at the right of the card; "" when nobody has rated it."""
    score = queries.score_of(element.given)  # type: ignore[attr-defined]
    return "" if score is None else number_format(score.value, 1)


def _name(project: Project, pk: int, revision: int, blocked: dict[int, str]) -> str:
    return f"card2:{project.slug}:{pk}:{revision}:{get_language()}:{hash(blocked.get(pk, ''))}"
