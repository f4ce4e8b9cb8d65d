"""Charts of what may come and of who is there for it: a band over days, and upright columns by interval."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import drawsvg
from django.utils.translation import gettext as _

from reports.charts import (
    _BOTTOM,
    _HAIRLINE,
    _HEIGHT,
    _LEFT,
    _MUTED,
    _RIGHT,
    _SERIES,
    _TONES,
    _TOP,
    WIDTH,
    Chart,
    X,
    _amount,
    _axes,
    _number,
    _picture,
    _Scale,
    _shown,
    _spread,
    _svg,
    _ticks,
    _top,
    _words,
)

_EDGE = 12


@dataclass(frozen=True)
class Expected:
    """One day or interval: in one of ten cases at most `low`, in half of them `middle`, in one of ten above
    `high`.

    `carried` is what the schedule can carry, `actual` what came.
    """

    at: X
    low: float
    middle: float
    high: float
    carried: float | None = None
    actual: float | None = None


@dataclass(frozen=True)
class Column:
    """One upright column; with `there`, what of it is above that is drawn as missing."""

    label: str
    value: float
    there: float | None = None


def band(
    *,
    title: str,
    description: str,
    points: Sequence[Expected],
    events: Sequence[tuple[datetime.date, str]] = (),
    heading: str = "",
    named: Callable[[X], str] = _shown,
    tall: int = _HEIGHT,
) -> Chart:
    """The band in which the days or intervals lie, its middle, what can be carried, and what came.

    `named` writes a place on the axis, `heading` stands above these names in the table.
    """
    picture = _picture(title, description, tall)
    if points:
        scale = _Scale(
            _number(points[0].at),
            _number(points[-1].at),
            _top(max(max(one.high, one.carried or 0, one.actual or 0) for one in points)),
            tall=tall,
        )
        _draw_band(picture, scale, points)
        _axes(picture, scale, [one.at for one in points], named)
        for day, name in events:
            _draw_event(picture, scale, day, name)
        _draw_path(picture, scale, [(one.at, one.middle) for one in points], 0)
        carried = [(one.at, one.carried) for one in points if one.carried is not None]
        _draw_path(picture, scale, carried, 2)
        for one in points:
            if one.actual is not None:
                picture.append(
                    drawsvg.Circle(
                        scale.x(one.at), scale.y(one.actual), 3.5, fill=_SERIES[3][0], class_="chart-dot-4"
                    )
                )
        _name_ends(picture, scale, points)
    else:
        picture.append(_words(_("Nothing to draw yet"), WIDTH / 2, tall / 2, anchor="middle"))
    has = [any(getattr(one, name) is not None for one in points) for name in ("carried", "actual")]
    headings = [heading or _("Day"), "P10", "P50", "P90"]
    headings += [word for word, there in zip((_("Can be carried"), _("Came")), has, strict=True) if there]
    rows = [
        [
            named(one.at),
            *(_amount(round(value)) for value in (one.low, one.middle, one.high)),
            *(
                "" if value is None else _amount(round(value))
                for value, there in zip((one.carried, one.actual), has, strict=True)
                if there
            ),
        ]
        for one in points
    ]
    return Chart(_svg(picture), title, description, headings, rows)


def columns(
    *,
    title: str,
    description: str,
    columns: Sequence[Column],
    heading: str,
    there: str = "",
    wide: int = WIDTH,
    tall: int = _HEIGHT,
) -> Chart:
    """Upright columns; with how much is there a mark stands at it, and what is missing is amber."""
    picture = _picture(title, description, tall, wide)
    top = _top(max((max(one.value, one.there or 0) for one in columns), default=0))
    scale = _Scale(0, 1, top, tall=tall)
    for value in _ticks(top):
        y = scale.y(value)
        picture.append(
            drawsvg.Line(_LEFT, y, wide - _EDGE, y, stroke=_HAIRLINE, stroke_width=1, class_="chart-grid")
        )
        picture.append(_words(_amount(value), _LEFT - 8, y + 4, anchor="end"))
    width = (wide - _EDGE - _LEFT) / max(len(columns), 1)
    named = set(_spread(list(range(len(columns))), wide // 70))
    for index, one in enumerate(columns):
        x = _LEFT + index * width
        _draw_column(picture, scale, one, x, width)
        if index in named:
            picture.append(_words(one.label, x + width / 2, tall - 8, anchor="middle"))
    headings = [heading, _("Number"), *([there, _("Missing")] if there else [])]
    rows = [
        [
            one.label,
            _amount(round(one.value, 1)),
            *(
                [_amount(round(one.there or 0, 1)), _amount(round(max(one.value - (one.there or 0), 0), 1))]
                if there
                else []
            ),
        ]
        for one in columns
    ]
    return Chart(_svg(picture), title, description, headings, rows)


def _draw_band(picture: drawsvg.Drawing, scale: _Scale, points: Sequence[Expected]) -> None:
    around = [(one.at, one.high) for one in points] + [(one.at, one.low) for one in reversed(points)]
    flat = [place for day, y in around for place in (scale.x(day), scale.y(y))]
    if len(points) > 1:
        picture.append(
            drawsvg.Lines(*flat, close=True, fill=_TONES["now"], fill_opacity=0.18, class_="chart-now")
        )


def _draw_path(picture: drawsvg.Drawing, scale: _Scale, points: Sequence[tuple[X, float]], look: int) -> None:
    colour, dashes = _SERIES[look]
    flat = [place for day, y in points for place in (scale.x(day), scale.y(y))]
    if len(points) > 1:
        more = {"stroke_dasharray": dashes} if dashes else {}
        picture.append(
            drawsvg.Lines(
                *flat, fill="none", stroke=colour, stroke_width=2.2, stroke_linejoin="round",
                class_=f"chart-line-{look + 1}", **more,
            )
        )  # fmt: skip


def _draw_event(picture: drawsvg.Drawing, scale: _Scale, day: datetime.date, name: str) -> None:
    x = scale.x(day)
    picture.append(
        drawsvg.Line(
            x, _TOP, x, scale.tall - _BOTTOM, stroke=_MUTED, stroke_width=1, class_="chart-event",
            stroke_dasharray="1 3",
        )
    )  # fmt: skip
    picture.append(_words(name, x + 4, _TOP - 3, ink=True))


def _name_ends(picture: drawsvg.Drawing, scale: _Scale, points: Sequence[Expected]) -> None:
    last = points[-1]
    ends = [(last.middle, _("likely (P50)"))]
    if last.carried is not None:
        ends.append((last.carried, _("can be carried")))
    lowest = 0.0
    for value, name in sorted(ends, reverse=True):
        lowest = max(scale.y(value) + 4, lowest + 15)
        picture.append(_words(name, WIDTH - _RIGHT + 10, lowest, ink=True))


def _draw_column(picture: drawsvg.Drawing, scale: _Scale, one: Column, x: float, width: float) -> None:
    wide, left = max(width * 0.76, 1), x + width * 0.12
    covered = one.value if one.there is None else min(one.value, one.there)
    for low, high, tone in ((0.0, covered, "now"), (covered, one.value, "line")):
        if high > low:
            picture.append(
                drawsvg.Rectangle(
                    round(left, 1), scale.y(high), round(wide, 1), round(scale.y(low) - scale.y(high), 1),
                    fill=_TONES[tone], class_=f"chart-{tone}",
                )
            )  # fmt: skip
    if one.there is not None:
        y = scale.y(one.there)
        picture.append(
            drawsvg.Line(
                round(left - 1, 1), y, round(left + wide + 1, 1), y, stroke="#1d2733", stroke_width=2.5,
                class_="chart-mark",
            )
        )  # fmt: skip
