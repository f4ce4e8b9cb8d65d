"""The list in a real browser: the line as a handle by keyboard and mouse, rows, several at once."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from projects.models import Project, User
from tests.projects.factories import lead_of, make_project
from tests.vision.factories import make_ask, make_element, make_person
from vision import actions, cards, queries
from vision.models import Capacity, Place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

POINTS = dict(zip(("effort_low", "effort_likely", "effort_high"), map(Decimal, (4, 10, 22)), strict=True))


@pytest.fixture
def project(db: None) -> Project:
    project = make_project("Harbour line")
    project.go_live_target = datetime.date(2031, 6, 2)
    project.save()
    Capacity.objects.create(
        project=project, days_low=4, days_likely=6, days_high=7, starts_on=datetime.date(2031, 3, 3)
    )
    chief = make_person(project, name="Dr Okafor", power=5)
    for number, title in enumerate(("Alpha", "Beta", "Gamma", "Delta", "Epsilon")):
        place = Place.NOW if number < 3 else Place.NEXT
        asks = [make_ask(project, by=chief, text="Own nurses")] if title == "Gamma" else []
        make_element(project, place, title=title, column=number % 2, asks=asks, **POINTS)
    return project


@pytest.fixture
def sign_in(site: str) -> Callable[[Page, User], None]:
    def sign(page: Page, user: User) -> None:
        client = Client()
        client.force_login(user)
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}]
        )

    return sign


def order(project: Project) -> list[tuple[str, str]]:
    return [(element.title[0], element.place) for element in queries.in_one_order(project)]


def test_the_line_is_moved_by_keyboard_told_before_and_then_drawn(
    page: Page, sign_in: Callable[[Page, User], None], project: Project
):
    sign_in(page, lead_of(project))
    page.goto(f"/p/{project.slug}/vision/list/")
    handle = page.get_by_role("slider", name="The line")
    handle.focus()
    page.keyboard.press("ArrowUp")
    expect(handle).to_have_attribute("aria-valuetext", "2 above, 3 below; last above: Beta")
    panel = page.locator("#panel")
    expect(panel).to_contain_text("If the line were here: 1 element crosses")
    expect(panel).to_contain_text("Dr Okafor")
    expect(panel).to_contain_text("a talk first")
    expect(page.locator("#announce")).to_contain_text("1 person’s asks fall.")
    assert project.moves.count() == 0
    page.keyboard.press("Escape")
    expect(page.locator("#now > li")).to_have_count(3)
    expect(panel).to_be_empty()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(panel).to_contain_text("2 elements cross")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Draw the line here")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".message")).to_contain_text(["moved the line up: 2 elements are NEXT"])
    assert order(project) == [("A", "now"), ("B", "next"), ("G", "next"), ("D", "next"), ("E", "next")]
    page.locator("#undo button").click()
    expect(page.locator("#now > li")).to_have_count(3)
    assert order(project)[:3] == [("A", "now"), ("B", "now"), ("G", "now")]


def test_the_line_is_dragged_and_left_as_it_was(
    page: Page, sign_in: Callable[[Page, User], None], project: Project
):
    sign_in(page, lead_of(project))
    page.goto(f"/p/{project.slug}/vision/list/")
    handle = page.get_by_role("slider", name="The line")
    start, goal = handle.bounding_box(), page.locator("#now > li").nth(1).bounding_box()
    assert start is not None
    assert goal is not None
    page.mouse.move(start["x"] + 20, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 20, goal["y"] + 4, steps=10)
    page.mouse.up()
    expect(page.locator("#now > li")).to_have_count(1)
    expect(page.locator("#panel")).to_contain_text("2 elements cross")
    page.get_by_role("link", name="Leave it as it is").last.click()
    expect(page.locator("#now > li")).to_have_count(3)
    assert project.moves.count() == 0


def test_a_row_is_moved_by_keyboard_across_columns_and_several_are_changed_at_once(
    page: Page, sign_in: Callable[[Page, User], None], project: Project
):
    sign_in(page, lead_of(project))
    page.goto(f"/p/{project.slug}/vision/list/")
    page.get_by_role("link", name="Gamma", exact=True).focus()
    for key in ("Space", "ArrowUp", "Space"):
        page.keyboard.press(key)
    expect(page.locator("#announce-now")).to_have_text("Gamma, dropped. NOW, 2 of 3.")
    expect(page.locator("#board-state")).to_contain_text("Saved")
    assert [letter for letter, _place in order(project)] == ["A", "G", "B", "D", "E"]
    page.get_by_role("checkbox", name="Choose Delta").check()
    page.get_by_role("checkbox", name="Choose Epsilon").check()
    page.get_by_text("Change the chosen ones at once").click()
    page.get_by_label("Place").select_option("now")
    page.get_by_role("button", name="Change them").click()
    expect(page.locator("#now > li")).to_have_count(5)
    page.locator("#undo button").click()
    expect(page.locator("#now > li")).to_have_count(3)


def test_chosen_rows_are_dragged_together_over_the_line_and_undone_as_one(
    page: Page, sign_in: Callable[[Page, User], None], project: Project
):
    sign_in(page, lead_of(project))
    page.goto(f"/p/{project.slug}/vision/list/")
    for title in ("Alpha", "Epsilon"):
        page.get_by_role("checkbox", name=f"Choose {title}").check()
    page.get_by_role("link", name="Epsilon", exact=True).hover()
    page.mouse.down()
    for _time in range(3):
        box = page.get_by_role("link", name="Gamma", exact=True).bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 40, box["y"] + 4, steps=12)
        page.wait_for_timeout(250)
    page.mouse.up()
    expect(page.locator("#announce-now")).to_have_text("Done: moved 2 elements to NOW. Ctrl Z takes it back.")
    expect(page.locator("#now > li > a")).to_have_text(["Beta", "Alpha", "Epsilon", "Gamma"])
    assert [letter for letter, _place in order(project)] == ["B", "A", "E", "G", "D"]
    page.keyboard.press("Control+z")
    expect(page.locator("#now > li > a")).to_have_text(["Alpha", "Beta", "Gamma"])
    assert [letter for letter, _place in order(project)] == ["A", "B", "G", "D", "E"]


def test_the_line_of_a_large_list_is_moved_on_the_page_around_it(
    page: Page, sign_in: Callable[[Page, User], None], project: Project, monkeypatch: pytest.MonkeyPatch
):
    """Six rows a page: L leads to the line, the rows above it elsewhere count, and it is drawn."""
    monkeypatch.setattr(cards, "WHOLE", 10)
    monkeypatch.setattr(cards, "PAGE", 6)
    for number in range(12):
        make_element(project, Place.NOW if number < 7 else Place.NEXT, title=f"Extra {number:02}")
    lead = lead_of(project)
    sign_in(page, lead)
    page.goto(f"/p/{project.slug}/vision/list/")
    expect(page.locator(".cell > li")).to_have_count(6)
    page.keyboard.press("l")
    handle = page.get_by_role("slider", name="The line")
    expect(handle).to_be_focused()
    assert page.locator(".cell > li > a").all_text_contents() == [
        "Extra 04", "Extra 05", "Extra 06", "Delta", "Epsilon", "Extra 07",
    ]  # fmt: skip
    page.keyboard.press("ArrowUp")
    expect(handle).to_have_attribute("aria-valuetext", "9 above, 8 below; last above: Extra 05")
    expect(page.locator("#panel")).to_contain_text("If the line were here: 1 element crosses")
    page.keyboard.press("Home")
    expect(handle).to_have_attribute("aria-valuenow", "7")
    expect(page.locator("#panel")).to_contain_text("3 elements cross")
    page.keyboard.press("End")
    expect(handle).to_have_attribute("aria-valuenow", "13")
    page.keyboard.press("Escape")
    # Somebody else draws a row of another page over the line: it does not come here, and is counted.
    first = project.elements.get(title="Alpha")
    spot = actions.Spot(Place.NEXT, first.function_id)
    actions.move(project=project, pk=first.pk, placed=first.placed, spot=spot, by=lead)
    expect(page.locator(".list-line")).to_contain_text("9 above, 8 below")
    expect(page.locator(".cell > li")).to_have_count(6)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_on_the_list_keeps_anybody_out(
    new_page: Callable[..., Page],
    sign_in: Callable[[Page, User], None],
    project: Project,
    assert_accessible: Callable[[Page], None],
    scheme: str,
    width: int,
):
    page = new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    sign_in(page, lead_of(project))
    for address in ("list/", "what-if/?above=1", "capacity/"):
        page.goto(f"/p/{project.slug}/vision/{address}")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
