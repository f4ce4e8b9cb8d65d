"""The page of a person who asked: nothing happens by opening it, and what they say arrives."""

import threading

import pytest
from django.db import connection, transaction
from django.test import Client

from mailroom import links
from mailroom.models import Message
from projects.models import AuditEntry, Project
from tests.projects.factories import lead_of, make_project
from tests.vision.factories import make_ask, make_element, make_person, make_version
from vision import actions, queries
from vision.mail import OUTCOME, links_for
from vision.models import Decision, DecisionKind, OutcomeMessage, Place, Version


@pytest.fixture
def project(db: None) -> Project:
    return make_project("Harbour line")


@pytest.fixture
def outcome(project: Project) -> OutcomeMessage:
    ask = make_ask(project, by=make_person(project, name="Rosa"), text="Shorter menus", quote="You hung up.")
    make_element(project, Place.NEXT, title="Phone menu", reason="After the hours.", asks=[ask])
    return make_version(project).outcomes.get()


def page(outcome: OutcomeMessage, what: str = "") -> str:
    link = links.issue(project=outcome.version.project, purpose=OUTCOME, person=outcome)
    return f"/o/{links.token(link)}/{what}"


def test_the_page_says_what_was_asked_where_it_is_and_why(outcome: OutcomeMessage):
    shown = Client().get(page(outcome)).content.decode()
    for said in (
        "Shorter menus",
        "You hung up.",
        "It comes in a later phase.",
        "Phone menu",
        "After the hours.",
    ):
        assert said in shown


def test_a_scanner_that_opens_the_page_confirms_nothing(outcome: OutcomeMessage):
    """Case 6: GET and HEAD, twice, of every address of the link."""
    before = (AuditEntry.objects.count(), Message.objects.count())
    for _time in range(2):
        for what in ("", "read/", "concern/"):
            Client().get(page(outcome, what))
            Client().head(page(outcome, what))
    outcome.refresh_from_db()
    assert outcome.read_at is None
    assert not Decision.objects.exists()
    assert (AuditEntry.objects.count(), Message.objects.count()) == before


def test_the_button_confirms_once(outcome: OutcomeMessage):
    answer = Client().post(page(outcome, "read/"), follow=True)
    assert "You told us that you have read this" in answer.content.decode()
    outcome.refresh_from_db()
    first = outcome.read_at
    Client().post(page(outcome, "read/"))
    outcome.refresh_from_db()
    assert outcome.read_at == first
    assert AuditEntry.objects.filter(verb="has read the outcome").count() == 1


def test_a_concern_opens_in_the_log_and_its_answer_stands_on_the_page(outcome: OutcomeMessage):
    line = outcome.lines.get()
    said = {"kind": "not_meant", "line": line.pk, "text": "I meant the mornings."}
    assert Client().post(page(outcome, "concern/"), said).status_code == 302
    concern = Decision.objects.get()
    assert (concern.kind, concern.line, concern.element.title) == (DecisionKind.NOT_MEANT, line, "Phone menu")
    assert queries.knowing(outcome.version).concerned == 1
    told = queries.who_knows(outcome.version).values_list("concerns", flat=True)
    assert list(told) == [1]
    actions.answer(decision=concern, by=lead_of(outcome.version.project), text="Mornings it is.")
    assert "Mornings it is." in Client().get(page(outcome)).content.decode()


def test_an_empty_concern_is_told_and_a_line_of_somebody_else_is_not_taken(outcome: OutcomeMessage):
    assert Client().post(page(outcome, "concern/"), {"text": " "}).status_code == 422
    other = make_project("Elsewhere")
    make_element(other, Place.NOW, asks=[make_ask(other)])
    foreign = make_version(other).outcomes.get().lines.get()
    Client().post(page(outcome, "concern/"), {"text": "Why?", "line": foreign.pk, "project": other.pk})
    concern = Decision.objects.get()
    assert (concern.project, concern.line) == (outcome.version.project, None)


@pytest.mark.parametrize("value", ["x" * 10_000, "a\x00b", "😀", "\u202e", "<script>alert(1)</script>"])
def test_whatever_is_typed_into_a_concern_is_kept_or_refused(outcome: OutcomeMessage, value: str):
    answer = Client().post(page(outcome, "concern/"), {"text": value}, follow=True)
    assert answer.status_code in (200, 422)
    assert b"<script>alert" not in answer.content


def test_a_link_opens_its_own_persons_page_alone(outcome: OutcomeMessage):
    """Case 7: another purpose's link, and one whose nonce was changed, open nothing here."""
    link = links.issue(
        project=outcome.version.project, purpose="stakeholders:personal", person=outcome.stakeholder
    )
    assert Client().get(f"/o/{links.token(link)}/").status_code == 404
    address = page(outcome)
    links.rotate(links.issue(project=outcome.version.project, purpose=OUTCOME, person=outcome))
    assert Client().get(address).status_code == 404
    assert Client().get(page(outcome)).status_code == 200


