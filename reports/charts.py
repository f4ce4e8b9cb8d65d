"""Charts as SVG, the same in a page and in a PDF.

Colours and type stand in the SVG as attributes, which is what paper shows; in a page the classes let
static/css/components.css put the theme's own in their place. Nothing in it is inline style or script.
Each chart carries its title, its description and the numbers behind it (templates/components/chart.html).
docs/decisions/charts.md tells why drawsvg and no charting library draws them.
"""

import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import drawsvg
from django.utils import formats
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _

X = datetime.date | int | float

WIDTH, NARROW = 640, 360
# As wide as a phone shows it without making its words smaller.
_PHONE = 320
_HEIGHT = 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 108, 16, 30
_ROW = 30
_LABELS = 200
# The room of a day's words below a line.
_TICK = 46

_INK, _MUTED, _HAIRLINE, _SUNKEN = "#1d2733", "#55606e", "#dcd8ce", "#eceae3"
# A line is told from the others by its colour, by its dashes and by its name at its end.
_SERIES = [("#0b6e69", ""), ("#53638a", "7 4"), ("#8a5200", "2 3"), ("#b3261e", "10 3 2 3")]
_TONES = {"now": "#0b6e69", "next": "#53638a", "line": "#c77700", "good": "#2b7a3d", "danger": "#b3261e"}


@dataclass(frozen=True)
class Series:
    """One line: its name, and its points from left to right; x is a date or a number."""

    name: str
    points: Sequence[tuple[X, float]]


@dataclass(frozen=True)
class Bar:
    """One bar: how much, and of how much when there is a whole. `tone` is a word of `_TONES`."""

    label: str
    value: float
    of: float | None = None
    tone: str = "now"


@dataclass(frozen=True)
class Cell:
    """One field of a grid: what lies in it, and how hot it is. `tone` is a word of `_TONES`."""

    marks: Sequence[str]
    tone: str = "now"
    word: str = ""


@dataclass(frozen=True)
class Chart:
    """A drawn chart and the table behind it. `{% include "components/chart.html" with chart=chart %}`."""

    svg: SafeString
    title: str
    description: str
    headings: list[str]
    rows: list[list[str]]
    # The same picture drawn for a phone, where there is one.
    phone: SafeString | None = None


@dataclass(frozen=True)
class ControlPoint:
    """One reading of a control chart between its limits, if it has any yet; a signal is drawn larger."""

    x: datetime.date
    y: float
    lower: float | None = None
    upper: float | None = None
    is_signal: bool = False


@dataclass(frozen=True)
class Level:
    """A level line across a control chart: the mean, the target."""

    name: str
    y: float


def line(
    *, title: str, description: str, series: Sequence[Series], x_heading: str = "", for_phones: bool = False
) -> Chart:
    """Lines over time or over a number; at most four. The axis begins at nought.

    `for_phones` draws it a second time, narrow, for a page that is read where the wide one does not fit.
    """
    xs = sorted({x for each in series for x, _y in each.points}, key=_number)
    headings = [x_heading or _("Day"), *(each.name for each in series)]
    values = [dict(each.points) for each in series]
    rows = [[_shown(x), *(_amount(row[x]) if x in row else "" for row in values)] for x in xs]
    drawn = partial(_lines, title, description, series, xs)
    phone = drawn(width=_PHONE) if for_phones else None
    return Chart(drawn(width=WIDTH), title, description, headings, rows, phone)


def _lines(
    title: str, description: str, series: Sequence[Series], xs: Sequence[X], *, width: int
) -> SafeString:
    picture = _picture(title, description, _HEIGHT, width)
    if not xs:
        picture.append(_words(_("Nothing to draw yet"), width / 2, _HEIGHT / 2, anchor="middle"))
        return _svg(picture)
    top = _top(max(y for each in series for _x, y in each.points))
    scale = _Scale(_number(xs[0]), _number(xs[-1]), top, width)
    _axes(picture, scale, xs)
    for index, each in enumerate(series):
        _draw_line(picture, scale, index, each)
    _name_lines(picture, scale, series)
    return _svg(picture)


