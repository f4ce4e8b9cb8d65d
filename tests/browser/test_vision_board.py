"""The board in a real browser: by mouse, by keyboard, undone, and with somebody else on it."""

import time
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, Route, expect

from projects.models import Project, Role, User
from tests.projects.factories import lead_of, make_member, make_project
from tests.vision.factories import make_element
from vision import actions, cards
from vision.models import Element, Place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Page, User], None]


@pytest.fixture
def project(db: None) -> Project:
    """Two columns with two elements above the line and one below in the first."""
    project = make_project("Harbour line")
    for title, place in (("Alpha", Place.NOW), ("Beta", Place.NOW), ("Gamma", Place.NEXT)):
        make_element(project, place, title=title)
    make_element(project, Place.NOW, column=1, title="Delta")
    return project


@pytest.fixture
def sign_in(site: str) -> SignIn:
    """Puts a user's session into a page's browser."""

    def sign(page: Page, user: User) -> None:
        client = Client()
        client.force_login(user)
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}]
        )

    return sign


def opened(page: Page, project: Project) -> Page:
    page.goto(f"/p/{project.slug}/vision/")
    expect(page.locator(".cell > li a[tabindex='0']")).to_have_count(1)
    return page


def wait_until(page: Page, so: Callable[[], bool]) -> None:
    """Looks again and again, as long as a slow machine may need."""
    deadline = time.monotonic() + 30
    while not so() and time.monotonic() < deadline:
        page.wait_for_timeout(100)


def titles(page: Page, place: str, column: int = 0) -> list[str]:
    return page.locator(f"#board .row-{place} .cell").nth(column).locator("li > a").all_text_contents()


def stored(project: Project, place: Place, column: int = 0) -> list[str]:
    function = project.functions.all()[column]
    cell = project.elements.filter(place=place, function=function).order_by("rank")
    return list(cell.values_list("title", flat=True))


def drag(page: Page, title: str, cell: str) -> None:
    """By mouse, as a hand does it: press, go to the top of the cell, let go."""
    page.get_by_role("link", name=title, exact=True).hover()
    page.mouse.down()
    follow(page, cell)
    page.mouse.up()


def follow(page: Page, cell: str) -> None:
    """With the button down to the top of a cell, and after it when rows give way."""
    for _time in range(3):
        box = page.locator(cell).bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 16, steps=12)
        page.wait_for_timeout(250)


def card(project: Project, title: str) -> str:
    return f"#e{project.elements.get(title=title).pk}"


def test_a_card_is_dragged_across_the_line_and_stays_there(page: Page, sign_in: SignIn, project: Project):
    sign_in(page, lead_of(project))
    opened(page, project)
    drag(page, "Alpha", f"#next-{project.functions.all()[0].pk}")
    expect(page.locator("#board-state")).to_contain_text("Saved")
    assert (titles(page, "now"), titles(page, "next")) == (["Beta"], ["Alpha", "Gamma"])
    assert stored(project, Place.NEXT) == ["Alpha", "Gamma"]
    expect(page.locator(".the-line")).to_contain_text("2 above, 2 below")
    page.reload()
    assert titles(page, "next") == ["Alpha", "Gamma"]


def test_a_card_is_moved_by_keyboard_with_every_step_spoken_and_undone_by_one_key(
    page: Page, sign_in: SignIn, project: Project
):
    sign_in(page, lead_of(project))
    opened(page, project)
    spoken = page.locator("#announce-now")
    page.get_by_role("link", name="Alpha", exact=True).focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Beta", exact=True)).to_be_focused()
    page.keyboard.press("Space")
    expect(spoken).to_contain_text("Beta, picked up. Access & scheduling, NOW.")
    page.keyboard.press("ArrowDown")
    expect(spoken).to_have_text("Access & scheduling, NEXT, 1 of 2.")
    page.keyboard.press("ArrowRight")
    expect(spoken).to_have_text("Clinical services, NEXT, 1 of 1.")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    expect(spoken).to_have_text("Beta, dropped. Clinical services, NEXT, 1 of 1.")
    expect(page.locator("#board-state")).to_contain_text("Saved")
    expect(page.get_by_role("link", name="Beta", exact=True)).to_be_focused()
    assert stored(project, Place.NEXT, 1) == ["Beta"]

    page.keyboard.press("Control+z")
    expect(page.locator("#announce")).to_have_text("Undone. Beta is back: Access & scheduling, NOW.")
    assert titles(page, "now") == ["Alpha", "Beta"]
    assert stored(project, Place.NOW) == ["Alpha", "Beta"]


