"""Publish, change, publish again: the right mails to the right people, in twelve situations."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from mailroom import actions as mailroom
from mailroom import links
from mailroom.actions.queue import UNSUBSCRIBE
from mailroom.models import Message
from projects.models import Project
from stakeholders.models import Stakeholder
from tests.projects.factories import lead_of, make_project
from tests.stakeholders.factories import make_draft
from tests.vision.factories import make_ask, make_element, make_person, make_version
from vision import actions
from vision.models import Element, Place

NOW, NEXT, DECLINED = Place.NOW, Place.NEXT, Place.DECLINED


@pytest.fixture
def project(db: None) -> Project:
    return make_project("Harbour line")


def go(element: Element, place: Place) -> None:
    element.refresh_from_db()
    column = element.function_id if place.is_sorted else None
    actions.move(
        project=element.project,
        pk=element.pk,
        placed=element.placed,
        spot=actions.Spot(place, column),
        by=lead_of(element.project),
    )


def nothing(element: Element, person: Stakeholder) -> None:
    """The board stays as it is."""


def merged(element: Element, person: Stakeholder) -> None:
    into = make_element(element.project, NOW, title="The whole")
    actions.merge(into=into, others=[element], by=lead_of(element.project))


def split(element: Element, person: Stakeholder) -> None:
    asks = [joined.ask for joined in element.joined.all()]
    actions.split(element=element, title="A part", asks=asks, dreams=[], by=lead_of(element.project))


def unsubscribed(element: Element, person: Stakeholder) -> None:
    """They stop reminders, and then something changes for them."""
    link = links.issue(project=element.project, purpose=UNSUBSCRIBE, person=person)
    mailroom.stop_reminders(link=link, how="by a button")
    go(element, NEXT)


@dataclass(frozen=True)
class Situation:
    """Where what they asked for lies, what happens to it, and what they read after each version."""

    place: Place
    change: Callable[[Element, Stakeholder], None]
    first: list[str]
    second: list[str]
    asks: int = 1
    anonymous: bool = False

    @property
    def email(self) -> str:
        """The voices of an anonymous round have no address."""
        return "" if self.anonymous else "ana@example.org"


IN, LATER, NOT = "It is part of this project.", "It comes in a later phase.", "It will not be done."
SAME = "That has not changed; it has another name by now."
TABLE = {
    "asked and in": Situation(NOW, nothing, [IN], []),
    "asked and below": Situation(NEXT, nothing, [LATER], []),
    "moved up": Situation(NEXT, lambda element, _: go(element, NOW), [LATER], [IN, "for a later phase"]),
    "moved down": Situation(NOW, lambda element, _: go(element, NEXT), [IN], [LATER, "part of this project"]),
    "dropped": Situation(NOW, lambda element, _: go(element, DECLINED), [IN], [NOT, "part of this project"]),
    "merged": Situation(NOW, merged, [IN], [SAME, "“The whole”", "it was called “Their element”"]),
    "split": Situation(NOW, split, [IN], [SAME, "“A part”", "it was called “Their element”"]),
    "asked twice": Situation(NOW, lambda element, _: go(element, NEXT), [IN, "Wish 0", "Wish 1"],
                             [LATER, "Wish 0", "Wish 1"], asks=2),
    "anonymous": Situation(NOW, lambda element, _: go(element, NEXT), [], [], anonymous=True),
    "declined": Situation(DECLINED, nothing, [NOT], []),
    "unsubscribed": Situation(NOW, unsubscribed, [IN], [LATER, "part of this project"]),
    "no change": Situation(NOW, lambda element, _: _reworded(element), [IN], []),
}  # fmt: skip


def _reworded(element: Element) -> None:
    """Its words change, and nothing that was promised."""
    actions.edit_element(
        element=element, version=element.version, by=lead_of(element.project), description="Said better."
    )


def mails(project: Project) -> dict[str, str]:
    """By address: what was written to them since the last look, once each."""
    fresh = list(Message.objects.filter(project=project, kind="vision.outcome").order_by("pk"))
    found = {mail.to_email: " ".join(mail.text.split()) for mail in fresh}
    assert len(found) == len(fresh)
    return found


@pytest.mark.parametrize("name", TABLE)
def test_exactly_the_right_mail_goes_to_exactly_the_right_person(project: Project, name: str):
    situation = TABLE[name]
    voice_of = make_draft(project) if situation.anonymous else None
    person = make_person(project, name="Ana Ruiz", email=situation.email, voice_of=voice_of)
    asks = [make_ask(project, by=person, text=f"Wish {number}") for number in range(situation.asks)]
    element = make_element(project, situation.place, title="Their element", asks=asks)
    other = make_person(project, name="Ben Cho", email="ben@example.org")
    make_element(project, NOW, title="Another", asks=[make_ask(project, by=other)])
    make_person(project, name="Asked nothing", email="nobody@example.org")

    make_version(project)
    first = mails(project)
    assert set(first) == {"ben@example.org", *([situation.email] if situation.first else [])}
    for said in situation.first:
        assert said in first[situation.email]

    situation.change(element, person)
    before = set(Message.objects.values_list("pk", flat=True))
    make_version(project)
    second = Message.objects.filter(kind="vision.outcome").exclude(pk__in=before)
    assert [mail.to_email for mail in second] == ([situation.email] if situation.second else [])
    for said in situation.second:
        assert said in " ".join(second.get().text.split())

    # A third version of the same board says nothing to anybody.
    count = Message.objects.count()
    make_version(project)
    assert Message.objects.count() == count
