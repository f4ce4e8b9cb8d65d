"""Webhooks: signed, to allowed hosts alone, no redirects, and with the outbox's promises."""

import contextlib
import hashlib
import hmac
import http.server
import json
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crisis import actions as crisis
from mailroom import actions
from mailroom.delivery import hook, hooks
from mailroom.models import Call, CallState, Webhook
from projects.models import Project
from tests.crisis.factories import make_drill, make_person, make_run
from tests.projects.factories import lead_of, make_project


class Receiver(http.server.ThreadingHTTPServer):
    """Keeps what it gets and answers what it is told to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.paths: list[str] = []
        self.answers: list[int] = []
        # Seconds of silence before an answer, and bytes of it that come one by one.
        self.silence = 0.0
        self.drops = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?room=1"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.paths.append(self.path)
        self.server.got.append((dict(self.headers), content))
        time.sleep(self.server.silence)
        if self.server.drops:
            with contextlib.suppress(OSError):
                self.drip()
            return
        status = self.server.answers.pop(0) if self.server.answers else 204
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", self.server.url)
        self.end_headers()

    def drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 204 No Content\r\nX-Slow: ")
        for _drop in range(self.server.drops):
            self.wfile.write(b"z")
            time.sleep(0.1)
        self.wfile.write(b"\r\n\r\n")

    def log_message(self, *_said: Any) -> None:
        """Nothing."""


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1"]
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def project(db: None, client: Client) -> Project:
    project = make_project("Riverbend", time_zone="UTC")
    client.force_login(lead_of(project))
    return project


def make_hook(project: Project, url: str) -> Webhook:
    return actions.add_webhook(project=project, name="Chat", url=url, by=lead_of(project))


def note(project: Project, key: str = "a") -> None:
    actions.call_webhooks(project=project, kind="crisis.broadcast", dedupe_key=key, body={"text": "Ü <b>"})


def state() -> tuple[str, int]:
    call = Call.objects.get()
    return call.state, call.attempts


def test_a_call_is_signed_over_its_time_and_its_body(project: Project, receiver: Receiver):
    made = make_hook(project, receiver.url)
    note(project)
    note(project)
    assert hooks.run() == 1
    ((headers, content),) = receiver.got
    stamp, _comma, given = headers["X-Planner-Signature"].partition(",")
    expected = hmac.new(
        made.signing_key.encode(), stamp.removeprefix("t=").encode() + b"." + content, hashlib.sha256
    ).hexdigest()
    assert given == f"v1={expected}"
    assert json.loads(content)["text"] == "Ü <b>"
    assert headers["X-Planner-Delivery"] == str(Call.objects.get().delivery)
    assert state() == (CallState.SENT, 1)


def test_a_dump_of_the_database_signs_nothing(project: Project, settings: Any):
    made = make_hook(project, "https://chat.example.org/")
    key = made.signing_key
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mailroom_webhook")
        assert key not in str(cursor.fetchall())
    settings.SECRET_KEY = "another key, which is long enough to be one of ours, for this test"
    assert made.signing_key != key


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example.org/",
        "http://allowed.example.org/",
        "ftp://allowed.example.org/",
        "https://allowed.example.org@evil.example.org/",
        "https://user:pass@allowed.example.org/",
        "https://allowed.example.org#@evil.example.org/",
        "https://[::1/",
        "https://allowed.example.org:99999/",
        "//allowed.example.org/",
        "javascript:alert(1)",
        "",
    ],
)
def test_only_allowed_hosts_by_https_are_called(settings: Any, url: str):
    settings.WEBHOOK_HOSTS = ["allowed.example.org"]
    with pytest.raises(hook.NotAllowed):
        hook.check(url)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[::1]", "0.0.0.0"]
)
def test_a_name_that_leads_into_a_private_network_is_refused(settings: Any, address: str):
    settings.WEBHOOK_HOSTS = [address.strip("[]")]
    with pytest.raises(hook.NotAllowed, match="private network"):
        hook.post(f"https://{address}/", {}, key="k", delivery="d")


@pytest.mark.parametrize(
    "address",
    [
        *("::ffff:127.0.0.1", "100.64.0.1", "fd00::1", "224.0.0.1", "192.168.1.1"),
        # 10.0.0.1 behind NAT64 and 6to4, as an IPv4-compatible address, and a site-local one.
        *("64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:a00:1::", "::10.0.0.1", "fec0::1"),
    ],
)
def test_addresses_that_are_not_public_are_known(address: str):
    assert not hook._is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700:4700::1111"])
def test_addresses_that_are_public_are_known(address: str):
    assert hook._is_public(address)


def test_an_address_with_letters_beyond_ascii_is_called(project: Project, receiver: Receiver):
    make_hook(project, receiver.url.replace("/hook?room=1", "/flur-ü?raum=ä b"))
    note(project)
    assert hooks.run() == 1
    assert receiver.paths == ["/flur-%C3%BC?raum=%C3%A4%20b"]
    assert state() == (CallState.SENT, 1)


def test_redirects_are_not_followed(project: Project, receiver: Receiver):
    make_hook(project, receiver.url)
    receiver.answers = [302]
    note(project)
    hooks.run()
    assert len(receiver.got) == 1
    assert state() == (CallState.FAILED, 1)
    assert "redirects are not followed" in Call.objects.get().last_error


def test_trouble_is_tried_again_later_and_stops_after_so_many_attempts(
    project: Project, receiver: Receiver, settings: Any, frozen: Any
):
    settings.MAIL_ATTEMPTS = 3
    make_hook(project, receiver.url)
    receiver.answers = [503, 429, 500]
    note(project)
    hooks.run()
    hooks.run()
    assert state() == (CallState.QUEUED, 1)
    for expected in ((CallState.QUEUED, 2), (CallState.FAILED, 3)):
        frozen.shift(timedelta(hours=5))
        hooks.run()
        assert state() == expected
    assert {headers["X-Planner-Delivery"] for headers, _content in receiver.got} == {
        str(Call.objects.get().delivery)
    }


@pytest.mark.parametrize(("silence", "drops"), [(2.0, 0), (0.0, 30)], ids=["silent", "drop by drop"])
def test_a_receiver_that_keeps_a_call_open_is_hung_up_on_and_called_again(
    project: Project, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, silence: float, drops: int
):
    monkeypatch.setattr(hook, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(hook, "CALL_SECONDS", 0.8)
    make_hook(project, receiver.url)
    receiver.silence, receiver.drops = silence, drops
    note(project)
    assert hooks.run() == 0
    assert state() == (CallState.QUEUED, 1)
    assert Call.objects.get().last_error == "It did not answer in time."


def test_one_refused_call_holds_up_no_other(project: Project, receiver: Receiver):
    make_hook(project, receiver.url)
    receiver.answers = [400]
    note(project, "a")
    note(project, "b")
    assert hooks.run() == 1
    assert sorted(Call.objects.values_list("state", flat=True)) == ["failed", "sent"]


def test_a_call_whose_worker_was_lost_goes_again_as_the_same_delivery(project: Project, receiver: Receiver):
    make_hook(project, receiver.url)
    note(project)
    Call.objects.update(
        state=CallState.SENDING, lease=uuid.uuid4(), leased_until=timezone.now() + timedelta(seconds=30)
    )
    assert hooks.run() == 0
    Call.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert hooks.run() == 1
    assert state() == (CallState.SENT, 2)


def test_nobody_listening_is_told_and_tried_again(project: Project, receiver: Receiver):
    make_hook(project, receiver.url)
    note(project)
    receiver.shutdown()
    receiver.server_close()
    hooks.run()
    assert state() == (CallState.QUEUED, 1)
    assert "cannot be reached" in Call.objects.get().last_error


def test_a_broadcast_goes_to_the_channels_once_and_a_drill_tells_them_nothing(
    project: Project, client: Client
):
    make_hook(project, "https://chat.example.org/")
    make_person(project)
    activation = make_run(project)
    sent = crisis.broadcast(activation=activation, by=lead_of(project), subject="Down", text="Use mobiles")
    kinds = list(Call.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["crisis.declared", "crisis.broadcast"]
    assert Call.objects.first().body["text"] == "Use mobiles"
    page = client.get(sent.get_absolute_url()).content.decode()
    assert "Other channels:" in page
    drill = make_drill(project)
    crisis.broadcast(activation=drill, by=lead_of(project), subject="Down", text="Use mobiles")
    assert Call.objects.count() == 2


def test_a_webhook_is_added_tried_and_taken_away_by_a_lead(
    client: Client, project: Project, receiver: Receiver
):
    url = reverse("mailroom:webhooks", args=[project.slug])
    refused = client.post(url, {"name": "Chat", "url": "https://evil.example.org/"})
    assert refused.status_code == 422
    assert "not allowed" in refused.content.decode()
    client.post(url, {"name": "Chat", "url": receiver.url})
    made = Webhook.objects.get()
    assert made.signing_key in client.get(url).content.decode()
    client.post(reverse("mailroom:try_webhook", args=[project.slug, made.pk]))
    assert hooks.run() == 1
    assert json.loads(receiver.got[0][1])["title"] == "A test"
    client.post(reverse("mailroom:end_webhook", args=[project.slug, made.pk]))
    note(project)
    assert Call.objects.count() == 1
    client.post(reverse("mailroom:restore_webhook", args=[project.slug, made.pk]))
    note(project)
    assert Call.objects.count() == 2
