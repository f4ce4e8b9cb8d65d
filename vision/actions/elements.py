"""Elements and dreams: made, changed, and joined by asks and dreams."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects import audit
from projects.models import Project, User
from stakeholders.models import Ask
from vision.actions.board import touch
from vision.actions.moves import last_rank
from vision.models import Dependency, Dream, Element, ElementAsk, Function, Place

TEXTS = (
    "title",
    "description",
    "reason",
    "effort_low",
    "effort_likely",
    "effort_high",
    "cost",
    "flags",
    "owner",
    "revisit_on",
)


class Conflict(Exception):
    """Somebody changed the element since it was opened; `current` is how it stands now."""

    def __init__(self, current: Element) -> None:
        super().__init__(
            _("%(who)s changed “%(title)s” while you were writing. Both texts are below; nothing is lost.")
            % {"who": current.changed_by or _("Somebody"), "title": current.title}
        )
        self.current = current


class AlreadyJoined(Exception):
    """An ask or a dream joins at most one element."""


@transaction.atomic
def make_element(
    *,
    project: Project,
    by: User,
    title: str,
    function: Function | None = None,
    place: Place = Place.TRAY,
    asks: Iterable[Ask] = (),
    dreams: Iterable[Dream] = (),
    needs: Iterable[Element] = (),
    **texts: Any,
) -> Element:
    """A new element at the end of the board's order, made of asks and dreams or of nothing yet.

    Raises `AlreadyJoined` when one of the asks or dreams is part of an element.
    """
    revision = touch(project)
    element = Element.objects.create(
        project=project,
        title=title,
        function=function,
        place=place,
        rank=last_rank(project),
        revision=revision,
        created_by=by,
        changed_by=by,
        **texts,
    )
    audit.record(project=project, by=by, verb="made an element", on=element)
    Dependency.objects.bulk_create(Dependency(element=element, needs=needed) for needed in needs)
    _join(element, asks, dreams, by)
    return element


@transaction.atomic
def edit_element(
    *, element: Element, version: int, by: User, needs: Iterable[Element] | None = None, **texts: Any
) -> Element:
    """Changes an element's texts. `version` is the one that the form was made from; raises `Conflict`."""
    revision = touch(element.project)
    current = (
        element.project.elements.select_for_update(of=("self",))
        .select_related("project", "changed_by")
        .get(pk=element.pk)
    )
    if current.version != version:
        raise Conflict(current)
    changed = [name for name, value in texts.items() if getattr(current, name) != value]
    for name in changed:
        setattr(current, name, texts[name])
    if needs is not None and _set_needs(current, needs):
        changed.append("needs")
    if not changed:
        return current
    current.version += 1
    current.revision, current.changed_at, current.changed_by = revision, timezone.now(), by
    fields = [name for name in changed if name != "needs"]
    current.save(update_fields=[*fields, "version", "revision", "changed_at", "changed_by"])
    audit.record(project=current.project, by=by, verb="changed an element", on=current, changed=changed)
    return current


def _set_needs(element: Element, needs: Iterable[Element]) -> bool:
    wanted = {needed.pk for needed in needs} - {element.pk}
    had = set(element.dependencies.values_list("needs_id", flat=True))
    element.dependencies.filter(needs_id__in=had - wanted).delete()
    Dependency.objects.bulk_create(Dependency(element=element, needs_id=pk) for pk in wanted - had)
    return wanted != had


@transaction.atomic
def join(*, element: Element, by: User, asks: Iterable[Ask] = (), dreams: Iterable[Dream] = ()) -> None:
    """Asks and dreams become part of an element; raises `AlreadyJoined` when one is part of another."""
    revision = touch(element.project)
    _join(element, asks, dreams, by)
    _changed(element, revision)


@transaction.atomic
def part(*, project: Project, by: User, ask: Ask | None = None, dream: Dream | None = None) -> None:
    """An ask or a dream leaves its element and is unsorted again."""
    revision = touch(project)
    if ask is not None:
        for joined in ElementAsk.objects.filter(ask=ask, element__project=project).select_related("element"):
            joined.delete()
            _changed(joined.element, revision)
            audit.record(project=project, by=by, verb="took an ask off", on=joined.element, ask=ask.pk)
    if dream is not None and dream.element is not None:
        element, dream.element = dream.element, None
        dream.save(update_fields=["element"])
        _changed(element, revision)
        audit.record(project=project, by=by, verb="took a dream off", on=element, dream=dream.pk)


def _join(element: Element, asks: Iterable[Ask], dreams: Iterable[Dream], by: User) -> None:
    asks, dreams = list(asks), list(dreams)
    taken = ElementAsk.objects.filter(ask__in=asks)
    taken_dreams = Dream.objects.filter(pk__in=[dream.pk for dream in dreams]).exclude(element=None)
    if (asks and taken.exists()) or (dreams and taken_dreams.exists()):
        raise AlreadyJoined(
            _("Somebody has sorted one of these meanwhile. Look again and choose from what is left.")
        )
    ElementAsk.objects.bulk_create(ElementAsk(element=element, ask=ask, by=by) for ask in asks)
    Dream.objects.filter(pk__in=[dream.pk for dream in dreams]).update(element=element)
    if asks or dreams:
        audit.record(
            project=element.project,
            by=by,
            verb="joined asks and dreams",
            on=element,
            asks=[ask.pk for ask in asks],
            dreams=[dream.pk for dream in dreams],
        )


def _changed(element: Element, revision: int) -> None:
    """The card says something else, although none of its texts changed."""
    Element.objects.filter(pk=element.pk).update(revision=revision)


@transaction.atomic
def add_dream(*, project: Project, by: User, text: str, why: str = "") -> Dream:
    """One more thing that the team wants."""
    dream = Dream.objects.create(project=project, text=text, why=why, created_by=by)
    audit.record(project=project, by=by, verb="added a dream", on=dream)
    return dream


@transaction.atomic
def let_go(*, dream: Dream, by: User) -> None:
    """The team no longer wants it. It stays readable, and `take_up` brings it back."""
    part(project=dream.project, by=by, dream=dream)
    dream.let_go_at, dream.let_go_by = timezone.now(), by
    dream.save(update_fields=["let_go_at", "let_go_by"])
    audit.record(project=dream.project, by=by, verb="let a dream go", on=dream)


@transaction.atomic
def take_up(*, dream: Dream, by: User) -> None:
    """The team wants it again."""
    dream.let_go_at = dream.let_go_by = None
    dream.save(update_fields=["let_go_at", "let_go_by"])
    audit.record(project=dream.project, by=by, verb="took a dream up again", on=dream)
