"""From the outbox to the mail server, whatever the server does (cases 14, 15, 18a, 18b)."""

import datetime
import ipaddress
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from callcenter_planner.env import MailServer
from mailroom import actions, content, delivery, links
from mailroom.models import Lease, Message, PersonalLink, State
from tests.fixtures.mail import SmtpSink, free_port
from tests.mailroom.factories import make_confirmation, make_envelope, make_message, make_reminder
from tests.projects.factories import make_project

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Message.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def told(message: Message) -> list[str]:
    return [one.says for one in message.tries.all()]


def test_a_mail_leaves_and_is_kept_as_sent(smtp_sink: SmtpSink):
    message = make_message(make_project(), subject="Your view on the nurse line")
    assert delivery.run().sent == 1
    (mail,) = smtp_sink.received
    assert (mail.recipients, mail.message_id) == ([message.to_email], message.message_id)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.lease) == (State.SENT, 1, None)
    assert message.sent_at is not None
    assert Lease.objects.count() == 0


def test_nothing_leaves_twice(smtp_sink: SmtpSink):
    make_message(make_project())
    assert [delivery.run().sent, delivery.run().sent] == [1, 0]
    assert len(smtp_sink.received) == 1


def test_the_link_in_the_mail_opens_and_the_stored_one_does_not(smtp_sink: SmtpSink, client: Client):
    confirmation = make_confirmation()
    message = make_message(confirmation.project, blocks=[content.Button("I have read it", confirmation.link)])
    token = links.token(confirmation.link)
    assert token not in message.html + message.text
    delivery.run()
    (mail,) = smtp_sink.received
    address = f"http://testserver/c/{token}/"
    assert address in mail.body()
    assert f'href="{address}"' in mail.body("html")
    assert ".invalid" not in mail.body() + mail.body("html")
    assert client.get(address).status_code == 200
    confirmation.refresh_from_db()
    assert confirmation.message == message


def test_a_mark_that_somebody_typed_stays_text(smtp_sink: SmtpSink):
    """Only the message's own random marker becomes a link, and nobody can know it."""
    confirmation = make_confirmation()
    typed = f"https://{'0' * 24}.invalid/{confirmation.link.pk}"
    make_message(confirmation.project, blocks=[content.Paragraph(typed)])
    delivery.run()
    assert links.token(confirmation.link) not in smtp_sink.received[0].body()
    assert typed in smtp_sink.received[0].body()


def test_a_refused_reader_fails_in_the_servers_words_and_the_rest_flows(smtp_sink: SmtpSink):
    project = make_project()
    messages = [make_message(project) for _number in range(5)]
    smtp_sink.refuse[messages[0].to_email] = "550 5.1.1 No such mailbox here"
    assert delivery.run().sent == 4
    assert states() == {"sent": 4, "failed": 1}
    messages[0].refresh_from_db()
    assert messages[0].last_error == "550 5.1.1 No such mailbox here"
    assert told(messages[0]) == ["550 5.1.1 No such mailbox here"]
    assert messages[0].failed_at is not None


def test_a_server_that_refuses_everybody_leaves_everybody_shown_as_failed(smtp_sink: SmtpSink):
    project = make_project()
    for _number in range(7):
        make_message(project)
    smtp_sink.refuse_all = "550 5.7.1 Relaying denied"
    assert delivery.run().sent == 0
    assert states() == {"failed": 7}


def test_greylisting_is_waited_for(smtp_sink: SmtpSink, frozen: TimeMachineFixture):
    message = make_message(make_project())
    smtp_sink.greylist = 2
    waits = []
    for _try in range(2):
        assert delivery.run().sent == 0
        message.refresh_from_db()
        assert message.state == State.QUEUED
        waits.append(message.available_at - timezone.now())
        assert delivery.run().sent == 0
        frozen.shift(waits[-1])
    assert waits == [MINUTE, 2 * MINUTE]
    assert delivery.run().sent == 1
    message.refresh_from_db()
    assert (message.state, message.attempts, len(told(message))) == (State.SENT, 3, 2)
    assert smtp_sink.asked[message.to_email] == 3


def test_what_is_put_off_for_ever_fails_after_the_last_attempt(
    smtp_sink: SmtpSink, frozen: TimeMachineFixture, settings: Any
):
    settings.MAIL_ATTEMPTS = 4
    message = make_message(make_project())
    smtp_sink.refuse_all = "451 4.3.0 Not now"
    for _try in range(6):
        delivery.run()
        frozen.shift(datetime.timedelta(hours=5))
    message.refresh_from_db()
    assert (message.state, message.attempts, told(message)) == (State.FAILED, 4, ["451 4.3.0 Not now"] * 4)
    assert smtp_sink.asked[message.to_email] == 4


