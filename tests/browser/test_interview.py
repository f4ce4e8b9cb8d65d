"""An interview in person in a real browser: the invitation in the sink, and two devices that note at once."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
import vobject
from django.utils import timezone
from playwright.sync_api import Page, expect

from mailroom import delivery
from projects.models import Project
from stakeholders.models import Answer, AnswerText, Conversation, FollowUp
from tests.browser.test_every_page import sign_in
from tests.fixtures.browser import PHONE, Watch
from tests.fixtures.mail import SmtpSink
from tests.projects.factories import lead_of, make_project
from tests.stakeholders import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST = "What do you want us to create?"
SECOND = "What has been tried before, and what made it stall?"


def named(person: str, question: str) -> re.Pattern[str]:
    """The name of the field for what a person says to a question; a pause may stand before the colon."""
    return re.compile(rf"^{re.escape(person)} ?: {re.escape(question)}$")


@pytest.fixture
def project(page: Page, site: str, client: Any) -> Project:
    made = make_project("Riverbend")
    sign_in(page, lead_of(made), site, client)
    return made


def entries(sink: SmtpSink, address: str) -> list[tuple[str, int]]:
    """The calendar entries that came for an address: method and sequence."""
    told = []
    for received in sink.to(address):
        for part in received.message.walk():
            if part.get_content_type() == "text/calendar":
                entry = vobject.readOne(part.get_payload(decode=True).decode())
                told.append((entry.method.value, int(entry.vevent.sequence.value)))
    return told


def test_it_is_scheduled_told_moved_and_begun(
    page: Page,
    project: Project,
    smtp_sink: SmtpSink,
    assert_accessible: Callable[..., None],
):
    for name in ("Ana Ruiz", "Ben Ode", "Cora Lind"):
        make.make_stakeholder(project, name=name, email=f"{name.split()[0].lower()}@example.org")
    make.make_set(project)

    # Scheduled, with a search for the people, and a look at the mail before it goes.
    page.goto(f"/p/{project.slug}/stakeholders/interviews/")
    page.get_by_role("link", name="Schedule an interview").click()
    page.get_by_label("Ana Ruiz").check()
    page.get_by_label("Find people by name, title or department").fill("ben")
    expect(page.get_by_label("Cora Lind")).to_have_count(0)
    page.get_by_label("Ben Ode").check()
    start = timezone.localtime(timezone=project.zone) + datetime.timedelta(days=2)
    page.get_by_label("Starts").fill(f"{start:%Y-%m-%dT%H:%M}")
    page.get_by_label("Place or meeting link (optional)").fill("Room 4")
    assert_accessible(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("3 mails with a calendar entry will leave.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Schedule and invite").click()
    expect(page.get_by_role("heading", name="Group interview: Ana Ruiz, Ben Ode")).to_be_visible()
    assert_accessible(page)
    delivery.run()
    assert entries(smtp_sink, "ben@example.org") == [("REQUEST", 0)]

    # Moved to another room: the same event, a higher number.
    page.get_by_role("link", name="Reschedule").click()
    page.get_by_label("Place or meeting link (optional)").fill("Room 5")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Room 5")).to_be_visible()
    delivery.run()
    assert entries(smtp_sink, "ben@example.org") == [("REQUEST", 0), ("REQUEST", 1)]

    # It begins, and the clock runs by the server's time.
    page.get_by_role("button", name="Start the interview").click()
    expect(page.locator("#live-clock")).to_have_text(re.compile(r"^00:\d\d$"))
    assert_accessible(page)


def test_two_devices_that_note_at_once_keep_both_and_ask(
    page: Page,
    new_page: Callable[..., Page],
    site: str,
    client: Any,
    project: Project,
    watch: Watch,
    assert_accessible: Callable[..., None],
):
    talk = make.make_running(project, make.make_stakeholder(project, name="Ana Ruiz"))
    phone = new_page(viewport=PHONE, has_touch=True, is_mobile=True, color_scheme="dark")
    sign_in(phone, lead_of(project), site, client)
    address = f"/p/{project.slug}/stakeholders/interviews/{talk.pk}/live/"
    page.goto(address)
    phone.goto(address)
    field = named("Ana Ruiz", FIRST)
    page.get_by_role("textbox", name=field).fill("From the laptop")
    expect(page.locator("#live-saved")).to_contain_text("Saved")
    watch.allow("^409: POST")
    phone.get_by_role("textbox", name=field).fill("From the phone")
    expect(phone.get_by_text("Somebody else noted something here at the same time.")).to_be_visible()
    assert_accessible(phone)
    wide = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0
    assert AnswerText.objects.get().text == "From the phone"
    phone.get_by_role("button", name="Keep both").click()
    expect(phone.get_by_role("textbox", name=field)).to_have_value("From the laptop\n\nFrom the phone")
    assert Conversation.objects.get().is_planned


def test_a_group_speaks_in_turn_by_one_key_and_nothing_is_lost_without_a_line(
    page: Page, project: Project, watch: Watch, assert_accessible: Callable[..., None]
):
    watch.allow("ERR_INTERNET_DISCONNECTED")
    people = [make.make_stakeholder(project, name=name) for name in ("Ana Ruiz", "Ben Ode", "Cora Lind")]
    talk = make.make_running(project, *people)
    page.goto(f"/p/{project.slug}/stakeholders/interviews/{talk.pk}/live/")
    ana, ben = (page.get_by_role("textbox", name=named(name, FIRST)) for name in ("Ana Ruiz", "Ben Ode"))
    saved = page.locator(".spoken").filter(has=ben).locator("[data-saved]")

    # A digit says who speaks; on a new line it does so in the middle of a note.
    page.get_by_role("heading", name=FIRST).click()
    page.keyboard.press("1")
    expect(ana).to_be_focused()
    page.keyboard.type("One number for all 4 clinics.")
    page.keyboard.press("Enter")
    page.keyboard.press("2")
    expect(ben).to_be_focused()
    page.keyboard.type("A nurse line.")
    page.keyboard.press("Control+Enter")
    expect(saved).to_contain_text("Saved")
    expect(ana).to_have_value("One number for all 4 clinics.")
    assert_accessible(page)

    # The line drops while Ben goes on.
    page.context.set_offline(True)
    page.keyboard.type(" And at night.")
    expect(saved).not_to_contain_text("Saved")
    assert Answer.objects.get(interview__stakeholder=people[1]).text == "A nurse line."
    page.context.set_offline(False)
    expect(saved).to_contain_text("Saved")
    said = Answer.objects.order_by("interview__stakeholder__name").values_list(
        "interview__stakeholder__name", "text"
    )
    assert list(said) == [
        ("Ana Ruiz", "One number for all 4 clinics."),
        ("Ben Ode", "A nurse line. And at night."),
    ]
    assert [mark.interview.stakeholder.name for mark in FollowUp.objects.all()] == ["Ben Ode"]

    page.get_by_role("button", name="End the interview").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Group interview")
    expect(page.locator("blockquote").filter(has_text="A nurse line. And at night.")).to_be_visible()
    assert Conversation.objects.get().is_held
