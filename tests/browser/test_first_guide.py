"""The first guide is walked as it is written: from signing in to a published vision, by the names in bold."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.projects.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GUIDES = Path(settings.BASE_DIR) / "docs" / "guides"
GUIDE = (GUIDES / "first-fifteen-minutes.md").read_text(encoding="utf-8")
PASSWORD = "correct horse battery"
DREAMS = {
    "Every caller speaks with somebody who can help": ("One number that helps", "NOW"),
    "Every referral is tracked until the visit": ("Referral tracking", "NOW"),
    "Nobody waits longer than a minute": ("Call-back promise", "NEXT"),
}


def named(name: str) -> str:
    """The name, which must stand in bold in the guide."""
    assert f"**{name}**" in GUIDE, f"“{name}” is not in the guide."
    return name


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=named(name)).first.click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=named(name)).first.click()


def fill(page: Page, name: str, text: str) -> None:
    page.get_by_label(named(name)).first.fill(text)


def test_a_newcomer_publishes_a_vision_by_the_guide(page: Page) -> None:
    make_user(email="dana@example.org", name="Dana Kim", password=PASSWORD)
    page.goto("/")
    page.get_by_label("Email").fill("dana@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile("/projects"))

    assert "**All projects**" in GUIDE
    follow(page, "Make a project")
    fill(page, "Name of the project", "Harbor contact centre")
    fill(page, "Organisation", "Harbor Health")
    press(page, "Make the project")
    page.wait_for_url("**/p/harbor-contact-centre/")

    follow(page, "Write the first dream")
    for dream in DREAMS:
        fill(page, "Dream", dream)
        press(page, "Add the dream")
        expect(page.get_by_text(dream)).to_be_visible()

    for dream, (title, place) in DREAMS.items():
        page.goto("/p/harbor-contact-centre/vision/sort/")
        page.locator("label.wish", has_text=dream).locator("input").check()
        fill(page, "Title", title)
        page.get_by_label(named("Function")).select_option(label="Access & scheduling")
        page.get_by_label(named("Place")).select_option(label=place)
        press(page, "Make the element")
        expect(page.get_by_text(title).first).to_be_visible()

    page.goto("/p/harbor-contact-centre/vision/")
    expect(page.locator(".the-line")).to_contain_text("2 above, 1 below")

    page.goto("/p/harbor-contact-centre/vision/publish/")
    follow(page, "Go on to the statement")
    fill(page, "What do we want to create?", "One place that answers, by day and after hours.")
    press(page, "Save and go on")
    page.goto("/p/harbor-contact-centre/vision/publish/now/")
    press(page, "Publish version 1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who knows of version 1")


@pytest.mark.parametrize("guide", sorted(GUIDES.glob("*.md")), ids=lambda path: path.name)
def test_every_picture_and_link_of_a_guide_is_there(guide: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", guide.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (guide.parent / target).exists(), target
