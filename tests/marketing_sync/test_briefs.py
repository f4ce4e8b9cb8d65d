"""Briefs: versions are frozen, every agent is asked to read each, only a button confirms (cases 6, 17)."""

import datetime
import re
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import TimeMachineFixture

from mailroom import delivery, links
from mailroom.models import Message, State
from marketing_sync import actions, chapter, mail_briefs
from marketing_sync.models import Agent, Brief, Launch, Reading
from projects.models import Project, Role
from reports.models import Report
from tests.fixtures.mail import SmtpSink
from tests.marketing_sync.factories import (
    make_agent,
    make_brief,
    make_draft,
    make_launch,
    make_window,
)
from tests.projects.factories import lead_of, make_member, make_project

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project(client: Client, frozen: TimeMachineFixture) -> Project:
    """A project in Chicago on Tuesday 15 September 2026; its lead is signed in."""
    project = make_project("Riverbend", time_zone="America/Chicago")
    client.force_login(lead_of(project))
    return project


def url(name: str, launch: Launch, *args: Any) -> str:
    return reverse(f"marketing_sync:{name}", args=[launch.project.slug, launch.pk, *args])


def to_agents() -> list[tuple[str, str]]:
    found = Message.objects.filter(kind=mail_briefs.KIND).order_by("pk")
    return [(message.to_email, message.subject) for message in found]


def test_marketing_writes_the_liaison_approves_and_the_agent_confirms_by_the_button_alone(
    project: Project, smtp_sink: SmtpSink
):
    make_member(project, Role.OPERATIONS, name="Priya", email="priya@example.org")
    omar = make_agent(project, name="Omar", email="omar@example.org")
    launch = make_launch(project, name="Heart letter", days=20, early=2)
    marketing, operations = Client(), Client()
    marketing.force_login(make_member(project, Role.MARKETING))
    operations.force_login(project.memberships.get(role=Role.OPERATIONS).user)
    texts = {
        "offer": "A screening for 49 USD.",
        "caller_questions": "Does insurance pay?",
        "answers": "No, it is 49 USD for everybody.",
        "escalation": "Hand over to the nurse line.",
        "version": "0",
        "ask": "1",
    }
    assert marketing.post(url("write_brief", launch), texts).status_code == 302
    assert marketing.post(url("approve_brief", launch), {"version": "1"}).status_code == 403
    assert to_agents() == []
    operations.post(url("approve_brief", launch), {"version": "1"})

    delivery.run()
    (asking,) = smtp_sink.to("priya@example.org")
    assert asking.message["Subject"] == "Brief to approve: Heart letter"
    (mail,) = smtp_sink.to("omar@example.org")
    assert mail.message["Subject"] == "Brief: Heart letter, Mon 5 Oct (in 20 days)"
    assert "Goes out: Mon 5 Oct; possible from Sat 3 Oct to Mon 5 Oct" in mail.body()
    assert "No, it is 49 USD for everybody." in mail.body()
    found = re.search(r"http://testserver(/l/\S+/brief/)", mail.body())
    assert found is not None
    scanner = Client()
    for _time in range(2):
        assert (scanner.get(found[1]).status_code, scanner.head(found[1]).status_code) == (200, 200)
    theirs = Reading.objects.filter(agent=omar)
    assert theirs.confirmed().count() == 0
    for _click in range(2):
        assert Client().post(found[1])["Location"] == found[1]
    assert theirs.confirmed().count() == 1
    assert (
        "Thank you. You confirmed this on Tue 15 Sep, 09:00 CDT." in Client().get(found[1]).content.decode()
    )
    assert "1 of 1 agent has confirmed it." in operations.get(url("brief", launch)).content.decode()


def test_a_changed_brief_is_a_new_version_and_asks_everybody_again(client: Client, project: Project):
    make_agent(project, email="omar@example.org")
    launch = make_launch(project, name="Heart letter")
    first = make_brief(launch)
    actions.confirm_reading(reading=first.readings.get())
    second = make_brief(launch, answers="It is 59 USD now.")
    assert (first.number, second.number) == (1, 2)
    assert [subject.partition(",")[0] for _to, subject in to_agents()] == [
        "Brief: Heart letter",
        "The brief has changed: Heart letter",
    ]
    assert second.readings.get().confirmed_at is None
    old = Client().get(links.url(first.readings.get().link)).content.decode()
    assert "There is a newer version of this brief." in old
    assert "No, it is 49 USD for everybody." in old
    assert "It is 59 USD now." in client.get(url("brief", launch)).content.decode()
    shown = client.get(url("brief_version", launch, 1)).content.decode()
    assert "No, it is 49 USD for everybody." in shown
    assert client.get(url("brief_version", launch, 2**40)).status_code == 404


