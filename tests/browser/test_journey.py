"""From a new project to the last confirmation, with real mail, a real worker and a real browser."""

import datetime
import io
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import Workbook
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from marketing_sync.models import AlertContact
from marketing_sync.tasks import clock
from tests.fixtures.browser import PHONE
from tests.fixtures.mail import SmtpSink
from tests.projects.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse battery"
LEVELS = ["Executive", "Director", "Manager", "Front line", "Physician"]
DEPARTMENTS = ["Cardiology", "Access", "Nursing", "Finance", "Marketing", "Information technology"]
BAD_ROWS = {
    12: ["Casey Lund", "casey.lund at example.org", "Charge nurse", "Nursing", "Manager", 3],
    25: ["", "no.name@example.org", "Scheduler", "Access", "Front line", 2],
    33: ["Robin Hale", "robin.hale@example.org", "Controller", "Finance", "Director", 9],
}


def people_list() -> bytes:
    """An XLSX of 43 people, three of them with a bad cell, as HR would send it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Full name", "E-mail", "Job title", "Department", "Level", "Power"])
    for row in range(2, 45):
        number = row - 1
        good = [
            f"Person {number:02}",
            f"person{number:02}@example.org",
            "Service line lead",
            DEPARTMENTS[number % len(DEPARTMENTS)],
            LEVELS[number % len(LEVELS)],
            # One of the powerful asks for something that will fall below the line.
            5 if number == 2 else 3,
        ]
        sheet.append(BAD_ROWS.get(row, good))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def link_in(mail: Any) -> str:
    """The address behind the button of a mail."""
    found = re.search(r"https?://\S+", mail.body("plain"))
    assert found is not None
    return found[0]


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).first.click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("link", name=name).first.click()


def heading(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


class Journey:
    """The steps, in order; each leaves the browser where the next begins."""

    def __init__(self, page: Page, phone: Callable[[], Page], sink: SmtpSink, tmp_path: Path) -> None:
        self.page = page
        self.new_phone = phone
        self.sink = sink
        self.tmp_path = tmp_path
        self.root = ""

    def sign_in(self, email: str) -> None:
        self.page.goto("/")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(re.compile("/projects|/p/"))

    def make_project(self) -> None:
        self.page.goto("/projects/new/")
        self.page.get_by_label("Name of the project").fill("Harbor contact centre")
        self.page.get_by_label("Organisation").fill("Harbor Health")
        press(self.page, "Make the project")
        self.page.wait_for_url("**/p/harbor-contact-centre/**")
        self.root = "/p/harbor-contact-centre"

    def import_people(self) -> None:
        self.page.goto(f"{self.root}/stakeholders/import/")
        self.page.locator("input[type=file]").set_input_files(
            {"name": "people.xlsx", "mimeType": "application/octet-stream", "buffer": people_list()}
        )
        press(self.page, "Look at the list")
        expect(self.page.get_by_text("40 to add, 0 to update, 0 as they are, 3 with errors.")).to_be_visible()
        bad = self.page.locator("section", has=self.page.get_by_role("heading", name="3 rows with errors"))
        assert [cell.inner_text() for cell in bad.locator("tbody th").all()] == ["12", "25", "33"]
        expect(bad.get_by_text("B, E-mail:")).to_be_visible()
        expect(bad.get_by_text("A, Full name:")).to_be_visible()
        expect(bad.get_by_text("F, Power:")).to_be_visible()
        press(self.page, "Import the 40 good rows")
        expect(self.page.get_by_text("40 added, 0 updated, 3 left out.")).to_be_visible()

    def send_round(self) -> None:
        self.page.goto(f"{self.root}/stakeholders/questions/")
        press(self.page, re.compile("Adopt|Take"))
        self.page.goto(f"{self.root}/stakeholders/rounds/new/")
        self.page.get_by_label("Title").fill("What should we create?")
        self.page.get_by_label("Question set").select_option(index=1)
        press(self.page, "Choose the people")
        boxes = self.page.locator("input[name=person]")
        for index in range(25):
            boxes.nth(index).check()
        press(self.page, "Preview the mail")
        expect(heading(self.page)).to_have_text("Send 25 invitations")
        press(self.page, "Send 25 mails")
        expect(self.page.get_by_text("0 of 25 heard.")).to_be_visible()
        self.sink.wait_for(25, seconds=60)

    def answer(self, number: int, text: str) -> None:
        """A stakeholder opens the mail on a phone, answers, leaves, returns and submits."""
        [invitation] = self.sink.to(f"person{number:02}@example.org")
        phone = self.new_phone()
        phone.goto(link_in(invitation))
        box = phone.locator("textarea:visible, input[type=text]:visible").first
        box.fill(text)
        expect(phone.locator("#saved")).to_contain_text("Saved")
        phone.goto("about:blank")

        phone.goto(link_in(invitation))
        phone.get_by_role("button", name=re.compile("Show all")).click()
        expect(phone.locator("textarea, input[type=text]").first).to_have_value(text)
        phone.get_by_role("button", name="Submit").click()
        expect(phone.get_by_text("Thank you, Person.")).to_be_visible()
        phone.context.close()

    def lift_ask(self, words: str, wish: str) -> None:
        """The lead selects words of an answer with the mouse and makes an ask of them."""
        self.page.goto(f"{self.root}/stakeholders/answers/")
        select_words(self.page, words)
        self.page.locator(".lift-here").click()
        form = self.page.locator("[data-lift-form]")
        expect(form.get_by_label("Their words")).to_have_value(words)
        form.get_by_label("What they want").fill(wish)
        form.get_by_role("button", name="Make the ask").click()
        expect(self.page.get_by_role("link", name=wish)).to_be_visible()

    def fill_board(self) -> None:
        """Elements of asks and of the project's own dream: two above the line, one below."""
        self.page.goto(f"{self.root}/vision/dreams/")
        self.page.get_by_label("Dream").fill("Every physician knows one of us by name")
        press(self.page, "Add the dream")
        for wish, title, place in (
            ("Clinic lines answered after hours", "After-hours clinic lines", "NOW"),
            ("Every physician knows one of us by name", "White-glove line", "NOW"),
            ("Referrals tracked until the visit", "Referral tracking", "NOW"),
        ):
            self.page.goto(f"{self.root}/vision/sort/")
            self.page.locator("label.wish", has_text=wish).locator("input").check()
            self.page.get_by_label("Title").fill(title)
            self.page.get_by_label("Function").select_option(label="Access & scheduling")
            self.page.get_by_label("Place").select_option(label=place)
            press(self.page, "Make the element")
            expect(self.page.get_by_text(title).first).to_be_visible()

    def move_cards(self) -> None:
        """One card goes below the line by mouse; another by keyboard, and comes back by one key."""
        page = self.page
        page.goto(f"{self.root}/vision/")
        expect(page.locator(".the-line")).to_contain_text("3 above, 0 below")
        drag(page, "Referral tracking", page.locator(".row-next .cell").first)
        expect(page.locator(".the-line")).to_contain_text("2 above, 1 below")
        expect(page.locator("#board-state")).to_contain_text("Saved")

        page.get_by_role("link", name="White-glove line", exact=True).focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
        expect(page.locator(".the-line")).to_contain_text("1 above, 2 below")
        page.keyboard.press("Control+z")
        expect(page.locator(".the-line")).to_contain_text("2 above, 1 below")

    def publish(self) -> None:
        """Version 1: the mail of the powerful person whose ask fell waits for a talk; the other goes."""
        page = self.page
        page.goto(f"{self.root}/vision/publish/")
        expect(page.get_by_text("1 powerful person is talked to first")).to_be_visible()
        page.goto(f"{self.root}/vision/publish/statement/")
        page.get_by_label("What do we want to create?").fill(
            "One place that answers, by day and after hours."
        )
        press(page, "Save and go on")
        page.goto(f"{self.root}/vision/publish/now/")
        press(page, re.compile("Publish version 1"))
        expect(heading(page)).to_have_text("Who knows of version 1")
        [told] = self.wait_for_mail("person01@example.org", 2)
        assert "After-hours clinic lines" in " ".join(told.body().split())
        assert len(self.sink.to("person02@example.org")) == 1

        page.goto(f"{self.root}/vision/talks/")
        page.get_by_role("link", name="Person 02").click()
        page.get_by_label("What was said").fill("Accepts the order; wants to see the numbers in spring.")
        press(page, "We have talked")
        [held] = self.wait_for_mail("person02@example.org", 2)
        assert "Referral tracking" in " ".join(held.body().split())

    def wait_for_mail(self, address: str, count: int) -> list[Any]:
        """The mails beyond the invitation, once there are `count` in all."""
        deadline = time.monotonic() + 60
        while len(self.sink.to(address)) < count:
            assert time.monotonic() < deadline, f"{address} got {len(self.sink.to(address))} of {count} mails"
            time.sleep(0.1)
        return self.sink.to(address)[1:]

    def confirm_outcome(self) -> None:
        """A stakeholder reads what became of their ask and says so."""
        phone = self.new_phone()
        phone.goto(link_in(self.sink.to("person01@example.org")[1]))
        expect(phone.get_by_text("Clinic lines answered after hours")).to_be_visible()
        press(phone, "I have read this")
        expect(phone.get_by_text("You told us that you have read this")).to_be_visible()
        phone.context.close()

        self.page.goto(f"{self.root}/vision/versions/1/")
        expect(self.page.get_by_text("2 of 2 told, 1 have read it")).to_be_visible()

    def share_pdf(self) -> None:
        """The vision as a PDF, downloaded by somebody outside."""
        page = self.page
        press(page, "Make the PDF")
        expect(page.get_by_role("link", name="Download the PDF")).to_be_visible(timeout=60_000)
        page.get_by_label("For whom").fill("Board of trustees")
        press(page, "Make a link")
        address = page.get_by_label("Link for Board of trustees").input_value()

        outsider = self.new_phone()
        outsider.goto(address)
        with outsider.expect_download() as download:
            press(outsider, "Download the PDF")
        document = PdfReader(download.value.path())
        assert "One place that answers, by day and after hours." in " ".join(
            document.pages[1].extract_text().split()
        )
        outsider.context.close()

        page.reload()
        expect(page.get_by_text("1 download ")).to_be_visible()

    def alert_of_launch(self) -> None:
        """A launch is registered; its due alert goes out by the clock and is confirmed by link."""
        page = self.page
        page.goto(f"{self.root}/launches/alerts/people/new/")
        page.get_by_label("Name").fill("Priya Nair")
        page.get_by_label("E-mail address").fill("priya@example.org")
        press(page, "Save the person")
        # Whatever the hour at which this test runs, nobody's quiet hours hold the alert back.
        AlertContact.objects.update(quiet_from=None, quiet_until=None)
        page.goto(f"{self.root}/launches/new/")
        page.get_by_label("Name").fill("Heart screening letter")
        page.get_by_label("Kind").select_option("Direct mail")
        page.get_by_label("Day it goes out").fill(
            (timezone.localdate() + datetime.timedelta(days=5)).isoformat()
        )
        page.get_by_label("What callers will ask").fill("Does insurance pay?")
        press(page, "Register the launch")
        expect(heading(page)).to_have_text("Heart screening letter")
        clock.delay()
        deadline = time.monotonic() + 60
        while not self.sink.to("priya@example.org"):
            assert time.monotonic() < deadline, "the due alert did not come"
            time.sleep(0.1)

        phone = self.new_phone()
        phone.goto(link_in(self.sink.to("priya@example.org")[0]))
        press(phone, "I have read this")
        expect(phone.get_by_text("Thank you.")).to_be_visible()
        phone.context.close()
        page.reload()
        expect(page.get_by_text("1 of 1 person")).to_be_visible()