def test_a_server_that_is_down_loses_nothing_and_costs_no_attempt(
    smtp_sink: SmtpSink, frozen: TimeMachineFixture
):
    project = make_project()
    messages = [make_message(project) for _number in range(3)]
    smtp_sink.stop()
    for _hour in range(30):
        assert delivery.run().sent == 0
        frozen.shift(datetime.timedelta(hours=1))
    assert states() == {"queued": 3}
    assert {one.attempts for one in Message.objects.all()} == {0}
    smtp_sink.start()
    assert delivery.run().sent == 3
    assert {mail.message_id for mail in smtp_sink.received} == {one.message_id for one in messages}


def test_a_server_in_trouble_is_left_alone_for_a_moment(smtp_sink: SmtpSink, frozen: TimeMachineFixture):
    """A thousand bells must not become a thousand connections."""
    make_message(make_project())
    smtp_sink.stop()
    delivery.run()
    smtp_sink.start()
    assert delivery.run().sent == 0
    frozen.shift(3)
    assert delivery.run().sent == 1


def test_a_connection_that_closes_mid_batch_holds_nobody_up(smtp_sink: SmtpSink, frozen: TimeMachineFixture):
    """The one whose content was already handed over is in doubt and goes again as the same mail."""
    project = make_project()
    messages = [make_message(project) for _number in range(6)]
    smtp_sink.hang_up_after = 2
    assert delivery.run().sent == 2
    assert states() == {"sent": 2, "ambiguous": 3, "queued": 1}
    smtp_sink.hang_up_after = None
    frozen.shift(2 * MINUTE)
    assert delivery.run().sent == 4
    assert sorted(mail.message_id for mail in smtp_sink.received) == sorted(
        one.message_id for one in messages
    )


def test_an_urgent_mail_overtakes_a_round(smtp_sink: SmtpSink):
    project = make_project()
    actions.queue_many(make_envelope(project) for _number in range(40))
    single = make_message(project)
    urgent = make_message(project, priority=actions.CRISIS)
    delivery.run()
    order = [mail.message_id for mail in smtp_sink.received]
    assert order[:2] == [urgent.message_id, single.message_id]
    assert len(order) == 42


def test_what_is_for_later_waits(smtp_sink: SmtpSink, frozen: TimeMachineFixture):
    make_message(make_project(), not_before=timezone.now() + datetime.timedelta(hours=2))
    assert delivery.run().sent == 0
    frozen.shift(datetime.timedelta(hours=2))
    assert delivery.run().sent == 1


@pytest.mark.parametrize("state", [State.CANCELLED, State.SUPPRESSED, State.FAILED])
def test_what_shall_not_go_does_not(state: str, smtp_sink: SmtpSink):
    make_message(make_project(), state=state)
    assert delivery.run().sent == 0
    assert smtp_sink.received == []


def test_a_message_that_cannot_be_written_fails_and_the_rest_flows(smtp_sink: SmtpSink):
    """A poison that no server ever sees: a bad address, and a link that has gone."""
    project = make_project()
    bad = make_message(project, to_email="nobody at all")
    gone = make_reminder(project)
    link = gone.unsubscribe_link
    assert link is not None
    Message.objects.filter(pk=gone.pk).update(unsubscribe_link=None)
    PersonalLink.objects.filter(pk=link.pk).delete()
    good = make_message(project)
    assert delivery.run().sent == 1
    bad.refresh_from_db()
    gone.refresh_from_db()
    assert bad.last_error == "“nobody at all” cannot be written on an envelope. Correct the address."
    assert gone.last_error == "A personal link in it has been deleted."
    assert [mail.message_id for mail in smtp_sink.received] == [good.message_id]


def test_what_a_lost_worker_left_is_taken_up(smtp_sink: SmtpSink, frozen: TimeMachineFixture):
    """Of five in its hand two were sent; the third is in doubt; the others were not begun."""
    project = make_project()
    messages = [make_message(project) for _number in range(5)]
    lease = Lease.objects.create(
        message_ids=[one.pk for one in messages], done=2, until=timezone.now() + MINUTE
    )
    Message.objects.update(state=State.SENDING, lease=lease.pk)
    assert delivery.run().sent == 0
    frozen.shift(61)
    assert delivery.run().sent == 3
    assert [mail.message_id for mail in smtp_sink.received] == [one.message_id for one in messages[2:]]
    messages[2].refresh_from_db()
    assert told(messages[2]) == ["The worker was lost while sending, so nobody knows whether it arrived."]
    assert [one.attempts for one in Message.objects.order_by("pk")] == [1, 1, 2, 1, 1]


