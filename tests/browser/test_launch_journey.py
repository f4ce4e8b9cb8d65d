"""A launch from the intake link to the learned rate, as marketing, the floor and the call centre live it.

One story in four days of a moving clock: what one step leaves behind is what the next one stands on.
"""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Page, expect

from mailroom import delivery, links
from marketing_sync import actions, forecasting, mail, schedule, tasks
from marketing_sync.models import Launch, LearnedRate
from projects.models import Role, User
from tests.browser.test_every_page import sign_in
from tests.fixtures.browser import PHONE
from tests.fixtures.mail import SmtpSink
from tests.marketing_sync.factories import make_agent, make_intake, make_shared
from tests.marketing_sync.staffed import HOURS, MONDAY
from tests.projects.factories import lead_of, make_member, make_project

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = datetime.timedelta(days=1)
NAME = "Heart screening letter"


@pytest.fixture(autouse=True)
def _fewer_futures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecasting, "RUNS", 150)
    monkeypatch.setattr(forecasting, "FEWER_RUNS", 60)


class Weeks:
    """One project: operations and marketing at their desks, everybody else with what the mail brings."""

    def __init__(self, new_page: Callable[..., Page], site: str, sink: SmtpSink) -> None:
        self.new_page, self.site, self.sink = new_page, site, sink
        with time_machine.travel(MONDAY, tick=True):
            self.project = make_project("Riverbend", time_zone="UTC")
            lead = lead_of(self.project)
            actions.save_centre(
                project=self.project,
                by=lead,
                hours=HOURS,
                shrinkage=20,
                patience=180,
                occupancy=None,
                temp_lead_days=1,
            )
            week = {(day, minute): 20 for day in HOURS for minute in range(540, 780, 30)}
            actions.save_staff(project=self.project, by=lead, week=week)
            actions.save_agreement(project=self.project, by=lead, escalate_hours=4)
            make_agent(self.project, name="Omar", email="omar@example.org")
            self.operator = make_member(self.project, Role.OPERATIONS)
            self.marketer = make_member(self.project, Role.MARKETING)
        self.operations, self.marketing = new_page(), new_page()
        self.root = f"{site}/p/{self.project.slug}/launches/"

    @contextmanager
    def on(self, day: int, hour: int) -> Iterator[None]:
        """That hour of a day of the story; the clock of the planner rings, and what is due is sent."""
        with time_machine.travel((MONDAY + day * DAY).replace(hour=hour), tick=True):
            self.sign_in(self.operations, self.operator)
            self.sign_in(self.marketing, self.marketer)
            self.ring()
            yield

    def sign_in(self, page: Page, user: User) -> None:
        sign_in(page, user, self.site, Client())

    def ring(self) -> None:
        """One minute of the planner: what is due for each launch, and the mail that this makes."""
        for launch_id in schedule.with_something_due():
            schedule.tend(launch_id)
        delivery.run()

    def phone(self) -> Page:
        return self.new_page(viewport=PHONE, has_touch=True, is_mobile=True)

    def confirms(self, email: str, start: str = "/c/") -> Page:
        """Somebody opens the link of their latest mail on a phone and says that they have read it."""
        body = self.sink.to(email)[-1].body()
        page = self.phone()
        page.goto(next(line for line in body.splitlines() if line.startswith(f"{self.site}{start}")))
        page.get_by_role("button", name="I have read this").click()
        expect(page.get_by_text("Thank you.")).to_be_visible()
        return page

    def subjects(self, email: str) -> list[str]:
        return [str(one.message["Subject"]) for one in self.sink.to(email)]

    def brings_calls(self, *, since: int, calls: int) -> None:
        """Operations imports what a phone system exported of these weekdays, with local numbers in it."""
        rows = ["Datum;Intervall;Angeboten;Bearbeitungszeit"]
        for ago in range(since, 0, -1):
            day = self.project.today() - ago * DAY
            if day.weekday() in HOURS:
                rows += [
                    f"{day:%d.%m.%Y};{minute // 60:02d}:{minute % 60:02d};{calls};300,0"
                    for minute in range(540, 780, 30)
                ]
        page = self.operations
        page.goto(f"{self.root}calls/import/")
        page.get_by_label("CSV or XLSX file").set_input_files(
            {"name": "intervals.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}
        )
        page.get_by_role("button", name="Look at the file").click()
        page.get_by_role("button", name="Import ").click()
        expect(page.get_by_text("intervals imported")).to_be_visible()

    def computes(self, launch: Launch) -> None:
        """The worker makes the forecast that the page asked for."""
        tasks.forecast(launch.pk)


def names_who_is_alerted(weeks: Weeks) -> None:
    page = weeks.operations
    for name, stands_in in (("Priya Nair", False), ("Sam Reyes", True)):
        page.goto(weeks.root)
        page.get_by_role("link", name="Who is alerted").click()
        page.get_by_role("link", name="Add a person").click()
        page.get_by_label("Name").fill(name)
        page.get_by_label("E-mail address").fill(f"{name.split()[0].lower()}@example.org")
        page.get_by_label("Only stands in").set_checked(stands_in)
        page.get_by_role("button", name="Save the person").click()
        expect(page.get_by_text(f"{name} is on the list.")).to_be_visible()


def sends_it_in(phone: Page, weeks: Weeks) -> Launch:
    phone.goto(links.url(make_intake(weeks.project)))
    phone.get_by_label("Name", exact=True).fill(NAME)
    phone.get_by_label("Kind").select_option("Direct mail")
    phone.get_by_label("Day it goes out").fill("2026-03-16")
    phone.get_by_label("Earliest day").fill("2026-03-09")
    phone.get_by_label("How many people get it").fill("60000")
    phone.get_by_label("What it offers").fill("A screening for 49 USD.")
    phone.get_by_label("What callers will ask").fill("Does insurance pay?")
    phone.get_by_label("Your name").fill("Noor")
    phone.get_by_label("Your e-mail address").fill("noor@example.org")
    phone.get_by_role("button", name="Send it").click()
    expect(phone.get_by_text("the liaison has been told")).to_be_visible()
    return Launch.objects.get()


def reviews(page: Page, here: str) -> None:
    page.goto(here)
    expect(page.get_by_text("Impact not reviewed", exact=True)).to_be_visible()
    page.get_by_role("link", name="Review it").click()
    page.get_by_label("Direct: it asks people to call, or they will").check()
    page.get_by_label("Why").fill("Every letter asks to call.")
    page.get_by_role("button", name="Keep the review").click()
    expect(page.get_by_text("Brief not written", exact=True)).to_be_visible()


def briefs(marketing: Page, operations: Page, here: str) -> None:
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


def closes_the_gap(weeks: Weeks, launch: Launch, here: str) -> None:
    page = weeks.operations
    page.goto(f"{here}forecast/")
    expect(page.get_by_text("A thousand futures are being computed")).to_be_visible()
    weeks.computes(launch)
    expect(page.get_by_role("heading", name="Ways to close the gap")).to_be_visible()
    page.get_by_role("button", name="Take the cheapest mix").click()
    expect(page.get_by_text("This mix is the plan now")).to_be_visible()
    weeks.computes(launch)
    expect(page.get_by_text("in plan").first).to_be_visible()


def prepares(page: Page, here: str) -> None:
    for item in ("training", "access", "contingencies"):
        page.goto(here)
        page.locator(f"a[href$='prepare/{item}/']").first.click()
        page.locator("textarea").fill("Seen to.")
        page.get_by_role("button", name="Keep it").click()


def test_a_launch_from_the_intake_link_to_the_learned_rate(
    new_page: Callable[..., Page], site: str, smtp_sink: SmtpSink
) -> None:
    weeks = Weeks(new_page, site, smtp_sink)
    operations, marketing, screen = weeks.operations, weeks.marketing, new_page()

    with weeks.on(0, 15):
        names_who_is_alerted(weeks)
        weeks.brings_calls(since=56, calls=60)
        launch = sends_it_in(weeks.phone(), weeks)
        here, floor = f"{weeks.root}{launch.pk}/", make_shared(weeks.project, mail.FLOOR)
        reviews(operations, here)
        briefs(marketing, operations, here)
        closes_the_gap(weeks, launch, here)
        prepares(operations, here)

        weeks.ring()
        operations.goto(here)
        expect(operations.get_by_text("1 agent unconfirmed").first).to_be_visible()
        assert weeks.subjects("priya@example.org") == [f"{NAME} goes out Mon 16 Mar (in 14 days)"]
        read = weeks.confirms("omar@example.org", "/l/")
        expect(read.get_by_text("No, it is 49 USD for everybody.")).to_be_visible()
        weeks.confirms("priya@example.org")
        operations.reload()
        expect(operations.get_by_text("reviewed, briefed, prepared, and known")).to_be_visible()

    with weeks.on(7, 9):
        assert weeks.subjects("priya@example.org")[1:] == [f"{NAME} goes out Mon 16 Mar (in 7 days)"]
        assert weeks.subjects("sam@example.org") == []
    with weeks.on(7, 14):
        # Nobody confirmed the step a week before; four hours later who stands in is told.
        assert weeks.subjects("sam@example.org") == [f"{NAME} goes out Mon 16 Mar (in 7 days)"]
        weeks.confirms("sam@example.org")
        screen.goto(links.url(floor))
        expect(screen.get_by_role("region", name="This week")).to_contain_text(NAME)
        screen.get_by_role("link", name=NAME).click()
        expect(screen.get_by_text("No, it is 49 USD for everybody.")).to_be_visible()

    with weeks.on(8, 10):
        marketing.goto(here)
        marketing.get_by_role("link", name="It dropped today").click()
        expect(marketing.get_by_text("2 people will get a mail")).to_be_visible()
        marketing.get_by_role("button", name="It is out: tell them").click()
        expect(marketing.get_by_text("is out, and everybody is being told.")).to_be_visible()
        weeks.ring()
        told = f"It is out: {NAME} went out Tue 10 Mar (today)"
        assert weeks.subjects("priya@example.org")[2:] == [told]
        assert weeks.subjects("sam@example.org")[1:] == [told]
        operations.goto(f"{here}forecast/")
        weeks.computes(launch)
        expect(operations.get_by_text("made the plan anew for the new date of")).to_be_visible()
        screen.goto(links.url(floor))
        expect(screen.get_by_role("region", name="Out now")).to_contain_text(NAME)

    with weeks.on(28, 10):
        # Seven of eight calls would have come anyway.
        weeks.brings_calls(since=20, calls=68)
        learned = LearnedRate.objects.get()
        operations.goto(f"{here}forecast/")
        weeks.computes(launch)
        expect(operations.get_by_role("heading", name="What its calls taught")).to_be_visible()
        expect(operations.get_by_text(f"{learned.percent:.2f} % of the people call")).to_be_visible()

        marketing.goto(f"{weeks.root}new/")
        marketing.get_by_label("Name").fill("Second letter")
        marketing.get_by_label("Kind").select_option("Direct mail")
        marketing.get_by_label("Day it goes out").fill("2026-04-20")
        marketing.get_by_label("How many people get it").fill("20000")
        marketing.get_by_role("button", name="Register the launch").click()
        marketing.get_by_role("link", name="Forecast and plan").click()
        weeks.computes(Launch.objects.get(name="Second letter"))
        expect(marketing.get_by_text(f"learned from {NAME}, held half as firmly")).to_be_visible()
