"""Preparing in real browsers: people score and agree; playbooks and ways to reach people go by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from crisis.models import CheckStanding, PlaybookVersion, Risk
from crisis.ways import Way
from projects.models import Role
from tests.browser.test_every_page import sign_in
from tests.crisis.factories import contact_token, make_person, make_playbook, make_risk
from tests.fixtures.browser import PHONE
from tests.projects.factories import lead_of, make_member, make_project

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def score(page: Page, url: str, values: str) -> None:
    """Scores by keyboard: a digit picks the choice that begins with it, Tab goes on."""
    page.goto(url)
    page.get_by_role("link", name="Score it on my own").click()
    page.get_by_label("Probability").focus()
    for digit in values:
        page.keyboard.type(digit)
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_text("Your scores are kept.")).to_be_visible()


def test_two_people_score_a_risk_on_their_own_and_agree(
    new_page: Callable[..., Page], site: str, watch: Any
) -> None:
    project = make_project("Riverbend", time_zone="UTC")
    risk = make_risk(project, name="Flood in the server room")
    url = f"{site}{risk.get_absolute_url()}"
    planner, lead = new_page(), new_page()
    sign_in(planner, make_member(project, Role.PLANNER, name="Ana Ruiz"), site, Client())
    sign_in(lead, lead_of(project), site, Client())
    score(planner, url, "1222222")
    score(lead, url, "3333333")
    expect(lead.get_by_text("2 people have scored it:")).to_contain_text("Ana Ruiz")
    expect(lead.get_by_text("100 %")).to_have_count(0)

    lead.get_by_role("button", name="Reveal the scores").click()
    expect(lead.get_by_role("row", name="probability")).to_contain_text("1 to 3: talk about it")
    lead.get_by_label("Probability").select_option("2")
    lead.get_by_label("How you came to agree").fill("It rained in twice in ten years")
    lead.get_by_role("button", name="Keep the agreement").click()
    # 2/3 × (3+3+3+3+3+3)/18, since of two middles the worse one is proposed.
    expect(lead.locator("body")).to_contain_text("Risk 67 %, severity 100 %")
    planner.reload()
    expect(planner.locator("body")).to_contain_text("2 scored, from 22 % to 100 %")
    assert Risk.objects.get().agreed is not None


def test_a_playbook_is_edited_and_published_by_keyboard(
    new_page: Callable[..., Page], site: str, watch: Any
) -> None:
    project = make_project("Riverbend", time_zone="UTC")
    playbook = make_playbook(project)
    page = new_page()
    sign_in(page, lead_of(project), site, Client())
    page.goto(f"{site}/p/{project.slug}/crisis/playbooks/{playbook.key}/edit/")
    titles = page.locator("#editor-steps [name=step_title]")
    expect(titles).to_have_count(18)

    titles.nth(0).focus()
    page.keyboard.press("Enter")
    expect(titles).to_have_count(19)
    page.keyboard.type("Take the red telephone")
    page.keyboard.press("Tab")
    page.keyboard.type("somebody answers")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Alt+ArrowUp")
    expect(titles.nth(0)).to_have_value("Take the red telephone")
    expect(titles.nth(0)).to_be_focused()
    expect(titles.nth(0)).to_have_attribute("aria-label", "Step 1: what is done")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+Delete")
    expect(titles).to_have_count(18)
    expect(page.locator("#announce")).to_have_text("The step was taken out.")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("The draft is saved.")).to_be_visible()

    page.get_by_role("button", name="Save, and on to publish").press("Enter")
    expect(page.locator("ins").first).to_contain_text("Take the red telephone")
    page.get_by_label("What changed, and why").fill("The red telephone is new")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Phone system outage")
    version = PlaybookVersion.objects.get(number=2)
    assert (version.steps[0]["title"], len(version.steps)) == ("Take the red telephone", 18)
    assert version.steps[0]["done_when"] == "somebody answers"


def test_the_ways_to_reach_a_person_are_written_down_by_keyboard(
    new_page: Callable[..., Page], site: str, watch: Any
) -> None:
    project = make_project("Riverbend", time_zone="UTC")
    person = make_person(project, name="Sam Patel", ways=[Way("mobile", "555 0163")])
    page = new_page()
    sign_in(page, lead_of(project), site, Client())
    page.goto(f"{site}/p/{project.slug}/crisis/people/{person.pk}/")
    values = page.locator("[name=way_value]")
    expect(values).to_have_count(1)

    values.nth(0).focus()
    page.keyboard.press("Enter")
    expect(values).to_have_count(2)
    page.keyboard.type("4471")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("Pager")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("nights")
    page.keyboard.press("Alt+ArrowUp")
    expect(values.nth(0)).to_have_value("4471")
    expect(values.nth(0)).to_have_attribute("aria-label", "Way 1: Number or address")
    expect(page.locator("#announce")).to_have_text("Moved to place 1")
    page.get_by_role("button", name="Save the person").last.press("Enter")
    expect(page.get_by_text("Sam Patel saved.")).to_be_visible()
    assert [way.way for way in person.ways.all()] == [
        Way("pager", "4471", "nights"),
        Way("mobile", "555 0163"),
    ]


def test_a_person_puts_their_ways_right_on_a_phone_and_says_all_right(
    new_page: Callable[..., Page], site: str, watch: Any
) -> None:
    project = make_project("Riverbend", time_zone="UTC")
    person = make_person(project, ways=[Way("mobile", "555 0163"), Way("pager", "4471")])
    phone = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    phone.goto(f"{site}/call/{contact_token(person)}/")
    phone.get_by_role("button", name="Way 2: earlier").tap()
    phone.get_by_role("button", name="Add a way").tap()
    phone.keyboard.type("555 0142")
    phone.get_by_label("Way 3: Kind").select_option("Home phone")
    phone.get_by_role("button", name="All right: I am reached like this").last.tap()
    expect(phone.get_by_text("Thank you. You said so on")).to_be_visible()
    person.refresh_from_db()
    assert person.check_standing is CheckStanding.CHECKED
    assert [way.way for way in person.ways.all()] == [
        Way("pager", "4471"),
        Way("mobile", "555 0163"),
        Way("home", "555 0142"),
    ]
