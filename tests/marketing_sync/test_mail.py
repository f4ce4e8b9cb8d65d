"""The alert as it arrives: what it says, and that reading it confirms nothing (cases 6 and 17)."""

import re

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from mailroom import actions as mailroom
from mailroom import delivery, links
from mailroom.models import Confirmation, Message
from marketing_sync import actions
from projects.models import AuditEntry, Project
from tests.fixtures.mail import SmtpSink
from tests.marketing_sync.factories import make_contact, make_launch, make_window
from tests.projects.factories import lead_of, make_project

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project(frozen: TimeMachineFixture) -> Project:
    return make_project("Riverbend", time_zone="America/Chicago")


def test_an_alert_arrives_and_is_confirmed_by_its_button_alone(project: Project, smtp_sink: SmtpSink):
    make_contact(project, name="Priya", email="priya@example.org")
    launch = make_launch(
        project,
        days=5,
        early=1,
        late=2,
        name="Heart letter",
        audience_size=42_000,
        offer="A screening for 49 USD.",
        caller_questions="Does insurance pay?",
    )
    delivery.run()
    (mail,) = smtp_sink.to("priya@example.org")
    assert mail.message["Subject"] == "Heart letter goes out Sun 20 Sep (in 5 days)"
    body = mail.body()
    for line in (
        "To how many: 42,000",
        "Likely day: Sun 20 Sep",
        "Possible days: Sat 19 Sep to Tue 22 Sep",
        "Offer: A screening for 49 USD.",
        "Does insurance pay?",
    ):
        assert line in body
    found = re.search(r"http://testserver(/c/\S+)", body)
    assert found is not None

    scanner = Client()
    for _time in range(2):
        assert scanner.get(found[1]).status_code == 200
        assert scanner.head(found[1]).status_code == 200
    assert Confirmation.objects.get().confirmed_at is None

    reader = Client(enforce_csrf_checks=True)
    page = reader.get(found[1]).content.decode()
    assert "<h1>Heart letter goes out Sun 20 Sep</h1>" in page
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    reader.post(found[1], {"csrfmiddlewaretoken": token[1]})
    assert Confirmation.objects.get().confirmed_at is not None

    member = Client()
    member.force_login(lead_of(project))
    assert b"confirmed Tue 15 Sep, 09:00 CDT" in member.get(launch.get_absolute_url()).content


def test_nothing_typed_becomes_a_header_or_markup_in_a_mail(project: Project, smtp_sink: SmtpSink):
    make_contact(project, name="Priya\r\nBcc: all@example.org", email="priya@example.org")
    launch = make_launch(
        project,
        days=5,
        name="Letter\r\nBcc: all@example.org",
        offer="<b>Free</b> {{ 7|add:7 }}",
        caller_questions="<script>alert(1)</script>",
    )
    actions.move(
        launch=launch,
        by=lead_of(project),
        version=launch.version,
        window=make_window(project, 9),
        reason="<img src=x onerror=alert(1)>",
    )
    delivery.run()
    mails = smtp_sink.to("priya@example.org")
    assert len(mails) == 2
    for mail in mails:
        assert mail.message["Bcc"] is None
        assert mail.recipients == ["priya@example.org"]
        html = mail.body("html")
        assert "<script" not in html
        assert "<img src=x" not in html
        assert "<b>Free</b>" not in html
        assert "{{ 7|add:7 }}" in html


def test_the_activity_holds_no_link(project: Project):
    make_contact(project)
    make_launch(project, days=5)
    confirmation = Confirmation.objects.get()
    token = links.token(confirmation.link)
    written = " ".join(f"{entry} {entry.detail}" for entry in AuditEntry.objects.all())
    assert token not in written
    assert confirmation.link.nonce not in written


def test_a_lost_link_is_sent_again_to_who_has_something_to_confirm(project: Project, smtp_sink: SmtpSink):
    make_contact(project, name="Priya", email="priya@example.org")
    make_launch(project, days=5)
    elsewhere = make_project("Elsewhere", time_zone="America/Chicago")
    make_contact(elsewhere, name="Sam", email="sam@example.org")
    make_launch(elsewhere, days=5)
    for email in ("PRIYA@example.org", "nobody@example.org"):
        mailroom.answer_link_request(pk=mailroom.ask_for_new_link(email=email).pk)
    again = Message.objects.get(kind="mailroom.new_link")
    assert (again.to_email, again.project) == ("priya@example.org", project)
