"""Hearing everyone, in a real browser: conditions on the phone, duplicates merged, asks that sound alike."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from projects.models import Project
from stakeholders import actions
from stakeholders.models import Ask, Interview, Stakeholder
from tests.browser.test_every_page import sign_in
from tests.fixtures.browser import PHONE
from tests.projects.factories import lead_of, make_project
from tests.stakeholders import factories as make
from vision.models import Element

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def project() -> Project:
    return make_project("Riverbend contact centre")


@pytest.fixture
def interview(project: Project) -> Interview:
    """The second question is asked of who answers the phone; the third of everybody."""
    phone = make.make_question(project, "Do you answer the phone?", kind="yes_no")
    line = make.make_question(project, "What do callers ask most?")
    last = make.make_question(project, "What else?")
    made = make.make_set(project, phone, line, last)
    actions.order_set(
        question_set=made,
        version=1,
        order=[phone.pk, line.pk, last.pk],
        conditions={line.pk: (phone.pk, [True])},
        by=lead_of(project),
    )
    return make.make_interview(project, question_set=made)


def test_a_question_comes_and_goes_with_an_earlier_answer_and_never_with_words_in_it(
    phone: Page, interview: Interview, assert_accessible: Callable
):
    phone.goto(f"/a/{make.token_of(interview.stakeholder)}/")
    expect(phone.get_by_text("0 of 2 answered")).to_be_visible()
    phone.get_by_label("No", exact=True).check()
    expect(phone.get_by_text("1 of 2 answered")).to_be_visible()
    phone.get_by_role("button", name="Next").click()
    expect(phone.get_by_label("What else?")).to_be_focused()
    expect(phone.get_by_role("button", name="Submit")).to_be_visible()
    phone.get_by_role("button", name="Back").click()
    phone.get_by_label("Yes", exact=True).check()
    expect(phone.get_by_text("1 of 3 answered")).to_be_visible()
    phone.get_by_role("button", name="Next").click()
    expect(phone.get_by_label("What do callers ask most?")).to_be_focused()
    expect(phone.get_by_text("Only if question 1 is answered with: Yes.")).to_be_visible()
    phone.get_by_label("What do callers ask most?").fill("When their appointment is.")
    expect(phone.get_by_text("2 of 3 answered")).to_be_visible()
    phone.get_by_role("button", name="Back").click()
    phone.get_by_label("No", exact=True).check()
    phone.get_by_role("button", name="Next").click()
    expect(phone.get_by_label("What do callers ask most?")).to_have_value("When their appointment is.")
    assert_accessible(phone)


@pytest.mark.parametrize("view", [PHONE, {"width": 320, "height": 640}])
def test_the_largest_text_fits_without_scrolling_sideways(
    new_page: Callable[..., Page], interview: Interview, view: dict[str, int]
):
    page = new_page(viewport=view)
    page.goto(f"/a/{make.token_of(interview.stakeholder)}/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.get_by_role("button", name="Show all 2 at once").click()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    expect(page.get_by_role("button", name="Submit")).to_be_visible()


def test_two_rows_of_one_person_are_looked_at_merged_and_taken_apart_again(
    page: Page, site: str, client: Client, project: Project, assert_accessible: Callable
):
    kept = make.make_stakeholder(project, name="Dr Ngozi Okafor", email="okafor@example.org")
    twice = make.make_stakeholder(project, name="Okafor, Ngozi", title="Section head")
    answer = make.make_answer(project, "Call me back the same day.", stakeholder=twice)
    sign_in(page, lead_of(project), site, client)
    page.goto(f"/p/{project.slug}/stakeholders/")
    page.get_by_role("link", name="Find duplicates").click()
    expect(page.get_by_text("The same name", exact=True)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="See what merging").click()
    page.get_by_role("link", name="Keep Dr Ngozi Okafor instead").click()
    expect(page.get_by_role("heading", name="Merge Okafor, Ngozi into Dr Ngozi Okafor")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("Call me back the same day.")).to_be_visible()
    expect(page.get_by_text("Section head").first).to_be_visible()
    answer.interview.refresh_from_db()
    assert answer.interview.stakeholder == kept
    assert_accessible(page)
    page.get_by_role("status").get_by_role("button", name="Undo").first.click()
    expect(page.get_by_role("heading", name="Okafor, Ngozi")).to_be_visible()
    assert Stakeholder.objects.live().count() == 2


def test_asks_that_sound_alike_become_one_element(
    page: Page, site: str, client: Client, project: Project, assert_accessible: Callable
):
    for text in (
        "One phone number for all clinics",
        "A single phone number for every clinic",
        "Better chairs",
    ):
        Ask.objects.create(project=project, stakeholder=make.make_stakeholder(project), text=text)
    sign_in(page, lead_of(project), site, client)
    page.goto(f"/p/{project.slug}/stakeholders/asks/")
    page.get_by_label("Together:").select_option("alike")
    expect(page.get_by_text("2 asks, 2 people")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Make an element of these").click()
    expect(page.get_by_text("2 chosen")).to_be_visible()
    page.get_by_label("Title").fill("One number")
    page.get_by_role("button", name="Make the element").click()
    page.wait_for_url("**/vision/**")
    expect(page.get_by_text("One number").first).to_be_visible()
    assert Element.objects.get(title="One number").joined.count() == 2
