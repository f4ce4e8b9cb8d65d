"""A large board brings the first cards of each cell; the others come in their order, each once."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import Project
from tests.projects.factories import lead_of, make_project
from tests.vision.factories import function_of
from vision import actions, cards, ranks
from vision.models import Element, Place

COUNT = 90


@pytest.fixture
def project(db: None) -> Project:
    """Ninety elements above the line in one column, and one in the tray."""
    project = make_project("Harbour line")
    column = function_of(project)
    Element.objects.bulk_create(
        Element(project=project, title=f"E{number:03}", function=column, place=Place.NOW, rank=rank)
        for number, rank in enumerate(ranks.spread(COUNT))
    )
    actions.make_element(project=project, by=lead_of(project), title="Quiet room")
    return project


@pytest.fixture
def browser(project: Project) -> Client:
    client = Client()
    client.force_login(lead_of(project))
    return client


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty cards are a large board, and twenty come at a time."""
    monkeypatch.setattr(cards, "WHOLE", 40)
    monkeypatch.setattr(cards, "MORE", 20)


def titles(html: str) -> list[str]:
    return re.findall(r">(E\d{3})</a>", html)


def test_a_board_that_is_not_large_comes_whole(project: Project, browser: Client):
    page = browser.get(reverse("vision:board", args=[project.slug])).content.decode()
    assert len(titles(page)) == COUNT
    assert "data-more" not in page
    assert "data-cells" not in page


def test_the_rest_of_a_cell_comes_in_its_order_and_each_card_once(
    project: Project, browser: Client, small: None
):
    page = browser.get(reverse("vision:board", args=[project.slug])).content.decode()
    cell = f"now-{function_of(project).pk}"
    first = titles(page)
    assert len(first) == cards.FEWEST_IN_A_CELL
    assert f'id="{cell}" class="cell" data-place="now"' in page
    assert f'data-rest="{COUNT - len(first)}"' in page
    # The counts are those of the whole board.
    assert f'<span data-count="{cell}">{COUNT}</span>' in page
    found, rest = first, COUNT - len(first)
    while rest:
        after = project.elements.get(title=found[-1]).rank
        answer = browser.get(
            reverse("vision:cell", args=[project.slug]), {"cell": cell, "after": after}
        ).json()
        assert answer["rest"] == rest - len(titles(answer["html"]))
        found, rest = found + titles(answer["html"]), answer["rest"]
    assert found == [f"E{number:03}" for number in range(COUNT)]


def test_a_board_that_holds_a_part_is_told_the_counts_when_something_changes(
    project: Project, browser: Client, small: None
):
    url = reverse("vision:changes", args=[project.slug])
    since = project.board.revision
    element = project.elements.get(title="E089")
    spot = actions.Spot(Place.NEXT, element.function_id)
    actions.move(project=project, pk=element.pk, placed=1, spot=spot, by=lead_of(project))
    counts = browser.get(url, {"since": since, "partial": "yes"}).json()["counts"]
    column = function_of(project).pk
    assert counts == {
        f"now-{column}": COUNT - 1,
        "now": COUNT - 1,
        f"next-{column}": 1,
        "next": 1,
        "tray": 1,
    }
    assert browser.get(url, {"since": since}).json()["counts"] == {}


def test_the_page_of_a_large_board_takes_no_more_statements_than_a_small_one(
    project: Project, browser: Client, small: None
):
    url = reverse("vision:board", args=[project.slug])
    with CaptureQueriesContext(connection) as asked:
        browser.get(url)
    assert len(asked) <= 14
    with CaptureQueriesContext(connection) as again:
        browser.get(url)
    assert len(again) <= 12


@pytest.mark.parametrize("asked", ["", "cell=now", "cell=now-x", "cell=tray&after=%00", "cell=tray&after=-1"])
def test_whatever_is_asked_of_a_cell_is_refused_without_an_error(
    project: Project, browser: Client, asked: str
):
    answer = browser.get(reverse("vision:cell", args=[project.slug]) + f"?{asked}")
    assert answer.status_code == 400


def test_a_column_of_another_project_brings_nothing(project: Project, browser: Client):
    foreign = function_of(make_project("Another"))
    answer = browser.get(reverse("vision:cell", args=[project.slug]), {"cell": f"now-{foreign.pk}"})
    assert answer.json() == {"html": "", "rest": 0}


@pytest.fixture
def paged(project: Project, small: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The list in pages of thirty, with forty more below the line. Gives the titles in their order."""
    monkeypatch.setattr(cards, "PAGE", 30)
    below = {"function": function_of(project), "place": Place.NEXT}
    Element.objects.bulk_create(
        Element(project=project, title=f"E{number:03}", rank=f"z{number:03}V", **below)
        for number in range(COUNT, COUNT + 40)
    )
    return [f"E{number:03}" for number in range(COUNT + 40)]


def listed(project: Project, browser: Client, query: str = "") -> str:
    return browser.get(reverse("vision:list", args=[project.slug]) + query).content.decode()


def test_a_large_list_comes_in_pages_and_each_row_is_on_one_of_them(
    project: Project, browser: Client, paged: list[str]
):
    pages = [listed(project, browser, f"?page={number}") for number in range(1, 6)]
    assert [title for page in pages for title in titles(page)] == paged
    assert "1 to 30 of 131" in pages[0]
    assert "Go to the line" in pages[0]
    assert 'role="slider"' not in pages[0]
    assert "Quiet room" in pages[4]
    # What cannot be understood is the first page.
    assert titles(listed(project, browser, "?page=x")) == paged[:30]


def test_the_line_of_a_large_list_is_reached_with_rows_on_both_sides(
    project: Project, browser: Client, paged: list[str]
):
    page = listed(project, browser, "?page=line")
    assert titles(page) == paged[75:105]
    assert "76 to 105 of 131, around the line" in page
    assert 'aria-valuemin="75" aria-valuemax="105" aria-valuenow="90"' in page
    assert f'id="now" class="cell" data-place="now" data-rest="75" data-from="{_rank(project, 75)}"' in page
    assert f'data-rest="25" data-until="{_rank(project, 104)}"' in page
    answer = browser.post(reverse("vision:line", args=[project.slug]), {"above": 1, "seen": "1"})
    assert answer["Location"].endswith("/vision/list/?page=line")


def _rank(project: Project, number: int) -> str:
    return project.elements.get(title=f"E{number:03}").rank


def test_filters_and_pages_of_a_large_list_go_together(project: Project, browser: Client, paged: list[str]):
    page = listed(project, browser, "?q=E0&page=3")
    assert titles(page) == paged[60:90]
    assert "61 to 90 of 100" in page
    assert 'href="?q=E0&amp;page=4"' in page


def test_a_page_of_a_large_list_takes_twelve_statements_at_most(
    project: Project, browser: Client, paged: list[str]
):
    listed(project, browser)
    for query in ("?page=2", "?page=line", "?q=E0&page=3"):
        with CaptureQueriesContext(connection) as asked:
            listed(project, browser, query)
        assert len(asked) <= 12, query
