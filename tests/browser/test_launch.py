"""A launch from its registration to the confirmed alert, as marketing and the floor live it."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from mailroom import delivery
from marketing_sync import schedule
from projects.models import Role
from tests.browser.test_every_page import sign_in
from tests.fixtures.browser import PHONE
from tests.fixtures.mail import SmtpSink
from tests.marketing_sync.factories import in_days
from tests.projects.factories import make_member, make_project

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_launch_is_registered_and_its_due_alert_is_confirmed_by_link(
    new_page: Callable[..., Page], site: str, smtp_sink: SmtpSink
) -> None:
    project = make_project("Riverbend", time_zone="UTC")
    root = f"{site}/p/{project.slug}/launches/"

    operations = new_page()
    sign_in(operations, make_member(project, Role.OPERATIONS), site, Client())
    operations.goto(root)
    operations.get_by_role("link", name="Who is alerted").click()
    operations.get_by_role("link", name="Add a person").click()
    operations.get_by_label("Name").fill("Priya Nair")
    operations.get_by_label("E-mail address").fill("priya@example.org")
    operations.get_by_role("button", name="Save the person").click()
    expect(operations.get_by_text("Priya Nair is on the list.")).to_be_visible()

    marketing = new_page()
    sign_in(marketing, make_member(project, Role.MARKETING), site, Client())
    marketing.goto(root)
    marketing.get_by_role("link", name="Register a launch").first.click()
    marketing.get_by_label("Name").fill("Heart screening letter")
    marketing.get_by_label("Kind").select_option("Direct mail")
    marketing.get_by_label("Day it goes out").fill(in_days(project, 5).isoformat())
    marketing.get_by_label("What callers will ask").fill("Does insurance pay?")
    marketing.get_by_role("button", name="Register the launch").click()
    expect(marketing.get_by_role("heading", level=1)).to_have_text("Heart screening letter")
    expect(marketing.get_by_text("0 of 1 person")).to_be_visible()

    for launch_id in schedule.with_something_due():
        schedule.tend(launch_id)
    delivery.run()
    (mail,) = smtp_sink.to("priya@example.org")
    link = next(line for line in mail.body().splitlines() if line.startswith(f"{site}/c/"))

    floor = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    floor.goto(link)
    floor.get_by_role("button", name="I have read this").click()
    expect(floor.get_by_text("Thank you.")).to_be_visible()

    marketing.reload()
    expect(marketing.get_by_text("1 of 1 person")).to_be_visible()
    expect(marketing.get_by_text("Impact not reviewed", exact=True)).to_be_visible()

    operations.goto(marketing.url)
    operations.get_by_role("link", name="Review it").click()
    operations.get_by_label("Direct: it asks people to call, or they will").check()
    operations.get_by_label("Why").fill("Every letter asks to call.")
    operations.get_by_role("button", name="Keep the review").click()
    expect(operations.get_by_text("Impact not reviewed", exact=True)).to_have_count(0)
    expect(operations.get_by_text("Brief not written", exact=True)).to_be_visible()

    marketing.reload()
    marketing.get_by_role("link", name="It dropped today").click()
    expect(marketing.get_by_text("1 person will get a mail")).to_be_visible()
    marketing.get_by_role("button", name="It is out: tell them").click()
    expect(marketing.get_by_text("is out, and everybody is being told.")).to_be_visible()
    delivery.run()
    assert len(smtp_sink.to("priya@example.org")) == 2
