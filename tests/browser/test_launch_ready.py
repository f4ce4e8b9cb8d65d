"""A launch from the intake link until it is ready: review, brief, confirmations, the gate, the alerts."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from mailroom import delivery, links
from marketing_sync import mail, schedule
from projects.models import Role
from tests.browser.test_every_page import sign_in
from tests.fixtures.browser import PHONE
from tests.fixtures.mail import SmtpSink
from tests.marketing_sync.factories import in_days, make_agent, make_contact, make_intake, make_shared
from tests.projects.factories import make_member, make_project

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def address(body: str, start: str) -> str:
    return next(line for line in body.splitlines() if line.startswith(start))


def test_a_launch_comes_in_by_link_and_is_ready_when_everybody_has_read_and_answered(
    new_page: Callable[..., Page], site: str, smtp_sink: SmtpSink
) -> None:
    project = make_project("Riverbend", time_zone="UTC")
    make_contact(project, name="Priya", email="priya@example.org")
    make_agent(project, name="Omar", email="omar@example.org")

    phone = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    phone.goto(links.url(make_intake(project)))
    phone.get_by_label("Name", exact=True).fill("Heart screening letter")
    phone.get_by_label("Kind").select_option("Direct mail")
    phone.get_by_label("Day it goes out").fill(in_days(project, 5).isoformat())
    phone.get_by_label("What it offers").fill("A screening for 49 USD.")
    phone.get_by_label("What callers will ask").fill("Does insurance pay?")
    phone.get_by_label("Your name").fill("Noor")
    phone.get_by_label("Your e-mail address").fill("noor@example.org")
    phone.get_by_role("button", name="Send it").click()
    expect(phone.get_by_text("the liaison has been told")).to_be_visible()

    operations, marketing = new_page(), new_page()
    sign_in(operations, make_member(project, Role.OPERATIONS), site, Client())
    sign_in(marketing, make_member(project, Role.MARKETING), site, Client())
    operations.goto(f"{site}/p/{project.slug}/launches/")
    operations.get_by_role("link", name="Heart screening letter").click()
    here = operations.url
    operations.get_by_role("link", name="Review it").click()
    operations.get_by_label("Direct: it asks people to call, or they will").check()
    operations.get_by_label("Why").fill("Every letter asks to call.")
    operations.get_by_role("button", name="Keep the review").click()

    marketing.goto(here)
    marketing.get_by_role("link", name="Write the brief").click()
    expect(marketing.get_by_label("What callers will ask")).to_have_value("Does insurance pay?")
    marketing.get_by_label("What to say").fill("No, it is 49 USD for everybody.")
    marketing.get_by_label("When you cannot help").fill("Nurse line.")
    marketing.get_by_role("button", name="Keep it and ask for approval").click()
    expect(marketing.get_by_text("the liaison is asked to approve it")).to_be_visible()

    operations.goto(f"{here}brief/")
    operations.get_by_role("button", name="Approve brief").click()
    expect(operations.get_by_text("Version 1 is approved; agents asked to read it: 1.")).to_be_visible()
    for item, word in (("training", "Done"), ("staffing", "Accept"), ("access", "Done")):
        operations.goto(here)
        operations.locator(f"a[href$='prepare/{item}/']", has_text=word).click()
        operations.locator("textarea").fill("Seen to.")
        operations.get_by_role("button", name="Keep it").click()
    expect(operations.get_by_text("contingencies not written", exact=False).first).to_be_visible()
    operations.locator("a[href$='prepare/contingencies/']").click()
    operations.locator("textarea").fill("If it goes early, the evening shift comes in.")
    operations.get_by_role("button", name="Keep it").click()

    for launch_id in schedule.with_something_due():
        schedule.tend(launch_id)
    delivery.run()
    (brief,) = smtp_sink.to("omar@example.org")
    agent = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    agent.goto(address(brief.body(), f"{site}/l/"))
    expect(agent.get_by_text("No, it is 49 USD for everybody.")).to_be_visible()
    operations.reload()
    expect(operations.get_by_text("1 agent unconfirmed").first).to_be_visible()
    agent.get_by_role("button", name="I have read this").click()
    expect(agent.get_by_text("Thank you.")).to_be_visible()
    (alert,) = smtp_sink.to("priya@example.org")
    agent.goto(address(alert.body(), f"{site}/c/"))
    agent.get_by_role("button", name="I have read this").click()
    expect(agent.get_by_text("Thank you.")).to_be_visible()

    operations.reload()
    expect(operations.get_by_text("reviewed, briefed, prepared, and known")).to_be_visible()

    screen = new_page()
    screen.goto(links.url(make_shared(project, mail.FLOOR)))
    screen.get_by_role("link", name="Heart screening letter").click()
    expect(screen.get_by_text("No, it is 49 USD for everybody.")).to_be_visible()
