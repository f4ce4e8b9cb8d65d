# ruff: noqa: PLC0415
# mypy: ignore-errors
"""One line chart by each chart library that was tried; docs/decisions/charts.md tells what came of it.

    python -m venv trial && trial/bin/pip install pygal && trial/bin/python benchmarks/charts.py pygal

Prints seconds to import, milliseconds a chart, megabytes of the process, bytes of SVG, and what a strict
Content-Security-Policy would refuse in it. Writes the chart beside it as <library>.svg.
"""

import io
import json
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

DAYS = list(range(60))
SERIES = {
    name: [min(22, day * step // 60) for day in DAYS] for name, step in {"Heard": 22, "Asked": 40}.items()
}


def pygal() -> Callable[[], str]:
    import pygal
    from pygal.style import Style

    style = Style(colors=("#0b6e69", "#53638a"), background="transparent", plot_background="transparent")

    def draw() -> str:
        chart = pygal.Line(
            style=style, js=[], title="Heard over time", width=720, height=300, show_dots=False,
            disable_xml_declaration=True, x_labels=[str(day) for day in DAYS], x_labels_major_every=10,
        )  # fmt: skip
        for name, values in SERIES.items():
            chart.add(name, values)
        return str(chart.render(is_unicode=True))

    return draw


def matplotlib() -> Callable[[], str]:
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib.figure import Figure

    def draw() -> str:
        figure = Figure(figsize=(7.2, 3))
        axes = figure.subplots()
        for name, values in SERIES.items():
            axes.plot(DAYS, values, label=name)
        axes.legend()
        axes.set_title("Heard over time")
        stream = io.StringIO()
        figure.savefig(stream, format="svg")
        return stream.getvalue()

    return draw


def altair() -> Callable[[], str]:
    import altair
    import vl_convert

    rows = [
        {"day": day, "people": value, "who": name}
        for name, values in SERIES.items()
        for day, value in zip(DAYS, values, strict=True)
    ]

    def draw() -> str:
        chart = (
            altair.Chart(altair.Data(values=rows), title="Heard over time", width=720, height=300)
            .mark_line()
            .encode(x="day:Q", y="people:Q", color="who:N")
        )
        return str(vl_convert.vegalite_to_svg(chart.to_json()))

    return draw


def leather() -> Callable[[], str]:
    import leather

    def draw() -> str:
        chart = leather.Chart("Heard over time")
        for name, values in SERIES.items():
            chart.add_line(list(zip(DAYS, values, strict=True)), name=name)
        return str(chart.to_svg(width=720, height=300))

    return draw


def drawsvg() -> Callable[[], str]:
    import drawsvg

    def draw() -> str:
        picture = drawsvg.Drawing(720, 300, role="img")
        for number, (name, values) in enumerate(SERIES.items()):
            points = [
                part
                for day, value in zip(DAYS, values, strict=True)
                for part in (40 + day * 11, 270 - value * 11)
            ]
            picture.append(
                drawsvg.Lines(*points, close=False, fill="none", stroke="#0b6e69", class_=f"line-{number}")
            )
            picture.append(drawsvg.Text(name, 12, 645, 270 - values[-1] * 11))
        for tick in range(0, 25, 5):
            picture.append(drawsvg.Line(40, 270 - tick * 11, 700, 270 - tick * 11, stroke="#dcd8ce"))
            picture.append(drawsvg.Text(str(tick), 12, 10, 270 - tick * 11))
        return str(picture.as_svg())

    return draw


def main(library: str) -> None:
    before = time.perf_counter()
    draw = {each.__name__: each for each in (pygal, matplotlib, altair, leather, drawsvg)}[library]()
    imported = time.perf_counter() - before
    svg = draw()
    first = time.perf_counter() - before - imported
    before = time.perf_counter()
    for _turn in range(20):
        draw()
    each = (time.perf_counter() - before) / 20
    Path(f"{library}.svg").write_text(svg)
    print(
        json.dumps(
            {
                "library": library,
                "import_s": round(imported, 2),
                "first_ms": round(first * 1000),
                "each_ms": round(each * 1000, 1),
                "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "bytes": len(svg),
                "style_attributes": len(re.findall(r"\sstyle=", svg)),
                "style_elements": svg.count("<style"),
                "script_elements": svg.count("<script"),
                "role_or_desc": len(re.findall(r'role="|<desc|aria-label', svg)),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
