"""Drawing the line elsewhere in the one order, and what the team can do in a week."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects import audit
from projects.models import Project, User
from vision import ranks
from vision.actions.board import touch
from vision.actions.many import move_many
from vision.actions.moves import Refused
from vision.models import Batch, BatchKind, Capacity, Place
from vision.queries.order import Crossing, crossing


class CapacityConflict(Exception):
    """Somebody changed the capacity since it was opened; `current` is how it stands now."""

    def __init__(self, current: Capacity) -> None:
        super().__init__(
            _("%(who)s changed the capacity while you were writing. Both are below; nothing is lost.")
            % {"who": current.changed_by or _("Somebody")}
        )
        self.current = current


@transaction.atomic
def draw_line(*, project: Project, above: int, seen: Sequence[int], by: User) -> Batch:
    """Draws the line so that `above` elements of the one order are over it; all that cross go in one act.

    `seen` names the elements that the person saw crossing: when others would cross by now, it is `Refused`.
    """
    revision = touch(project)
    found = crossing(project, above)
    if not found.elements or sorted(element.pk for element in found.elements) != sorted(seen):
        raise Refused(_("The board has changed since you looked, so the line stays. Look again."))
    batch = Batch.objects.create(project=project, kind=BatchKind.LINE, says=_in_words(found), by=by)
    goings = [
        (element, found.to, element.function, rank)
        for element, rank in zip(found.elements, _keys(project, found), strict=True)
    ]
    move_many(goings, batch=batch, by=by, revision=revision)
    audit.record(
        project=project,
        by=by,
        verb="moved the line",
        on=batch,
        to=str(found.to),
        elements=[element.pk for element in found.elements],
    )
    return batch


def _in_words(found: Crossing) -> str:
    number = len(found.elements)
    if found.to == Place.NOW:
        says = ngettext(
            "moved the line down: %(number)d element is NOW",
            "moved the line down: %(number)d elements are NOW",
            number,
        )
    else:
        says = ngettext(
            "moved the line up: %(number)d element is NEXT",
            "moved the line up: %(number)d elements are NEXT",
            number,
        )
    return says % {"number": number}


def _keys(project: Project, found: Crossing) -> list[str]:
    """The keys of what crosses: their own as long as they stand right beside the line on its other side."""
    own = [element.rank for element in found.elements]
    there = project.elements.filter(place=found.to)
    order = project.elements.exclude(pk__in=[element.pk for element in found.elements])
    if found.to == Place.NEXT:
        edge = there.order_by("rank").values_list("rank", flat=True).first()
        if edge is None or own[-1] < edge:
            return own
        low = order.filter(rank__lt=edge).order_by("-rank").values_list("rank", flat=True).first()
        return ranks.fill(low, edge, len(own))
    edge = there.order_by("-rank").values_list("rank", flat=True).first()
    if edge is None or own[0] > edge:
        return own
    high = order.filter(rank__gt=edge).order_by("rank").values_list("rank", flat=True).first()
    return ranks.fill(edge, high, len(own))


@transaction.atomic
def set_capacity(
    *,
    project: Project,
    by: User,
    version: int,
    days_low: Decimal,
    days_likely: Decimal,
    days_high: Decimal,
    starts_on: datetime.date,
) -> Capacity:
    """Keeps what the team can do in a week; `version` 0 makes it. Raises `CapacityConflict`."""
    touch(project)
    current = Capacity.objects.filter(project=project).select_related("changed_by").first()
    if current is not None and current.version != version:
        raise CapacityConflict(current)
    told = {
        "days_low": days_low,
        "days_likely": days_likely,
        "days_high": days_high,
        "starts_on": starts_on,
        "version": version + 1,
        "changed_at": timezone.now(),
        "changed_by": by,
    }
    capacity, _made = Capacity.objects.update_or_create(project=project, defaults=told)
    audit.record(project=project, by=by, verb="changed the capacity", on=capacity, days=str(days_likely))
    return capacity
