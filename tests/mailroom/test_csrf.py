"""Forms of pages that hide their address: the browser sends `Origin: null`, and forging still fails."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from mailroom import actions, links
from tests.projects.factories import make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def page_url() -> str:
    """The address of a confirmation that was asked."""
    person = make_user()
    asked = actions.ask_confirmation(
        project=make_project(),
        kind="test",
        about_id=1,
        person=person,
        name="Ana",
        email=person.email,
        title="Read me",
    )
    return reverse("mailroom:confirm", args=[links.token(asked.link)])


def token_on(browser: Client, url: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(url).content.decode())
    assert found is not None
    return found[1]


def test_a_form_of_a_personal_page_is_taken_although_the_browser_hides_its_origin(page_url: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    form = {"csrfmiddlewaretoken": token_on(browser, page_url)}

    assert browser.post(page_url, form, headers={"Origin": "null"}).status_code == 302


def test_a_form_without_its_token_is_refused_on_a_personal_page(page_url: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    token_on(browser, page_url)

    assert browser.post(page_url, {}, headers={"Origin": "null"}).status_code == 403


def test_a_hidden_origin_is_refused_on_every_other_page() -> None:
    browser = Client(enforce_csrf_checks=True)
    url = reverse("account_login")
    form = {"csrfmiddlewaretoken": token_on(browser, url)}

    assert browser.post(url, form, headers={"Origin": "null"}).status_code == 403
    assert browser.post(url, form, headers={"Origin": "https://elsewhere.example.org"}).status_code == 403
