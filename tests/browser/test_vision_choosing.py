"""Several cards of the board at once: by mouse, by keyboard, by finger, and with somebody else on it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from projects.models import Project, Role
from tests.browser.test_vision_board import (
    SignIn,
    card,
    drag,
    follow,
    opened,
    project,
    sign_in,
    stored,
    titles,
)
from tests.projects.factories import lead_of, make_member
from tests.vision.factories import make_element
from vision import actions
from vision.models import Element, Place

__all__ = ["project", "sign_in"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def facts(project: Project) -> list[tuple[str, str, str | None, list[str]]]:
    rows = project.elements.select_related("owner").order_by("title")
    return [(row.title, row.place, row.owner and row.owner.name, row.flags) for row in rows]


def test_cards_chosen_by_mouse_are_changed_in_one_request_and_undone_by_one_key(
    page: Page, sign_in: SignIn, project: Project
):
    make_element(project, Place.NOW, title="Omega")
    sign_in(page, lead_of(project))
    opened(page, project)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("link", name="Alpha", exact=True).click(modifiers=["ControlOrMeta"])
    bar = page.get_by_role("region", name="Chosen elements")
    expect(bar).to_contain_text("1 chosen")
    page.get_by_role("link", name="Omega", exact=True).click(modifiers=["Shift"])
    expect(bar).to_contain_text("3 chosen")
    page.get_by_role("link", name="Beta", exact=True).click()
    expect(bar).to_contain_text("2 chosen")
    assert page.url.endswith(f"/p/{project.slug}/vision/")
    bar.get_by_label("Place").select_option("next")
    bar.get_by_label("Add a flag").select_option("hiring")
    bar.get_by_role("button", name="Change them").click()
    expect(page.locator("#board-state")).to_contain_text("Saved")
    assert [url.rsplit("/", 1)[0] for url in sent] == [page.url.rstrip("/") + "/list/edit"]
    assert (titles(page, "now"), titles(page, "next")) == (["Beta"], ["Alpha", "Gamma", "Omega"])
    expect(page.locator(".the-line")).to_contain_text("2 above, 3 below")
    expect(bar).to_contain_text("0 chosen")
    assert [flags for title, _place, _owner, flags in facts(project) if title in ("Alpha", "Omega")] == [
        ["hiring"],
        ["hiring"],
    ]
    page.keyboard.press("Control+z")
    expect(page.locator("#announce")).to_have_text("Undone: changed 2 elements at once.")
    expect(page.locator("#board .row-now .cell").first.locator("> li > a")).to_have_text(
        ["Alpha", "Beta", "Omega"]
    )
    assert stored(project, Place.NOW) == ["Alpha", "Beta", "Omega"]
    assert {tuple(flags) for _title, _place, _owner, flags in facts(project)} == {()}


def test_cards_are_chosen_and_declined_by_keyboard_with_every_step_spoken(
    page: Page, sign_in: SignIn, project: Project
):
    sign_in(page, lead_of(project))
    opened(page, project)
    spoken = page.locator("#announce-now")
    page.get_by_role("link", name="Alpha", exact=True).focus()
    page.keyboard.press("x")
    expect(spoken).to_have_text("Alpha is chosen, 1 in all.")
    page.keyboard.press("Shift+ArrowDown")
    expect(spoken).to_have_text("Beta is chosen, 2 in all.")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(spoken).to_have_text("Delta is chosen, 3 in all.")
    page.keyboard.press("Space")
    expect(spoken).to_have_text("Delta is no longer chosen, 2 in all.")
    expect(page.get_by_role("checkbox", name="Choose Beta")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Place:")).to_be_focused()
    page.keyboard.type("Declined")
    page.get_by_role("button", name="Change them").focus()
    page.keyboard.press("Enter")
    expect(spoken).to_have_text("Done: changed 2 elements at once. Ctrl Z takes it back.")
    assert [place for _title, place, _owner, _flags in facts(project)] == [
        "declined", "declined", "now", "next",
    ]  # fmt: skip
    page.keyboard.press("Escape")
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_role("link", name="Delta", exact=True)).to_be_focused()
    # What Space did before, it does again.
    page.keyboard.press("Space")
    expect(spoken).to_contain_text("Delta, picked up.")


def test_cards_are_chosen_by_finger_and_none_is_dragged(
    new_page: Callable[..., Page], sign_in: SignIn, project: Project, assert_accessible
):
    phone = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    sign_in(phone, lead_of(project))
    opened(phone, project)
    phone.get_by_role("button", name="Choose several").tap()
    phone.get_by_role("link", name="Beta", exact=True).tap()
    phone.get_by_role("checkbox", name="Choose Alpha").tap()
    bar = phone.get_by_role("region", name="Chosen elements")
    expect(bar).to_contain_text("2 chosen")
    assert_accessible(phone)
    bar.get_by_label("Owner").select_option(label=lead_of(project).name)
    bar.get_by_role("button", name="Change them").tap()
    expect(phone.locator("#board-state")).to_contain_text("Saved")
    assert [(title, owner) for title, _place, owner, _flags in facts(project) if owner] == [
        ("Alpha", lead_of(project).name),
        ("Beta", lead_of(project).name),
    ]
    bar.get_by_role("button", name="Done").tap()
    expect(bar).to_be_hidden()
    assert project.moves.count() == 0


def test_chosen_cards_are_dragged_together_in_one_request_and_undone_by_one_key(
    page: Page, sign_in: SignIn, project: Project
):
    make_element(project, Place.NOW, title="Omega")
    sign_in(page, lead_of(project))
    opened(page, project)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    for title in ("Omega", "Alpha"):
        page.get_by_role("link", name=title, exact=True).click(modifiers=["ControlOrMeta"])
    page.get_by_role("link", name="Omega", exact=True).hover()
    page.mouse.down()
    follow(page, f"#next-{project.functions.all()[0].pk}")
    expect(page.locator(".is-dragged")).to_have_attribute("data-carried", "2")
    expect(page.locator(card(project, "Alpha"))).to_have_class("is-carried")
    page.mouse.up()
    expect(page.locator("#announce-now")).to_have_text(
        "Done: moved 2 elements to Access & scheduling, NEXT. Ctrl Z takes it back."
    )
    assert [url.rsplit("/", 1)[0] for url in sent] == [page.url.rstrip("/") + "/list/edit"]
    assert (titles(page, "now"), titles(page, "next")) == (["Beta"], ["Alpha", "Omega", "Gamma"])
    assert stored(project, Place.NEXT) == ["Alpha", "Omega", "Gamma"]
    expect(page.locator(".the-line")).to_contain_text("2 above, 3 below")
    # They stay chosen, for whoever let go in the wrong place.
    expect(page.get_by_role("region", name="Chosen elements")).to_contain_text("2 chosen")
    page.keyboard.press("Control+z")
    expect(page.locator("#board .row-now .cell").first.locator("> li > a")).to_have_text(
        ["Alpha", "Beta", "Omega"]
    )
    assert stored(project, Place.NOW) == ["Alpha", "Beta", "Omega"]


def test_chosen_cards_are_carried_by_keyboard_and_one_card_goes_to_a_position(
    page: Page, sign_in: SignIn, project: Project
):
    make_element(project, Place.NOW, title="Omega")
    sign_in(page, lead_of(project))
    opened(page, project)
    spoken = page.locator("#announce-now")
    page.get_by_role("link", name="Alpha", exact=True).focus()
    page.keyboard.press("x")
    page.keyboard.press("Shift+ArrowDown")
    expect(spoken).to_have_text("Beta is chosen, 2 in all.")
    page.keyboard.press("m")
    expect(spoken).to_contain_text("Beta, picked up: all 2 chosen.")
    page.keyboard.press("ArrowDown")
    expect(spoken).to_have_text("Access & scheduling, NOW, 3 of 3.")
    page.keyboard.press("Escape")
    expect(spoken).to_have_text("Cancelled. Beta is back where it was.")
    page.keyboard.press("m")
    page.keyboard.press("End")
    page.keyboard.press("Space")
    expect(spoken).to_have_text("Done: moved 2 elements to Access & scheduling, NOW. Ctrl Z takes it back.")
    assert titles(page, "now") == stored(project, Place.NOW) == ["Omega", "Alpha", "Beta"]
    expect(page.get_by_role("link", name="Beta", exact=True)).to_be_focused()
    page.keyboard.press("Escape")

    page.keyboard.press("p")
    position = page.get_by_label("to position")
    expect(position).to_be_focused()
    expect(page.locator("#position-now")).to_have_text("Now 3 of 3 in Access & scheduling, NOW.")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(spoken).to_have_text("Beta, dropped. Access & scheduling, NOW, 1 of 3.")
    expect(page.locator("#position-now")).to_have_text("Now 1 of 3 in Access & scheduling, NOW.")
    expect(page.get_by_label("to position")).to_be_focused()
    assert titles(page, "now") == stored(project, Place.NOW) == ["Beta", "Omega", "Alpha"]
    page.get_by_role("button", name="One down").click()
    expect(page.locator("#position-now")).to_have_text("Now 2 of 3 in Access & scheduling, NOW.")
    assert titles(page, "now") == stored(project, Place.NOW) == ["Omega", "Beta", "Alpha"]


@pytest.mark.parametrize("late", ["the first", "the last"])
def test_what_would_follow_of_all_that_are_in_the_hand_is_shown_above_the_board(
    page: Page, sign_in: SignIn, project: Project, late: str
):
    Element.objects.filter(title__in=["Alpha", "Beta"]).update(
        effort_low=10, effort_likely=10, effort_high=10
    )
    sign_in(page, lead_of(project))
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    page.route("**/vision/strip/**", hold)
    opened(page, project)
    page.get_by_role("link", name="Alpha", exact=True).focus()
    page.keyboard.press("x")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("m")
    with page.expect_request("**/vision/strip/?elements=*"):
        page.keyboard.press("ArrowDown")
    page.wait_for_timeout(100)
    # What was asked when the page opened is answered before or after it; the last question counts.
    for route in asked if late == "the last" else reversed(asked):
        with page.expect_response(route.request.url):
            route.continue_()
        page.wait_for_timeout(300)
    page.unroute("**/vision/strip/**")
    strip = page.locator("#strip")
    expect(strip).to_contain_text("They are NEXT")
    expect(strip).to_contain_text("2 elements")
    expect(strip).to_contain_text("0 days")
    expect(strip).to_contain_text("was 20")
    expect(page.locator("#announce")).to_have_text("0 people must hear of it.")
    page.keyboard.press("Escape")
    expect(strip).to_contain_text("20 days")
    expect(strip).not_to_contain_text("They are NEXT")
    assert project.moves.count() == 0


def test_chosen_cards_that_cannot_go_are_back_where_each_was(
    page: Page, sign_in: SignIn, project: Project, watch
):
    watch.allow(r"409: POST .*/edit/")
    sign_in(page, lead_of(project))
    opened(page, project)
    for title in ("Alpha", "Delta"):
        page.get_by_role("link", name=title, exact=True).click(modifiers=["ControlOrMeta"])
    page.route("**/vision/changes/**", lambda route: route.fulfill(status=204))
    page.wait_for_timeout(300)
    ana = make_member(project, Role.PLANNER, name="Ana Ruiz")
    delta = Element.objects.get(title="Delta")
    actions.edit_many(project=project, elements=[delta], wanted=actions.Wanted(flags=["space"]), by=ana)
    drag(page, "Alpha", f"#next-{project.functions.all()[0].pk}")
    expect(page.locator("#board-note")).to_contain_text("Ana Ruiz changed “Delta”")
    assert (titles(page, "now"), titles(page, "now", 1), titles(page, "next")) == (
        ["Alpha", "Beta"],
        ["Delta"],
        ["Gamma"],
    )
    assert project.moves.count() == 0


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_and_the_choice_stays(
    page: Page, sign_in: SignIn, project: Project, watch
):
    watch.allow(r"409: POST .*/edit/")
    sign_in(page, lead_of(project))
    opened(page, project)
    for title in ("Alpha", "Beta"):
        page.get_by_role("link", name=title, exact=True).click(modifiers=["ControlOrMeta"])
    bar = page.get_by_role("region", name="Chosen elements")
    bar.get_by_label("Place").select_option("next")
    # Nothing that others do is heard of before the button is pressed.
    page.route("**/vision/changes/**", lambda route: route.fulfill(status=204))
    page.wait_for_timeout(300)
    ana = make_member(project, Role.PLANNER, name="Ana Ruiz")
    alpha = Element.objects.get(title="Alpha")
    actions.move(project=project, pk=alpha.pk, placed=1, spot=actions.Spot(Place.DECLINED), by=ana)
    bar.get_by_role("button", name="Change them").click()
    expect(page.locator("#board-note")).to_contain_text("Ana Ruiz changed “Alpha”")
    expect(bar).to_contain_text("2 chosen")
    assert [(title, place) for title, place, _owner, _flags in facts(project)][:2] == [
        ("Alpha", "declined"),
        ("Beta", "now"),
    ]
