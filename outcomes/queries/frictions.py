"""Frictions, what sounds alike, and what the system still produces.

Two frictions sound alike when they share at least two word stems and these are at least half of the shorter
one's (the overlap coefficient). PostgreSQL's English dictionary takes the stems, so "callers are transferred
twice" and "transferring a caller two times" meet; it knows no synonyms.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector
from django.db.models import CharField, Count, Func, Max, Min, Q
from django.utils import timezone

from mailroom import links
from mailroom.models import PersonalLink
from outcomes.models import Friction, FrictionQuerySet, FrictionState, FrictionStep, Sighting
from projects.models import Project

# Seen so often within this time, it is no accident any more.
OFTEN, WITHIN = 3, datetime.timedelta(days=180)
# What is compared: the latest so many.
_MOST = 600
_SHARED, _OVERLAP = 2, 0.5
_LINK = "outcomes:say_by_link"


@dataclass(frozen=True)
class Recurring:
    """What the system still produces: frictions that sound alike, the most seen first."""

    frictions: list[Friction]
    sightings: int
    first: datetime.datetime
    last: datetime.datetime
    came_back: bool

    @property
    def lead(self) -> Friction:
        """The one under whose words it is told."""
        return self.frictions[0]

    @property
    def asks_change(self) -> bool:
        """Whether a change of the system has been asked already."""
        return any(one.state == FrictionState.CHANGE for one in self.frictions)


def frictions(project: Project, *, text: str = "", state: str = "", owner: str = "") -> Any:
    """The project's frictions with `seen`, `first_seen` and `last_seen`; without `state` those not solved."""
    found = _counted(Friction.objects.filter(project=project).separate())
    if state in FrictionState.values:
        found = found.filter(state=state)
    elif state != "all":
        found = found.exclude(state=FrictionState.SOLVED)
    if text:
        hit = Sighting.objects.filter(words__icontains=text).values("friction")
        found = found.filter(Q(words__icontains=text) | Q(change__icontains=text) | Q(pk__in=hit))
    if owner == "nobody":
        found = found.filter(owner=None)
    return found


def recurring(project: Project) -> list[Recurring]:
    """What was seen often of late under whatever words, or came back after it had been solved."""
    since = timezone.now() - WITHIN
    rows = list(
        _counted(Friction.objects.filter(project=project).separate())
        .annotate(lately=Count("sightings", filter=Q(sightings__seen_at__gte=since)), stems=_STEMS)
        .filter(lately__gt=0)
        .order_by("-last_seen", "-pk")[:_MOST]
    )
    back = set(
        FrictionStep.objects.filter(
            friction__project=project, state=FrictionState.NEW, by=None, at__gte=since
        ).values_list("friction_id", flat=True)
    )
    found = []
    for group in _groups(rows):
        came_back = any(one.pk in back for one in group)
        often = sum(one.lately for one in group) >= OFTEN
        if (often or came_back) and any(one.state != FrictionState.SOLVED for one in group):
            found.append(_recurring(group, came_back))
    return sorted(found, key=lambda one: -one.sightings)


def alike(friction: Friction) -> list[Any]:
    """Other frictions that sound like this one, the most alike first."""
    others = Friction.objects.filter(project=friction.project_id).separate().exclude(pk=friction.pk)
    rows = list(_counted(others).annotate(stems=_STEMS).order_by("-last_seen")[:_MOST])
    own = set(Friction.objects.filter(pk=friction.pk).values_list(_STEMS, flat=True)[0])
    near = [(_overlap(own, set(one.stems)), one) for one in rows]
    return [one for overlap, one in sorted(near, key=lambda pair: -pair[0]) if overlap][:6]


def friction_link(project: Project) -> PersonalLink | None:
    """The link by which anyone says what goes wrong, open or closed; None as long as there was none."""
    return PersonalLink.objects.filter(purpose=_LINK, person=links.naming(project)).first()


_STEMS: Any = Func(
    SearchVector("words", config="english"),
    function="tsvector_to_array",
    output_field=ArrayField(CharField()),
)


def _counted(found: FrictionQuerySet) -> Any:
    return found.select_related("owner", "project").annotate(
        seen=Count("sightings", distinct=True),
        first_seen=Min("sightings__seen_at"),
        last_seen=Max("sightings__seen_at"),
    )


def _groups(rows: list[Any]) -> list[list[Any]]:
    """Frictions that sound alike, directly or by way of others; only those that share a stem are compared."""
    holder = {one.pk: one.pk for one in rows}

    def root(pk: int) -> int:
        while holder[pk] != pk:
            holder[pk] = holder[holder[pk]]
            pk = holder[pk]
        return pk

    stems = {one.pk: set(one.stems) for one in rows}
    with_stem: dict[str, list[int]] = defaultdict(list)
    for pk, own in stems.items():
        for other in {pk for stem in own for pk in with_stem[stem]}:
            if _overlap(own, stems[other]):
                holder[root(pk)] = root(other)
        for stem in own:
            with_stem[stem].append(pk)
    groups: dict[int, list[Any]] = defaultdict(list)
    for one in rows:
        groups[root(one.pk)].append(one)
    return list(groups.values())


def _overlap(one: set[str], other: set[str]) -> float:
    """How much two sets of stems share, as a share of the smaller; 0 when it is too little."""
    shared = len(one & other)
    if shared < _SHARED:
        return 0
    share = shared / min(len(one), len(other))
    return share if share >= _OVERLAP else 0


def _recurring(group: Iterable[Any], came_back: bool) -> Recurring:
    members = sorted(group, key=lambda one: (-one.seen, one.pk))
    return Recurring(
        frictions=members,
        sightings=sum(one.seen for one in members),
        first=min(one.first_seen for one in members),
        last=max(one.last_seen for one in members),
        came_back=came_back,
    )
