"""Broadcasts: each is told once and asked until enough have answered; under a threat nobody is asked."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crisis import actions, queries, schedule
from crisis.models import Activation, Broadcast, CrisisRole, Delivery
from crisis.ways import Way
from mailroom import actions as mailroom
from mailroom import links
from mailroom.models import Confirmation, Message, Suppression
from projects.models import Project
from tests.crisis.factories import make_drill, make_person, make_run
from tests.projects.factories import lead_of, make_project


@pytest.fixture
def project(db: None, client: Client) -> Project:
    project = make_project("Riverbend", time_zone="UTC")
    client.force_login(lead_of(project))
    return project


def send(activation: Activation, **fields: Any) -> Broadcast:
    asked = {"subject": "Phones are down", "text": "Use the mobiles.", **fields}
    return actions.broadcast(activation=activation, by=lead_of(activation.project), **asked)


def confirm(sent: Broadcast, count: int) -> None:
    for confirmation in Confirmation.objects.of("crisis.broadcast", sent.pk).open()[:count]:
        mailroom.confirm(confirmation=confirmation)


def tend() -> None:
    for broadcast_id in schedule.watched():
        schedule.tend(broadcast_id)


def mails(sent: Broadcast) -> int:
    return Message.objects.filter(kind="crisis.broadcast").count()


def test_everybody_on_the_call_tree_gets_it_once(project: Project):
    people = [make_person(project) for _ in range(3)]
    actions.remove_person(person=people[0], by=lead_of(project))
    sent = send(make_run(project))
    assert {row.person for row in sent.recipients.all()} == set(people[1:])
    told = Message.objects.filter(kind="crisis.broadcast")
    assert [(mail.priority, mail.unsubscribe_link) for mail in told] == [(1, None)] * 2


def test_each_reads_it_in_their_language_under_the_words_that_were_typed(project: Project, frozen: Any):
    english, spanish = (make_person(project, name=name, language=name) for name in ("en", "es"))
    sent = send(make_run(project, is_drill=True, participants=[english, spanish]), asks=True)
    frozen.shift(timedelta(minutes=sent.chase_minutes + 1))
    tend()
    told = {
        name: list(Message.objects.filter(kind="crisis.broadcast", to_name=name).order_by("pk"))
        for name in ("en", "es")
    }
    assert {name: [one.subject for one in mails] for name, mails in told.items()} == {
        "en": ["DRILL: Phones are down", "DRILL: Please confirm: Phones are down"],
        "es": [
            "DRILL (simulacro): Phones are down",
            "DRILL (simulacro): Confirme, por favor: Phones are down",
        ],
    }
    words = [
        ("en", "I have read this", "This is an exercise; nothing has happened."),
        ("es", "He leído esto", "Esto es un ejercicio; no ha ocurrido nada."),
    ]
    for name, button, exercise in words:
        for text in (told[name][0].text, told[name][1].text):
            assert [words in text for words in ("Use the mobiles.", button, exercise)] == [True] * 3
        assert f'lang="{name}"' in told[name][0].html


def test_whoever_has_a_role_reads_it_in_their_language(project: Project):
    person = make_person(project, CrisisRole.TECHNOLOGY_LEAD, language="es")
    activation = make_run(project, is_drill=True, participants=[person])
    actions.add_inject(activation=activation, minutes=0, text="Sirens", by=lead_of(project))
    role, news = Message.objects.filter(kind="crisis.run", to_email=person.email).order_by("pk")
    assert role.subject.endswith("su función: Responsable de tecnología")
    assert "Sus pasos" in role.text
    assert news.subject == "DRILL (simulacro): Sirens"
    assert "Abrir el tablero en vivo" in news.text


def test_opening_the_link_confirms_nothing_and_the_button_confirms_once(client: Client, project: Project):
    make_person(project)
    sent = send(make_run(project))
    row = sent.recipients.get()
    assert row.confirmation is not None
    there = f"/c/{links.token(row.confirmation.link)}/"
    for _again in range(2):
        assert client.get(there).status_code == 200
    assert queries.reached(sent.activation)[0].confirmed == 0
    for _again in range(2):
        client.post(there)
    assert queries.reached(sent.activation)[0].says == "1 of 1 confirmed"


def test_who_has_not_confirmed_is_asked_again_then_the_commander_is_told(project: Project, frozen: Any):
    make_person(project, name="Sam Patel", ways=[Way("mobile", "555 0163")])
    make_person(project)
    sent = send(make_run(project), chase_minutes=10)
    row = sent.recipients.exclude(person__name="Sam Patel").get()
    assert row.confirmation is not None
    mailroom.confirm(confirmation=row.confirmation)
    tend()
    assert mails(sent) == 2
    for number in (1, 2, 3):
        frozen.shift(timedelta(minutes=10))
        tend()
        tend()
        assert mails(sent) == 2 + number
    frozen.shift(timedelta(minutes=10))
    tend()
    tend()
    assert mails(sent) == 5
    told = Message.objects.get(to_email=lead_of(project).email)
    assert "Sam Patel: Mobile 555 0163; E-mail" in " ".join(told.text.split())
    sent.refresh_from_db()
    assert (sent.chase_at, sent.chases) == (None, 3)
    assert sent.activation.timeline.filter(text="Broadcast 1 is not confirmed by: Sam Patel").count() == 1


def test_a_quorum_is_enough(project: Project, frozen: Any):
    for _number in range(5):
        make_person(project)
    sent = send(make_run(project), quorum=60)
    confirm(sent, 3)
    frozen.shift(timedelta(minutes=11))
    tend()
    assert mails(sent) == 5
    assert schedule.watched() == []


def test_standing_down_ends_the_chase(project: Project, frozen: Any):
    make_person(project)
    activation = make_run(project)
    sent = send(activation)
    actions.stand_down(activation=activation, version=1, met=[0, 1, 2], reason="", by=lead_of(project))
    frozen.shift(timedelta(minutes=11))
    tend()
    assert (mails(sent), schedule.watched()) == (1, [])


def test_what_was_written_before_the_all_clear_is_not_sent_after_it_and_stays_typed(
    client: Client, project: Project
):
    make_person(project)
    activation = make_run(project)
    actions.stand_down(activation=activation, version=1, met=[], reason="Over", by=lead_of(project))
    before = Message.objects.count()
    answer = client.post(
        f"{activation.get_absolute_url()}broadcasts/new/",
        {"subject": "Still down", "text": "Go on as before.", "quorum": 100, "chase_minutes": 10},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "It was stood down meanwhile" in page
    assert "Go on as before." in page
    assert (Message.objects.count(), activation.broadcasts.count()) == (before, 0)


def test_a_text_in_which_something_is_left_open_is_not_sent(client: Client, project: Project):
    make_person(project)
    activation = make_run(project)
    there = f"{activation.get_absolute_url()}broadcasts/new/"
    form = client.get(there).context["form"]
    asked = {"subject": "Phones", "text": form.initial["text"], "quorum": 100, "chase_minutes": 10}
    answer = client.post(there, asked)
    assert answer.status_code == 422
    assert "Write this out, or take it away: What happened: …" in answer.content.decode()
    assert activation.broadcasts.count() == 0
    # Three dots in words of one's own are nobody's business.
    assert client.post(there, {**asked, "text": "Well … use the mobiles."}).status_code == 302


def test_under_an_active_threat_nobody_is_asked_to_answer(client: Client, project: Project):
    make_person(project)
    activation = make_run(project, "active_threat")
    sent = send(activation, asks=True)
    assert (sent.asks, sent.chase_at, Confirmation.objects.count()) == (False, None, 0)
    assert "I have read this" not in Message.objects.get(kind="crisis.broadcast").text
    page = client.get(f"{activation.get_absolute_url()}broadcasts/new/").content.decode()
    assert 'name="asks"' not in page


def test_a_broadcast_reaches_who_wants_no_reminders(project: Project):
    person = make_person(project)
    Suppression.objects.create(project=project, email=person.email, person=links.naming(person))
    send(make_run(project))
    assert Message.objects.get(kind="crisis.broadcast").state == "queued"


def test_a_drills_broadcast_reaches_its_participants_and_says_drill(project: Project):
    make_person(project, email="away@example.org")
    activation = make_drill(project)
    send(activation)
    told = Message.objects.filter(kind="crisis.broadcast")
    assert {mail.to_email for mail in told} == {activation.participants.get().person.email}
    assert told.get().subject == "DRILL: Phones are down"


def test_each_persons_state_is_told(project: Project, frozen: Any):
    for _number in range(3):
        make_person(project)
    sent = send(make_run(project))
    assert queries.deliveries(queries.recipients_of(sent)) == [(Delivery.QUEUED, 3)]
    Message.objects.filter(kind="crisis.broadcast").update(state="sent", sent_at=sent.sent_at)
    confirm(sent, 1)
    states = queries.deliveries(queries.recipients_of(sent))
    assert states == [(Delivery.SENT, 2), (Delivery.CONFIRMED, 1)]
    frozen.shift(timedelta(minutes=10))
    states = queries.deliveries(queries.recipients_of(sent))
    assert states == [(Delivery.CONFIRMED, 1), (Delivery.OVERDUE, 2)]


def test_the_page_asks_as_often_for_many_as_for_one(client: Client, project: Project):
    def count() -> int:
        sent = send(activation)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(sent.get_absolute_url()).status_code == 200
        return len(asked)

    activation = make_run(project)
    make_person(project)
    count()
    counts = {count()}
    for number in (3, 50):
        while project.crisis_people.count() < number:
            make_person(project)
        counts.add(count())
    assert len(counts) == 1


def test_the_boards_are_told_when_somebody_confirms(project: Project):
    make_person(project)
    activation = make_run(project)
    sent = send(activation)
    activation.refresh_from_db()
    before = activation.changes
    confirm(sent, 1)
    tend()
    activation.refresh_from_db()
    assert activation.changes == before + 1


def test_the_deputy_is_told_too_who_has_not_confirmed(project: Project, frozen: Any):
    deputy = make_person(project, "deputy_scribe")
    send(make_run(project), chase_minutes=10)
    for _again in range(4):
        frozen.shift(timedelta(minutes=10))
        tend()
    told = Message.objects.filter(dedupe_key__startswith="crisis-unanswered")
    assert set(told.values_list("to_email", flat=True)) == {lead_of(project).email, deputy.email}
