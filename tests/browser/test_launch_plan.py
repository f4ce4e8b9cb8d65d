"""A launch from its registration to the learned rate: forecast, choice, an early drop, calls that came."""

import datetime
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Page, expect

from marketing_sync import actions, forecasting, tasks
from marketing_sync.models import Launch, LearnedRate
from projects.models import Project, Role
from tests.browser.test_every_page import sign_in
from tests.marketing_sync.test_forecast import HOURS, MONDAY
from tests.projects.factories import lead_of, make_member, make_project

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _fewer_futures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecasting, "RUNS", 150)
    monkeypatch.setattr(forecasting, "FEWER_RUNS", 60)


def export(project: Project, *, since: int, calls: int) -> bytes:
    """What a phone system exports of the weekdays of so many days, semicolons and local numbers in it."""
    rows = ["Datum;Intervall;Angeboten;Bearbeitungszeit"]
    for ago in range(since, 0, -1):
        day = project.today() - datetime.timedelta(days=ago)
        if day.weekday() in HOURS:
            rows += [
                f"{day:%d.%m.%Y};{minute // 60:02d}:{minute % 60:02d};{calls};300,0"
                for minute in range(540, 780, 30)
            ]
    return "\n".join(rows).encode()


def bring(page: Page, root: str, content: bytes) -> None:
    """Imports interval data as operations does."""
    page.goto(f"{root}calls/import/")
    page.get_by_label("CSV or XLSX file").set_input_files(
        {"name": "intervals.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("button", name="Import ").click()
    expect(page.get_by_text("intervals imported")).to_be_visible()


def test_a_launch_is_forecast_planned_dropped_early_and_learned_from(
    new_page: Callable[..., Page], site: str
) -> None:
    with time_machine.travel(MONDAY, tick=True):
        project = make_project("Riverbend", time_zone="UTC")
        lead = lead_of(project)
        actions.save_centre(
            project=project,
            by=lead,
            hours=HOURS,
            shrinkage=20,
            patience=180,
            occupancy=None,
            temp_lead_days=1,
        )
        week = {(day, minute): 20 for day in HOURS for minute in range(540, 780, 30)}
        actions.save_staff(project=project, by=lead, week=week)
        root = f"{site}/p/{project.slug}/launches/"
        page = new_page()
        sign_in(page, make_member(project, Role.LEAD), site, Client())
        bring(page, root, export(project, since=56, calls=60))

        page.goto(f"{root}new/")
        page.get_by_label("Name").fill("Heart screening letter")
        page.get_by_label("Kind").select_option("Direct mail")
        page.get_by_label("Day it goes out").fill("2026-03-16")
        page.get_by_label("Earliest day").fill("2026-03-02")
        page.get_by_label("How many people get it").fill("60000")
        page.get_by_role("button", name="Register the launch").click()
        page.get_by_role("link", name="Forecast and plan").click()
        expect(page.get_by_text("A thousand futures are being computed")).to_be_visible()
        launch = Launch.objects.get()
        tasks.forecast(launch.pk)
        expect(page.get_by_role("heading", name="Ways to close the gap")).to_be_visible()
        page.get_by_role("button", name="Take the cheapest mix").click()
        expect(page.get_by_text("This mix is the plan now")).to_be_visible()
        tasks.forecast(launch.pk)
        expect(page.get_by_text("in plan").first).to_be_visible()

        page.get_by_role("link", name="It dropped today").click()
        page.get_by_role("button", name="It is out: tell them").click()
        expect(page.get_by_text("is out, and everybody is being told.")).to_be_visible()
        page.get_by_role("link", name="Forecast and plan").click()
        tasks.forecast(launch.pk)
        expect(page.get_by_text("made the plan anew for the new date of")).to_be_visible()

    with time_machine.travel(MONDAY + datetime.timedelta(days=21), tick=True):
        sign_in(page, lead, site, Client())
        bring(page, root, export(project, since=21, calls=68))
        learned = LearnedRate.objects.get()
        page.goto(f"{root}{launch.pk}/forecast/")
        tasks.forecast(launch.pk)
        expect(page.get_by_role("heading", name="What its calls taught")).to_be_visible()
        expect(page.get_by_text(f"{learned.percent:.2f} % of the people call")).to_be_visible()
