"""The personal page in a real browser: saving as one types, two devices, no connection, no script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from projects.models import Project
from stakeholders.models import Answer, AnswerText, Interview, State
from tests.fixtures.browser import PHONE
from tests.projects.factories import make_project
from tests.stakeholders import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST = "What do you want us to create?"
SECOND = "What has been tried before, and what made it stall?"


@pytest.fixture
def project() -> Project:
    return make_project("Riverbend contact centre")


@pytest.fixture
def interview(project: Project) -> Interview:
    question = make.make_question(project, FIRST, required=True)
    past = make.make_question(project, SECOND, topic="past")
    trust = make.make_question(
        project, "How sure are you?", kind="scale", translations={"es": {"text": "¿Qué tan seguro está?"}}
    )
    person = make.make_stakeholder(project, name="Dr Ngozi Okafor")
    return make.make_interview(project, person, question_set=make.make_set(project, question, past, trust))


@pytest.fixture
def address(interview: Interview) -> str:
    return f"/a/{make.token_of(interview.stakeholder)}/"


def texts(interview: Interview) -> list[str]:
    return list(
        Answer.objects.filter(interview=interview).order_by("wording_id").values_list("text", flat=True)
    )


def test_what_is_typed_is_saved_and_found_on_another_device(
    phone: Page,
    new_page: Callable[..., Page],
    interview: Interview,
    address: str,
    assert_accessible: Callable,
):
    phone.goto(address)
    expect(phone.get_by_role("heading", name="What should we create?")).to_be_visible()
    expect(phone.get_by_label(SECOND)).to_be_hidden()
    assert_accessible(phone)

    phone.get_by_label(FIRST).fill("One number for all clinics.")
    expect(phone.locator("#saved")).to_contain_text("Saved")
    expect(phone.get_by_text("1 of 3 answered")).to_be_visible()
    assert texts(interview) == ["One number for all clinics."]

    phone.get_by_role("button", name="Next").click()
    expect(phone.get_by_label(SECOND)).to_be_focused()
    phone.get_by_label(SECOND).fill("In 2021, faxes waited.")
    phone.get_by_role("button", name="Next").click()
    phone.get_by_label("7", exact=True).check()
    expect(phone.get_by_text("3 of 3 answered")).to_be_visible()

    desk = new_page(color_scheme="dark")
    desk.goto(address)
    desk.get_by_role("button", name="Show all 3 at once").click()
    expect(desk.get_by_label(FIRST)).to_have_value("One number for all clinics.")
    # Each answer says for itself that it is saved: when the page opens, and when it changes.
    for question in (FIRST, SECOND, "How sure are you?"):
        here = desk.locator("[data-question]").filter(has_text=question).locator("[data-saved]")
        expect(here).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    desk.get_by_label(SECOND).fill("In 2021, faxes waited for days.")
    expect(desk.locator("[data-saved]").nth(1)).to_have_text(re.compile(r"^✓ Saved \d\d:\d\d$"))
    expect(desk.get_by_label("7", exact=True)).to_be_checked()
    assert_accessible(desk)
    desk.get_by_role("button", name="Submit").click()
    expect(desk.get_by_text("Thank you, Dr Okafor. Your answers have been with us since")).to_be_visible()
    expect(desk.locator("blockquote").first).to_have_text("One number for all clinics.")
    assert_accessible(desk)
    interview.refresh_from_db()
    assert interview.state == State.SUBMITTED
    assert interview.opened_at is not None


def test_two_devices_at_once_keep_both_texts_and_the_person_chooses(
    phone: Page, new_page: Callable[..., Page], interview: Interview, address: str, watch
):
    watch.allow("^409: POST")
    desk = new_page()
    phone.goto(address)
    desk.goto(address)
    phone.get_by_label(FIRST).fill("From the phone.")
    expect(phone.locator("#saved")).to_contain_text("Saved")
    desk.get_by_label(FIRST).fill("From the desk.")
    expect(desk.get_by_text("You wrote something else here on another device.")).to_be_visible()
    expect(desk.locator("[data-theirs]")).to_have_text("From the phone.")
    assert texts(interview) == ["From the phone."]
    assert list(AnswerText.objects.values_list("kind", "text")) == [("beside", "From the desk.")]

    desk.get_by_role("button", name="Keep both").click()
    expect(desk.get_by_label(FIRST)).to_have_value("From the phone.\n\nFrom the desk.")
    assert texts(interview) == ["From the phone.\n\nFrom the desk."]
    assert sorted(AnswerText.objects.values_list("kind", "text")) == [
        ("earlier", "From the desk."),
        ("earlier", "From the phone."),
    ]


def test_what_is_typed_without_a_connection_is_kept_and_sent_later(
    phone: Page, interview: Interview, address: str, watch
):
    watch.allow("ERR_INTERNET_DISCONNECTED")
    phone.goto(address)
    phone.get_by_label(FIRST).fill("Before the tunnel.")
    expect(phone.locator("#saved")).to_contain_text("Saved")

    phone.context.set_offline(True)
    phone.get_by_label(FIRST).fill("In the tunnel.")
    expect(phone.locator("#connection")).to_be_visible()
    expect(phone.locator("#saved")).to_contain_text("kept on this device")
    expect(phone.locator("[data-saved]").first).to_have_text("Not saved yet; kept on this device.")
    assert texts(interview) == ["Before the tunnel."]

    phone.context.set_offline(False)
    expect(phone.locator("#saved")).to_contain_text("Saved")
    expect(phone.locator("#connection")).to_be_hidden()
    assert texts(interview) == ["In the tunnel."]


def test_what_an_earlier_visit_could_not_send_is_sent_by_the_next_one(
    phone: Page, interview: Interview, address: str
):
    phone.goto(address)
    wording = interview.round.items.first().wording_id
    left = {
        "fields": [[f"a{wording}", "Typed in the lift."], [f"v{wording}", "0"]],
        "version": "0",
        "device": "old",
    }
    key = f"planner-answer:{interview.pk}:{wording}"
    phone.evaluate("([key, left]) => localStorage.setItem(key, JSON.stringify(left))", [key, left])

    phone.reload()
    expect(phone.get_by_label(FIRST)).to_have_value("Typed in the lift.")
    expect(phone.locator("#saved")).to_contain_text("Saved")
    assert texts(interview) == ["Typed in the lift."]
    assert Answer.objects.get().device == "old"
    assert phone.evaluate("key => localStorage.getItem(key)", key) is None


def test_the_page_works_without_a_script(
    new_page: Callable[..., Page], interview: Interview, address: str, watch
):
    watch.allow("^422: POST")
    page = new_page(viewport=PHONE, java_script_enabled=False)
    page.goto(address)
    page.get_by_label(SECOND).fill("Nobody owned the queue.")
    page.get_by_role("button", name="Save, and go on later").click()
    expect(page.get_by_text("Saved. You can close this page and come back.")).to_be_visible()
    assert texts(interview) == ["Nobody owned the queue."]

    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_text("Please answer this one.")).to_be_visible()
    expect(page.get_by_label(SECOND)).to_have_value("Nobody owned the queue.")
    page.get_by_label(FIRST).fill("A nurse line.")
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_text("Thank you, Dr Okafor. Your answers have been with us since")).to_be_visible()
    assert sorted(texts(interview)) == ["A nurse line.", "Nobody owned the queue."]


def test_it_speaks_spanish_and_is_small(phone: Page, interview: Interview, address: str):
    sizes: list[int] = []
    phone.on("response", lambda response: sizes.append(len(response.body())))
    phone.goto(address)
    phone.wait_for_load_state("networkidle")
    # Uncompressed; over the wire it is less than half of that.
    assert sum(sizes) < 100_000
    phone.get_by_role("link", name="Español").click()
    expect(phone.get_by_text("0 de 3 respondidas")).to_be_visible()
    phone.get_by_role("button", name="Siguiente").click()
    phone.get_by_role("button", name="Siguiente").click()
    expect(phone.get_by_text("¿Qué tan seguro está?")).to_be_visible()
    expect(phone.locator("html")).to_have_attribute("lang", "es")


def test_the_end_is_told_and_what_was_typed_is_kept_as_late(
    phone: Page, interview: Interview, address: str, watch
):
    watch.allow("^410: POST")
    phone.goto(address)
    make.actions.close(round=interview.round, by=interview.round.sent_by)
    phone.get_by_label(FIRST).fill("One second too late.")
    expect(phone.get_by_text("The time for answers is over.")).to_be_visible()
    assert texts(interview) == [""]
    assert list(AnswerText.objects.values_list("kind", "text")) == [("late", "One second too late.")]
    phone.reload()
    expect(phone.get_by_text("One second too late.")).to_be_visible()


def test_decline_and_talk_and_colleague_reach_the_lead(
    phone: Page, interview: Interview, address: str, watch
):
    watch.allow("^422: POST")
    phone.goto(address)
    phone.get_by_text("I would rather talk").click()
    phone.get_by_label("When, and how do we reach you?").fill("After eight.")
    phone.get_by_role("button", name="Please get in touch").click()
    expect(phone.get_by_text("We will get in touch with you.")).to_be_visible()
    phone.get_by_text("Someone else should answer this").click()
    phone.get_by_role("button", name="Name this colleague").click()
    phone.get_by_label("Their name").fill("Jenna Ott")
    phone.get_by_role("button", name="Name this colleague").click()
    phone.get_by_text("Stop reminders, or decline").click()
    phone.get_by_role("button", name="I do not want to answer").click()
    expect(phone.get_by_text("Thank you for saying so.")).to_be_visible()
    interview.refresh_from_db()
    assert (interview.state, interview.talk_note, interview.colleague_name) == (
        State.DECLINED,
        "After eight.",
        "Jenna Ott",
    )
    phone.get_by_role("button", name="Answer after all").click()
    expect(phone.get_by_label(FIRST)).to_be_visible()
