"""Planning a drill: its guests hear of it, of changes and of its cancellation; one click starts it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisis import mail_drills
from crisis.actions.drilling import MOST_INJECTS, tell_inject
from crisis.actions.running import declare
from crisis.actions.saving import SavedMeanwhile
from crisis.models import (
    Activation,
    CrisisPerson,
    Inject,
    PlannedDrill,
    PlannedDrillQuerySet,
    PlannedInject,
    Playbook,
)
from mailroom import actions as mailroom
from mailroom.calendar import Reader
from projects import audit
from projects.actions import Refused
from projects.models import Project, User


class NotAhead(Refused):
    """The drill was started or cancelled meanwhile. `drill` is how it stands."""

    def __init__(self, drill: PlannedDrill) -> None:
        super().__init__()
        self.drill = drill

    def __str__(self) -> str:
        if self.drill.cancelled_at is not None:
            return _("%(name)s cancelled this drill meanwhile.") % {"name": self.drill.cancelled_by}
        return _("This drill was started meanwhile. You are on its board.")


class NobodyThere(Refused):
    """Everybody who was to take part has left the call tree."""

    sentence = gettext_lazy(
        "Nobody who was to take part is on the call tree any more. Choose who takes part, then start it."
    )


class TooMuchNews(Refused):
    """More news than anybody could follow."""

    def __str__(self) -> str:
        return _("A drill has up to %(count)d pieces of news.") % {"count": MOST_INJECTS}


@dataclass(frozen=True)
class DrillPlan:
    """What is planned."""

    playbook: Playbook
    starts_at: datetime.datetime
    led_by: User
    scenario: str
    people: list[CrisisPerson] = field(default_factory=list)
    minutes: int = 60
    place: str = ""

    @property
    def fields(self) -> dict[str, object]:
        """The columns of the row."""
        names = ("playbook", "starts_at", "led_by", "scenario", "minutes", "place")
        return {name: getattr(self, name) for name in names}


@transaction.atomic
def plan_drill(*, project: Project, plan: DrillPlan, by: User) -> PlannedDrill:
    """Puts a drill into the calendars of who leads it and who takes part."""
    drill = PlannedDrill.objects.create(project=project, planned_by=by, **plan.fields)
    drill.people.set(plan.people)
    mailroom.queue_many(mail_drills.invitations(drill, _readers(drill), told=set()))
    audit.record(
        project=project, by=by, verb="planned a drill of", on=drill, starts_at=plan.starts_at.isoformat()
    )
    return drill


@transaction.atomic
def change_planned_drill(*, drill: PlannedDrill, version: int, plan: DrillPlan, by: User) -> PlannedDrill:
    """Changes what is planned; calendars are told when something that they show has changed.

    Raises `SavedMeanwhile`, and `NotAhead` when it was started or cancelled.
    """
    stored = _ahead(drill)
    if stored.version != version:
        raise SavedMeanwhile(stored)
    before, shown = mail_drills.invited(stored), _what_calendars_show(stored)
    for name, value in plan.fields.items():
        setattr(stored, name, value)
    stored.people.set(plan.people)
    stored.version += 1
    now = _readers(stored)
    if shown != _what_calendars_show(stored) or _addresses(before) != _addresses(now):
        stored.sequence += 1
        mailroom.queue_many(mail_drills.cancellations(stored, _gone(before, now)))
        mailroom.queue_many(mail_drills.invitations(stored, now, told=_addresses(before)))
    stored.save()
    audit.record(project=stored.project, by=by, verb="changed the planned drill of", on=stored)
    return stored


@transaction.atomic
def cancel_planned_drill(*, drill: PlannedDrill, words: str, by: User) -> PlannedDrill:
    """Takes it out of everybody's calendar, with a word why. Raises `NotAhead`."""
    stored = _ahead(drill)
    now = _readers(stored)
    everybody = [*now, *_gone(mail_drills.invited(stored), now)]
    stored.cancelled_at, stored.cancelled_by = timezone.now(), by
    stored.sequence += 1
    stored.version += 1
    stored.save(update_fields=["cancelled_at", "cancelled_by", "sequence", "version"])
    mailroom.queue_many(mail_drills.cancellations(stored, everybody, words=words))
    audit.record(project=stored.project, by=by, verb="cancelled the planned drill of", on=stored, why=words)
    return stored


