"""Personal links open for one person and one purpose, and for nothing else (cases 7 and 8)."""

import datetime
from typing import Any

import pytest
from django.db.models.signals import post_init
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import TimeMachineFixture

from mailroom import links
from mailroom.models import PersonalLink
from tests.mailroom.factories import make_confirmation, make_link, make_reminder
from tests.projects.factories import make_project, make_user

pytestmark = pytest.mark.django_db
CONFIRM = "mailroom:confirm"


def refused(token: str, purpose: str = CONFIRM) -> bool:
    try:
        links.opened(token, purpose=purpose)
    except links.Refused:
        return True
    return False


def test_a_link_opens_its_own_row():
    link = make_link()
    assert links.opened(links.token(link), purpose=CONFIRM) == link


def test_a_tampered_token_is_refused():
    token = links.token(make_link())
    changed = {
        token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        for place in range(len(token))
    }
    assert {refused(one) for one in changed} == {True}


def test_a_token_of_another_person_or_purpose_is_refused():
    mine, other = make_link(), make_link()
    signature = links.token(mine).partition(".")[2]
    assert refused(f"{other.pk}.{signature}")
    assert refused(links.token(mine), purpose="mailroom:unsubscribe")


def test_the_purpose_is_in_the_signature_and_not_in_the_row_alone():
    """Whoever can change the row's purpose still has no token for it."""
    rows = [PersonalLink(pk=1, nonce="n", purpose=purpose) for purpose in (CONFIRM, "mailroom:unsubscribe")]
    assert links.token(rows[0]) != links.token(rows[1])


def test_an_expired_link_is_refused(frozen: TimeMachineFixture):
    link = make_link(expires_at=timezone.now() + datetime.timedelta(days=1))
    frozen.shift(datetime.timedelta(days=1, seconds=1))
    assert refused(links.token(link))


def test_a_revoked_link_is_refused_and_reissuing_it_does_not_open_the_old_copies():
    link = make_link()
    token = links.token(link)
    links.revoke(link)
    assert refused(token)
    person = links.person_of(link)
    assert person is not None
    again = links.issue(project=link.project, purpose=CONFIRM, person=person)
    assert again.pk == link.pk
    assert refused(token)
    assert not refused(links.token(again))


def test_rotating_the_nonce_kills_old_links_at_once():
    link = make_link()
    token = links.token(link)
    links.rotate(link)
    assert refused(token)
    assert not refused(links.token(link))


def test_rotating_the_secret_key_with_fallbacks_keeps_old_links(settings: Any):
    token = links.token(make_link())
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key that is long enough for anybody who asks"
    assert not refused(token)
    settings.SECRET_KEY_FALLBACKS = []
    assert refused(token)


def test_a_dump_of_the_database_gives_no_working_link(settings: Any):
    """All that the row holds, signed with a key that the thief made up."""
    link = make_link()
    row = PersonalLink.objects.filter(pk=link.pk).values().get()
    real = settings.SECRET_KEY
    settings.SECRET_KEY = "whatever a thief would try in the place of our key"
    forged = links.token(PersonalLink(**row))
    settings.SECRET_KEY = real
    assert refused(forged)
    assert refused(f"{row['id']}.{row['nonce']}")


@pytest.mark.parametrize(
    "token",
    ["", "1", ".", "1.", "x.y", "1." + "A" * 43, f"{10**18}." + "A" * 43, "-1." + "A" * 43, "1." + "é" * 43],
)
def test_what_is_no_token_is_refused(token: str):
    assert refused(token)


def test_whether_a_row_exists_costs_the_same_statements(django_assert_num_queries: Any):
    """Same timing class: one row read and one signature checked either way."""
    link = make_link()
    for token in (f"{link.pk}." + "A" * 43, f"{link.pk + 1000}." + "A" * 43, "nonsense"):
        with django_assert_num_queries(1):
            assert refused(token)


def test_every_refusal_is_the_same_page(client: Client):
    project = make_project()
    confirmation, reminder = make_confirmation(project), make_reminder(project)
    expired, revoked = make_confirmation(project), make_confirmation(project)
    PersonalLink.objects.filter(pk=expired.link.pk).update(
        created_at=timezone.now() - datetime.timedelta(days=9),
        expires_at=timezone.now() - datetime.timedelta(days=1),
    )
    links.revoke(revoked.link)
    assert reminder.unsubscribe_link is not None
    token = links.token(confirmation.link)
    tried = [
        links.token(expired.link),
        links.token(revoked.link),
        links.token(reminder.unsubscribe_link),
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        f"{confirmation.link.pk + 1000}.{'A' * 43}",
        "nothing like a token",
    ]
    answers = {
        (answer.status_code, answer.content)
        for one in tried
        for answer in [client.get(reverse(CONFIRM, args=[one])), client.post(reverse(CONFIRM, args=[one]))]
    }
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404


def test_many_links_cost_few_statements(django_assert_num_queries: Any):
    project = make_project()
    people = [make_user() for _number in range(30)]
    for number in (1, 30):
        with django_assert_num_queries(4):
            made = links.issue_many(
                project=project, purpose=CONFIRM, of=[(one, f"round {number}") for one in people[:number]]
            )
        assert [link.person_pk for link in made] == [one.pk for one in people[:number]]


def test_the_address_in_a_mail_opens(client: Client):
    link = make_confirmation().link
    assert links.url(link) == f"http://testserver/c/{links.token(link)}/"
    assert links.urls([link.pk]) == {link.pk: links.url(link)}
    assert client.get(links.url(link)).status_code == 200


def test_a_telling_reads_its_own_links_and_none_of_those_before_it():
    people = [make_user() for _number in range(3)]
    project = make_project()
    for number in range(20):
        links.issue_many(project=project, purpose=CONFIRM, of=[(one, f"told:{number}") for one in people])
    read: list[int] = []

    def count(instance: PersonalLink, **_signal: Any) -> None:
        if instance.pk:
            read.append(instance.pk)

    post_init.connect(count, sender=PersonalLink)
    try:
        found = links.issue_many(project=project, purpose=CONFIRM, of=[(one, "told:20") for one in people])
    finally:
        post_init.disconnect(count, sender=PersonalLink)
    assert read == [link.pk for link in found]