def bars(*, title: str, description: str, bars: Sequence[Bar], heading: str = "", wide: int = WIDTH) -> Chart:
    """Lying bars, one below the other; where there is a whole, the bar stands in its track."""
    picture = _picture(title, description, max(1, len(bars)) * _ROW + 6, wide)
    top = max((max(bar.value, bar.of or 0) for bar in bars), default=0) or 1
    left = _LABELS * wide // WIDTH
    room = wide - left - 70
    for index, bar in enumerate(bars):
        y = index * _ROW + 6
        picture.append(_words(_short(bar.label, 30 * wide // WIDTH), 0, y + 14, ink=True))
        _draw_bar(picture, bar, left, y, room / top)
        picture.append(_words(_of(bar), wide, y + 14, anchor="end"))
    whole = any(bar.of is not None for bar in bars)
    headings = [heading or _("What"), _("Number"), *([_("Of")] if whole else [])]
    rows = [[bar.label, _amount(bar.value), *([_amount(bar.of or 0)] if whole else [])] for bar in bars]
    return Chart(_svg(picture), title, description, headings, rows)


def bar_progress(*, title: str, value: float, of: float, tone: str = "now") -> Chart:
    """How much of a whole is there, as one slim bar."""
    bar = Bar(title, value, of, tone)
    picture = _picture(title, _of(bar), 10)
    width = WIDTH * min(1, value / of) if of else 0
    picture.append(_block(0, 0, WIDTH, 10, "chart-track", _SUNKEN))
    picture.append(_block(0, 0, width, 10, f"chart-{tone}", _TONES[tone]))
    return Chart(_svg(picture), title, _of(bar), [_("What"), _("Number")], [[title, _of(bar)]])


def control(
    *,
    title: str,
    description: str,
    points: Sequence[ControlPoint],
    levels: Sequence[Level] = (),
    events: Sequence[datetime.date] = (),
    heading: str = "",
) -> Chart:
    """A control chart: readings by day, limits around them, level lines, a numbered upright for each event.

    The axis holds what is drawn and need not begin at nought: what matters is the place between the limits.
    """
    picture = _picture(title, description, _HEIGHT)
    xs = sorted({point.x for point in points})
    if xs:
        ys = [y for point in points for y in (point.y, point.lower, point.upper) if y is not None]
        scale = _Band([*xs, *events], [*ys, *(level.y for level in levels)])
        _band_axes(picture, scale, xs)
        for number, day in enumerate(events, 1):
            _draw_event(picture, scale, number, day)
        _draw_limits(picture, scale, points)
        _draw_levels(picture, scale, levels)
        _draw_readings(picture, scale, points)
    else:
        picture.append(_words(_("Nothing to draw yet"), WIDTH / 2, _HEIGHT / 2, anchor="middle"))
    headings = [_("Day"), heading or _("Reading"), _("Lower limit"), _("Upper limit"), _("Signal")]
    rows = [
        [
            _shown(point.x),
            _amount(point.y),
            "" if point.lower is None else _amount(point.lower),
            "" if point.upper is None else _amount(point.upper),
            _("signal") if point.is_signal else "",
        ]
        for point in points
    ]
    return Chart(_svg(picture), title, description, headings, rows)


def grid(
    *,
    title: str,
    description: str,
    columns: Sequence[str],
    rows: Sequence[str],
    across: str,
    up: str,
    cells: Mapping[tuple[int, int], Cell],
    headings: list[str],
    table: list[list[str]],
) -> Chart:
    """A heat map: `rows` from the top down, `cells` by their column and row, and the table behind it."""
    left, height = 110, 52
    width = (WIDTH - left) / len(columns)
    picture = _picture(title, description, len(rows) * height + 50)
    picture.append(_words(f"{up} ↑", 0, 12, ink=True))
    for row, name in enumerate(rows):
        y = 20 + row * height
        picture.append(_words(name, left - 10, y + height / 2 + 4, anchor="end"))
        for column in range(len(columns)):
            _draw_cell(picture, cells[column, row], left + column * width, y, width, height)
    for column, name in enumerate(columns):
        picture.append(_words(name, left + (column + 0.5) * width, 36 + len(rows) * height, anchor="middle"))
    picture.append(_words(f"{across} →", WIDTH, 12, anchor="end", ink=True))
    return Chart(_svg(picture), title, description, headings, table)


def _draw_cell(picture: drawsvg.Drawing, cell: Cell, x: float, y: float, width: float, height: float) -> None:
    """Pale, so that the marks can be read on it on paper and on a screen, light and dark."""
    look = {"fill_opacity": 0.22, "stroke": _HAIRLINE, "stroke_width": 1}
    css = f"chart-{cell.tone}"
    picture.append(
        drawsvg.Rectangle(
            x + 1, y + 1, width - 2, height - 2, rx=3, fill=_TONES[cell.tone], class_=css, **look
        )
    )
    if cell.word:
        picture.append(_words(cell.word, x + width / 2, y + height - 8, anchor="middle"))
    if cell.marks:
        room = int(width / 22)
        more = len(cell.marks) - room
        shown = [*cell.marks[:room], f"+{more}"] if more > 0 else cell.marks
        picture.append(_words("  ".join(shown), x + width / 2, y + 22, anchor="middle", ink=True))


class _Scale:
    """From values to places on the picture."""

    def __init__(
        self, first: float, last: float, top: float, width: int = WIDTH, tall: int = _HEIGHT
    ) -> None:
        self.first, self.span, self.top, self.tall = first, (last - first) or 1, top, tall
        self.right = width - _RIGHT

    def x(self, value: X) -> float:
        return round(_LEFT + (_number(value) - self.first) / self.span * (self.right - _LEFT), 1)

    def y(self, value: float) -> float:
        return round(self.tall - _BOTTOM - value / self.top * (self.tall - _TOP - _BOTTOM), 1)


class _Band(_Scale):
    """A scale whose upright axis holds everything drawn, from a whole step below to a whole step above."""

    def __init__(self, xs: Sequence[X], ys: Sequence[float]) -> None:
        places = [_number(x) for x in xs]
        self.step = _fine_step((max(ys) - min(ys)) or abs(max(ys)) or 1)
        self.bottom = math.floor(min(ys) / self.step) * self.step
        self.height = (math.ceil(max(ys) / self.step) * self.step - self.bottom) or self.step
        super().__init__(min(places), max(places), self.height)

    def y(self, value: float) -> float:
        return super().y(value - self.bottom)

    def ticks(self) -> list[float]:
        """The values that the axis names."""
        return [self.bottom + self.step * number for number in range(round(self.height / self.step) + 1)]


def _band_axes(picture: drawsvg.Drawing, scale: _Band, xs: Sequence[X]) -> None:
    for value in scale.ticks():
        y = scale.y(value)
        picture.append(
            drawsvg.Line(_LEFT, y, WIDTH - _RIGHT, y, stroke=_HAIRLINE, stroke_width=1, class_="chart-grid")
        )
        picture.append(_words(_amount(round(value, 6)), _LEFT - 8, y + 4, anchor="end"))
    for x in _spread(xs, 5):
        picture.append(_words(_shown(x), scale.x(x), _HEIGHT - 8, anchor="middle"))


def _draw_event(picture: drawsvg.Drawing, scale: _Scale, number: int, day: datetime.date) -> None:
    x = scale.x(day)
    picture.append(
        drawsvg.Line(
            x, _TOP, x, _HEIGHT - _BOTTOM, stroke=_MUTED, stroke_width=1, class_="chart-event",
            stroke_dasharray="1 3",
        )
    )  # fmt: skip
    picture.append(_words(str(number), x, _TOP - 4, anchor="middle", ink=True))


def _draw_limits(picture: drawsvg.Drawing, scale: _Scale, points: Sequence[ControlPoint]) -> None:
    colour, dashes = _SERIES[1]
    for side in ("lower", "upper"):
        places = [(point.x, getattr(point, side)) for point in points if getattr(point, side) is not None]
        flat = [place for x, y in places for place in (scale.x(x), scale.y(y))]
        if len(places) > 1:
            picture.append(
                drawsvg.Lines(
                    *flat, fill="none", stroke=colour, stroke_width=1.6, stroke_dasharray=dashes,
                    class_="chart-line-2",
                )
            )  # fmt: skip


def _draw_levels(picture: drawsvg.Drawing, scale: _Scale, levels: Sequence[Level]) -> None:
    """Each level across the whole chart, its name at the end, moved down where two would meet."""
    lowest = 0.0
    for index, level in sorted(enumerate(levels), key=lambda each: -each[1].y):
        y, (colour, dashes) = scale.y(level.y), _SERIES[(2, 0, 3)[index % 3]]
        look = {"stroke_dasharray": dashes} if dashes else {}
        picture.append(
            drawsvg.Line(
                _LEFT, y, WIDTH - _RIGHT, y, stroke=colour, stroke_width=1.2,
                class_=f"chart-line-{(3, 1, 4)[index % 3]}", **look,
            )
        )  # fmt: skip
        lowest = max(y + 4, lowest + 15)
        picture.append(
            _words(f"{_short(level.name, 8)} {_amount(level.y)}", WIDTH - _RIGHT + 10, lowest, ink=True)
        )


def _draw_readings(picture: drawsvg.Drawing, scale: _Scale, points: Sequence[ControlPoint]) -> None:
    places = [place for point in points for place in (scale.x(point.x), scale.y(point.y))]
    if len(points) > 1:
        picture.append(
            drawsvg.Lines(*places, fill="none", stroke=_MUTED, stroke_width=1.2, class_="chart-path")
        )
    for point in points:
        x, y = scale.x(point.x), scale.y(point.y)
        if point.is_signal:
            # A signal differs by its shape, too.
            around = (x, y - 6, x + 6, y, x, y + 6, x - 6, y)
            picture.append(drawsvg.Lines(*around, close=True, fill=_TONES["danger"], class_="chart-danger"))
        else:
            picture.append(drawsvg.Circle(x, y, 3, fill=_INK, class_="chart-ink"))


def _picture(title: str, description: str, height: float, width: float = WIDTH) -> drawsvg.Drawing:
    name = f"chart-{slugify(title)[:60] or 'x'}{'' if width == WIDTH else f'-{width:g}'}"
    picture = drawsvg.Drawing(
        width,
        height,
        id_prefix=name,
        role="img",
        class_="chart-svg",
        font_family="Inter, sans-serif",
        aria_labelledby=f"{name}-title {name}-desc",
    )
    picture.append(_Told("title", title, id=f"{name}-title"))
    picture.append(_Told("desc", description, id=f"{name}-desc"))
    return picture


class _Told(drawsvg.elements.Title):
    """A title or description for those who do not see the picture."""

    def __init__(self, tag: str, text: str, **attributes: str) -> None:
        super().__init__(text, **attributes)
        self.TAG_NAME = tag


def _axes(
    picture: drawsvg.Drawing, scale: _Scale, xs: Sequence[X], named: Callable[[X], str] | None = None
) -> None:
    for value in _ticks(scale.top):
        y = scale.y(value)
        picture.append(
            drawsvg.Line(_LEFT, y, scale.right, y, stroke=_HAIRLINE, stroke_width=1, class_="chart-grid")
        )
        picture.append(_words(_amount(value), _LEFT - 8, y + 4, anchor="end"))
    for x in _apart(_spread(xs, 5), scale):
        anchor = "middle" if len(xs) > 1 else "start"
        picture.append(_words((named or _shown)(x), scale.x(x), scale.tall - 8, anchor=anchor))


def _draw_line(picture: drawsvg.Drawing, scale: _Scale, index: int, series: Series) -> None:
    colour, dashes = _SERIES[index % len(_SERIES)]
    look: dict[str, Any] = {"stroke": colour, "stroke_width": 2.2, "stroke_linejoin": "round"}
    if dashes:
        look["stroke_dasharray"] = dashes
    places = [place for x, y in series.points for place in (scale.x(x), scale.y(y))]
    if len(series.points) > 1:
        picture.append(drawsvg.Lines(*places, fill="none", class_=f"chart-line-{index + 1}", **look))
    for x, y in series.points[-1:]:
        picture.append(
            drawsvg.Circle(scale.x(x), scale.y(y), 3.5, fill=colour, class_=f"chart-dot-{index + 1}")
        )


def _name_lines(picture: drawsvg.Drawing, scale: _Scale, series: Sequence[Series]) -> None:
    """Each line's name beside its end, moved down where two would lie on each other."""
    right = scale.right
    lowest = 0.0
    for each in sorted((each for each in series if each.points), key=lambda each: -each.points[-1][1]):
        last, value = each.points[-1]
        x, y = scale.x(last), scale.y(value) + 4
        text = f"{_short(each.name, 12)} {_amount(value)}"
        if x < right - _RIGHT:
            # It ends long before the others do: there is room beside its own end.
            picture.append(_words(text, x + 10, y, ink=True))
            continue
        lowest = max(y, lowest + 15)
        picture.append(_words(text, right + 10, lowest, ink=True))


def _draw_bar(picture: drawsvg.Drawing, bar: Bar, x: float, y: float, scale: float) -> None:
    if bar.of is not None:
        picture.append(_block(x, y + 2, bar.of * scale, 16, "chart-track", _SUNKEN))
    if bar.value > 0:
        picture.append(_block(x, y + 2, bar.value * scale, 16, f"chart-{bar.tone}", _TONES[bar.tone]))


def _block(x: float, y: float, width: float, height: float, css: str, colour: str) -> drawsvg.Rectangle:
    return drawsvg.Rectangle(x, y, round(width, 1), height, rx=3, fill=colour, class_=css)


def _words(text: str, x: float, y: float, *, anchor: str = "start", ink: bool = False) -> drawsvg.Text:
    css, colour = ("chart-ink", _INK) if ink else ("chart-words", _MUTED)
    return drawsvg.Text(text, 12, x, y, text_anchor=anchor, fill=colour, class_=css)


def _svg(picture: drawsvg.Drawing) -> SafeString:
    # drawsvg escapes every text and attribute that it is given.
    return mark_safe(str(picture.as_svg(header="", skip_js=True, skip_css=True)))


def _number(x: X) -> float:
    return float(x.toordinal()) if isinstance(x, datetime.date) else float(x)


def _shown(x: X) -> str:
    return formats.date_format(x, "j M") if isinstance(x, datetime.date) else _amount(x)


def _amount(value: float) -> str:
    return formats.number_format(value, decimal_pos=0 if float(value).is_integer() else 1, use_l10n=True)


def _of(bar: Bar) -> str:
    if bar.of is None:
        return _amount(bar.value)
    return _("%(value)s of %(whole)s") % {"value": _amount(bar.value), "whole": _amount(bar.of)}


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _ticks(top: float) -> list[float]:
    step = _step(top)
    return [step * number for number in range(round(top / step) + 1)]


def _top(most: float) -> float:
    """The end of the axis: the next whole step above everything drawn."""
    step = _step(max(most, 1))
    return step * -(-max(most, 1) // step)


def _step(most: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that makes at most five steps, and never less than one."""
    power = 1.0
    while True:
        for times in (1, 2, 5):
            if most <= times * power * 5:
                return times * power
        power *= 10


def _fine_step(span: float) -> float:
    """A step of 1, 2 or 5 times a power of ten, of which four to ten make the span."""
    power = 10.0 ** math.floor(math.log10(span / 4))
    return next(times * power for times in (5, 2, 1) if times * power <= span / 4)


def _apart(xs: Sequence[X], scale: _Scale) -> list[X]:
    """Those of the values whose words do not touch the ones before or the last."""
    kept = list(xs[:1])
    for x in xs[1:-1]:
        if min(scale.x(x) - scale.x(kept[-1]), scale.x(xs[-1]) - scale.x(x)) >= _TICK:
            kept.append(x)
    return [*kept, *xs[1:][-1:]]


def _spread(xs: Sequence[X], most: int) -> list[X]:
    """At most that many of the values, as evenly apart as they allow, with the first and the last."""
    if len(xs) <= most:
        return list(xs)
    first, last = _number(xs[0]), _number(xs[-1])

    def nearest(place: float) -> X:
        return min(xs, key=lambda x: abs(_number(x) - place))

    even = (first + (last - first) * number / (most - 1) for number in range(most))
    return sorted({nearest(place) for place in even}, key=_number)