def test_a_message_that_kills_its_worker_is_given_up_and_shown(
    smtp_sink: SmtpSink, frozen: TimeMachineFixture, settings: Any
):
    settings.MAIL_ATTEMPTS = 3
    message = make_message(make_project())
    for attempt in range(1, 4):
        lease = Lease.objects.create(message_ids=[message.pk], until=timezone.now() - MINUTE)
        Message.objects.update(state=State.SENDING, lease=lease.pk)
        smtp_sink.stop()
        delivery.run()
        message.refresh_from_db()
        assert message.attempts == attempt
        frozen.shift(datetime.timedelta(hours=5))
    assert message.state == State.FAILED


def test_the_clock_jumps_a_day_forward_and_an_hour_back(smtp_sink: SmtpSink, frozen: TimeMachineFixture):
    """A lease from the wrong time is not waited for, and nothing goes twice."""
    messages = [make_message(make_project()) for _number in range(2)]
    frozen.shift(datetime.timedelta(days=1))
    lease = Lease.objects.create(message_ids=[messages[0].pk], until=timezone.now() + MINUTE)
    Message.objects.filter(pk=messages[0].pk).update(state=State.SENDING, lease=lease.pk)
    assert delivery.run().sent == 1
    frozen.shift(-datetime.timedelta(days=1, hours=1))
    delivery.run()
    frozen.shift(datetime.timedelta(hours=1, minutes=1))
    delivery.run()
    assert sorted(mail.message_id for mail in smtp_sink.received) == sorted(
        one.message_id for one in messages
    )


@pytest.mark.django_db(transaction=True)
def test_slow_answers_bring_more_connections(smtp_sink: SmtpSink):
    project = make_project()
    seen: set[str] = set()
    smtp_sink.when_received = lambda mail: seen.add(mail.recipients[0])
    actions.queue_many(make_envelope(project) for _number in range(120))
    smtp_sink.delay = 0.02
    assert delivery.run().sent == 120
    # Two serve a fast server.
    assert len(smtp_sink.connections) > 2
    assert len(seen) == 120
    assert states() == {"sent": 120}


def credentials(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate for a name, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return cert_file, key_file


@pytest.fixture
def tls_sink(make_smtp_sink: Callable[..., SmtpSink], tmp_path: Path, settings: Any) -> Iterator[SmtpSink]:
    """A server that asks for STARTTLS, under a certificate that nobody knows."""
    cert_file, key_file = credentials(tmp_path, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert_file, key_file)
    sink = make_smtp_sink(tls_context=context, require_starttls=True)
    settings.MAIL_SERVER = MailServer("127.0.0.1", sink.port, "", "", "starttls")
    return sink  # type: ignore[return-value]


def test_starttls_with_a_known_certificate_sends(
    tls_sink: SmtpSink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    make_message(make_project())
    assert delivery.run().sent == 1


def test_starttls_with_an_unknown_certificate_sends_nothing(tls_sink: SmtpSink):
    make_message(make_project())
    assert delivery.run().sent == 0
    assert states() == {"queued": 1}
    assert tls_sink.received == []


def test_a_server_without_starttls_gets_nothing_in_clear_text(smtp_sink: SmtpSink, settings: Any):
    settings.MAIL_SERVER = MailServer("127.0.0.1", smtp_sink.port, "", "", "starttls")
    make_message(make_project())
    assert delivery.run().sent == 0
    assert states() == {"queued": 1}
    assert (smtp_sink.received, dict(smtp_sink.asked)) == ([], {})


def test_a_wrong_password_blames_no_message(make_smtp_sink: Callable[..., SmtpSink], settings: Any):
    sink = make_smtp_sink(
        authenticator=lambda *_args: AuthResult(success=False, handled=False), auth_require_tls=False
    )
    settings.MAIL_SERVER = MailServer("127.0.0.1", sink.port, "user", "wrong", "")
    message = make_message(make_project())
    assert delivery.run().sent == 0
    message.refresh_from_db()
    assert (message.state, message.attempts, told(message)) == (State.QUEUED, 0, [])


def test_an_address_beyond_ascii_needs_a_server_that_knows_such(
    make_smtp_sink: Callable[..., SmtpSink], settings: Any
):
    for knows, state in ((True, State.SENT), (False, State.FAILED)):
        sink = make_smtp_sink(enable_SMTPUTF8=knows)
        settings.MAIL_SERVER = sink.server
        message = make_message(make_project(), to_email="jürgen@example.org")
        delivery.run()
        message.refresh_from_db()
        assert message.state == state


def test_nobody_listening_is_no_error(settings: Any):
    settings.MAIL_SERVER = MailServer("127.0.0.1", free_port(), "", "", "")
    make_message(make_project())
    assert delivery.run().sent == 0
    assert states() == {"queued": 1}
