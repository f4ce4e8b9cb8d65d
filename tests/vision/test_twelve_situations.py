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
from vision.models import Element, OutcomeMessage, Place

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
    into = make_element(element.project, NOW, title="The whole", reason="All of one.")
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
    """Where what they asked for lies, what happens to it, and what each version tells them, if anything."""

    place: Place
    change: Callable[[Element, Stakeholder], None]
    first: str
    second: str
    asks: int = 1
    anonymous: bool = False

    @property
    def email(self) -> str:
        """The voices of an anonymous round have no address."""
        return "" if self.anonymous else "ana@example.org"

    def mail(self, opening: str, said: str) -> str:
        """The whole mail down to its button: the same is said of each of their asks."""
        return " ".join([opening, *(f"Wish {number} ------ {said}" for number in range(self.asks))])


FIRST = (
    "Dear Ana, you told us what you need from Harbour line. Version 1 of our plan is published, and this is "
    "what became of what you asked."
)
AGAIN = (
    "Dear Ana, version 2 of the plan for Harbour line is published. This is what changed for what you asked."
)
IN, LATER, NOT = "It is part of this project.", "It comes in a later phase.", "It will not be done."
WHY = "Here it is called “Their element”. Everybody asked."
OTHER_NAME = f"{IN} That has not changed; it has another name by now."
WAS = "Before, it was called “Their element”."
WAS_IN, WAS_LATER = "Before, it was part of this project.", "Before, it was planned for a later phase."
TABLE = {
    "asked and in": Situation(NOW, nothing, f"{IN} {WHY}", ""),
    "asked and below": Situation(NEXT, nothing, f"{LATER} {WHY}", ""),
    "moved up": Situation(NEXT, lambda element, _: go(element, NOW),
                          f"{LATER} {WHY}", f"{IN} {WAS_LATER} {WHY}"),
    "moved down": Situation(NOW, lambda element, _: go(element, NEXT),
                            f"{IN} {WHY}", f"{LATER} {WAS_IN} {WHY}"),
    "dropped": Situation(NOW, lambda element, _: go(element, DECLINED),
                         f"{IN} {WHY}", f"{NOT} {WAS_IN} {WHY}"),
    "merged": Situation(NOW, merged, f"{IN} {WHY}",
                        f"{OTHER_NAME} Here it is called “The whole”. {WAS} All of one."),
    "split": Situation(NOW, split, f"{IN} {WHY}",
                       f"{OTHER_NAME} Here it is called “A part”. {WAS} Everybody asked."),
    "asked twice": Situation(NOW, lambda element, _: go(element, NEXT),
                             f"{IN} {WHY}", f"{LATER} {WAS_IN} {WHY}", asks=2),
    "anonymous": Situation(NOW, lambda element, _: go(element, NEXT), "", "", anonymous=True),
    "declined": Situation(DECLINED, nothing, f"{NOT} {WHY}", ""),
    "unsubscribed": Situation(NOW, unsubscribed, f"{IN} {WHY}", f"{LATER} {WAS_IN} {WHY}"),
    "no change": Situation(NOW, lambda element, _: _reworded(element), f"{IN} {WHY}", ""),
}  # fmt: skip


def _reworded(element: Element) -> None:
    """Its words change, and nothing that was promised."""
    actions.edit_element(
        element=element, version=element.version, by=lead_of(element.project), description="Said better."
    )


def mails(project: Project, version: int) -> dict[str, str]:
    """By address: what was written to each of a version, down to the button, once each."""
    asked = OutcomeMessage.objects.filter(version__project=project, version__number=version)
    written = list(Message.objects.filter(pk__in=asked.values("message")))
    found = {mail.to_email: " ".join(mail.text.split()) for mail in written}
    assert len(found) == len(written)
    return {email: text.partition(" Read it, and tell us what you think")[0] for email, text in found.items()}


@pytest.mark.parametrize("name", TABLE)
def test_exactly_the_right_mail_goes_to_exactly_the_right_person(project: Project, name: str):
    situation = TABLE[name]
    voice_of = make_draft(project) if situation.anonymous else None
    person = make_person(project, name="Ana Ruiz", email=situation.email, voice_of=voice_of)
    asks = [make_ask(project, by=person, text=f"Wish {number}") for number in range(situation.asks)]
    fields = {"title": "Their element", "reason": "Everybody asked."}
    element = make_element(project, situation.place, asks=asks, **fields)
    other = make_person(project, name="Ben Cho", email="ben@example.org")
    make_element(project, NOW, title="Another", asks=[make_ask(project, by=other)])
    make_person(project, name="Asked nothing", email="nobody@example.org")

    make_version(project)
    first = mails(project, 1)
    assert first.pop("ben@example.org").startswith("Dear Ben, you told us")
    wanted = {situation.email: situation.mail(FIRST, situation.first)} if situation.first else {}
    assert first == wanted

    situation.change(element, person)
    before = set(Message.objects.values_list("pk", flat=True))
    make_version(project)
    assert mails(project, 2) == (
        {situation.email: situation.mail(AGAIN, situation.second)} if situation.second else {}
    )

    assert Message.objects.exclude(pk__in=before).count() == bool(situation.second)

    # A third version of the same board says nothing to anybody.
    count = Message.objects.count()
    make_version(project)
    assert Message.objects.count() == count
