"""Where somebody without an account stands in a project: in which registers, under one address.

A person who asks what is kept, or to be erased, asks it as one, whichever list they were found in.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from callcenter_planner.whole import shape
from crisis import actions as crisis
from crisis.models import ContactWay, CrisisPerson, System, WayKind
from marketing_sync import actions as marketing_sync
from marketing_sync.models import Agent, AlertContact
from outcomes import actions as outcomes
from outcomes.models import Colleague
from projects.erased import ERASED, NOWHERE
from projects.models import Project, User
from stakeholders.models import Stakeholder


def _off_the_call_tree(person: CrisisPerson, by: User) -> None:
    """Nobody is left in their roles, and nobody looks after their systems: both are shown as missing."""
    for holder in person.roles.all():
        crisis.leave_role(holder=holder, by=by)
    System.objects.filter(owner=person).update(owner=None)
    if person.active:
        crisis.remove_person(person=person, by=by)


def _off_the_alert_list(contact: AlertContact, by: User) -> None:
    if contact.active:
        marketing_sync.remove_contact(contact=contact, by=by)


@dataclass(frozen=True)
class Register:
    """One list of people: its table, the words for it, its pages, and how somebody is let go of there."""

    model: shape.Model
    words: Promise
    listed: str
    page: str
    let_go: Callable[[Any, User], None]


REGISTERS = {
    "stakeholder": Register(
        Stakeholder, _("Stakeholders"), "stakeholders:list", "stakeholders:person", lambda _person, _by: None
    ),
    "agent": Register(
        Agent,
        _("Agents"),
        "marketing_sync:agents",
        "marketing_sync:agent",
        lambda agent, by: marketing_sync.remove_agent(agent=agent, by=by),
    ),
    "contact": Register(
        AlertContact,
        _("Who is alerted"),
        "marketing_sync:alerting",
        "marketing_sync:contact",
        _off_the_alert_list,
    ),
    "colleague": Register(
        Colleague,
        _("Training"),
        "outcomes:training",
        "outcomes:learner",
        lambda colleague, by: outcomes.remove_colleague(colleague=colleague, by=by),
    ),
    "crisis": Register(CrisisPerson, _("Call tree"), "crisis:people", "crisis:person", _off_the_call_tree),
}
TABLES = {register.model: register for register in REGISTERS.values()}


def listed(project: Project, model: shape.Model) -> models.QuerySet[Any]:
    """The people of one register."""
    rows = shape.rows(model, project)
    return rows.filter(voice_of=None) if model is Stakeholder else rows


def together(person: Any) -> list[Any]:
    """The person's rows in all registers: those of one address, and those that were merged into them."""
    addresses = {person.email.lower()} if person.email else set()
    found = {(type(person), person.pk): person}
    if isinstance(person, Stakeholder):
        for one in _merged_with(person):
            found[Stakeholder, one.pk] = one
            addresses |= {one.email.lower()} - {""}
    for model in TABLES:
        for address in addresses:
            for one in listed(person.project, model).filter(email__iexact=address):
                found.setdefault((model, one.pk), one)
    return list(found.values())


def _merged_with(person: Stakeholder) -> list[Stakeholder]:
    """Under what other names they stood in the register before these were merged, and what into."""
    kept = person
    while kept.merged_into is not None:
        kept = kept.merged_into
    found, looked_at = [kept], [kept.pk]
    while looked_at:
        more = list(Stakeholder.objects.filter(merged_into__in=looked_at))
        found += more
        looked_at = [one.pk for one in more]
    return found


def known_by(person: list[Any]) -> set[str]:
    """By what the person is known: names, addresses, and the numbers that reach nobody else."""
    names = {text for one in person for text in (one.name, one.email)}
    on_the_tree = [one.pk for one in person if isinstance(one, CrisisPerson)]
    if on_the_tree:
        names |= _reached_alone(person[0].project, on_the_tree)
    return {text for text in names if text and text != ERASED and not text.endswith(f"@{NOWHERE}")}


def _reached_alone(project: Project, on_the_tree: list[int]) -> set[str]:
    """Numbers and addresses of theirs. A desk that others are called at, too, is not one person's."""
    ways = ContactWay.objects.filter(person__project=project)
    others = [_bare(value) for value in ways.exclude(person__in=on_the_tree).values_list("value", flat=True)]
    theirs = ways.filter(person__in=on_the_tree).exclude(kind=WayKind.OTHER)
    return {
        value
        for value in theirs.values_list("value", flat=True)
        if not any(_bare(value) in other for other in others)
    }


def _bare(value: str) -> str:
    """The number or address as it is written with no blanks, dots or dashes."""
    return re.sub(r"[\s().\-/+]", "", value).casefold()
