"""Published, changed and published again in a browser, with twelve people in twelve situations at once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mailroom import actions as mailroom
from mailroom import links
from mailroom.actions.queue import UNSUBSCRIBE
from mailroom.models import Message
from projects.models import Project, User
from stakeholders.models import Stakeholder
from tests.browser.test_vision_board import sign_in
from tests.projects.factories import lead_of, make_project
from tests.stakeholders.factories import make_draft
from tests.vision.factories import make_ask, make_element, make_person
from vision import actions
from vision.models import Place

__all__ = ["sign_in"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Who asks for an element of which name, where it lies at first.
ASKED = {
    "in": Place.NOW,
    "below": Place.NEXT,
    "up": Place.NEXT,
    "down": Place.NOW,
    "dropped": Place.NOW,
    "merged": Place.NOW,
    "split": Place.NOW,
    "twice": Place.NOW,
    "anonymous": Place.NOW,
    "declined": Place.DECLINED,
    "unsubscribed": Place.NOW,
    "unchanged": Place.NOW,
}
IN, LATER, NOT = "It is part of this project.", "It comes in a later phase.", "It will not be done."
SAME = "That has not changed; it has another name by now."
FIRST = {
    "in": IN, "below": LATER, "up": LATER, "down": IN, "dropped": IN, "merged": IN, "split": IN, "twice": IN,
    "declined": NOT, "unsubscribed": IN, "unchanged": IN,
}  # fmt: skip
SECOND = {
    "up": IN, "down": LATER, "dropped": NOT, "merged": SAME, "split": SAME, "twice": LATER,
    "unsubscribed": LATER,
}  # fmt: skip


@pytest.fixture
def project(db: None) -> Project:
    """Twelve people, each of whom asked for one element; one of them for two things, one without a name."""
    project = make_project("Harbour line")
    for number, (name, place) in enumerate(ASKED.items()):
        anonymous = name == "anonymous"
        person = make_person(
            project,
            name=f"Person {name}",
            email="" if anonymous else f"{name}@example.org",
            voice_of=make_draft(project) if anonymous else None,
        )
        asks = [make_ask(project, by=person) for _time in range(2 if name == "twice" else 1)]
        make_element(project, place, title=f"Wish {name}", column=number % 3, asks=asks, reason="Because.")
    make_person(project, name="Asked nothing", email="nobody@example.org")
    return project


def told(since: int) -> dict[str, str]:
    """By name: what was written to each person after a message, each once."""
    fresh = Message.objects.filter(kind="vision.outcome", pk__gt=since)
    found = {mail.to_email.partition("@")[0]: " ".join(mail.text.split()) for mail in fresh}
    assert len(found) == fresh.count()
    return found


def last_mail() -> int:
    last = Message.objects.order_by("-pk").first()
    return last.pk if last else 0


def publish(page: Page, root: str, *, number: int, mails: int) -> None:
    """The guided path, step by step as its buttons lead."""
    page.goto(f"{root}/")
    page.get_by_role("link", name=f"Publish version {number}").click()
    page.get_by_role("link", name="Go on to the statement").click()
    page.get_by_label("What do we want to create?").fill(f"One number for all, {number}.")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text(re.compile(rf"^{mails} mails go at once"))).to_be_visible()
    page.get_by_role("link", name="Go on to the preview").click()
    page.goto(f"{root}/publish/now/")
    page.get_by_role("button", name=f"Publish version {number} and send {mails} mails").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Who knows of version {number}")


def moved(page: Page, root: str, name: str, where: str) -> None:
    """An element's own form puts it elsewhere."""
    page.goto(f"{root}/")
    page.get_by_role("link", name=f"Wish {name}", exact=True).click()
    panel = page.locator("#panel")
    cell = panel.get_by_label("To", exact=True)
    chosen = re.sub(r", (NOW|NEXT)$", "", str(cell.evaluate("list => list.selectedOptions[0].label")))
    cell.select_option(label=f"{chosen}, {where}" if where in ("NOW", "NEXT") else where)
    panel.get_by_role("button", name="Move there").click()
    expect(page.locator("#announce-now")).to_contain_text(f"Wish {name}, dropped.")


def test_published_changed_and_published_again(
    page: Page, sign_in: Callable[[Page, User], None], project: Project
):
    sign_in(page, lead_of(project))
    root = f"/p/{project.slug}/vision"
    publish(page, root, number=1, mails=len(FIRST))
    first = told(since=0)
    assert first.keys() == FIRST.keys()
    assert {name: said in first[name] for name, said in FIRST.items()} == dict.fromkeys(FIRST, True)

    _change(page, root, project)
    before = last_mail()
    publish(page, root, number=2, mails=len(SECOND))
    second = told(since=before)
    assert second.keys() == SECOND.keys()
    assert {name: said in second[name] for name, said in SECOND.items()} == dict.fromkeys(SECOND, True)
    assert "“The whole”" in second["merged"]
    assert "“A part”" in second["split"]
    assert second["twice"].count(LATER) == 2

    page.goto(f"{root}/versions/compare/")
    expect(page.get_by_text(re.compile("Moved up: 1"))).to_be_visible()

    # Nothing changed since: the path says that nobody hears anything new.
    page.goto(f"{root}/publish/people/")
    expect(page.get_by_text("Nobody hears anything new")).to_be_visible()


def _change(page: Page, root: str, project: Project) -> None:
    """By hand what is moved; merged, split, reworded and unsubscribed as the pages do it."""
    moved(page, root, "up", "NOW")
    for name in ("down", "twice", "anonymous", "unsubscribed"):
        moved(page, root, name, "NEXT")
    moved(page, root, "dropped", "Declined")
    lead, elements = lead_of(project), project.elements
    whole: Any = make_element(project, Place.NOW, title="The whole", reason="Because.")
    actions.merge(into=whole, others=[elements.get(title="Wish merged")], by=lead)
    part = elements.get(title="Wish split")
    actions.split(
        element=part, title="A part", asks=[joined.ask for joined in part.joined.all()], dreams=[], by=lead
    )
    same = elements.get(title="Wish unchanged")
    actions.edit_element(element=same, version=same.version, by=lead, description="Said better.")
    person = Stakeholder.objects.get(project=project, email="unsubscribed@example.org")
    mailroom.stop_reminders(
        link=links.issue(project=project, purpose=UNSUBSCRIBE, person=person), how="by a button"
    )
