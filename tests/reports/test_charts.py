"""Charts say in words and numbers what they draw, and bring neither style nor script."""

import datetime
import itertools
import re
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from reports import charts
from reports.charts import Bar, Chart, Series

SVG = "{http://www.w3.org/2000/svg}"
NASTY = "</title><script>alert(1)</script>\" onload='x' & <b>"


def days(*values: float) -> list[tuple[datetime.date, float]]:
    return [(datetime.date(2026, 3, 1) + datetime.timedelta(days=n), value) for n, value in enumerate(values)]


def drawn(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg)


def all_kinds(title: str = "Heard", name: str = "Asked") -> list[Chart]:
    return [
        charts.line(
            title=title, description=name, series=[Series(name, days(1, 2)), Series("Two", days(4, 0))]
        ),
        charts.bars(title=title, description=name, bars=[Bar(name, 3, 4, "good"), Bar("Other", 0)]),
        charts.bar_progress(title=title, value=14, of=22),
    ]


@pytest.mark.parametrize("kind", range(3))
def test_a_chart_has_a_role_a_title_and_a_description(kind: int):
    chart = all_kinds()[kind]
    picture = drawn(chart)
    named = {part.get("id"): part.text for part in picture if part.tag in (f"{SVG}title", f"{SVG}desc")}
    assert picture.get("role") == "img"
    assert [named[name] for name in picture.get("aria-labelledby", "").split()] == [
        "Heard",
        chart.description,
    ]


@pytest.mark.parametrize("kind", range(3))
def test_a_chart_brings_no_style_no_script_and_nothing_that_people_typed_as_markup(kind: int):
    chart = all_kinds(NASTY, NASTY)[kind]
    tags = {part.tag for part in drawn(chart).iter()}
    assert tags <= {
        f"{SVG}{tag}" for tag in ("svg", "defs", "title", "desc", "path", "text", "circle", "rect")
    }
    attributes = {name for part in drawn(chart).iter() for name in part.attrib}
    assert [name for name in attributes if name == "style" or name.startswith("on")] == []


def test_a_line_for_phones_says_the_same_in_half_the_width_and_its_days_do_not_touch():
    day = datetime.date(2026, 3, 1)
    points = [(day + datetime.timedelta(days=n), float(n)) for n in (0, 4, 7, 10, 28)]
    chart = charts.line(title="Heard", description="", series=[Series("heard", points)], for_phones=True)
    assert chart.phone is not None
    wide, narrow = ElementTree.fromstring(chart.svg), ElementTree.fromstring(chart.phone)
    assert (wide.get("width"), narrow.get("width")) == ("640", "320")
    ids = [part.get("id") for picture in (wide, narrow) for part in picture.iter() if part.get("id")]
    assert len(ids) == len(set(ids)) == 4

    def days_of(picture: ElementTree.Element) -> list[str]:
        return [text.text or "" for text in picture.iter(f"{SVG}text") if "Mar" in (text.text or "")]

    assert days_of(wide) == ["1 Mar", "5 Mar", "8 Mar", "11 Mar", "29 Mar"]
    assert days_of(narrow) == ["1 Mar", "11 Mar", "29 Mar"]
    places = [float(text.get("x", 0)) for text in narrow.iter(f"{SVG}text") if text.text == "heard 28"]
    assert places == [222.0]
    assert charts.line(title="Heard", description="", series=[Series("heard", points)]).phone is None


def test_the_table_behind_a_line_has_a_row_for_each_day():
    heard, asked = Series("Heard", days(0, 1.5)), Series("Asked", days(3, 4, 5))
    chart = charts.line(title="Heard", description="", series=[heard, asked])
    assert chart.headings == ["Day", "Heard", "Asked"]
    assert chart.rows == [["1 Mar", "0", "3"], ["2 Mar", "1.5", "4"], ["3 Mar", "", "5"]]


def test_the_table_behind_bars_says_of_how_many():
    chart = charts.bars(
        title="Heard", description="", bars=[Bar("Executives", 5, 5), Bar("Others", 1)], heading="Level"
    )
    assert (chart.headings, chart.rows) == (
        ["Level", "Number", "Of"],
        [["Executives", "5", "5"], ["Others", "1", "0"]],
    )


@pytest.mark.parametrize(
    ("most", "ticks"),
    [(0, [0, 1]), (1, [0, 1]), (3, [0, 1, 2, 3]), (22, [0, 5, 10, 15, 20, 25]), (101, [0, 50, 100, 150])],
)
def test_the_axis_has_whole_steps_and_ends_above_everything(most: float, ticks: list[float]):
    assert charts._ticks(charts._top(most)) == ticks


@pytest.mark.parametrize(
    "series",
    [
        [],
        [Series("None", [])],
        [Series("One", days(0))],
        [Series("Nought", days(0, 0))],
        [Series("Number", [(1, 2), (5, 9)])],
    ],
)
def test_a_line_is_drawn_from_whatever_there_is(series: list[Series]):
    places = re.findall(
        r"[\d.]+",
        " ".join(part.get("d", "") for part in drawn(charts.line(title="x", description="", series=series))),
    )
    assert [place for place in map(float, places) if not 0 <= place <= charts.WIDTH] == []


def test_bars_of_nothing_are_drawn_too():
    assert drawn(charts.bars(title="x", description="", bars=[])).get("height") == "36"
    assert drawn(charts.bar_progress(title="x", value=0, of=0)).get("role") == "img"


def test_names_at_the_ends_of_lines_do_not_lie_on_each_other():
    chart = charts.line(title="x", description="", series=[Series(str(n), days(0, 5)) for n in range(3)])
    names = [part for part in drawn(chart) if part.get("class") == "chart-ink"]
    heights = [float(part.get("y", 0)) for part in names]
    assert [below - above for above, below in itertools.pairwise(heights)] == [15, 15]


def test_a_line_that_ends_early_is_named_where_it_ends_and_days_stand_evenly():
    lines = [Series("Late", days(*[1] * 200)), Series("Soon", days(1, 2))]
    chart = charts.line(title="x", description="", series=lines)
    names = {part.text: float(part.get("x", 0)) for part in drawn(chart) if part.get("class") == "chart-ink"}
    assert names["Soon 2"] < 100 < 500 < names["Late 1"]
    uneven = [*range(100), 400]
    chart = charts.line(title="x", description="", series=[Series("x", [(x, 1.0) for x in uneven])])
    marks = [part.text for part in drawn(chart) if part.get("class") == "chart-words"]
    assert [mark for mark in marks if mark in ("0", "99", "400")] == ["0", "0", "99", "400"]


def test_a_page_shows_the_picture_and_the_numbers_behind_it():
    page = render_to_string("components/chart.html", {"chart": all_kinds()[1]})
    assert page.count("<svg") == 1
    assert '<th scope="row">Other</th><td class="num">0</td>' in page
