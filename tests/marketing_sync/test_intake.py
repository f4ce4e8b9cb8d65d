"""The intake link: a launch in two minutes without an account, and what its sender sees later."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from mailroom import delivery, links
from mailroom.models import Message
from marketing_sync import actions, queries
from marketing_sync.models import Impact, Launch
from projects.models import AuditEntry, Project, Role
from tests.fixtures.mail import SmtpSink
from tests.marketing_sync.factories import (
    in_days,
    make_intake,
    make_launch,
    make_reviewed,
    make_taken_in,
)
from tests.projects.factories import lead_of, make_member, make_project

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project(frozen: TimeMachineFixture) -> Project:
    """A project in Chicago, on Tuesday 15 September 2026, with Priya in operations."""
    project = make_project("Riverbend", time_zone="America/Chicago")
    make_member(project, Role.OPERATIONS, name="Priya", email="priya@example.org")
    return project


def given(project: Project, **fields: Any) -> dict[str, Any]:
    return {
        "name": "Heart letter",
        "kind": "direct_mail",
        "likely": in_days(project, 20).isoformat(),
        "audience_size": "42000",
        "offer": "A screening for 49 USD.",
        "caller_questions": "Does insurance pay?",
        "sender_name": "Noor Haddad",
        "sender_email": "noor@example.org",
        **fields,
    }


def test_a_launch_comes_in_and_the_liaison_and_the_sender_are_told(project: Project, smtp_sink: SmtpSink):
    here = links.url(make_intake(project)).removeprefix("http://testserver")
    phone = Client(enforce_csrf_checks=True)
    page = phone.get(here).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    sent = {**given(project), "csrfmiddlewaretoken": token[1]}
    response = phone.post(here, sent, headers={"Origin": "null"})
    assert (response.status_code, response["Location"]) == (302, "/l/sent/")
    assert "the liaison has been told" in phone.get("/l/sent/").content.decode()
    launch = Launch.objects.get()
    assert (launch.name, launch.notice_days, launch.is_unreviewed) == ("Heart letter", 20, True)
    assert launch.registrar == "Noor Haddad (noor@example.org)"
    entry = AuditEntry.objects.get(verb="registered the launch")
    assert (entry.by, entry.by_label) == (None, "Noor Haddad")

    delivery.run()
    (to_liaison,) = smtp_sink.to("priya@example.org")
    assert to_liaison.message["Subject"] == "New launch to judge: Heart letter"
    assert reverse("marketing_sync:review", args=[project.slug, launch.pk]) in to_liaison.body()
    (to_sender,) = smtp_sink.to("noor@example.org")
    found = re.search(r"http://testserver(/l/\S+/state/)", to_sender.body())
    assert found is not None
    state = Client().get(found[1]).content.decode()
    assert "It waits for the liaison, who has until Fri 18 Sep (in 3 days)." in state
    make_reviewed(launch, Impact.DIRECT, "Every letter asks to call.")
    state = Client().get(found[1]).content.decode()
    assert ("Direct impact" in state, "Every letter asks to call." in state) == (True, True)


def test_a_double_click_makes_one_launch(project: Project):
    here = links.url(make_intake(project))
    sent = given(project, form_key="6f8a3f1e-33f2-4f0c-9a55-0d8e54a1c001")
    for _click in range(2):
        assert Client().post(here, sent)["Location"] == "/l/sent/"
    assert Launch.objects.count() == 1
    assert Message.objects.filter(to_email="noor@example.org").count() == 1


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": ""}, "This field is required."),
        ({"sender_email": "noor"}, "Enter a valid email address."),
        ({"likely": "soon"}, "Enter a valid date."),
        ({"kind": "carrier pigeon"}, "Select a valid choice."),
        ({"earliest": "2026-12-01"}, "This is after the day it goes out."),
    ],
)
def test_a_mistake_is_said_beside_the_field_and_nothing_typed_is_lost(
    project: Project, fields: dict[str, str], error: str
):
    response = Client().post(links.url(make_intake(project)), given(project, **fields))
    page = response.content.decode()
    assert (response.status_code, error in page, "Does insurance pay?" in page) == (422, True, True)
    assert Launch.objects.count() == 0


def test_the_form_speaks_spanish(project: Project):
    page = Client().get(links.url(make_intake(project)), headers={"Accept-Language": "es"}).content.decode()
    assert "Anuncie un lanzamiento al centro de llamadas" in page
    assert "Qué preguntarán quienes llamen" in page


def test_the_lead_renews_and_closes_the_link(client: Client, project: Project):
    client.force_login(lead_of(project))
    change = reverse("marketing_sync:change_intake", args=[project.slug])
    shown = reverse("marketing_sync:intake_link", args=[project.slug])

    def address() -> str:
        link = queries.intake_link(project)
        assert link is not None
        return links.url(link)

    client.post(change, {"to": "open"})
    first = address()
    assert first in client.get(shown).content.decode()
    client.post(change, {"to": "renew"})
    second = address()
    statuses = [Client().get(one).status_code for one in (first, second)]
    assert statuses == [404, 200]
    client.post(change, {"to": "close"})
    assert Client().get(second).status_code == 404
    assert "The link is closed" in client.get(shown).content.decode()
    client.post(change, {"to": "open"})
    assert [Client().get(one).status_code for one in (first, second, address())] == [404, 404, 200]


def test_a_wrong_link_and_a_link_of_another_purpose_get_the_neutral_page(project: Project):
    intake = make_intake(project)
    launch = make_taken_in(project)
    token = links.token(intake)
    wrong = [
        reverse("marketing_sync:intake", args=["1.x"]),
        reverse("marketing_sync:intake", args=[token[:-1] + ("A" if token[-1] != "A" else "B")]),
        reverse("marketing_sync:intake_state", args=[token]),
    ]
    for address in wrong:
        response = Client().get(address)
        assert response.status_code == 404
        assert "This link does not open" in response.content.decode()
        assert launch.name not in response.content.decode()


def test_one_address_cannot_fill_the_list(project: Project):
    here = links.url(make_intake(project))
    statuses = [Client().post(here, given(project, name=f"Flood {n}")).status_code for n in range(31)]
    assert statuses == [302] * 30 + [429]
    assert Launch.objects.count() == 30


def test_the_database_wants_a_member_or_a_sender(project: Project):
    rule = "launch_is_registered_by_a_member_or_a_sender"
    launch = make_launch(project)
    for fields in ({"registered_by": None}, {"sender_email": "noor@example.org"}):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Launch.objects.filter(pk=launch.pk).update(**fields)


def test_closing_twice_is_harmless(project: Project):
    actions.close_intake(project=project, by=lead_of(project))
    assert queries.intake_link(project) is None