@transaction.atomic
def follow_person(*, person: CrisisPerson) -> None:
    """Their planned drills leave the calendar of an address that is theirs no more, and come to the new one.

    The calendars of the others are told with the next change of the drill.
    """
    planned = _locked().filter(people=person, starts_at__gt=timezone.now()).ahead()
    for stored in planned.order_by("pk"):
        before, now = mail_drills.invited(stored), _readers(stored)
        gone = [one for one in _gone(before, now) if one.person == person]
        come = [one for one in _gone(now, before) if one.person == person]
        if gone or come:
            stored.sequence += 1
            stored.save(update_fields=["sequence"])
            mailroom.queue_many(mail_drills.cancellations(stored, gone))
            mailroom.queue_many(mail_drills.invitations(stored, come, told=set(), everybody=now))


@transaction.atomic
def plan_inject(*, drill: PlannedDrill, minutes: int, text: str, by: User) -> PlannedInject:
    """News that the drill will give so many minutes after its start. Raises `NotAhead`, `TooMuchNews`."""
    stored = _ahead(drill)
    if stored.injects.count() >= MOST_INJECTS:
        raise TooMuchNews
    inject = stored.injects.create(minutes=minutes, text=text)
    audit.record(project=stored.project, by=by, verb="planned news for the drill of", on=stored, text=text)
    return inject


@transaction.atomic
def remove_planned_inject(*, inject: PlannedInject, by: User) -> None:
    """Takes planned news back."""
    stored = _ahead(inject.drill)
    stored.injects.filter(pk=inject.pk).delete()
    audit.record(
        project=stored.project, by=by, verb="took back news from the drill of", on=stored, text=inject.text
    )


@transaction.atomic
def start_planned_drill(*, drill: PlannedDrill, by: User) -> Activation:
    """Declares the drill with who takes part, tells the scenario, and sets the clock of each piece of news.

    Raises `NotAhead`, `NobodyThere`, or `AlreadyRunning` when another drill of the same playbook runs.
    """
    stored = _ahead(drill)
    people = list(stored.people.active())
    if not people:
        raise NobodyThere
    activation = declare(
        project=stored.project, playbook=stored.playbook, by=by, is_drill=True, participants=people
    )
    begun = activation.declared_at
    news = [
        Inject(activation=activation, due_at=begun, text=stored.scenario),
        *(
            Inject(
                activation=activation, due_at=begun + datetime.timedelta(minutes=one.minutes), text=one.text
            )
            for one in stored.injects.all()
        ),
    ]
    for inject in Inject.objects.bulk_create(news):
        if inject.due_at <= begun:
            tell_inject(inject=inject)
    stored.activation = activation
    stored.version += 1
    stored.save(update_fields=["activation", "version"])
    return activation


def _ahead(drill: PlannedDrill) -> PlannedDrill:
    """The drill as it stands, locked; raises `NotAhead`."""
    stored = _locked().get(pk=drill.pk)
    if not stored.is_ahead:
        raise NotAhead(stored)
    return stored


def _locked() -> PlannedDrillQuerySet:
    return PlannedDrill.objects.select_for_update(of=("self",)).select_related(
        "project", "playbook", "led_by", "cancelled_by", "activation__project"
    )


def _readers(drill: PlannedDrill) -> list[Reader]:
    return mail_drills.readers(list(drill.people.active()), drill.led_by)


def _gone(before: Sequence[Reader], now: Sequence[Reader]) -> list[Reader]:
    """Who was invited and need not come any more, or comes under another address."""
    coming = _addresses(now)
    return [one for one in before if one.email.lower() not in coming]


def _addresses(readers: Sequence[Reader]) -> set[str]:
    return {one.email.lower() for one in readers}


def _what_calendars_show(drill: PlannedDrill) -> tuple[object, ...]:
    return drill.playbook_id, drill.starts_at, drill.minutes, drill.place, drill.led_by_id
