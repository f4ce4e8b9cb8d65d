"""Elements that are one, and an element that is two: merged and split without losing a word, and undone."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects import audit
from projects.models import Project, User
from stakeholders.models import Ask
from vision import ranks
from vision.actions.board import touch
from vision.actions.moves import Refused, nearest_free
from vision.models import (
    Batch,
    BatchKind,
    Comment,
    Decision,
    Dependency,
    Dream,
    Element,
    ElementAsk,
    Place,
    Rating,
)


@transaction.atomic
def merge(*, into: Element, others: Iterable[Element], by: User) -> Batch:
    """The others become part of `into`: with asks and quotes, dreams, comments, decisions, ratings, needs.

    Its own texts, place and effort stay. A rating on which the same person rated both stays with the merged
    one and counts again when this is undone. Published versions keep their elements. Raises `Refused`.
    """
    project = into.project
    revision = touch(project)
    target = project.elements.get(pk=into.pk)
    keys = {element.pk for element in others} - {target.pk}
    merged = list(project.elements.filter(pk__in=keys).order_by("rank"))
    if not merged:
        raise Refused(_("Choose at least one other element that is still on the board."))
    kept = [_take_in(target, element) for element in merged]
    for element in merged:
        element.merged_into, element.rank = target, _parked(element)
        element.revision, element.changed_by = revision, by
    Element.everything.bulk_update(merged, ["merged_into", "rank", "revision", "changed_by"])
    project.elements.filter(pk=target.pk).update(revision=revision, changed_by=by)
    number = len(merged)
    says = ngettext("merged “%(what)s” into “%(into)s”", "merged %(number)d elements into “%(into)s”", number)
    told = {"number": number, "what": merged[0].title, "into": target.title}
    batch = Batch.objects.create(
        project=project, kind=BatchKind.MERGE, says=(says % told)[:300], kept={"parts": kept}, by=by
    )
    audit.record(project=project, by=by, verb="merged elements", on=target, merged=sorted(keys))
    return batch


def _parked(element: Element) -> str:
    """A key after all others, of its own: the order of the board has room for the next ones without it."""
    return f"{'z' * 8}{element.pk}z"


def _take_in(target: Element, part: Element) -> dict[str, Any]:
    """Moves what hangs on the part; returns what undoing needs."""
    rated = {(rating.rater_id, rating.criterion_id) for rating in Rating.objects.filter(element=target)}
    kept = {
        "element": part.pk,
        "rank": part.rank,
        "asks": list(part.joined.values_list("pk", flat=True)),
        "dreams": list(part.dreams.values_list("pk", flat=True)),
        "comments": list(part.comments.values_list("pk", flat=True)),
        "decisions": list(part.decisions.values_list("pk", flat=True)),
        "ratings": [
            rating.pk for rating in part.ratings.all() if (rating.rater_id, rating.criterion_id) not in rated
        ],
        "needs": [list(pair) for pair in _needs_of(part)],
        "needs_before": [list(pair) for pair in _needs_of(target)],
    }
    _rehang(kept, target)
    pairs = {tuple(target.pk if pk == part.pk else pk for pk in pair) for pair in _needs_of(part)} - set(
        _needs_of(target)
    )
    Dependency.objects.filter(element=part).delete()
    Dependency.objects.filter(needs=part).delete()
    Dependency.objects.bulk_create(
        Dependency(element_id=element, needs_id=needs) for element, needs in sorted(pairs) if element != needs
    )
    return kept


def _needs_of(element: Element) -> list[tuple[int, int]]:
    """What it needs and what needs it, as pairs of keys."""
    own = Dependency.objects.filter(element=element).values_list("element", "needs")
    return [*own, *Dependency.objects.filter(needs=element).values_list("element", "needs")]


_HANGING = {
    "asks": ElementAsk,
    "dreams": Dream,
    "comments": Comment,
    "decisions": Decision,
    "ratings": Rating,
}


def _rehang(kept: dict[str, Any], to: Element, *, only_from: Element | None = None) -> None:
    for name, model in _HANGING.items():
        rows: Any = model._default_manager.filter(pk__in=kept[name])
        if only_from is not None:
            rows = rows.filter(element=only_from)
        rows.update(element=to)


def restore_merged(batch: Batch, *, by: User, revision: int) -> list[Element]:
    """Takes the merged elements out again, with all that came with them and is still there."""
    back = []
    for kept in reversed(batch.kept["parts"]):
        part = Element.everything.select_related("merged_into").get(pk=kept["element"])
        target = part.merged_into
        if target is None or target.merged_into_id is not None:
            raise Refused(
                _("“%(title)s” has been merged further. Take that back first.") % {"title": part.title}
            )
        _rehang(kept, part, only_from=target)
        part.rank = nearest_free(batch.project, part, kept["rank"])
        part.merged_into, part.revision, part.changed_by = None, revision, by
        part.save(update_fields=["merged_into", "rank", "revision", "changed_by"])
        _put_back_needs(target, kept)
        batch.project.elements.filter(pk=target.pk).update(revision=revision, changed_by=by)
        back.append(part)
    return back


def _put_back_needs(target: Element, kept: dict[str, Any]) -> None:
    """What the target got by the merge goes; what the part had comes back."""
    before = {tuple(pair) for pair in kept["needs_before"]}
    part = kept["element"]
    came = {tuple(target.pk if pk == part else pk for pk in pair) for pair in kept["needs"]} - before
    for element, needs in came:
        Dependency.objects.filter(element_id=element, needs_id=needs).delete()
    standing = {tuple(pair) for pair in _needs_of(target)}
    Dependency.objects.bulk_create(
        Dependency(element_id=element, needs_id=needs)
        for element, needs in (tuple(pair) for pair in kept["needs"])
        if (element, needs) not in standing
    )


@transaction.atomic
def split(
    *, element: Element, title: str, asks: Iterable[Ask], dreams: Iterable[Dream], by: User
) -> tuple[Element, Batch]:
    """A second element right below, with the asks and dreams that belong to it.

    It begins with the same place, column, owner, flags and reason, and with copies of what was commented and
    rated, because that was said of both. Its effort and cost are open. Raises `Refused`.
    """
    project = element.project
    revision = touch(project)
    source = project.elements.get(pk=element.pk)
    below = project.elements.filter(rank__gt=source.rank).aggregate(least=Min("rank"))["least"]
    made = Element.objects.create(
        project=project,
        title=title,
        function=source.function,
        place=Place(source.place),
        rank=ranks.between(source.rank, below),
        reason=source.reason,
        owner=source.owner,
        flags=source.flags,
        revisit_on=source.revisit_on,
        revision=revision,
        created_by=by,
        changed_by=by,
    )
    joined = ElementAsk.objects.filter(element=source, ask__in=list(asks))
    dreamt = Dream.objects.filter(element=source, pk__in=[dream.pk for dream in dreams])
    kept = {
        "element": made.pk,
        "from": source.pk,
        "asks": list(joined.values_list("pk", flat=True)),
        "dreams": list(dreamt.values_list("pk", flat=True)),
    }
    joined.update(element=made)
    dreamt.update(element=made)
    Comment.objects.bulk_create(
        Comment(element=made, text=one.text, by_id=one.by_id, at=one.at) for one in source.comments.all()
    )
    Rating.objects.bulk_create(
        Rating(element=made, rater_id=one.rater_id, criterion_id=one.criterion_id, value=one.value, at=one.at)
        for one in source.ratings.all()
    )
    project.elements.filter(pk=source.pk).update(revision=revision, changed_by=by)
    says = _("split “%(made)s” off “%(from)s”") % {"made": made.title, "from": source.title}
    batch = Batch.objects.create(project=project, kind=BatchKind.SPLIT, says=says[:300], kept=kept, by=by)
    audit.record(project=project, by=by, verb="split an element", on=source, made=made.pk)
    return made, batch


def restore_split(batch: Batch, *, by: User, revision: int) -> list[Element]:
    """What was split off becomes part of the first again, with whatever joined or was said of it since."""
    made = Element.everything.get(pk=batch.kept["element"])
    source = batch.project.elements.filter(pk=batch.kept["from"]).first()
    if made.merged_into_id is not None or source is None:
        raise Refused(_("One of the two has been merged since. Take that back first."))
    copied = {(one.by_id, one.at, one.text) for one in source.comments.all()}
    for comment in made.comments.all():
        if (comment.by_id, comment.at, comment.text) not in copied:
            comment.element = source
            comment.save(update_fields=["element"])
    made.joined.update(element=source)
    made.dreams.update(element=source)
    made.merged_into, made.rank, made.revision, made.changed_by = source, _parked(made), revision, by
    made.save(update_fields=["merged_into", "rank", "revision", "changed_by"])
    batch.project.elements.filter(pk=source.pk).update(revision=revision, changed_by=by)
    return [source]


@transaction.atomic
def comment(*, element: Element, text: str, by: User) -> Comment:
    """A remark on an element."""
    project: Project = element.project
    made = Comment.objects.create(element=element, text=text, by=by)
    audit.record(project=project, by=by, verb="commented", on=element)
    return made
