"""No more reminders: by one click and by button, told to the lead, taken back (case 19)."""

import pytest
from django.test import Client
from django.urls import reverse

from mailroom import actions, delivery, links
from mailroom.models import Message, State, Suppression
from projects.models import AuditEntry
from tests.fixtures.mail import SmtpSink
from tests.mailroom.factories import make_envelope, make_message, make_reminder
from tests.projects.factories import make_project, make_user

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def address_of(message: Message) -> str:
    assert message.unsubscribe_link is not None
    return reverse("mailroom:unsubscribe", args=[links.token(message.unsubscribe_link)])


def test_one_click_needs_no_cookie_and_no_form():
    """As a mail program does it: RFC 8058, no CSRF token, no redirect."""
    reminder = make_reminder()
    answer = Client(enforce_csrf_checks=True).post(address_of(reminder), ONE_CLICK)
    assert (answer.status_code, answer.content) == (200, b"Reminders are stopped.\n")
    assert [row.email for row in Suppression.objects.all()] == [reminder.to_email]


def test_the_button_needs_the_form_of_our_page():
    reminder = make_reminder()
    assert Client(enforce_csrf_checks=True).post(address_of(reminder)).status_code == 403
    assert Suppression.objects.count() == 0


def test_opening_the_page_stops_nothing(client: Client):
    reminder = make_reminder()
    page = client.get(address_of(reminder))
    assert "Stop reminders" in page.content.decode()
    client.get(address_of(reminder), ONE_CLICK)
    assert Suppression.objects.count() == 0


def test_the_button_stops_reminders_and_takes_it_back(client: Client):
    project, person = make_project(), make_user()
    reminder = make_reminder(project, person=person)
    assert client.post(address_of(reminder)).status_code == 302
    assert "You get no more reminders" in client.get(address_of(reminder)).content.decode()
    assert make_reminder(project, person=person).state == State.SUPPRESSED
    client.post(address_of(reminder), {"again": "1"})
    assert "No more reminders?" in client.get(address_of(reminder)).content.decode()
    assert make_reminder(project, person=person).state == State.QUEUED


def test_stopping_twice_is_stopping_once(client: Client):
    reminder = make_reminder()
    client.post(address_of(reminder), ONE_CLICK)
    client.post(address_of(reminder), ONE_CLICK)
    assert Suppression.objects.count() == 1
    assert AuditEntry.objects.filter(verb="stopped reminders").count() == 1


def test_what_was_queued_already_does_not_go(client: Client, smtp_sink: SmtpSink):
    reminder = make_reminder()
    client.post(address_of(reminder), ONE_CLICK)
    assert delivery.run().sent == 0
    reminder.refresh_from_db()
    assert reminder.state == State.SUPPRESSED
    assert smtp_sink.received == []


def test_a_reminder_that_was_queued_at_that_very_moment_does_not_go(smtp_sink: SmtpSink):
    """Its transaction did not see the suppression, and the suppression did not see it."""
    reminder = make_reminder()
    Suppression.objects.create(project=reminder.project, email=reminder.to_email.upper(), reason="just now")
    assert delivery.run().sent == 0
    reminder.refresh_from_db()
    assert (reminder.state, reminder.attempts) == (State.SUPPRESSED, 0)
    assert smtp_sink.received == []


def test_a_crisis_broadcast_still_goes(client: Client, smtp_sink: SmtpSink):
    project, person = make_project(), make_user()
    client.post(address_of(make_reminder(project, person=person)), ONE_CLICK)
    broadcast = make_message(
        project, person=person, to_email=person.email, kind="crisis.broadcast", priority=actions.CRISIS
    )
    assert broadcast.state == State.QUEUED
    delivery.run()
    assert [mail.message_id for mail in smtp_sink.received] == [broadcast.message_id]
    assert "List-Unsubscribe" not in smtp_sink.received[0].message


def test_it_holds_in_one_project_and_for_the_person_after_their_address_changed(client: Client):
    project, person = make_project(), make_user()
    client.post(address_of(make_reminder(project, person=person)), ONE_CLICK)
    assert make_reminder(make_project(), person=person).state == State.QUEUED
    person.email = "moved@example.org"
    person.save(update_fields=["email"])
    assert make_reminder(project, person=person).state == State.SUPPRESSED


def test_the_lead_reads_it_in_the_activity(client: Client):
    reminder = make_reminder(to_name="Dr Okafor")
    client.post(address_of(reminder), ONE_CLICK)
    entry = AuditEntry.objects.get(verb="stopped reminders")
    assert (entry.project, entry.by_label) == (reminder.project, "Dr Okafor")
    assert entry.detail == {"how": "asked for it in their mail program"}


def test_a_reminder_without_a_way_to_stop_it_cannot_be_written():
    with pytest.raises(ValueError, match="needs a project and a person"):
        make_envelope(make_project(), reminder=True)
