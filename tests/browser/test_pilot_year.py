"""A pilot's year in real browsers: what was usual, what changed, what the floor said, what was learned."""

import datetime
import decimal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from outcomes import actions
from projects.models import Project, Role
from tests.browser.test_every_page import sign_in
from tests.fixtures.browser import PHONE
from tests.outcomes.factories import make_funnel
from tests.projects.factories import lead_of, make_member, make_project

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def weeks_of(project: Project, count: int) -> list[datetime.date]:
    """The Mondays of so many weeks that have ended."""
    monday = project.today() - datetime.timedelta(days=project.today().weekday())
    return [monday - datetime.timedelta(weeks=count - number) for number in range(count)]


def test_a_year_from_the_first_count_to_a_lesson_that_goes_on(
    new_page: Callable[..., Page], site: str, tmp_path: Path, watch: Any
) -> None:
    project = make_project("Riverbend", time_zone="UTC")
    funnel = make_funnel(project, name="Cardiology")
    weeks = weeks_of(project, 21)
    for number, week in enumerate(weeks[:12]):
        actions.write_period(
            funnel=funnel, by=lead_of(project), on=week, attempted=400, reached=150 + number % 3,
            scheduled=60, showed=40 + number % 2, cost=decimal.Decimal(3_300 + 40 * (number % 4)),
        )  # fmt: skip
    for week in weeks[12:20]:
        actions.write_period(
            funnel=funnel, by=lead_of(project), on=week, attempted=400, reached=210,
            scheduled=85, showed=64, cost=decimal.Decimal(3_600),
        )  # fmt: skip
    page = new_page()
    sign_in(page, make_member(project, Role.OPERATIONS, name="Priya Nair"), site, Client())
    page.goto(f"{site}/p/{project.slug}/outcomes/")

    # What was usual is frozen.
    page.get_by_role("link", name="Cost per completed visit").click()
    page.get_by_role("link", name="Freeze the baseline").click()
    page.get_by_label("First day").fill(weeks[0].isoformat())
    page.get_by_label("Last day").fill(weeks[11].isoformat())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("This is signal: since").first).to_be_visible()

    # The last week comes in by hand, and the chart follows.
    crumbs = page.get_by_role("navigation", name="Breadcrumbs")
    crumbs.get_by_role("link", name="Outcomes").click()
    page.get_by_role("link", name="Funnels").click()
    page.get_by_role("link", name="Cardiology").click()
    page.get_by_role("link", name="Add a period").click()
    page.get_by_label("First day").fill(weeks[20].isoformat())
    for label, value in (("Attempted", 400), ("Reached", 212), ("Scheduled", 86), ("Showed", 65)):
        page.get_by_label(label, exact=True).fill(str(value))
    page.get_by_label("Cost of the period").fill("3580")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("% less.")).to_be_visible()

    # The floor says by its link, on a phone and without an account, what keeps going wrong.
    crumbs.get_by_role("link", name="Outcomes").click()
    page.get_by_role("link", name="Frictions").click()
    page.get_by_role("link", name="Link for the floor").click()
    page.get_by_role("button", name="Open the link").click()
    address = page.locator("#friction-address").inner_text()
    phone = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    for words in (
        "Callers are transferred twice before anybody sees the referral",
        "Transferring twice again, nobody sees the referral",
        "Twice transferred because of the referral",
    ):
        phone.goto(address)
        phone.get_by_label("What went wrong").fill(words)
        phone.get_by_role("button", name="Send it").click()
        expect(phone.get_by_text("It is in the log, and it counts.")).to_be_visible()
    crumbs.get_by_role("link", name="Frictions").click()
    expect(page.get_by_role("heading", name="The system still produces this")).to_be_visible()
    expect(page.get_by_text("only fixed so far")).to_be_visible()
    page.get_by_role("link", name="Twice transferred because of the referral").first.click()
    page.get_by_label("Now", exact=True).select_option("Change of the system asked")
    page.get_by_label("What was done").fill("A view of the referral for the first agent")
    page.get_by_role("button", name="Write it down").click()

    # What it taught stands on the measure.
    page.get_by_role("link", name="Write the lesson down").click()
    page.get_by_label("Lesson", exact=True).fill("Reminder calls pay for themselves")
    page.get_by_label("What the project proved").fill("The cost of a visit fell and stayed there.")
    page.get_by_label("Cost per completed visit: Cardiology").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("This is signal: since")).to_be_visible()

    # A list of readings with one bad row is looked at before it is written.
    page.goto(f"{site}/p/{project.slug}/outcomes/")
    page.get_by_role("link", name="Contact rate: Cardiology").click()
    before = weeks[0] - datetime.timedelta(weeks=1)
    listed = tmp_path / "before.csv"
    listed.write_text(f"Day,So many,Of\n{before},148,400\nsoon,1,2\n")
    page.get_by_role("link", name="Import").click()
    page.get_by_label("CSV or XLSX file").set_input_files(listed)
    page.get_by_role("button", name="Look at the list").click()
    expect(page.get_by_text("This is not a day.")).to_be_visible()
    page.get_by_role("button", name="Import the 1 good row").click()
    expect(page.get_by_text("1 added, 0 corrected, 1 rows left out.")).to_be_visible()
