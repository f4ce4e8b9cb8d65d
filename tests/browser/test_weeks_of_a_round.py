"""A round with reminders over three weeks: the lead's browser, their phones, a mail server, the clock."""

import datetime
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from mailroom import delivery
from projects.models import Project
from stakeholders import schedule
from tests.browser.test_every_page import sign_in
from tests.browser.test_journey import link_in
from tests.fixtures.browser import PHONE
from tests.fixtures.mail import Received, SmtpSink
from tests.projects.factories import lead_of, make_project
from tests.stakeholders import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = ("Ana", "Bo", "Cy", "Dee", "Eve")
FIRST, SECOND = "What should we create?", "The night shift"
SET = "Three questions"


class Weeks:
    """Days of one project: the lead at a desk, its people at their phones."""

    def __init__(self, project: Project, new_page: Callable[..., Page], site: str, sink: SmtpSink) -> None:
        self.project, self.new_page, self.site, self.sink = project, new_page, site, sink
        # A Monday; the clocks of Chicago change on 1 November, after all of this.
        self.start = datetime.datetime(2026, 9, 14, 15, tzinfo=project.zone)
        self.day = 0
        self.root = f"/p/{project.slug}/stakeholders/rounds/"

    def at(self, day: int, hour: int) -> Any:
        """The given hour of that day, in the project's zone, from which the clock ticks on."""
        moment = (self.start + datetime.timedelta(days=day)).replace(hour=hour)
        return time_machine.travel(moment, tick=True)

    def lead(self) -> Page:
        """The lead's browser, signed in at this moment."""
        page = self.new_page()
        sign_in(page, lead_of(self.project), self.site, Client())
        return page

    def phone(self, name: str) -> Page:
        """Somebody opens the link of their latest mail on their phone."""
        page = self.new_page(viewport=PHONE, has_touch=True, is_mobile=True)
        page.goto(link_in(self.sink.to(f"{name.lower()}@example.org")[-1]))
        return page

    def ask(self, page: Page, title: str, names: Sequence[str], *, until: int, days: str, last: bool) -> None:
        """The lead makes a round for these people, looks at the mail and sends it."""
        page.goto(f"{self.root}new/")
        page.get_by_label("Title").fill(title)
        page.get_by_label("Question set").select_option(SET)
        deadline = (self.start + datetime.timedelta(days=until)).replace(hour=17)
        page.get_by_label("Answers until").fill(f"{deadline:%Y-%m-%dT%H:%M}")
        page.get_by_label("Remind after so many days").fill(days)
        page.get_by_label("And once more on the day before the end").set_checked(last)
        page.get_by_role("button", name="Choose the people").click()
        for name in names:
            page.get_by_role("checkbox", name=name, exact=True).check()
        page.get_by_role("button", name="Preview the mail").click()
        page.get_by_role("button", name="Send ").click()
        expect(page.get_by_text(f"0 of {len(names)} heard.")).to_be_visible()
        delivery.run()

    def pass_until(self, day: int) -> None:
        """The clock of the planner rings four times on each day up to and with this one."""
        while self.day < day:
            self.day += 1
            for hour in (1, 7, 9, 20):
                with self.at(self.day, hour):
                    if schedule.send_due_reminders():
                        delivery.run()

    def reminders(self) -> list[tuple[int, int, str, str]]:
        """Every reminder that arrived: on which day, at which hour, to whom, of which rounds."""
        return sorted(map(self._told, filter(_is_reminder, self.sink.received)))

    def _told(self, mail: Received) -> tuple[int, int, str, str]:
        sent = datetime.datetime.fromtimestamp(mail.at, self.project.zone)
        rounds = ", ".join(title for title in (FIRST, SECOND) if f"{title}: until" in mail.body())
        name = mail.recipients[0].partition("@")[0].title()
        return (sent.date() - self.start.date()).days, sent.hour, name, rounds


