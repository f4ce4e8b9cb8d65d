"""A crisis in real browsers: two presses on a phone, two people at once, a line that comes and goes."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from crisis import schedule
from crisis.models import Activation, CrisisRole, StepState
from mailroom.models import Message
from projects.models import Role
from tests.browser.test_every_page import sign_in
from tests.crisis.factories import make_person, make_run
from tests.fixtures.browser import PHONE
from tests.marketing_sync.factories import make_launch
from tests.projects.factories import lead_of, make_member, make_project

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def stand_down(page: Page) -> None:
    """Meets every criterion of the open page, which may still be on its way, and ends the run."""
    button = page.get_by_role("button", name="Stand down now")
    expect(button).to_be_visible()
    for criterion in page.get_by_role("checkbox").all():
        criterion.check()
    button.click()


def test_a_crisis_is_declared_on_a_phone_and_run_by_two_people(
    new_page: Callable[..., Page], site: str, watch: Any
) -> None:
    project = make_project("Riverbend", time_zone="UTC")
    make_person(project, CrisisRole.TECHNOLOGY_LEAD, name="Sam Patel")
    phone = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(phone, make_member(project, Role.OPERATIONS, name="Priya Nair"), site, Client())
    phone.goto(f"{site}/p/{project.slug}/")
    phone.get_by_role("link", name="Declare a crisis").click()
    phone.get_by_role("button", name="Phone system outage").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("SEV-1 · Phone system outage")
    activation = Activation.objects.get()

    wall = new_page()
    sign_in(wall, lead_of(project), site, Client())
    wall.goto(phone.url)
    step = activation.steps.get(order=5)
    phone.locator(f"#do-{step.pk}").click()
    expect(phone.locator(f"#step-{step.pk}")).to_contain_text("by Priya Nair")
    # The wall learns of it by itself.
    expect(wall.locator(f"#step-{step.pk}")).to_contain_text("by Priya Nair", timeout=10_000)

    wall.keyboard.press("n")
    wall.keyboard.type("Ticket 48812: core switch, no estimate")
    wall.keyboard.press("Enter")
    expect(wall.locator(".timeline")).to_contain_text("Ticket 48812")
    expect(phone.locator(".timeline")).to_contain_text("Ticket 48812", timeout=10_000)

    phone.get_by_role("link", name="Stand down").click()
    stand_down(phone)
    expect(phone.locator(".timeline")).to_contain_text("all criteria met")


def test_notes_and_check_offs_wait_on_the_phone_while_the_line_is_gone(
    new_page: Callable[..., Page], site: str, watch: Any
) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    project = make_project("Riverbend", time_zone="UTC")
    activation = make_run(project)
    page = new_page(viewport=PHONE)
    sign_in(page, lead_of(project), site, Client())
    page.goto(f"{site}{activation.get_absolute_url()}")
    step = activation.steps.get(order=5)

    page.context.set_offline(True)
    page.locator(f"#do-{step.pk}").click()
    page.get_by_label("Note", exact=True).fill("The lights are out")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator("#run-waiting")).to_contain_text("The lights are out")
    expect(page.locator("#run-waiting")).to_contain_text("Re-route numbers")
    # The next note a moment later is no second click on the first.
    page.get_by_label("Note", exact=True).fill("The generator runs")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator("#run-waiting")).to_contain_text("The generator runs", timeout=2_000)
    assert activation.timeline.count() == 1

    page.context.set_offline(False)
    expect(page.locator(".timeline")).to_contain_text("The lights are out", timeout=10_000)
    expect(page.locator("#run-waiting")).to_be_hidden()
    step.refresh_from_db()
    assert step.state == StepState.DONE
    expect(page.locator(".timeline")).to_contain_text("The generator runs", timeout=10_000)
    assert activation.timeline.count() == 4


def test_two_commanders_run_a_whole_crisis_and_neither_overwrites_the_other(
    new_page: Callable[..., Page], site: str, watch: Any, frozen: Any
) -> None:
    watch.allow("409")
    project = make_project("Riverbend", time_zone="UTC")
    make_person(project, CrisisRole.TECHNOLOGY_LEAD, name="Sam Patel")
    launch = make_launch(project, name="Heart screening letter")
    phone, wall = new_page(viewport=PHONE), new_page()
    sign_in(phone, make_member(project, Role.OPERATIONS, name="Priya Nair"), site, Client())
    sign_in(wall, lead_of(project), site, Client())
    for page in (phone, wall):
        page.clock.set_fixed_time(timezone.now())
    phone.goto(f"{site}/p/{project.slug}/crisis/declare/")
    phone.get_by_role("button", name="Phone system outage").click()
    activation = Activation.objects.get()
    wall.goto(phone.url)

    wall.get_by_role("link", name="Do something otherwise").click()
    wall.get_by_label("Usual procedure").fill("Inbound, normal")
    wall.get_by_label("What is done instead").fill("Take calls on the mobiles.")
    wall.get_by_role("button", name="Announce to").click()
    expect(wall.locator(".timeline")).to_contain_text("is done otherwise")
    wall.get_by_role("link", name="Pause launches").click()
    wall.get_by_role("checkbox", name="Heart screening letter").check()
    wall.get_by_role("button", name="Pause them").click()
    expect(wall.locator("#otherwise ~ ul")).to_contain_text("Heart screening letter")
    assert launch.pauses.holding().count() == 1

    # Half an hour later the clocks say so, on both screens.
    frozen.shift(timedelta(minutes=30))
    for page in (phone, wall):
        page.clock.set_fixed_time(timezone.now())
        page.reload()
        expect(page.locator(".run-clock")).to_have_text("00:30:00")
    expect(wall.locator(f"#step-{activation.steps.get(order=5).pk}")).to_contain_text("late")

    # Both command at once: the second is told what stands, and decides anew.
    wall.get_by_role("link", name="Stand down").click()
    phone.get_by_label("Severity", exact=True).select_option("SEV-2")
    phone.get_by_role("button", name="Set the severity").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("SEV-2")
    stand_down(wall)
    expect(wall.locator("main")).to_contain_text("Meanwhile Priya Nair commands and it is SEV-2")
    assert Activation.objects.get().is_running
    wall.get_by_role("button", name="Stand down now").click()
    expect(wall.locator(".timeline")).to_contain_text("The usual way again: Inbound, normal")
    expect(wall.locator(".timeline")).to_contain_text("Launch “Heart screening letter” goes on")
    assert launch.pauses.holding().count() == 0
    expect(phone.locator(".timeline")).to_contain_text("all criteria met", timeout=10_000)

    wall.get_by_role("link", name="Looking back").click()
    expect(wall.locator("main")).to_contain_text("Drafted from the timeline.")
    wall.locator("#id_text").fill("Keep the mobiles charged")
    wall.locator("#id_due_on").fill("2026-10-15")
    wall.get_by_role("button", name="Add the improvement").click()
    expect(wall.locator("main")).to_contain_text("Keep the mobiles charged")


def test_one_person_runs_a_drill_from_a_desk_and_it_reaches_only_who_takes_part(
    new_page: Callable[..., Page], site: str, watch: Any, frozen: Any
) -> None:
    project = make_project("Riverbend", time_zone="UTC")
    inside = make_person(project, CrisisRole.TECHNOLOGY_LEAD, name="Sam Patel", email="sam@example.org")
    make_person(project, name="Out Sider", email="outsider@example.org")
    desk, taking_part = new_page(), new_page(viewport=PHONE)
    sign_in(desk, lead_of(project), site, Client())
    sign_in(taking_part, make_member(project, Role.OPERATIONS), site, Client())
    for page in (desk, taking_part):
        page.clock.set_fixed_time(timezone.now())
    desk.goto(f"{site}/p/{project.slug}/crisis/declare/?drill=1")
    desk.get_by_label("Out Sider").uncheck()
    desk.get_by_role("button", name="Phone system outage").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("DRILL")
    taking_part.goto(desk.url)
    desk.get_by_role("link", name="Drill desk").click()
    desk.get_by_label("What happens").fill("A journalist is at the desk")
    desk.get_by_label("Minutes from now").fill("10")
    desk.get_by_role("button", name="Add the news").click()
    expect(desk.locator("main")).to_contain_text("waiting")

    frozen.shift(timedelta(minutes=10))
    for inject_id in schedule.injects_due():
        schedule.tell_inject(inject_id)
    expect(taking_part.locator("#run")).to_contain_text("A journalist is at the desk", timeout=10_000)
    desk.get_by_label("What you saw").fill("Nobody knew the number")
    desk.get_by_role("button", name="Keep it").click()
    desk.get_by_label("Rating: Command").select_option("S")
    desk.get_by_role("button", name=re.compile("Rate ?: Command")).click()
    expect(desk.locator("main")).to_contain_text("Nobody knew the number")

    taking_part.get_by_role("link", name="Stand down").click()
    stand_down(taking_part)
    desk.get_by_role("link", name="Look back at it").click()
    expect(desk.locator("main")).to_contain_text("S: performed with some challenges")
    told = Message.objects.filter(kind__startswith="crisis.")
    assert set(told.values_list("to_email", flat=True)) == {inside.email}
    assert all(subject.startswith("DRILL: ") for subject in told.values_list("subject", flat=True))
