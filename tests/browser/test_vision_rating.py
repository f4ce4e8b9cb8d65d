"""Twenty elements prioritised by keyboard alone, and the page of a stakeholder without an account."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from mailroom import links
from projects.models import Project, User
from tests.projects.factories import lead_of, make_project
from tests.vision.factories import make_criterion, make_element, make_person
from vision import queries
from vision.mail import RATE
from vision.models import Place, Rater, Rating

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def project(db: None) -> Project:
    project = make_project("Harbour line")
    make_criterion(project, name="Value for callers")
    for number in range(20):
        make_element(project, Place.NOW if number < 10 else Place.NEXT, title=f"Element {number:02}")
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


def test_twenty_elements_are_prioritised_by_keyboard_alone(
    page: Page, sign_in: Callable[[Page, User], None], project: Project
):
    """Every element is rated, the best of NEXT goes up by Space and arrows, and the line follows by arrow."""
    sign_in(page, lead_of(project))
    page.goto(f"/p/{project.slug}/vision/priorities/rate/")
    page.locator("#ratings input[type=number]").first.focus()
    for number in range(20):
        page.keyboard.type(str(number % 11))
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="I am done")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Priorities", level=1)).to_be_visible()
    assert Rating.objects.count() == 20
    scores = {
        element.title: found.value
        for element in queries.in_one_order(project)
        if (found := queries.scores(project).get(element.pk))
    }
    assert (scores["Element 10"], scores["Element 19"]) == (10, 8)

    page.goto(f"/p/{project.slug}/vision/list/")
    page.get_by_role("link", name="Element 10", exact=True).focus()
    for key in ("Space", *["ArrowUp"] * 3, "Space"):
        page.keyboard.press(key)
    expect(page.locator("#board-state")).to_contain_text("Saved")
    handle = page.get_by_role("slider", name="The line")
    handle.focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#panel")).to_contain_text("1 element crosses")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".message")).to_contain_text(["moved the line up"])
    order = queries.in_one_order(project)
    assert [element.title[-2:] for element in order[:11]] == [
        "00", "01", "02", "03", "04", "05", "06", "07", "10", "08", "09"
    ]  # fmt: skip
    assert [element.place for element in order[9:11]] == ["now", "next"]


def test_a_stakeholder_rates_as_they_type_and_finds_it_again(
    new_page: Callable[..., Page], project: Project, assert_accessible: Callable[[Page], None]
):
    rater = Rater.objects.create(project=project, stakeholder=make_person(project))
    link = links.issue(project=project, purpose=RATE, person=rater)
    phone = new_page(viewport={"width": 390, "height": 844})
    phone.goto(f"/rate/{links.token(link)}/")
    assert_accessible(phone)
    phone.get_by_label("Value for callers").nth(2).fill("9")
    expect(phone.locator("#rating-saved")).to_contain_text("Saved")
    phone.reload()
    expect(phone.get_by_label("Value for callers").nth(2)).to_have_value("9")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_of_prioritising_keeps_anybody_out(
    new_page: Callable[..., Page],
    sign_in: Callable[[Page, User], None],
    project: Project,
    assert_accessible: Callable[[Page], None],
    scheme: str,
    width: int,
):
    page = new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    sign_in(page, lead_of(project))
    for address in ("priorities/", "priorities/rate/"):
        page.goto(f"/p/{project.slug}/vision/{address}")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