def _is_reminder(mail: Received) -> bool:
    return str(mail.message["Subject"]).startswith("A reminder")


def row(page: Page, name: str) -> Locator:
    """The person's line among the people of a round's page."""
    return page.get_by_role("region", name="People").get_by_role("listitem").filter(has_text=name)


@pytest.fixture
def weeks(new_page: Callable[..., Page], site: str, smtp_sink: SmtpSink) -> Weeks:
    project = make_project("Riverbend contact centre", time_zone="America/Chicago")
    for name in NAMES:
        make.make_stakeholder(project, name=name, email=f"{name.lower()}@example.org")
    make.make_set(project, make.make_question(project, "What do you want us to create?"), name=SET)
    return Weeks(project, new_page, site, smtp_sink)


def test_a_round_with_reminders_over_three_weeks(weeks: Weeks, assert_accessible: Callable) -> None:
    with weeks.at(0, 15):
        weeks.ask(weeks.lead(), FIRST, NAMES, until=17, days="3, 7, 12", last=True)
    assert sorted(mail.recipients[0] for mail in weeks.sink.received) == [
        "ana@example.org",
        "bo@example.org",
        "cy@example.org",
        "dee@example.org",
        "eve@example.org",
    ]

    weeks.pass_until(3)
    with weeks.at(4, 12):
        phone = weeks.phone("Ana")
        phone.get_by_label("What do you want us to create?").fill("One number for all clinics.")
        expect(phone.locator("#saved")).to_contain_text("Saved")
        phone.get_by_role("button", name="Submit").click()
        expect(phone.get_by_text("Thank you, Ana.")).to_be_visible()
        phone = weeks.phone("Bo")
        phone.get_by_text("Stop reminders, or decline").click()
        phone.get_by_role("button", name="I do not want to answer").click()
        expect(phone.get_by_text("Thank you for saying so.")).to_be_visible()
    with weeks.at(5, 12):
        weeks.ask(weeks.lead(), SECOND, ("Dee",), until=30, days="2", last=False)

    weeks.pass_until(7)
    with weeks.at(8, 12):
        phone = weeks.phone("Cy")
        phone.get_by_text("Stop reminders, or decline").click()
        phone.get_by_role("button", name="Stop reminders, keep this page").click()
        phone.get_by_text("Stop reminders, or decline").click()
        expect(phone.get_by_text("You get no reminders.")).to_be_visible()
        assert_accessible(phone)

    weeks.pass_until(21)
    assert weeks.reminders() == [
        (3, 9, "Ana", FIRST),
        (3, 9, "Bo", FIRST),
        (3, 9, "Cy", FIRST),
        (3, 9, "Dee", FIRST),
        (3, 9, "Eve", FIRST),
        (7, 9, "Cy", FIRST),
        (7, 9, "Dee", f"{FIRST}, {SECOND}"),
        (7, 9, "Eve", FIRST),
        (12, 9, "Dee", f"{FIRST}, {SECOND}"),
        (12, 9, "Eve", FIRST),
        (16, 9, "Dee", f"{FIRST}, {SECOND}"),
        (16, 9, "Eve", FIRST),
    ]

    with weeks.at(21, 21):
        page = weeks.lead()
        page.goto(weeks.root)
        page.get_by_role("link", name=FIRST).click()
        expect(page.get_by_text("1 of 5 heard. Ended Thu 1 Oct")).to_be_visible()
        expect(row(page, "Ana")).to_contain_text("submitted Fri 18 Sep")
        expect(row(page, "Bo")).to_contain_text("Declined")
        expect(row(page, "Cy")).to_contain_text(
            "reminded 2 times, last Mon 21 Sep (14 days ago) · stopped reminders"
        )
        expect(row(page, "Dee")).to_contain_text("reminded 4 times, last Wed 30 Sep")
        expect(row(page, "Eve")).to_contain_text("reminded 4 times, last Wed 30 Sep")
        assert_accessible(page)
