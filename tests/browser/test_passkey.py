"""A passkey, from its making to a sign-in without a password, with the browser's virtual authenticator."""

import pytest
from playwright.sync_api import Page, expect

from tests.projects.factories import PASSWORD, make_project, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def with_authenticator(page: Page) -> None:
    """Gives the browser a built-in authenticator whose owner has just touched it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_somebody_makes_a_passkey_and_signs_in_with_it_alone(page: Page, site: str) -> None:
    dana = make_user("dana@example.org", password=PASSWORD, name="Dana Kim")
    make_project("Riverbend", lead=dana)
    with_authenticator(page)

    page.goto("/account/login/")
    page.get_by_label("Email").fill("dana@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Riverbend", level=1)).to_be_visible()

    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page).to_have_url(f"{site}/account/2fa/recovery-codes/")

    page.goto("/account/logout/")
    page.get_by_role("button", name="Sign Out").last.click()
    expect(page).to_have_url(f"{site}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Riverbend", level=1)).to_be_visible()
