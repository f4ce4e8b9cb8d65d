"""Every page, light and dark, at a desk and on a phone: no axe violation, no console error, nothing cut off.

Protects cases 31 and 32 of what must never happen. The browser fixtures fail a test for console
errors, refused styles and scripts, and assets that are not there.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page

from mailroom import links
from mailroom.models import PersonalLink
from projects.models import Project, User
from tests.browser.crawl import crawl
from tests.fixtures.browser import DESKTOP, PHONE
from tests.projects.factories import make_project, make_user

# All rules look at both sizes, each in one scheme; the other scheme changes colours alone.
LOOKS = [(DESKTOP, "light"), (PHONE, "dark")]
OF_COLOURS = ["color-contrast", "link-in-text-block"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page: Page, user: User, site: str, client: Any) -> None:
    """A session of this user in the browser, without typing."""
    client.force_login(user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])


def troubles_of(page: Page, axe: Callable[..., None]) -> Iterator[str]:
    """What is wrong with the open page, at both sizes and in both colour schemes."""
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} headings of the first level"
    for size, scheme in LOOKS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        look = f"{size['width']} px, {scheme}"
        if wide > 0:
            yield f"{look}: {wide} px are cut off at the right"
        yield from (f"{look}: {one}" for one in told(axe, page))
        other = "dark" if scheme == "light" else "light"
        page.emulate_media(color_scheme=other)
        yield from (f"{size['width']} px, {other}: {one}" for one in told(axe, page, runOnly=OF_COLOURS))


def told(axe: Callable[..., None], page: Page, **options: Any) -> list[str]:
    """What axe says of the open page."""
    try:
        axe(page, **options)
    except AssertionError as error:
        return [str(error).partition("\n")[0]]
    return []


def looked_over(page: Page, site: str, start: list[str], axe: Callable[..., None]) -> str:
    """The troubles of every page from `start` on, a line each, under the name of its address."""
    return "\n".join(
        f"{name}: {trouble}" for name in crawl(page, site, start) for trouble in troubles_of(page, axe)
    )


def test_pages_of_a_full_project(
    new_page: Callable[..., Page], site: str, client: Any, assert_accessible: Any
) -> None:
    call_command("sample", verbosity=0)
    project = Project.objects.get(is_sample=True)
    page = new_page(reduced_motion="reduce")
    sign_in(page, User.objects.get(email="dana.kim@example.org"), site, client)

    assert looked_over(page, site, [f"/p/{project.slug}/"], assert_accessible) == ""


def test_pages_of_an_empty_project(
    new_page: Callable[..., Page], site: str, client: Any, assert_accessible: Any
) -> None:
    lead = make_user()
    project = make_project("Nothing yet", lead=lead)
    page = new_page(reduced_motion="reduce")
    sign_in(page, lead, site, client)

    assert looked_over(page, site, [f"/p/{project.slug}/"], assert_accessible) == ""


def test_pages_for_people_without_an_account(
    new_page: Callable[..., Page], site: str, assert_accessible: Any
) -> None:
    call_command("sample", verbosity=0)
    one_of_each = PersonalLink.objects.order_by("purpose", "pk").distinct("purpose")
    start = [links.url(link) for link in one_of_each]
    page = new_page(reduced_motion="reduce")

    assert looked_over(page, site, [*start, "/account/login/"], assert_accessible) == ""
