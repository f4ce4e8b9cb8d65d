"""Asking for a new link: one sentence for everybody, and a mail to the address on record alone (case 7)."""

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.module_loading import import_string

from mailroom import links, tasks
from mailroom.models import LinkRequest, Message, PersonalLink
from projects.models import User
from tests.projects.factories import make_project, make_user

pytestmark = pytest.mark.django_db
ASK = "/new-link/"
REGISTERED = list(configured.LINK_FINDERS)


def finder(email: str) -> list[tuple[PersonalLink, str]]:
    """As an app would write it: the database's idea of the same address."""
    return [
        (link, user.name)
        for user in User.objects.filter(email__iexact=email)
        for link in PersonalLink.objects.filter(person=links.naming(user))
    ]


@pytest.fixture(autouse=True)
def _finders(settings: Any) -> None:
    settings.LINK_FINDERS = ["tests.mailroom.test_new_link.finder"]


def known(email: str) -> PersonalLink:
    return links.issue(
        project=make_project("Nurse line"), purpose="mailroom:confirm", person=make_user(email)
    )


def test_everybody_reads_the_same_sentence(client: Client):
    known("known@example.org")
    answers = [client.post(ASK, {"email": email}) for email in ("known@example.org", "stranger@example.org")]
    assert [(one.status_code, one["Location"]) for one in answers] == [
        (302, reverse("mailroom:new_link_asked"))
    ] * 2
    assert (
        "If we know this address, your link is on its way to it."
        in client.get(answers[0]["Location"]).content.decode()
    )


def test_it_takes_the_same_steps_for_everybody(client: Client):
    known("known@example.org")
    statements = []
    for email in ("known@example.org", "stranger@example.org"):
        with CaptureQueriesContext(connection) as queries:
            client.post(ASK, {"email": email})
        statements.append([query["sql"].split()[0] for query in queries])
    assert statements[0] == statements[1]


def test_the_link_goes_to_the_address_on_record(client: Client):
    link = known("known@example.org")
    client.post(ASK, {"email": "KNOWN@example.org"})
    assert Message.objects.count() == 0
    tasks.answer_link_requests()
    message = Message.objects.get()
    assert (message.to_email, message.subject) == ("known@example.org", "Your link to Nurse line")
    assert f".invalid/{link.pk}" in message.text
    assert links.token(link) not in message.text + message.html
    assert LinkRequest.objects.count() == 0


def test_an_address_that_a_database_takes_for_another_gets_nothing(client: Client):
    """The capital of the dotless ı is I, so a search that ignores case finds somebody else."""
    known("mike@example.org")
    client.post(ASK, {"email": "mıke@example.org"})
    tasks.answer_link_requests()
    assert {message.to_email for message in Message.objects.all()} <= {"mike@example.org"}


def test_a_stranger_gets_nothing(client: Client):
    client.post(ASK, {"email": "stranger@example.org"})
    tasks.answer_link_requests()
    assert Message.objects.count() == 0
    assert LinkRequest.objects.count() == 0


def test_a_link_that_was_revoked_is_not_sent(client: Client):
    links.revoke(known("known@example.org"))
    client.post(ASK, {"email": "known@example.org"})
    tasks.answer_link_requests()
    assert Message.objects.count() == 0


def test_one_mailbox_gets_three_an_hour(client: Client):
    known("busy@example.org")
    for _try in range(5):
        assert client.post(ASK, {"email": "busy@example.org"}).status_code == 302
    assert LinkRequest.objects.count() == 3


def test_what_is_no_address_is_told_and_kept(client: Client):
    page = client.post(ASK, {"email": "nobody"})
    assert page.status_code == 200
    assert "Enter a valid email address." in page.content.decode()
    assert 'value="nobody"' in page.content.decode()


def test_every_app_that_finds_links_names_rows_with_an_address():
    """A link whose row has no address could never be sent anew."""
    models = {"stakeholders.stakeholder", "vision.outcomemessage", "marketing_sync.alertcontact"}
    assert [name for name in models if not hasattr(apps.get_model(name), "email")] == []
    assert [import_string(name)("nobody@example.org") for name in REGISTERED] == [[]] * len(REGISTERED)