def test_what_says_the_same_is_not_asked_twice_but_another_date_is(project: Project):
    make_agent(project)
    launch = make_launch(project)
    make_brief(launch)
    with pytest.raises(actions.NotPossible):
        make_brief(launch)
    launch.refresh_from_db()
    moved = make_window(project, 30)
    actions.move(launch=launch, by=lead_of(project), version=launch.version, window=moved)
    assert make_brief(launch).likely == moved.likely
    assert len(to_agents()) == 3


def test_an_approved_brief_cannot_be_changed_or_deleted(project: Project):
    brief = make_brief(make_launch(project))
    for act in (
        lambda: Brief.objects.filter(pk=brief.pk).update(answers="Something else."),
        lambda: Brief.objects.filter(pk=brief.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            act()


def test_two_who_write_see_both_texts_and_an_approval_of_an_older_text_is_refused(
    client: Client, project: Project
):
    launch = make_launch(project)
    make_draft(launch)
    make_draft(launch, answers="It is 59 USD.")
    mine = {
        "offer": "A screening.",
        "caller_questions": "Cost?",
        "answers": "It is 45 USD.",
        "escalation": "Nurse line.",
        "version": "1",
    }
    response = client.post(url("write_brief", launch), mine)
    page = response.content.decode()
    assert (response.status_code, "It is 45 USD." in page) == (409, True)
    assert "Saved meanwhile: “It is 59 USD.”." in page
    assert client.post(url("approve_brief", launch), {"version": "1"}).status_code == 409
    assert client.post(url("approve_brief", launch), {"version": "x"}).status_code == 302
    assert not Brief.objects.exists()


def test_who_joins_later_is_asked_what_is_still_ahead_and_who_leaves_is_asked_no_more(
    client: Client, project: Project, frozen: TimeMachineFixture
):
    ahead, cancelled = make_launch(project, name="Ahead"), make_launch(project, name="Off")
    make_brief(ahead)
    make_brief(cancelled)
    cancelled.refresh_from_db()
    actions.cancel(launch=cancelled, by=lead_of(project), version=cancelled.version)
    omar = make_agent(project, email="omar@example.org")
    assert to_agents() == [("omar@example.org", "Brief: Ahead, Mon 5 Oct (in 20 days)")]
    here = links.url(Reading.objects.get().link)
    actions.remove_agent(agent=omar, by=lead_of(project))
    assert Client().get(here).status_code == 404
    make_brief(ahead, answers="Changed.")
    assert len(to_agents()) == 1
    frozen.shift(datetime.timedelta(days=1))
    omar.refresh_from_db()
    actions.restore_agent(agent=omar, by=lead_of(project))
    assert Client().get(here).status_code == 404
    newest = Reading.objects.get(brief__number=2)
    assert Client().get(links.url(newest.link)).status_code == 200
    assert len(to_agents()) == 2


def test_agents_hear_at_once_when_the_date_moves_when_it_goes_early_and_when_it_is_called_off(
    project: Project,
):
    make_agent(project)
    launch = make_launch(project, name="Carta", days=20)
    make_brief(launch)
    lead = lead_of(project)
    moved = actions.move(
        launch=launch, by=lead, version=1, window=make_window(project, 10), reason="Printer."
    )
    actions.cancel(launch=moved, by=lead, version=2)
    back = actions.restore(launch=launch, by=lead)
    actions.drop(launch=back, by=lead, version=back.version)
    assert [subject for _to, subject in to_agents()[1:]] == [
        "New date: Carta now goes out Fri 25 Sep (in 10 days)",
        "Cancelled: Carta does not go out",
        "On again: Carta goes out Fri 25 Sep (in 10 days)",
        "It is out: Carta went out Tue 15 Sep (today)",
    ]


def test_a_reminder_goes_to_who_has_not_confirmed_and_not_twice_a_day(
    client: Client, project: Project, frozen: TimeMachineFixture
):
    read, unread = make_agent(project, email="read@example.org"), make_agent(project, email="un@example.org")
    launch = make_launch(project, name="Heart letter")
    brief = make_brief(launch)
    actions.confirm_reading(reading=brief.readings.get(agent=read))
    client.post(url("remind_readers", launch))
    assert len(to_agents()) == 2
    frozen.shift(datetime.timedelta(days=1))
    for _click in range(2):
        client.post(url("remind_readers", launch))
    assert to_agents()[2:] == [("un@example.org", "Please read: Heart letter, Mon 5 Oct (in 19 days)")]
    reminder = Message.objects.filter(kind=mail_briefs.KIND).latest("pk")
    assert (reminder.unsubscribe_link is not None, reminder.state) == (True, State.QUEUED)
    assert unread.readings.get().reminded_at is not None


def test_an_agent_who_reads_spanish_gets_spanish(project: Project):
    make_agent(project, language="es")
    launch = make_launch(project, name="Carta")
    brief = make_brief(launch)
    ((_to, subject),) = to_agents()
    assert subject.startswith("Información: Carta, ")
    page = Client().get(links.url(brief.readings.get().link), headers={"Accept-Language": "es"})
    assert "Qué decir" in page.content.decode()


def test_whatever_is_typed_stays_text_in_mail_page_and_pdf(client: Client, project: Project):
    make_agent(project, name="Omar\r\nBcc: all@example.org")
    nasty = "<script>alert(1)</script>{{ 7|add:7 }}{% now %} = SUM(A1) \u202e 🫀"
    launch = make_launch(project, name="Heart\r\nBcc: everybody@example.org")
    brief = make_brief(launch, answers=nasty, offer=nasty)
    message = Message.objects.get(kind=mail_briefs.KIND)
    assert ("\n" in message.subject, "\n" in message.to_name) == (False, False)
    pages = [
        client.get(url("brief", launch)).content.decode(),
        Client().get(links.url(brief.readings.get().link)).content.decode(),
        chapter.document(brief, Report(project=project)).html,
        message.html,
    ]
    for page in pages:
        assert ("<script>alert(1)" in page, "{{ 7|add:7 }}" in page) == (False, True)


def test_an_agents_address_is_taken_once_also_by_who_left(client: Client, project: Project):
    left = make_agent(project, email="omar@example.org")
    actions.remove_agent(agent=left, by=lead_of(project))
    given = {"name": "Omar", "email": "OMAR@example.org", "language": "en", "version": "1"}
    response = client.post(reverse("marketing_sync:new_agent", args=[project.slug]), given)
    assert response.status_code == 422
    assert "An agent has this address already, perhaps one who left." in response.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Agent.objects.create(project=project, name="Omar", email="Omar@Example.org")


def test_exports_hold_no_formula_and_say_who_confirmed(client: Client, project: Project):
    make_agent(project, name="=HYPERLINK(1)", email="omar@example.org", team="+Evening")
    launch = make_launch(project)
    actions.confirm_reading(reading=make_brief(launch).readings.get())
    for page in (
        reverse("marketing_sync:export_agents", args=[project.slug]),
        url("export_readings", launch),
    ):
        csv = client.get(page).content.decode("utf-8-sig")
        assert ("'=HYPERLINK(1)" in csv, "'+Evening" in csv) == (True, True)
        assert "2026-09-15 09:00 CDT" in csv
        assert client.get(f"{page}?format=xlsx").content[:2] == b"PK"


def test_no_page_about_briefs_asks_more_with_more_agents(client: Client, project: Project):
    counts: dict[str, list[int]] = {}
    launch = make_launch(project)
    make_brief(launch)
    for extra in (1, 2, 6):
        for _number in range(extra):
            make_agent(project)
        for page in (reverse("marketing_sync:agents", args=[project.slug]), url("brief", launch)):
            with CaptureQueriesContext(connection) as ran:
                assert client.get(page).status_code == 200
            counts.setdefault(page, []).append(len(ran))
    for found in counts.values():
        assert found == [found[0]] * 3
