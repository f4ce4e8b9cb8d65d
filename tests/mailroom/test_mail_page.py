"""The mail page: what was sent, what waits, what failed, and what a lead can do about it."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mailroom import actions, content, delivery, links
from mailroom.models import Message, State, Suppression
from projects.models import AuditEntry, Project, Role
from tests.fixtures.mail import SmtpSink
from tests.mailroom.factories import make_link, make_message, make_reminder
from tests.projects.factories import lead_of, make_member, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_project("Nurse line")


@pytest.fixture
def lead(client: Client, project: Project) -> Client:
    client.force_login(lead_of(project))
    return client


def at(name: str, project: Project, *args: Any) -> str:
    return reverse(f"mailroom:{name}", args=[project.slug, *args])


def subjects(page: Any) -> list[str]:
    return re.findall(r'/mail/\d+/">([^<]+)</a>', page.content.decode())


def make_one_of_each(project: Project) -> None:
    make_message(project, subject="Waits")
    make_message(project, subject="Is gone", state=State.SENT, sent_at=timezone.now())
    make_message(project, subject="Came back", state=State.FAILED, last_error="550 No such mailbox")
    make_message(project, subject="Who knows", state=State.AMBIGUOUS)
    make_message(project, subject="Unwanted", state=State.SUPPRESSED)
    make_message(project, subject="Stopped", state=State.CANCELLED)


def test_each_state_has_a_tab_with_its_number(lead: Client, project: Project):
    make_one_of_each(project)
    shown = {
        state: subjects(lead.get(at("list", project), {"state": state}))
        for state in ("queued", "sent", "failed", "ambiguous", "suppressed", "cancelled")
    }
    assert shown == {
        "queued": ["Waits"],
        "sent": ["Is gone"],
        "failed": ["Came back"],
        "ambiguous": ["Who knows"],
        "suppressed": ["Unwanted"],
        "cancelled": ["Stopped"],
    }
    page = lead.get(at("list", project)).content.decode()
    assert "1 mail sent; 2 on the way; 1 failed." in page
    assert "550 No such mailbox" in page


def test_search_and_kind_narrow_the_list(lead: Client, project: Project):
    make_message(project, subject="One", to_name="Dr Okafor", kind="stakeholders.reminder")
    make_message(project, subject="Two", to_name="Ana Ruiz", kind="vision.outcome")
    assert subjects(lead.get(at("list", project), {"q": "okafor"})) == ["One"]
    assert subjects(lead.get(at("list", project), {"kind": "vision.outcome"})) == ["Two"]
    assert subjects(lead.get(at("list", project), {"q": "nobody"})) == []


def test_mails_of_other_projects_are_not_listed(lead: Client, project: Project):
    make_message(make_project(), subject="Elsewhere")
    assert subjects(lead.get(at("list", project))) == []
    assert "Nothing has been sent yet" in lead.get(at("list", project)).content.decode()


def test_the_list_costs_the_same_for_any_number_of_mails(lead: Client, project: Project):
    counts = []
    for number in (1, 2, 47):
        for _mail in range(number):
            make_message(project)
        with CaptureQueriesContext(connection) as queries:
            lead.get(at("list", project))
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 9


def test_a_personal_link_is_redacted_wherever_a_member_reads(
    lead: Client, project: Project, smtp_sink: SmtpSink
):
    link = make_link(project)
    message = make_reminder(project, blocks=[content.Button("Answer", link), content.Small("Or here:", link)])
    delivery.run()
    page = lead.get(at("message", project, message.pk)).content.decode()
    preview = lead.get(at("preview", project, message.pk)).content.decode()
    for shown in (page, preview):
        assert links.token(link) not in shown
        assert ".invalid" not in shown
    assert "(personal link)" in page
    assert "Answer" in preview
    assert links.token(link) in smtp_sink.received[0].body()


def test_the_preview_may_do_nothing(lead: Client, project: Project):
    answer = lead.get(at("preview", project, make_message(project).pk))
    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    )
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Cache-Control"] == "no-store, private"
    page = lead.get(at("message", project, make_message(project).pk))
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "frame-src" not in lead.get(at("list", project))["Content-Security-Policy"]


def test_what_was_tried_is_told_in_the_servers_words(lead: Client, project: Project, smtp_sink: SmtpSink):
    message = make_message(project)
    smtp_sink.refuse[message.to_email] = "550 5.1.1 No <such> mailbox"
    delivery.run()
    assert (
        "550 5.1.1 No &lt;such&gt; mailbox" in lead.get(at("message", project, message.pk)).content.decode()
    )


def test_a_sent_mail_is_sent_again_as_a_new_one_and_a_double_click_sends_one(
    lead: Client, project: Project, smtp_sink: SmtpSink, form_key: str
):
    link = make_link(project)
    first = make_message(project, blocks=[content.Button("Answer", link)])
    delivery.run()
    key = {"form_key": "11111111-1111-4111-8111-111111111111"}
    answers = [lead.post(at("send_again", project, first.pk), key) for _click in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    delivery.run()
    assert len(smtp_sink.received) == 2
    assert len({mail.message_id for mail in smtp_sink.received}) == 2
    assert [links.token(link) in mail.body() for mail in smtp_sink.received] == [True, True]
    again = Message.objects.get(again_of=first)
    assert again.marker != first.marker
    assert AuditEntry.objects.filter(verb="sent a mail again", by=lead_of(project)).count() == 1


def test_a_failed_mail_goes_itself(lead: Client, project: Project, smtp_sink: SmtpSink):
    message = make_message(project)
    smtp_sink.refuse[message.to_email] = "550 Full"
    delivery.run()
    smtp_sink.refuse.clear()
    lead.post(at("send_again", project, message.pk))
    delivery.run()
    message.refresh_from_db()
    assert (message.state, message.last_error, message.failed_at) == (State.SENT, "", None)
    assert Message.objects.count() == 1
    assert [mail.message_id for mail in smtp_sink.received] == [message.message_id]


def test_a_mail_in_the_hand_of_a_worker_is_left_alone(lead: Client, project: Project):
    message = make_message(project, state=State.SENDING, lease="11111111-1111-4111-8111-111111111111")
    page = lead.post(at("send_again", project, message.pk), follow=True)
    assert "This mail is being sent just now. Look again in a minute." in page.content.decode()
    lead.post(at("cancel", project, message.pk))
    message.refresh_from_db()
    assert message.state == State.SENDING


def test_a_mail_that_has_not_left_can_be_stopped(lead: Client, project: Project, smtp_sink: SmtpSink):
    message = make_message(project)
    lead.post(at("cancel", project, message.pk))
    assert delivery.run().sent == 0
    message.refresh_from_db()
    assert message.state == State.CANCELLED


def test_a_mail_that_has_left_cannot(lead: Client, project: Project, smtp_sink: SmtpSink):
    message = make_message(project)
    delivery.run()
    page = lead.post(at("cancel", project, message.pk), follow=True)
    assert "This mail has left already, so it cannot be stopped." in page.content.decode()
    message.refresh_from_db()
    assert message.state == State.SENT


def test_who_wants_no_reminders_is_listed_and_a_lead_may_lift_it(lead: Client, project: Project):
    person = make_user("tired@example.org")
    reminder = make_reminder(project, person=person)
    assert reminder.unsubscribe_link is not None
    actions.stop_reminders(link=reminder.unsubscribe_link, how="asked for it in their mail program")
    page = lead.get(at("suppressions", project)).content.decode()
    assert "tired@example.org" in page
    assert "asked for it in their mail program" in page
    refused = lead.post(at("send_again", project, reminder.pk), follow=True).content.decode()
    assert "Its reader asked for no more reminders." in refused
    lead.post(at("lift", project, Suppression.objects.get().pk))
    assert Suppression.objects.count() == 0
    assert make_reminder(project, person=person).state == State.QUEUED
    assert AuditEntry.objects.filter(verb="lifted a suppression").count() == 1


def test_a_planner_reads_mail_and_is_offered_no_change(client: Client, project: Project):
    message = make_message(project)
    client.force_login(lead_of(project))
    assert "Do not send" in client.get(at("message", project, message.pk)).content.decode()
    client.force_login(make_member(project, Role.PLANNER))
    assert "Do not send" not in client.get(at("message", project, message.pk)).content.decode()