def drag(page: Page, title: str, cell: Locator) -> None:
    """By mouse, as a hand does it: press, go to the cell, follow when rows give way, let go."""
    page.get_by_role("link", name=title, exact=True).hover()
    page.mouse.down()
    for _time in range(3):
        box = cell.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 16, steps=12)
        page.wait_for_timeout(250)
    page.mouse.up()


def select_words(page: Page, words: str) -> None:
    """Marks words on the page, as dragging the mouse over them does."""
    page.evaluate(
        """words => {
            const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const start = node.data.indexOf(words);
                if (start < 0 || !node.parentElement.closest("[data-answer]")) continue;
                const range = document.createRange();
                range.setStart(node, start);
                range.setEnd(node, start + words.length);
                const selection = window.getSelection();
                selection.removeAllRanges();
                selection.addRange(range);
                return;
            }
            throw new Error(`no answer says “${words}”`);
        }""",
        words,
    )


def test_from_a_new_project_to_the_last_confirmation(
    page: Page,
    new_page: Callable[..., Page],
    smtp_sink: SmtpSink,
    start_worker: Callable[[], Any],
    tmp_path: Path,
) -> None:
    lead = make_user(email="lead@example.org", name="Dana Kim", password=PASSWORD)
    start_worker()
    journey = Journey(
        page, lambda: new_page(viewport=PHONE, has_touch=True, is_mobile=True), smtp_sink, tmp_path
    )

    journey.sign_in(lead.email)
    journey.make_project()
    journey.import_people()
    journey.send_round()
    journey.answer(1, "Please answer the clinic line after five. Patients ring three numbers.")
    journey.answer(2, "I need referrals to our own physicians tracked until the visit.")
    journey.lift_ask("answer the clinic line after five", "Clinic lines answered after hours")
    journey.lift_ask("referrals to our own physicians tracked", "Referrals tracked until the visit")
    journey.fill_board()
    journey.move_cards()
    journey.publish()
    journey.confirm_outcome()
    journey.share_pdf()
    journey.alert_of_launch()
