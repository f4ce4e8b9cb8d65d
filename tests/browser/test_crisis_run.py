"""A crisis in real browsers: two presses on a phone, two people at once, a line that comes and goes."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from crisis import actions, chapter, schedule
from crisis.models import Activation, CrisisRole, StepState
from mailroom.models import Message
from projects.models import Role
from tests.browser.test_every_page import sign_in
from tests.crisis.factories import make_person, make_run
from tests.fixtures.browser import PHONE
from tests.marketing_sync.factories import make_launch
from tests.projects.factories import lead_of, make_member, make_project

PHONES = "Phone system outage (ACD, SIP trunk, carrier or internet circuit)"
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


def test_two_acts_in_a_row_are_both_kept_and_one_is_done_again_at_once_after_an_error(
    new_page: Callable[..., Page], site: str, watch: Any
) -> None:
    watch.allow("409|422")
    project = make_project("Riverbend", time_zone="UTC")
    activation = make_run(project)
    first, second, third, fourth = activation.steps.order_by("order")[:4]
    page = new_page(viewport=PHONE)
    sign_in(page, lead_of(project), site, Client())
    page.goto(f"{site}{activation.get_absolute_url()}")

    # Two boxes within a moment, while a reason is being written for a third step.
    page.locator(f"#step-{third.pk} summary").click()
    page.locator(f"#why-{third.pk}").fill("No radio here")
    page.evaluate(
        f"document.getElementById('do-{first.pk}').click(); document.getElementById('do-{second.pk}').click()"
    )
    for step in (first, second):
        expect(page.locator(f"#step-{step.pk}")).to_contain_text("done ", timeout=3_000)
    expect(page.locator(f"#why-{third.pk}")).to_have_value("No radio here")
    page.locator(f"#step-{third.pk}").get_by_role("button", name="Skip it").click()
    expect(page.locator(f"#step-{third.pk}")).to_contain_text("No radio here", timeout=3_000)

    # Refused for want of a reason, then given one: at once, not ten seconds later.
    page.locator(f"#step-{fourth.pk} summary").click()
    for reason in ("   ", "The door is shut"):
        page.locator(f"#why-{fourth.pk}").fill(reason)
        page.locator(f"#step-{fourth.pk}").get_by_role("button", name="Skip it").click()
        if not reason.strip():
            expect(page.locator(".message-error")).to_contain_text("Say why it is skipped", timeout=3_000)
            page.locator(f"#step-{fourth.pk} summary").click()
    expect(page.locator(f"#step-{fourth.pk}")).to_contain_text("The door is shut", timeout=3_000)

    # A step that another phone settled first: told, and undone with the next press.
    last = activation.steps.get(order=5)
    actions.settle(activation=activation, step_id=last.pk, version=1, by=lead_of(project))
    page.evaluate(f"document.getElementById('do-{last.pk}').click()")
    expect(page.locator(f"#step-{last.pk}")).to_contain_text("done ", timeout=5_000)
    page.locator(f"#do-{last.pk}").click()
    expect(page.locator(f"#do-{last.pk}")).to_have_attribute("value", "done", timeout=3_000)


def test_steps_are_worked_down_by_keyboard_and_focus_and_news_are_kept(
    new_page: Callable[..., Page], site: str, watch: Any
) -> None:
    project = make_project("Riverbend", time_zone="UTC")
    activation = make_run(project)
    first, second = activation.steps.order_by("order")[:2]
    page = new_page()
    sign_in(page, lead_of(project), site, Client())
    page.goto(f"{site}{activation.get_absolute_url()}")

    page.locator(f"#do-{first.pk}").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#step-{first.pk}")).to_contain_text("done ", timeout=5_000)
    expect(page.locator(f"#do-{first.pk}")).to_be_focused()
    expect(page.locator("#announce")).to_contain_text(f"Done: {first.title}")

    page.locator(f"#skip-{second.pk}").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("No radio here")
    page.keyboard.press("Enter")
    expect(page.locator(f"#step-{second.pk}")).to_contain_text("No radio here", timeout=5_000)
    expect(page.locator(f"#do-{second.pk}")).to_be_focused()


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
    expect(wall.locator("#back ~ ul")).to_contain_text("that the usual way holds again: Inbound, normal")
    expect(wall.locator("#back ~ ul")).to_contain_text("The launch “Heart screening letter” goes on.")
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
    expect(wall.locator("main")).to_contain_text("Drafted from the timeline")
    wall.locator("#id_text").fill("Keep the mobiles charged")
    wall.locator("#id_due_on").fill("2026-10-15")
    wall.get_by_role("button", name="Add the improvement").click()
    expect(wall.locator("main")).to_contain_text("Keep the mobiles charged")


def test_a_planned_drill_is_run_whole_by_one_person_at_a_desk_and_reaches_only_who_takes_part(
    new_page: Callable[..., Page], site: str, watch: Any, frozen: Any
) -> None:
    project = make_project("Riverbend", time_zone="UTC")
    member = make_member(project, Role.OPERATIONS, name="Sam Patel")
    inside = make_person(project, CrisisRole.TECHNOLOGY_LEAD, name="Sam Patel", email=member.email)
    make_person(project, name="Out Sider", email="outsider@example.org")
    desk, taking_part = new_page(), new_page(viewport=PHONE)
    pages = (desk, taking_part)
    sign_in(desk, lead_of(project), site, Client())
    sign_in(taking_part, member, site, Client())
    for page in pages:
        page.clock.set_fixed_time(timezone.now())

    # Planned for tomorrow, with its news.
    starts = (timezone.now() + timedelta(days=1)).replace(second=0, microsecond=0)
    desk.goto(f"{site}/p/{project.slug}/crisis/runs/")
    desk.get_by_role("link", name="Plan a drill").click()
    desk.get_by_label("What is rehearsed").select_option(label=PHONES)
    desk.get_by_label("Starts").fill(starts.strftime("%Y-%m-%dT%H:%M"))
    desk.get_by_label("What is supposed to have happened").fill(
        "The phones have been silent for five minutes"
    )
    desk.get_by_label("Out Sider").uncheck()
    desk.get_by_role("button", name="Plan and invite").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("DRILL")
    for minutes, text in ((10, "A journalist is at the desk"), (25, "The second carrier answers")):
        desk.get_by_label("What happens").fill(text)
        desk.get_by_label("Minutes after the start").fill(str(minutes))
        desk.get_by_role("button", name="Add the news").click()
        expect(desk.locator("#news ~ details")).to_contain_text(text)

    # At its time it waits in the work of who takes part, and one click on the crisis page starts it.
    to(frozen, pages, starts)
    taking_part.goto(f"{site}/p/{project.slug}/mine/")
    expect(taking_part.locator("main")).to_contain_text("Take part: Phone system outage")
    desk.goto(f"{site}/p/{project.slug}/crisis/")
    desk.get_by_role("button", name="Start the drill").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("DRILL")
    activation = Activation.objects.get()
    taking_part.goto(desk.url)
    expect(taking_part.locator("#run")).to_contain_text("silent for five minutes")
    expect(taking_part.locator(".run-clock")).to_have_text("00:00:00")
    step = activation.steps.get(order=5)
    taking_part.locator(f"#do-{step.pk}").click()
    expect(desk.locator(f"#step-{step.pk}")).to_contain_text("by Sam Patel", timeout=10_000)
    taking_part.get_by_role("link", name="Broadcast", exact=True).click()
    expect(taking_part.locator("main")).to_contain_text("DRILL. It goes to 1 person at once.")
    taking_part.get_by_label("Subject").fill("Use the mobiles")
    taking_part.get_by_label("Text").fill("They are in the red bag.")
    taking_part.get_by_role("button", name="Send to 1 person").click()
    expect(taking_part.get_by_role("heading", level=1)).to_have_text("DRILL: Use the mobiles")
    taking_part.get_by_role("link", name="Live board").click()

    # Each piece of news comes at its minute and not before; the observer writes down what nobody else sees.
    desk.get_by_role("link", name="Drill desk").click()
    for minutes, text in ((10, "A journalist is at the desk"), (25, "The second carrier answers")):
        to(frozen, pages, starts + timedelta(minutes=minutes - 1))
        assert schedule.injects_due() == []
        to(frozen, pages, starts + timedelta(minutes=minutes))
        for inject_id in schedule.injects_due():
            schedule.tell_inject(inject_id)
        expect(taking_part.locator(".message-warning")).to_contain_text(text, timeout=10_000)
        desk.get_by_label("What you saw").fill(f"Minute {minutes}: nobody knew the number")
        desk.get_by_role("button", name="Keep it").click()
        expect(desk.locator("main")).to_contain_text(f"Minute {minutes}: nobody knew the number")
    expect(taking_part.locator("#run")).not_to_contain_text("nobody knew the number")
    for capability, grade in (("Command", "S"), ("Alerting", "P"), ("Going back", "M"), ("Telling", "U")):
        desk.get_by_label(f"Rating: {capability}").select_option(grade)
        desk.get_by_role("button", name=re.compile(f"Rate ?: {capability}")).click()
        expect(desk.get_by_label(f"Rating: {capability}")).to_have_value(grade)

    to(frozen, pages, starts + timedelta(minutes=40))
    taking_part.get_by_role("link", name="Stand down").click()
    expect(taking_part.locator("main")).to_contain_text("DRILL.")
    stand_down(taking_part)
    expect(taking_part.locator(".run-clock")).to_have_text("00:40:00")

    # The review: both lists, ratings, notes; a gap becomes an improvement.
    desk.get_by_role("link", name="Look back at it").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("DRILL: Looking back")
    for words in ("S: performed with some", "U: could not be", "Minute 25: nobody knew", "00:40:00"):
        expect(desk.locator("main")).to_contain_text(words)
    gap = activation.after_action.findings.filter(kind="gap").earliest("pk")
    desk.locator(f"#finding-{gap.pk}").get_by_role("link", name="Improve it").click()
    desk.locator("#id_text").fill("Name a second for every role")
    desk.locator("#id_due_on").fill((starts + timedelta(days=30)).strftime("%Y-%m-%d"))
    desk.get_by_role("button", name="Add the improvement").click()
    expect(desk.locator(f"#finding-{gap.pk}")).to_contain_text("Name a second for every role")

    # Beside the invitation of who leads it, nobody but who takes part was told; each mail says DRILL.
    told = Message.objects.filter(kind__startswith="crisis.")
    assert set(told.values_list("to_email", flat=True)) == {inside.email, lead_of(project).email}
    assert set(told.exclude(kind="crisis.planned").values_list("to_email", flat=True)) == {inside.email}
    assert [one for one in told.values_list("subject", flat=True) if not one.startswith("DRILL")] == []
    assert "DRILL: after-action report" in chapter.document(activation).html


def to(frozen: Any, pages: tuple[Page, ...], moment: datetime) -> None:
    """Sets the clocks of the server and of every browser."""
    frozen.move_to(moment)
    for page in pages:
        page.clock.set_fixed_time(moment)