def test_the_page_is_not_kept_nor_told_to_other_sites(outcome: OutcomeMessage):
    """Case 9."""
    answer = Client().get(page(outcome))
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"].startswith("noindex")


def test_a_new_link_leads_to_the_latest_outcome_of_the_address_on_record(outcome: OutcomeMessage):
    found = links_for(outcome.stakeholder.email.upper())
    assert [(link.person_pk, name) for link, name in found] == [(outcome.pk, "Rosa")]
    assert links_for("stranger@example.org") == []


def test_what_people_typed_stays_text_in_their_mail(project: Project):
    """Case 17: header breaks, markup and template syntax in titles, reasons, asks, subject and words."""
    ask = make_ask(project, text="<b>menus</b> {{ now }}")
    make_element(project, Place.NOW, title="<i>x</i>", reason="{% load evil %}<script>", asks=[ask])
    actions.write_note(
        project=project,
        stakeholder=ask.stakeholder,
        by=lead_of(project),
        subject="Hello\r\nBcc: all@example.org",
        words="<a href='http://bad.example'>click</a>",
    )
    make_version(project)
    mail = Message.objects.get(kind="vision.outcome")
    assert mail.subject == "Hello Bcc: all@example.org"
    for markup in ("<b>menus", "<i>x", "<script>", "<a href='http://bad"):
        assert markup not in mail.html
    assert "{% load evil %}" in " ".join(mail.text.split())


@pytest.mark.django_db(transaction=True)
def test_of_two_leads_who_publish_at_once_one_wins_and_the_other_is_told():
    """Case 27: one version, everybody told once."""
    project = make_project("Harbour line")
    make_element(project, Place.NOW, asks=[make_ask(project), make_ask(project)])
    lead = lead_of(project)
    actions.write_draft(project=project, by=lead, version=1, statement="One number.")
    seal = queries.plan(project).seal
    said: list[str] = []
    together = threading.Barrier(2)

    def publish() -> None:
        together.wait()
        try:
            said.append(str(actions.publish(project=project, by=lead, seal=seal)))
        except actions.NotPublished as error:
            said.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=publish) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [
        f"{lead} has just published version 1. Look at it before you publish another.",
        "Version 1",
    ]
    assert Message.objects.filter(kind="vision.outcome").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_version_is_one_instant_while_somebody_moves_cards():
    """Case 26: two cards that always change places together are never both above the line in a version."""
    project = make_project("Harbour line")
    lead = lead_of(project)
    pair = [make_element(project, Place.NOW), make_element(project, Place.NEXT)]
    stop = threading.Event()

    def swap() -> None:
        column = project.functions.first()
        assert column is not None
        try:
            while not stop.wait(0.08):
                with transaction.atomic():
                    for element in pair:
                        element.refresh_from_db()
                        place = Place.NEXT if element.place == Place.NOW else Place.NOW
                        spot = actions.Spot(place, column.pk)
                        actions.move(
                            project=project, pk=element.pk, placed=element.placed, spot=spot, by=lead
                        )
        finally:
            connection.close()

    mover = threading.Thread(target=swap)
    mover.start()
    try:
        for number in range(12):
            _published_whatever_it_takes(project, number)
    finally:
        stop.set()
        mover.join()
    places = [sorted(v.elements.values_list("place", flat=True)) for v in Version.objects.all()]
    assert places == [["next", "now"]] * 12


def _published_whatever_it_takes(project: Project, number: int) -> None:
    lead = lead_of(project)
    draft = queries.draft_of(project)
    actions.write_draft(project=project, by=lead, version=draft.version, statement=f"Number {number}.")
    for _time in range(200):
        try:
            actions.publish(project=project, by=lead, seal=queries.plan(project).seal)
        except actions.NotPublished:
            continue
        return
    pytest.fail("The board never stood still for the preview.")


def test_who_reads_spanish_is_written_to_in_spanish(project: Project):
    rosa = make_person(project, name="Rosa Delgado", language="es")
    make_element(project, Place.NOW, asks=[make_ask(project, by=rosa)])
    outcome = make_version(project).outcomes.get()
    mail = Message.objects.get(kind="vision.outcome")
    assert mail.subject == "Qué fue de lo que usted pidió: Harbour line"
    assert "usted nos dijo lo que necesita" in " ".join(mail.text.split())
    assert "Forma parte de este proyecto." in mail.text
    shown = Client().get(page(outcome)).content.decode()
    assert "He leído esto" in shown
    assert "I have" not in shown