def test_escape_puts_a_picked_card_back_and_stores_nothing(page: Page, sign_in: SignIn, project: Project):
    sign_in(page, lead_of(project))
    opened(page, project)
    page.get_by_role("link", name="Delta", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#announce-now")).to_have_text("Cancelled. Delta is back where it was.")
    assert titles(page, "now", 1) == ["Delta"]
    assert project.moves.count() == 0


def test_what_would_follow_is_shown_while_a_card_is_in_the_hand(
    page: Page, sign_in: SignIn, project: Project
):
    sign_in(page, lead_of(project))
    opened(page, project)
    strip = page.locator("#strip")
    page.get_by_role("link", name="Beta", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(strip).to_contain_text("If it moves here")
    expect(strip).to_contain_text("It is NEXT")
    expect(page.locator("#announce")).to_have_text("0 people must hear of it.")
    page.keyboard.press("Escape")
    expect(strip).not_to_contain_text("If it moves here")
    assert project.moves.count() == 0
    page.keyboard.press("l")
    expect(page.get_by_role("slider", name="The line")).to_be_focused()


def test_two_browsers_see_each_others_moves_within_three_seconds(
    new_page: Callable[..., Page], sign_in: SignIn, project: Project
):
    dana, ana = new_page(), new_page()
    sign_in(dana, lead_of(project))
    sign_in(ana, make_member(project, Role.PLANNER, name="Ana Ruiz"))
    opened(dana, project)
    opened(ana, project)
    ana.get_by_role("link", name="Alpha", exact=True).focus()
    for key in ("Space", "ArrowRight", "Space"):
        ana.keyboard.press(key)
    expect(dana.locator("#board .row-now .cell").nth(1).locator("li > a").first).to_have_text(
        "Alpha", timeout=3_000
    )
    assert titles(dana, "now", 1) == ["Alpha", "Delta"]
    expect(dana.locator("#board-state")).to_contain_text("Ana Ruiz changed the board")


def test_what_is_being_looked_at_stays_where_it_is_while_others_move_cards_above_it(
    page: Page, sign_in: SignIn, project: Project
):
    for number in range(30):
        make_element(project, Place.NOW, title=f"Wish {number}")
    sign_in(page, lead_of(project))
    opened(page, project)
    looked_at = page.locator(card(project, "Wish 22"))
    looked_at.evaluate("card => card.scrollIntoView({block: 'center', behavior: 'instant'})")
    before = looked_at.bounding_box()
    ana = make_member(project, Role.PLANNER, name="Ana Ruiz")
    gone = project.elements.filter(title__in=["Wish 1", "Wish 2", "Wish 3"])
    wanted = actions.Wanted(place=Place.DECLINED)
    actions.edit_many(project=project, elements=gone, wanted=wanted, by=ana)
    expect(page.locator("#declined > li")).to_have_count(3)
    after = looked_at.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2


def test_a_card_that_somebody_moved_meanwhile_is_not_overwritten(
    page: Page, sign_in: SignIn, project: Project, watch
):
    """Both hold the card; the second is told who moved it and sees where it now is."""
    watch.allow(r"409: POST .*/move/")
    sign_in(page, lead_of(project))
    opened(page, project)
    alpha = project.elements.get(title="Alpha")
    page.get_by_role("link", name="Alpha", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    _moved_by_somebody_else(project, alpha)
    page.keyboard.press("Space")
    expect(page.locator("#board-note")).to_contain_text("Ana Ruiz moved “Alpha” to Access & scheduling, NEXT")
    assert titles(page, "next") == ["Gamma", "Alpha"]
    assert stored(project, Place.NEXT) == ["Gamma", "Alpha"]


def _hold_moves(page: Page) -> list[Route]:
    """The first request that moves a card does not leave until the test lets it."""
    held: list[Route] = []
    page.route("**/move/", lambda route: route.continue_() if held else held.append(route))
    return held


def _moved_by_somebody_else(project: Project, element: Element) -> None:
    ana = make_member(project, Role.PLANNER, name="Ana Ruiz")
    spot = actions.Spot(Place.NEXT, element.function_id)
    actions.move(project=project, pk=element.pk, placed=element.placed, spot=spot, by=ana)


def test_a_card_opens_beside_the_board_at_its_own_address(page: Page, sign_in: SignIn, project: Project):
    sign_in(page, lead_of(project))
    opened(page, project)
    page.get_by_role("link", name="Gamma", exact=True).click()
    heading = page.locator("#panel").get_by_role("heading", name="Gamma")
    expect(heading).to_be_focused()
    gamma = project.elements.get(title="Gamma")
    assert page.url.endswith(gamma.get_absolute_url())
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Gamma", exact=True)).to_be_focused()
    assert page.url.endswith(f"/p/{project.slug}/vision/")
    page.go_back()
    expect(heading).to_be_visible()


def test_a_finger_moves_a_card_after_a_short_press(
    new_page: Callable[..., Page], sign_in: SignIn, project: Project
):
    phone = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    sign_in(phone, lead_of(project))
    opened(phone, project)
    alpha = phone.locator(card(project, "Alpha"))
    phone.locator(".the-line").evaluate("line => line.scrollIntoView({block: 'center', behavior: 'instant'})")
    start, end = alpha.bounding_box(), phone.locator(card(project, "Gamma")).bounding_box()
    assert start is not None
    assert end is not None
    touch = phone.context.new_cdp_session(phone)

    def finger(kind: str, x: float, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    x, y = start["x"] + 40, start["y"] + 20
    finger("touchStart", x, y)
    phone.wait_for_timeout(350)
    for part in range(1, 11):
        finger("touchMove", x, y + (end["y"] + 4 - y) * part / 10)
        phone.wait_for_timeout(30)
    phone.wait_for_timeout(250)
    finger("touchEnd", 0, 0)
    expect(phone.locator("#board-state")).to_contain_text("Saved")
    assert (stored(project, Place.NOW), sorted(stored(project, Place.NEXT))) == (["Beta"], ["Alpha", "Gamma"])


@pytest.mark.parametrize("width", [1280, 390])
def test_the_largest_text_loses_nothing_of_the_board(
    new_page: Callable[..., Page], sign_in: SignIn, project: Project, width: int
):
    page = new_page(viewport={"width": width, "height": 900})
    sign_in(page, lead_of(project))
    opened(page, project)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.get_by_role("link", name="Gamma", exact=True).click()
    expect(page.get_by_role("button", name="Move there")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    cut = page.locator(".cell > li > a").evaluate_all(
        "links => links.filter((link) => link.scrollWidth > link.clientWidth).map((link) => link.textContent)"
    )
    assert cut == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_on_the_board_keeps_anybody_out(
    new_page: Callable[..., Page], sign_in: SignIn, project: Project, assert_accessible, scheme: str
):
    page = new_page(color_scheme=scheme)
    sign_in(page, lead_of(project))
    opened(page, project)
    assert_accessible(page)
    page.get_by_role("link", name="Gamma", exact=True).click()
    expect(page.locator("#panel h2")).to_be_visible()
    assert_accessible(page)


def test_a_card_moved_twice_before_the_first_answer_ends_where_it_was_put_last(
    page: Page, sign_in: SignIn, project: Project
):
    sign_in(page, lead_of(project))
    opened(page, project)
    held = _hold_moves(page)
    page.get_by_role("link", name="Alpha", exact=True).focus()
    for key in ("Space", "ArrowRight", "Space", "Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    wait_until(page, lambda: bool(held))
    held[0].continue_()
    expect(page.locator(".is-saving")).to_have_count(0)
    assert titles(page, "now", 1) == stored(project, Place.NOW, 1) == ["Delta", "Alpha"]
    assert project.moves.count() == 2


def test_a_card_that_is_refused_while_it_is_in_the_hand_again_is_put_where_it_belongs(
    page: Page, sign_in: SignIn, project: Project, watch
):
    """The first move's refusal arrives during the second: nothing is sent twice, no card is doubled."""
    watch.allow(r"409: POST .*/move/")
    sign_in(page, lead_of(project))
    opened(page, project)
    held = _hold_moves(page)
    page.get_by_role("link", name="Alpha", exact=True).focus()
    for key in ("Space", "ArrowRight", "Space", "Space", "ArrowDown", "Space", "Space"):
        page.keyboard.press(key)
    wait_until(page, lambda: bool(held))
    _moved_by_somebody_else(project, project.elements.get(title="Alpha"))
    held[0].continue_()
    expect(page.locator("#board-note")).to_contain_text("Ana Ruiz moved “Alpha” to Access & scheduling, NEXT")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".is-saving, .is-picked")).to_have_count(0)
    expect(page.get_by_role("link", name="Alpha", exact=True)).to_have_count(1)
    assert titles(page, "next") == stored(project, Place.NEXT) == ["Gamma", "Alpha"]
    assert project.moves.count() == 1


def test_two_screens_end_equal_after_many_moves_at_once(
    new_page: Callable[..., Page], sign_in: SignIn, project: Project, watch
):
    """Case 25 on the screen: two people move and undo without waiting for each other."""
    watch.allow(r"409: POST .*/(move|undo)/")
    for number in range(6):
        make_element(project, Place.NEXT, column=number % 2, title=f"Extra {number}")
    pages = new_page(), new_page()
    people = lead_of(project), make_member(project, Role.PLANNER, name="Ana Ruiz")
    for page, person in zip(pages, people, strict=True):
        sign_in(page, person)
        opened(page, project)
    for number in range(8):
        for page, keys in zip(pages, (("ArrowRight", "ArrowDown"), ("ArrowUp", "ArrowLeft")), strict=True):
            links = page.locator("#board .board-row .cell > li > a")
            links.nth(number % links.count()).focus()
            for key in ("Space", keys[number % 2], "Space"):
                page.keyboard.press(key)
            if number % 3 == 2:
                page.keyboard.press("Control+z")
    for page in pages:
        expect(page.locator(".is-saving")).to_have_count(0)
        page.wait_for_timeout(2_600)
    cells = [(place, column) for place in ("now", "next") for column in (0, 1)]
    kept = [stored(project, Place(place), column) for place, column in cells]

    def shown(page: Page) -> list[list[str]]:
        return [titles(page, place, column) for place, column in cells]

    for page in pages:
        wait_until(page, lambda page=page: shown(page) == kept)
    assert [shown(page) for page in pages] == [kept, kept]


def test_a_move_that_could_not_be_stored_is_taken_back_and_told(
    page: Page, sign_in: SignIn, project: Project, watch
):
    watch.allow(r"not loaded: .*/move/")
    sign_in(page, lead_of(project))
    opened(page, project)
    page.route("**/move/", lambda route: route.abort("connectionfailed"))
    page.get_by_role("link", name="Alpha", exact=True).focus()
    for key in ("Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(page.locator("#board-note")).to_contain_text("Not saved: Alpha is back where it was.")
    assert titles(page, "now") == ["Alpha", "Beta"]
    expect(page.get_by_role("link", name="Alpha", exact=True)).to_be_focused()
    assert project.moves.count() == 0


def test_a_large_board_brings_more_cards_as_they_come_into_sight(
    page: Page, sign_in: SignIn, project: Project, monkeypatch: pytest.MonkeyPatch
):
    """Sixty more in one column: the page has twelve of them, and all are there at its end."""
    monkeypatch.setattr(cards, "WHOLE", 20)
    monkeypatch.setattr(cards, "MORE", 20)
    for number in range(60):
        make_element(project, Place.NEXT, title=f"Extra {number:02}")
    sign_in(page, lead_of(project))
    opened(page, project)
    cell = page.locator(f"#next-{project.functions.all()[0].pk}")
    total = page.locator(".the-line [data-count=next]")
    expect(total).to_have_text("61")
    # A card of the first ones goes to another column, and is counted there.
    page.get_by_role("link", name="Gamma", exact=True).focus()
    for key in ("Space", "ArrowRight", "Space"):
        page.keyboard.press(key)
    expect(page.locator("#board-state")).to_contain_text("Saved")
    expect(total).to_have_text("61")

    def all_there() -> bool:
        page.mouse.wheel(0, 4_000)
        return cell.locator("> li").count() == 60

    wait_until(page, all_there)
    expect(cell.locator("> li")).to_have_count(60)
    expect(page.locator("[data-more]:visible")).to_have_count(0)
    assert titles(page, "next") == stored(project, Place.NEXT)
