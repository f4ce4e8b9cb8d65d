"""Writing into the outbox: in the act's own transaction, once, in few statements."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from mailroom import actions, bell, content, queries
from mailroom.models import Message, State
from projects.models import Membership, NoticeChoice, NoticeKind, Notices, Project, Role
from tests.mailroom.factories import make_envelope, make_message
from tests.projects.factories import make_member, make_project, make_user

pytestmark = pytest.mark.django_db


def test_one_dedupe_key_is_one_mail():
    project = make_project()
    first = actions.queue(make_envelope(project, dedupe_key="round:3:invite:17", subject="One"))
    second = actions.queue(make_envelope(project, dedupe_key="round:3:invite:17", subject="Two"))
    assert (second.pk, second.subject, Message.objects.count()) == (first.pk, "One", 1)


@transaction.atomic
def queue_and_fail(project: Project) -> None:
    """An act that breaks after it has written its mail."""
    actions.queue(make_envelope(project))
    raise RuntimeError


def test_a_mail_goes_with_its_act_or_not_at_all(django_capture_on_commit_callbacks: Any):
    project = make_project()
    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(RuntimeError):
        queue_and_fail(project)
    assert (Message.objects.count(), callbacks) == (0, [])


def test_the_bell_rings_once_after_the_commit(django_capture_on_commit_callbacks: Any):
    project = make_project()
    with django_capture_on_commit_callbacks() as callbacks:
        for _number in range(3):
            actions.queue(make_envelope(project))
    assert callbacks == [bell.Ring(bell.DELIVER)]


def test_a_bell_of_an_undone_part_does_not_silence_the_rest(django_capture_on_commit_callbacks: Any):
    """The part's savepoint is rolled back with its bell; what comes after rings again."""
    project = make_project()
    with django_capture_on_commit_callbacks() as callbacks:
        with pytest.raises(RuntimeError):
            queue_and_fail(project)
        actions.queue(make_envelope(project))
    assert callbacks == [bell.Ring(bell.DELIVER)]


def test_a_round_costs_as_many_statements_as_ten_mails():
    project = make_project()
    counts = []
    for number in (10, 200):
        people = [make_user() for _person in range(number)]
        asked = [
            actions.Asked(about_id=number, person=one, name=one.name, email=one.email, title="Read")
            for one in people
        ]
        with CaptureQueriesContext(connection) as statements:
            confirmations = actions.ask_confirmations(project=project, kind="test.round", asked=asked)
            messages = actions.queue_many(
                make_envelope(
                    project,
                    person=one.person,
                    to_email=one.email,
                    reminder=True,
                    blocks=[content.Button("I have read it", confirmation.link)],
                )
                for one, confirmation in zip(asked, confirmations, strict=True)
            )
        counts.append(len(statements))
        assert [message.to_email for message in messages] == [one.email for one in people]
    assert counts[0] == counts[1]
    assert counts[0] <= 20


def test_news_to_many_asks_once_how_each_wants_it():
    project, other = make_project(), make_project()
    counts = []
    for number in (1, 10):
        with_news = []
        for _person in range(number):
            often, daily, never = (make_member(project, Role.VIEWER) for _way in range(3))
            Membership.objects.filter(user=never).update(notices=Notices.OFF)
            choice = NoticeChoice(kind=NoticeKind.LAUNCHES, notices=Notices.DIGEST)
            choice.membership = Membership.objects.get(user=daily)
            choice.save()
            # How somebody hears of one project says nothing of another, nor one kind of news of the others.
            Membership.objects.create(project=other, user=daily, role=Role.VIEWER, notices=Notices.OFF)
            for person in (often, daily, never):
                fields = {"person": person, "to_email": person.email, "to_name": person.name}
                with_news.append(make_envelope(project, notice=NoticeKind.LAUNCHES, **fields))
            with_news.append(
                make_envelope(project, person=daily, to_email=daily.email, notice=NoticeKind.VISION)
            )
        with CaptureQueriesContext(connection) as statements:
            messages = actions.queue_many(with_news)
        counts.append(len(statements))
        assert [one.state for one in messages] == number * [
            State.QUEUED,
            State.CANCELLED,
            State.CANCELLED,
            State.QUEUED,
        ]
        assert [one.in_digest for one in messages] == number * [False, True, False, False]
    assert counts[0] == counts[1]


def test_a_round_stands_behind_single_mails_and_a_crisis_before_all():
    project = make_project()
    round_of_many = actions.queue_many(make_envelope(project) for _number in range(20))
    broadcast = actions.queue_many(make_envelope(project, priority=actions.CRISIS) for _number in range(20))
    single = make_message(project)
    assert {message.priority for message in round_of_many} == {actions.BULK}
    assert {message.priority for message in broadcast} == {actions.CRISIS}
    assert actions.CRISIS < single.priority < actions.BULK


def test_texts_are_complete_on_their_own():
    message = make_message(
        make_project("Nurse line"),
        blocks=[
            content.Heading("What you asked"),
            content.Quote("Evening hours, please.", by="Dr Okafor"),
            content.Items(("One", "Two")),
            content.Facts((("Date", "Mon 2 Mar"),)),
            content.Button("Answer", "https://planner.example.org/x/"),
            content.Small("Thank you."),
        ],
    )
    assert message.text.startswith(
        "What you asked\n--------------\n\n> “Evening hours, please.”\n> (Dr Okafor)\n\n* One\n* Two\n\n"
        "Date: Mon 2 Mar\n\nAnswer:\nhttps://planner.example.org/x/\n\nThank you.\n"
    )


def test_the_mails_of_a_person_are_found():
    project, person = make_project(), make_user()
    mine = make_message(project, person=person)
    make_message(project, person=make_user())
    assert list(queries.messages_of(person)) == [mine]


def test_the_database_refuses_a_state_that_does_not_exist():
    message = make_message(make_project())
    with pytest.raises(IntegrityError, match="message_state_is_known"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(state="lost")
    with pytest.raises(IntegrityError, match="message_has_a_lease_while_sending"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(state=State.SENDING)
    with pytest.raises(IntegrityError, match="message_sent_at_when_sent"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(state=State.SENT)
