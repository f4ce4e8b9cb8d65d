"""The register in a real browser: found while typing, ticked by keyboard, changed together, undone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from stakeholders.models import Stakeholder
from tests.browser.test_every_page import sign_in
from tests.projects.factories import lead_of, make_project
from tests.stakeholders import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_people_are_found_while_typing_ticked_by_keyboard_and_changed_together(
    page: Page, site: str, client: Any, assert_accessible: Callable[[Page], None]
):
    project = make_project("Riverbend")
    for name in ("Ana Ruiz", "Anatol Berg", "Bo Lind"):
        make.make_stakeholder(project, name=name, department="Nursing")
    sign_in(page, lead_of(project), site, client)
    page.goto(f"/p/{project.slug}/stakeholders/")

    search = page.get_by_placeholder("Name, e-mail, title")
    search.press_sequentially("ana")
    expect(page.locator("#found")).to_contain_text("2 people fit.")
    expect(page.locator("#announce")).to_contain_text("2 people fit.")
    expect(page).to_have_url(re.compile(r"/stakeholders/\?q=ana$"))
    expect(search).to_be_focused()
    assert_accessible(page)

    page.get_by_label("Tick Ana Ruiz").focus()
    page.keyboard.press("Space")
    expect(page.locator("#announce")).to_have_text("1 person ticked")
    page.get_by_label("Tick everybody on this page").check()
    expect(page.locator("#ticked")).to_have_text("2")
    page.get_by_role("button", name="Change", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Change 2 people")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Department").fill("Surgery")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 people are changed.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/stakeholders/\?q=ana$"))
    assert Stakeholder.objects.filter(department="Surgery").count() == 2
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("2 people are as before.")).to_be_visible()
    assert Stakeholder.objects.filter(department="Nursing").count() == 3

    page.goto(f"/p/{project.slug}/stakeholders/?q=ana")
    page.get_by_placeholder("Name, e-mail, title").fill("bo")
    expect(page.locator("#found")).to_contain_text("1 person fits.")
    page.go_back()
    expect(page.get_by_role("link", name="Ana Ruiz")).to_be_visible()


def test_the_map_is_readable_and_each_name_leads_to_the_person(
    page: Page, site: str, client: Any, assert_accessible: Callable[[Page], None]
):
    project = make_project("Riverbend")
    for number in range(120):
        make.make_stakeholder(
            project,
            name=f"Dr Wilhelmina Longname {number}",
            power=number % 7 % 5 + 1,
            interest=number % 5 + 1,
        )
    make.make_stakeholder(project, name="Ana Ruiz", power=5, interest=1)
    sign_in(page, lead_of(project), site, client)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"/p/{project.slug}/stakeholders/map/")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        # No name crosses the edge of its field.
        assert page.evaluate(
            """() => [...document.querySelectorAll(".map g")].every((field) => {
                const edge = field.querySelector("rect").getBoundingClientRect();
                return [...field.querySelectorAll("text")].every((text) => {
                    const own = text.getBoundingClientRect();
                    return own.right <= edge.right && own.bottom <= edge.bottom;
                });
            })"""
        )
    # On a phone it opens where interest is highest, with the powers beside it; nothing is covered.
    inside = """(name) => {
        const whole = document.querySelector(".map-scroll").getBoundingClientRect();
        const own = document.querySelector(name).getBoundingClientRect();
        return own.left >= whole.left - 1 && own.right <= whole.right + 1;
    }"""
    assert page.evaluate(inside, ".map g:nth-of-type(5) rect")
    assert page.evaluate(inside, ".map-powers")
    page.evaluate("document.querySelector('.map-scroll').scrollLeft = -10000")
    assert page.evaluate(inside, ".map g:nth-of-type(1) rect")
    assert page.evaluate(inside, ".map-powers")
    page.get_by_role("link", name="Ana Ruiz: not heard yet").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ana Ruiz")).to_be_visible()
