"""Signing in through the organisation: a whole journey with an identity provider that runs here."""

import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from callcenter_planner import env
from projects.models import User
from tests.projects.factories import PASSWORD, make_user


@dataclass
class Provider:
    """An OpenID Connect provider and the person whom it vouches for."""

    address: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str) -> dict[str, Any]:
        """The JSON at a path."""
        self.asked.append(path)
        if path.endswith("/.well-known/openid-configuration"):
            return {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "userinfo_endpoint": f"{self.address}/userinfo",
                "jwks_uri": f"{self.address}/keys",
            }
        return self.person if path == "/userinfo" else {"access_token": "a", "token_type": "Bearer"}


@pytest.fixture
def provider(monkeypatch, settings) -> Iterator[Provider]:
    """The provider, named by the environment as in production."""
    told = Provider()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(told.answer(urlsplit(self.path).path)).encode()
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name is the library's

        def log_message(self, *args: Any) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told.address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("OIDC_ISSUER", told.address)
    monkeypatch.setenv("OIDC_NAME", "Riverbend Health")
    monkeypatch.setenv("OIDC_CLIENT_ID", "planner")
    monkeypatch.setenv("OIDC_CLIENT_SECRET", "only for tests")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": env.openid_connect()}}
    yield told
    server.shutdown()
    server.server_close()


def sign_in(browser: Client) -> Any:
    """Presses the button, is vouched for, and comes back."""
    there = browser.post("/account/oidc/oidc/login/").headers["Location"]
    state = parse_qs(urlsplit(there).query)["state"][0]
    return browser.get("/account/oidc/oidc/login/callback/", {"code": "c", "state": state})


def is_in(browser: Client) -> bool:
    """Whether the browser is signed in."""
    return browser.get("/projects/").status_code == 200


@pytest.mark.django_db
def test_the_sign_in_page_offers_the_organisation_by_its_name(client, provider):
    page = client.get("/account/login/").content.decode()
    assert "Riverbend Health" in page
    assert "/account/oidc/oidc/login/" in page


@pytest.mark.django_db
def test_somebody_new_gets_an_account_with_their_name_and_sees_no_project(client, provider):
    provider.person = {"sub": "7", "email": "lee@example.org", "email_verified": True, "name": "Lee Osei"}
    assert sign_in(client).headers["Location"] == "/"
    user = User.objects.get()
    assert (user.email, user.name, user.has_usable_password()) == ("lee@example.org", "Lee Osei", False)
    assert "Start with a project" in client.get("/projects/").content.decode()


@pytest.mark.django_db
def test_an_address_that_the_organisation_did_not_verify_has_to_be_confirmed(client, provider):
    provider.person = {"sub": "7", "email": "lee@example.org", "name": "Lee Osei"}
    assert sign_in(client).headers["Location"] == "/account/confirm-email/"
    assert not is_in(client)
    assert not EmailAddress.objects.get().verified


@pytest.mark.django_db
def test_an_account_is_not_taken_over_by_who_claims_its_address(client, provider):
    owner = make_user("dana@example.org", password=PASSWORD)
    provider.person = {"sub": "7", "email": "dana@example.org", "email_verified": True, "name": "Mallory"}
    sign_in(client)
    assert not is_in(client)
    assert User.objects.get().pk == owner.pk


@pytest.mark.django_db
def test_a_trusted_organisation_opens_the_account_of_the_address(client, provider, monkeypatch, settings):
    monkeypatch.setenv("OIDC_TRUST_EMAIL", "1")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": env.openid_connect()}}
    make_user("dana@example.org", password=PASSWORD)
    provider.person = {"sub": "7", "email": "dana@example.org", "name": "Dana Kim"}
    sign_in(client)
    assert is_in(client)
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_an_answer_that_nobody_asked_for_signs_nobody_in(client, provider):
    provider.person = {"sub": "7", "email": "lee@example.org", "email_verified": True}
    client.get("/account/oidc/oidc/login/callback/", {"code": "c", "state": "invented"})
    assert not is_in(client)
    assert provider.asked == []


def test_the_way_to_the_organisation_is_the_only_one_that_forms_may_lead_out(monkeypatch):
    monkeypatch.setenv("OIDC_ISSUER", "https://login.example.org/hospital")
    assert env.origins("OIDC_ISSUER") == ["https://login.example.org"]
    monkeypatch.setenv("OIDC_ISSUER", "login.example.org")
    with pytest.raises(env.Unset, match="Set it to an address such as"):
        env.origins("OIDC_ISSUER")
    monkeypatch.delenv("OIDC_ISSUER")
    assert env.origins("OIDC_ISSUER") == []
    assert env.openid_connect() == []
