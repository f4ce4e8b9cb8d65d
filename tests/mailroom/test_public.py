"""Pages that a mail leads to: opened by anybody, changed by a button alone (cases 6, 7, 9, 10)."""

import datetime
import logging
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from limits import RateLimitItemPerMinute
from time_machine import TimeMachineFixture

from mailroom import actions, links, pace, public
from mailroom.models import Confirmation, LinkRequest, Message, Suppression
from mailroom.redact import RedactTokens
from projects.models import AuditEntry
from tests.mailroom.factories import make_confirmation, make_reminder
from tests.projects.factories import make_project, make_user

pytestmark = pytest.mark.django_db


def confirm_url(confirmation: Confirmation) -> str:
    return reverse("mailroom:confirm", args=[links.token(confirmation.link)])


def state_of_everything() -> list[Any]:
    rows = [
        model.objects.order_by("pk").values_list()
        for model in (Confirmation, Message, Suppression, AuditEntry)
    ]
    return [list(one) for one in rows]


def test_opening_every_link_twice_changes_nothing(client: Client):
    """A mail scanner opens all it finds, with GET and HEAD."""
    confirmation, reminder = make_confirmation(), make_reminder()
    assert reminder.unsubscribe_link is not None
    addresses = [
        links.url(confirmation.link),
        links.url(reminder.unsubscribe_link),
        reverse("mailroom:new_link"),
    ]
    before = state_of_everything()
    for address in addresses * 2:
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200
    assert state_of_everything() == before
    assert LinkRequest.objects.count() == 0


def test_the_button_confirms_once(client: Client):
    confirmation = make_confirmation(title="The flu letters drop on Monday", text="Please read the brief.")
    page = client.get(confirm_url(confirmation)).content.decode()
    assert "The flu letters drop on Monday" in page
    assert "Please read the brief." in page
    client.post(confirm_url(confirmation))
    confirmation.refresh_from_db()
    first = confirmation.confirmed_at
    assert first is not None
    client.post(confirm_url(confirmation))
    confirmation.refresh_from_db()
    assert confirmation.confirmed_at == first
    assert AuditEntry.objects.filter(verb="confirmed").count() == 1
    assert "Thank you. You confirmed this on" in client.get(confirm_url(confirmation)).content.decode()


def test_confirming_needs_the_form_of_our_page():
    confirmation = make_confirmation()
    answer = Client(enforce_csrf_checks=True).post(confirm_url(confirmation))
    assert answer.status_code == 403
    confirmation.refresh_from_db()
    assert confirmation.confirmed_at is None


def test_a_confirmation_is_asked_once_per_person():
    person, project = make_user(), make_project()
    asked = {"kind": "vision.outcome", "about_id": 7, "person": person, "name": "A", "email": "a@example.org"}
    first = actions.ask_confirmation(project=project, title="One", **asked)
    assert actions.ask_confirmation(project=project, title="Two", **asked) == first


def test_pages_behind_links_stay_out_of_referrers_caches_and_search(client: Client):
    confirmation = make_confirmation()
    for answer in (
        client.get(confirm_url(confirmation)),
        client.post(confirm_url(confirmation)),
        client.put(confirm_url(confirmation)),
        client.get("/c/nothing/"),
        client.get(reverse("mailroom:new_link")),
    ):
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_a_token_is_not_in_the_log(client: Client, caplog: pytest.LogCaptureFixture, settings: Any):
    token = links.token(make_confirmation().link)
    flipped = token[:-1] + ("A" if token[-1] != "A" else "B")
    caplog.handler.addFilter(RedactTokens())
    assert client.get(f"/c/{flipped}/").status_code == 404
    logging.getLogger("granian.access").warning('"GET /c/%s/?x=1 HTTP/1.1" 200', token)
    assert caplog.messages == [
        f"Not Found: /c/{token.partition('.')[0]}.(token)/",
        f'"GET /c/{token.partition(".")[0]}.(token)/?x=1 HTTP/1.1" 200',
    ]
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["redact"]


def test_one_link_can_be_hammered_and_no_other_feels_it(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(public, "OF_ONE_LINK", RateLimitItemPerMinute(3))
    hammered, other = make_confirmation(), make_confirmation()
    answers = [client.get(confirm_url(hammered)).status_code for _try in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert client.get(confirm_url(other)).status_code == 200


def test_a_whole_hospital_behind_one_address_is_never_locked_out(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    """Whoever guesses from the same address is stopped; a link that works keeps working."""
    monkeypatch.setattr(public, "REFUSED_FROM_ONE_ADDRESS", RateLimitItemPerMinute(2))
    address = "192.0.2.44"
    guesses = [client.get("/c/guess/", REMOTE_ADDR=address) for _try in range(4)]
    assert [one.status_code for one in guesses] == [404, 404, 429, 429]
    assert guesses[-1]["Retry-After"] == "60"
    assert client.get("/c/guess/", REMOTE_ADDR="192.0.2.45").status_code == 404
    for _colleague in range(5):
        assert client.get(confirm_url(make_confirmation()), REMOTE_ADDR=address).status_code == 200


def test_without_redis_nothing_is_limited(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    pace._limiter.cache_clear()
    monkeypatch.setattr(public, "OF_ONE_LINK", RateLimitItemPerMinute(1))
    confirmation = make_confirmation()
    assert [client.get(confirm_url(confirmation)).status_code for _try in range(3)] == [200, 200, 200]
    pace._limiter.cache_clear()
    pace._rest.until = 0.0


@pytest.mark.parametrize(
    ("trusted", "forwarded", "expected"),
    [
        (0, "198.51.100.9", "203.0.113.5"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "6.6.6.6, 198.51.100.9", "198.51.100.9"),
        (2, "6.6.6.6, 198.51.100.9, 10.0.0.1", "198.51.100.9"),
        (2, "198.51.100.9", "203.0.113.5"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "nonsense", "unknown"),
    ],
)
def test_the_address_is_the_one_that_a_trusted_proxy_saw(
    trusted: int, forwarded: str, expected: str, rf: Any, settings: Any
):
    settings.TRUSTED_PROXIES = trusted
    request = rf.get("/", REMOTE_ADDR="203.0.113.5", headers={"X-Forwarded-For": forwarded})
    assert public.address_of(request) == expected


def test_the_project_zone_holds_on_a_page_behind_a_link(client: Client, frozen: TimeMachineFixture):
    project = make_project(time_zone="Asia/Tokyo")
    confirmation = make_confirmation(project)
    Confirmation.objects.filter(pk=confirmation.pk).update(
        confirmed_at=datetime.datetime(2026, 9, 14, 20, 30, tzinfo=datetime.UTC)
    )
    assert "Tue 15 Sep, 05:30 JST" in client.get(confirm_url(confirmation)).content.decode()
