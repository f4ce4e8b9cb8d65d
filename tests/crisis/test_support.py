"""Support is offered to everybody, and how they bear it is known as numbers alone."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from crisis import actions, chapter, queries
from crisis.models import CrisisRole, SupportAsked, SupportOffer
from crisis.ways import Way
from mailroom import links
from mailroom.models import Message
from projects.models import AuditEntry, Project
from reports import pdf
from tests.crisis.factories import make_drill, make_person, make_run
from tests.projects.factories import lead_of, make_project


@pytest.fixture
def project(db: None) -> Project:
    return make_project("Riverbend", time_zone="UTC")


def offered(project: Project, people: int = 6) -> SupportOffer:
    for _ in range(people):
        make_person(project)
    return actions.offer_support(activation=make_run(project), text="We are there.", by=lead_of(project))


def answer(offer: SupportOffer, feeling: str, count: int) -> None:
    for asked in list(SupportAsked.objects.filter(offer=offer, has_answered=False)[:count]):
        assert actions.take_pulse(asked=asked, feeling=feeling)
    offer.refresh_from_db()


def test_below_five_answers_nothing_is_shown_and_then_only_each_fifth(project: Project):
    offer = offered(project, people=10)
    answer(offer, "steady", 4)
    (pulse,) = queries.pulses(offer.activation)
    assert (pulse.rows, pulse.says) == ([], "Fewer than 5 have answered, so nothing is shown.")
    answer(offer, "struggling", 1)
    (pulse,) = queries.pulses(offer.activation)
    assert [number for _word, number in pulse.rows] == [4, 0, 1]
    answer(offer, "struggling", 4)
    (pulse,) = queries.pulses(offer.activation)
    assert [number for _word, number in pulse.rows] == [4, 0, 1]
    answer(offer, "strained", 1)
    (pulse,) = queries.pulses(offer.activation)
    assert [number for _word, number in pulse.rows] == [4, 1, 5]


def test_support_is_offered_in_the_language_of_each(project: Project):
    make_person(project, email="en@example.org")
    make_person(project, email="es@example.org", language="es")
    actions.offer_support(activation=make_run(project), text="We are there.", by=lead_of(project))
    told = {one.to_email[:2]: one for one in Message.objects.filter(kind="crisis.support")}
    assert {name: one.subject for name, one in told.items()} == {
        "en": "How are you? We are there if you want to talk",
        "es": "¿Cómo está? Estamos aquí si quiere hablar",
    }
    assert "Nadie puede ver que fue suya." in told["es"].text
    assert "We are there." in told["es"].text


def test_each_person_is_counted_once(project: Project):
    offer = offered(project, people=1)
    asked = offer.asked.get()
    assert actions.take_pulse(asked=asked, feeling="steady")
    assert not actions.take_pulse(asked=asked, feeling="struggling")
    offer.refresh_from_db()
    assert offer.counted == {"steady": 1}


def test_no_row_says_who_gave_which_answer(project: Project):
    offer = offered(project)
    before = AuditEntry.objects.count()
    answer(offer, "struggling", 6)
    assert AuditEntry.objects.count() == before
    assert {field.name for field in SupportAsked._meta.fields} == {
        "id", "offer", "person", "link", "has_answered"
    }  # fmt: skip


def test_neither_timeline_nor_report_knows_of_it(project: Project):
    offer = offered(project)
    answer(offer, "struggling", 5)
    activation = offer.activation
    assert activation.timeline.count() == 1
    document: pdf.Document = chapter.document(activation)
    for word in ("We are there", "struggling", "somebody to talk to"):
        assert word not in document.html


def test_opening_the_link_counts_nothing_and_the_answer_is_thanked_for(client: Client, project: Project):
    make_person(project, CrisisRole.STAFF_SUPPORT_LEAD, name="Ines Cole", ways=[Way("home", "555 0110")])
    offer = offered(project, people=1)
    asked = offer.asked.exclude(person__name="Ines Cole").get()
    there = reverse("crisis:pulse", args=[links.token(asked.link)])
    page = client.get(there).content.decode()
    assert "555 0110" in page
    offer.refresh_from_db()
    assert offer.counted == {}
    assert client.post(there, {"feeling": "?"}).status_code == 422
    assert "Thank you" in client.post(there, {"feeling": "steady"}, follow=True).content.decode()
    offer.refresh_from_db()
    assert offer.counted == {"steady": 1}


def test_the_private_page_speaks_spanish(client: Client, project: Project):
    offer = offered(project, people=1)
    there = reverse("crisis:pulse", args=[links.token(offer.asked.get().link)])
    with translation.override("es"):
        assert "¿Cómo está?" in client.get(f"{there}?language=es").content.decode()


def test_a_drill_offers_support_to_its_participants_alone(project: Project):
    make_person(project)
    drill = make_drill(project)
    actions.offer_support(activation=drill, text="We are there.", by=lead_of(project))
    (mail,) = Message.objects.filter(kind="crisis.support")
    assert mail.to_email == drill.participants.get().person.email
    assert mail.subject.startswith("DRILL: ")
