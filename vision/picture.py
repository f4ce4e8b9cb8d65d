"""The board as a picture of the line, drawn for paper."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import drawsvg
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vision.models import VersionElement
from vision.queries import Column

WIDTH = 960
# More columns than this stand on a further picture, so that a title can still be read.
COLUMNS = 6

# Taller than this, the picture would be shrunk to fit the page; width by height of what the page can show.
_TALLEST, _SHAPE = 560, 1.6
# The height of a card of one line, with the room below it.
_SHORT = 20.5
_SIDE, _HEAD, _GAP, _PAD, _LINE = 34, 44, 7, 8, 34
_TITLE, _SMALL = 11.5, 9.5
_LEADING = 14.5
# How wide a letter of a title is on the average, in ems; a little wide, so that no title leaves its card.
_LETTER = 0.57

_INK, _MUTED, _HAIRLINE = "#1d2733", "#55606e", "#dcd8ce"
_NOW, _NOW_SOFT, _NEXT, _NEXT_SOFT = "#084f4b", "#e3f0ee", "#53638a", "#ebedf6"
_AMBER, _AMBER_SOFT, _AMBER_INK = "#c77700", "#f3b04c", "#221a0c"


@dataclass(frozen=True)
class Card:
    """A card as it is drawn: its title in lines, what stands below, and how much room is around them."""

    lines: list[str]
    note: str
    pad: float = _PAD

    @property
    def height(self) -> float:
        """In units of the picture."""
        return 2 * self.pad + len(self.lines) * _LEADING + (_SMALL + 3 if self.note else 0)


def boards(columns: Sequence[Column]) -> list[SafeString]:
    """The board, as one picture or as several of up to six columns."""
    return [_board(columns[first : first + COLUMNS]) for first in range(0, len(columns), COLUMNS)]


def _board(columns: Sequence[Column]) -> SafeString:
    across: float = WIDTH
    width = (across - _SIDE) / len(columns)
    now, below = _cards(columns, width, _card)
    if _height(now) + _height(below) > _TALLEST:
        # One line a card; and as wide, in its own units, as the paper will show it.
        crowd = max(map(len, now)) + max(map(len, below))
        across = max(WIDTH, (_HEAD + _LINE + (crowd + 1) * _SHORT) * _SHAPE)
        width = (across - _SIDE) / len(columns)
        now, below = _cards(columns, width, _short_card)
    heights = _height(now), _height(below)
    total = _HEAD + heights[0] + _LINE + heights[1]
    picture = drawsvg.Drawing(
        across, total, font_family="Inter, sans-serif", role="img", aria_label=_says(columns)
    )
    # A PDF takes the picture's text for who does not see it from here.
    picture.append(drawsvg.Title(_says(columns)))
    picture.append(drawsvg.Rectangle(0, _HEAD, across, heights[0], fill=_NOW_SOFT))
    picture.append(drawsvg.Rectangle(0, _HEAD + heights[0] + _LINE, across, heights[1], fill=_NEXT_SOFT))
    for part in _columns(columns, width, total, heights[0]):
        picture.append(part)
    for index in range(len(columns)):
        left = _SIDE + index * width
        _stack(picture, now[index], left, _HEAD, width)
        _stack(picture, below[index], left, _HEAD + heights[0] + _LINE, width)
    for part in _line(across, _HEAD + heights[0], sum(map(len, now)), sum(map(len, below))):
        picture.append(part)
    for word, colour, middle in (
        (_("NOW"), _NOW, _HEAD + heights[0] / 2),
        (_("NEXT"), _NEXT, total - heights[1] / 2),
    ):
        picture.append(_sideways(word, colour, middle))
    # Titles are escaped by drawsvg.
    svg: str = picture.as_svg(header="")
    return mark_safe(svg)


def _cards(
    columns: Sequence[Column], width: float, draw: Callable[[VersionElement, float], Card]
) -> tuple[list[list[Card]], list[list[Card]]]:
    """The cards above and below the line, column by column."""
    return (
        [[draw(one, width) for one in column.now] for column in columns],
        [[draw(one, width) for one in column.next] for column in columns],
    )


def _short_card(element: VersionElement, width: float) -> Card:
    """On a crowded board a card is one line: the page is read from a step away, the tables tell the rest."""
    room = max(8, int((width - 3 * _PAD) / (_TITLE * _LETTER)))
    return Card([textwrap.shorten(element.title, room, placeholder=" …") or element.title[:room]], "", pad=2)


def _card(element: VersionElement, width: float) -> Card:
    room = max(8, int((width - 4 * _PAD) / (_TITLE * _LETTER)))
    note = _("%(asked)d asked") % {"asked": element.asked} if element.asked else ""
    return Card(textwrap.wrap(element.title, room) or [""], note)


def _height(cells: Sequence[Sequence[Card]]) -> float:
    tallest = max((sum(card.height + _gap(card) for card in cell) for cell in cells), default=0)
    return max(tallest + _GAP, 70)


def _gap(card: Card) -> float:
    """The room between a card and the next one."""
    return min(_GAP, card.pad)


def _says(columns: Sequence[Column]) -> str:
    return ngettext(
        "The board: %(now)d elements above the line, %(next)d below it, in %(columns)d column.",
        "The board: %(now)d elements above the line, %(next)d below it, in %(columns)d columns.",
        len(columns),
    ) % {
        "now": sum(len(column.now) for column in columns),
        "next": sum(len(column.next) for column in columns),
        "columns": len(columns),
    }


def _columns(
    columns: Sequence[Column], width: float, total: float, above: float
) -> Iterator[drawsvg.DrawingElement]:
    for index, column in enumerate(columns):
        left = _SIDE + index * width
        yield drawsvg.Line(left, 0, left, _HEAD + above, stroke=_HAIRLINE, stroke_width=0.8)
        yield drawsvg.Line(left, _HEAD + above + _LINE, left, total, stroke=_HAIRLINE, stroke_width=0.8)
        room = int((width - 2 * _PAD) / (12 * _LETTER))
        name = textwrap.shorten(column.name, room, placeholder=" …") or column.name[:room]
        yield drawsvg.Text(name, 12, left + _PAD, 18, fill=_INK, font_weight=600)
        counts = _("%(above)d above · %(below)d below") % {
            "above": len(column.now),
            "below": len(column.next),
        }
        yield drawsvg.Text(counts, _SMALL, left + _PAD, 33, fill=_MUTED)


def _stack(picture: drawsvg.Drawing, cards: Sequence[Card], left: float, top: float, width: float) -> None:
    top += _GAP
    for card in cards:
        picture.append(
            drawsvg.Rectangle(
                left + _PAD,
                top,
                width - 2 * _PAD,
                card.height,
                rx=5,
                fill="#ffffff",
                stroke=_HAIRLINE,
                stroke_width=0.8,
            )
        )
        baseline = top + card.pad + _TITLE
        for line in card.lines:
            picture.append(drawsvg.Text(line, _TITLE, left + 2 * _PAD, baseline, fill=_INK, font_weight=600))
            baseline += _LEADING
        if card.note:
            picture.append(drawsvg.Text(card.note, _SMALL, left + 2 * _PAD, baseline - 1, fill=_MUTED))
        top += card.height + _gap(card)


def _line(across: float, top: float, above: int, below: int) -> Iterator[drawsvg.DrawingElement]:
    middle = top + _LINE / 2
    yield drawsvg.Line(0, middle, across, middle, stroke=_AMBER, stroke_width=3.5)
    yield drawsvg.Rectangle(14, middle - 10, 68, 20, rx=10, fill=_AMBER_SOFT)
    yield drawsvg.Text(
        _("the line"), 11, 48, middle + 4, fill=_AMBER_INK, font_weight=600, text_anchor="middle"
    )
    yield drawsvg.Rectangle(
        across - 152, middle - 10, 138, 20, rx=10, fill="#ffffff", stroke=_AMBER, stroke_width=1.2
    )
    counts = _("%(above)d above, %(below)d below") % {"above": above, "below": below}
    yield drawsvg.Text(counts, 10.5, across - 83, middle + 4, fill=_INK, text_anchor="middle")


def _sideways(word: str, colour: str, middle: float) -> drawsvg.Text:
    return drawsvg.Text(
        word,
        11,
        _SIDE / 2 + 4,
        middle,
        fill=colour,
        font_weight=600,
        text_anchor="middle",
        letter_spacing=0.6,
        transform=f"rotate(-90 {_SIDE / 2 + 4} {middle})",
    )
