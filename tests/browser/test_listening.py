"""Importing a list and lifting asks out of answers, in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from projects.models import Project
from stakeholders import actions
from stakeholders.models import Ask, Stakeholder
from tests.browser.test_every_page import sign_in
from tests.fixtures.browser import PHONE
from tests.projects.factories import lead_of, make_project
from tests.stakeholders import factories as make
from tests.stakeholders.lists import workbook

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def project(page: Page, site: str, client: Any) -> Project:
    made = make_project("Riverbend")
    sign_in(page, lead_of(made), site, client)
    return made


def test_a_list_is_looked_at_corrected_and_imported(
    page: Page, project: Project, assert_accessible: Callable[[Page], None]
):
    rows: list[list[Any]] = [["Staff list", None, None], ["Who", "E-mail", "Weight in the house"]]
    rows += [[f"Person {number}", f"p{number}@example.org", "3"] for number in range(6)]
    rows[4][1] = "not an address"
    page.goto(f"/p/{project.slug}/stakeholders/import/")
    file = {"name": "people.xlsx", "mimeType": "application/octet-stream", "buffer": workbook(*rows)}
    page.get_by_label("CSV or XLSX file").set_input_files(file)
    page.get_by_role("button", name="Look at the list").click()
    expect(page.get_by_text("No column is set to “Name”.")).to_be_visible()
    assert_accessible(page)

    page.get_by_label("Column A is this field").select_option("Name")
    expect(page.get_by_text("5 to add, 0 to update, 0 as they are, 1 with errors.")).to_be_visible()
    page.get_by_label("Column C is this field").select_option("Power")
    expect(page.get_by_label("Column C is this field")).to_have_value("power")
    expect(page.get_by_text("B, E-mail:")).to_be_visible()
    assert_accessible(page)
    assert Stakeholder.objects.count() == 0
    page.get_by_role("button", name="Import the 5 good rows").click()
    expect(page.get_by_text("5 added, 0 updated, 1 rows left out.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert "not an address" in download.value.path().read_text("utf-8-sig")
    assert set(Stakeholder.objects.values_list("power", flat=True)) == {3}


def select(page: Page, words: str) -> None:
    """Marks the words in the first answer, as a finger or a mouse would."""
    page.evaluate(
        """words => {
            const said = document.querySelector("[data-answer]");
            const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(words);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(walker.currentNode, at);
                range.setEnd(walker.currentNode, at + words.length);
                getSelection().removeAllRanges();
                getSelection().addRange(range);
            }
        }""",
        words,
    )


def test_selected_words_become_an_ask(
    page: Page, project: Project, assert_accessible: Callable[[Page], None], watch: Any
):
    watch.allow("^422: POST")
    answer = make.make_answer(project, "I want one number for all clinics, and a nurse at night.")
    page.goto(f"/p/{project.slug}/stakeholders/answers/")
    select(page, "one number for all clinics")
    page.locator(".lift-here").click()
    expect(page.get_by_label("Their words")).to_have_value("one number for all clinics")
    expect(page.get_by_label("What they want")).to_be_focused()
    assert_accessible(page)
    page.get_by_role("button", name="Make the ask").click()
    expect(page.get_by_text("Please look at this again")).to_be_visible()
    page.get_by_label("What they want").fill("One number")
    page.get_by_role("button", name="Make the ask").click()
    expect(page.get_by_text("The ask is made.")).to_be_visible()
    expect(page.get_by_role("link", name="One number", exact=True)).to_be_visible()
    ask = Ask.objects.get()
    assert (ask.quote, answer.text[ask.quote_start : ask.quote_end]) == ("one number for all clinics",) * 2


def test_words_held_by_a_finger_become_an_ask(
    new_page: Callable[..., Page], project: Project, site: str, client: Any
):
    phone = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(phone, lead_of(project), site, client)
    make.make_answer(project, "I want one number for all clinics, and a nurse at night.")
    phone.goto(f"/p/{project.slug}/stakeholders/answers/")
    # A finger that holds words leaves them selected, and tells a page nothing else.
    select(phone, "a nurse at night")
    phone.locator(".lift-here").tap()
    expect(phone.get_by_label("Their words")).to_have_value("a nurse at night")
    phone.get_by_label("What they want").fill("A nurse line")
    phone.get_by_role("button", name="Make the ask").tap()
    expect(phone.get_by_text("The ask is made.")).to_be_visible()
    assert Ask.objects.get().quote == "a nurse at night"


def test_an_ask_is_made_and_an_answer_read_by_keyboard_alone(page: Page, project: Project):
    make.make_answer(project, "A nurse at night.")
    page.goto(f"/p/{project.slug}/stakeholders/answers/")
    page.get_by_role("button", name=re.compile("^Read")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("read by")).to_be_visible()
    page.get_by_role("link", name="Make an ask").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("What they want")).to_be_focused()
    expect(page.get_by_label("Their words")).to_have_value("A nurse at night.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Make an ask")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("What they want").press_sequentially("Nurse at night")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The ask is made.")).to_be_visible()
    assert Ask.objects.get().quote == "A nurse at night."


def test_words_in_the_middle_are_quoted_by_keyboard_alone(page: Page, project: Project):
    answer = make.make_answer(project, "We want one number. One number for all. A nurse at night.")
    page.goto(f"/p/{project.slug}/stakeholders/answers/")
    page.get_by_role("link", name="Make an ask").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("What they want")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Their words")).to_be_focused()
    page.keyboard.press("Control+Home")
    for _word in range(4):
        page.keyboard.press("Control+ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    for _word in range(2):
        page.keyboard.press("Control+Shift+ArrowRight")
    page.get_by_role("button", name="Keep only the selected words").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Their words")).to_have_value("One number")
    expect(page.get_by_label("What they want")).to_be_focused()
    page.get_by_label("What they want").press_sequentially("One number")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The ask is made.")).to_be_visible()
    ask = Ask.objects.get()
    assert (ask.quote, ask.quote_start) == ("One number", answer.text.index("One number"))


def test_people_are_ticked_a_page_at_once_and_the_mail_is_seen_before_it_leaves(
    page: Page, project: Project, assert_accessible: Callable[[Page], None]
):
    for number in range(4):
        make.make_stakeholder(project, name=f"Person {number}")
    draft = make.make_draft(project)
    page.goto(f"/p/{project.slug}/stakeholders/rounds/{draft.pk}/people/")
    page.get_by_label("Tick everybody on this page").check()
    page.get_by_label("Person 2").uncheck()
    assert_accessible(page)
    page.get_by_role("button", name="Preview the mail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Send 3 invitations")
    assert_accessible(page)
    assert project.messages.count() == 0
    page.get_by_role("button", name="Send 3 mails").click()
    expect(page.get_by_text("3 invitations are on their way.")).to_be_visible()
    assert project.messages.count() == 3
    assert actions.remindable(draft)[0].stakeholder.name == "Person 0"
