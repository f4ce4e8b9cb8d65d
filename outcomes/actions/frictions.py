"""Frictions: logged by anyone, said to be the same, given to an owner, solved, and seen again."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mailroom import links
from outcomes.actions.measures import NotPossible
from outcomes.actions.rows import rewrite
from outcomes.models import Friction, FrictionState, FrictionStep, Sighting
from projects import audit
from projects.models import Project, User

LINK = "outcomes:say_by_link"


@transaction.atomic
def log_friction(
    *, project: Project, by: User | None, words: str, place: str = "", name: str = ""
) -> Friction:
    """Somebody says what went wrong: a new friction, first seen. `name` is of who has no account."""
    friction = Friction.objects.create(project=project, words=_headline(words))
    _see(friction, by, words, place, name)
    audit.record(project=project, by=by or _named(name), verb="logged the friction", on=friction)
    return friction


@transaction.atomic
def see_again(*, friction: Friction, by: User, words: str, place: str = "") -> Sighting:
    """It happened again. What had been solved is open again, and says so."""
    stored = _held(friction)
    sighting = _see(stored, by, words, place, "")
    _open_if_solved(stored)
    audit.record(project=stored.project, by=by, verb="saw again", on=stored)
    return sighting


@transaction.atomic
def is_the_same(*, friction: Friction, as_: Friction, by: User) -> None:
    """Both are one: the sightings go over to the other, under whose name it goes on.

    Raises `NotPossible` when either of them has meanwhile become part of another.
    """
    held = (
        Friction.objects.select_for_update(of=("self",))
        .select_related("project")
        .order_by("pk")
        .in_bulk([friction.pk, as_.pk])
    )
    one, other = held[friction.pk], held[as_.pk]
    if one.same_as_id or other.same_as_id or one.pk == other.pk or one.project_id != other.project_id:
        raise NotPossible(_("One of them is part of another by now. Please look again."))
    one.sightings.update(friction=other)
    one.same_as = other
    one.save(update_fields=["same_as"])
    _open_if_solved(other)
    audit.record(project=one.project, by=by, verb="joined the friction", on=one, to=str(other))


@transaction.atomic
def is_another(*, friction: Friction, by: User) -> None:
    """They are not the same after all: what was logged under it comes back."""
    stored = _held(friction)
    if stored.same_as_id is None:
        return
    Sighting.objects.filter(logged_as=stored).update(friction=stored)
    stored.same_as = None
    stored.save(update_fields=["same_as"])
    audit.record(project=stored.project, by=by, verb="parted the friction", on=stored)


@transaction.atomic
def reword_friction(*, friction: Friction, by: User, version: int, **fields: Any) -> Friction:
    """Its words, its owner, the change that it asks for; made from `version`."""
    stored: Friction = rewrite(friction, by=by, version=version, verb="changed the friction", fields=fields)
    return stored


@transaction.atomic
def step(*, friction: Friction, by: User, state: str, note: str = "") -> None:
    """What is done about it now. Nothing is written when it stands there already and nothing is said."""
    stored = _held(friction)
    if stored.state == state and not note:
        return
    stored.state = state
    stored.save(update_fields=["state"])
    FrictionStep.objects.create(friction=stored, state=state, note=note, by=by)
    audit.record(project=stored.project, by=by, verb="took a step on the friction", on=stored, state=state)


@transaction.atomic
def open_link(*, project: Project, by: User) -> None:
    """Opens the link by which the floor says what goes wrong; after it was closed, under a new address."""
    links.issue(project=project, purpose=LINK, person=project)
    audit.record(project=project, by=by, verb="opened the friction link", on=project)


@transaction.atomic
def renew_link(*, project: Project, by: User) -> None:
    """Gives the link a new address; the one that was passed on before opens nothing any more."""
    links.rotate(links.issue(project=project, purpose=LINK, person=project))
    audit.record(project=project, by=by, verb="renewed the friction link", on=project)


@transaction.atomic
def close_link(*, project: Project, by: User) -> None:
    """Closes the link; what came in by it stays."""
    links.revoke(links.issue(project=project, purpose=LINK, person=project))
    audit.record(project=project, by=by, verb="closed the friction link", on=project)


def _held(friction: Friction) -> Friction:
    return Friction.objects.select_for_update(of=("self",)).select_related("project").get(pk=friction.pk)


def _named(name: str) -> str:
    return name or _("somebody on the floor")


def _see(friction: Friction, by: User | None, words: str, place: str, name: str) -> Sighting:
    return Sighting.objects.create(
        friction=friction, logged_as=friction, words=words, place=place, seen_by=by, seen_by_name=name
    )


def _open_if_solved(friction: Friction) -> None:
    if friction.state == FrictionState.SOLVED:
        friction.state = FrictionState.NEW
        friction.save(update_fields=["state"])
        FrictionStep.objects.create(friction=friction, state=FrictionState.NEW, at=timezone.now())


def _headline(words: str) -> str:
    first = words.strip().splitlines()[0]
    return first if len(first) <= 300 else first[:299].rstrip() + "…"
