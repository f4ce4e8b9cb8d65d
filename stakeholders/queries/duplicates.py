"""Who may stand in the register twice, and what merging two of them would do."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.models import Project
from stakeholders.models import (
    Answer,
    Ask,
    Conversation,
    Interview,
    Round,
    Stakeholder,
    Status,
    TwoPeople,
)

FILLED = {
    "email": gettext_lazy("E-mail"),
    "title": gettext_lazy("Title"),
    "department": gettext_lazy("Department"),
    "level": gettext_lazy("Level"),
    "power": gettext_lazy("Power"),
    "interest": gettext_lazy("Interest"),
    "stance": gettext_lazy("Stance"),
    "owner": gettext_lazy("Owner"),
    "preferred_way": gettext_lazy("Asked best"),
    "why_needed": gettext_lazy("Why the project fails without them"),
    "tags": gettext_lazy("Tags"),
    "notes": gettext_lazy("Notes"),
}
_MOST_TAGS = 20
_TITLES = {
    "dr",
    "dra",
    "prof",
    "mr",
    "mrs",
    "ms",
    "miss",
    "sr",
    "sra",
    "srta",
    "md",
    "phd",
    "rn",
    "mba",
    "do",
}
# A sign that more people share than this says nothing about any two of them.
_SHARED_BY_MOST = 12
_SHORTEST = 7
SHOWN_AT_MOST = 300


def filled(into: Stakeholder, gone: Stakeholder) -> dict[str, Any]:
    """What `into` gets from `gone`, as fields of the row: what it lacks, the tags and the notes of both."""
    found: dict[str, Any] = {}
    for name in FILLED:
        key = "owner_id" if name == "owner" else name
        own, other = getattr(into, key), getattr(gone, key)
        if name == "tags":
            value: Any = list(dict.fromkeys([*own, *other]))[: max(_MOST_TAGS, len(own))]
        elif name == "notes" and own and other and other not in own:
            value = f"{own}\n\n{other}"[:10_000]
        else:
            value = own or other
        if value != own:
            found[key] = value
    return found


@dataclass(frozen=True)
class Said:
    """How much hangs on one row of the register."""

    interviews: int = 0
    answers: int = 0
    asks: int = 0


@dataclass(frozen=True)
class Pair:
    """Two rows that look alike, and why; the one under which more was said stands first."""

    one: Stakeholder
    other: Stakeholder
    why: str
    said: Said = Said()
    said_by_other: Said = Said()


def duplicates(project: Project) -> list[Pair]:
    """Pairs that may be one person, the surest first; five queries whatever the size of the register."""
    people = list(project.stakeholders.live().order_by("pk"))
    apart = set(TwoPeople.objects.filter(project=project).values_list("one", "other"))
    found: dict[tuple[int, int], tuple[int, str]] = {}
    for sure, pair in _alike(people):
        if (pair[0].pk, pair[1].pk) not in apart:
            found.setdefault((pair[0].pk, pair[1].pk), sure)
    by_key = {one.pk: one for one in people}
    ordered = sorted(found.items(), key=lambda one: (one[1][0], by_key[one[0][0]].name, one[0]))
    said = _said_under({pk for pair, _why in ordered[:SHOWN_AT_MOST] for pk in pair})
    return [
        _pair(by_key[one], by_key[other], why, said) for (one, other), (_sure, why) in ordered[:SHOWN_AT_MOST]
    ]


def _pair(one: Stakeholder, other: Stakeholder, why: str, said: dict[int, Said]) -> Pair:
    def weight(person: Stakeholder) -> tuple[int, int, bool, int]:
        return said[person.pk].answers, said[person.pk].interviews, bool(person.email), -person.pk

    first, second = sorted((one, other), key=weight, reverse=True)
    return Pair(first, second, why, said[first.pk], said[second.pk])


_Found = Iterator[tuple[tuple[int, str], tuple[Stakeholder, Stakeholder]]]


def _alike(people: list[Stakeholder]) -> _Found:
    """Every pair with a sign in common, each with how sure the sign is (0 is surest) and its words."""
    words = {one.pk: _words(one.name) for one in people}
    whole = {pk: " ".join(_full(parts)) for pk, parts in words.items()}
    yield from _sharing(people, lambda one: [" ".join(sorted(_full(words[one.pk])))], (0, _("The same name")))
    yield from _sharing(people, _mailbox, (1, _("The same address but for dots or what follows a plus")))
    for sure, (one, other) in _sharing(people, _local, (2, _("The same name in front of the @"))):
        if set(words[one.pk]) & set(words[other.pk]):
            yield sure, (one, other)
    for sure, (one, other) in _sharing(
        people, lambda one: _shortened(whole[one.pk]), (3, _("Names one letter apart"))
    ):
        if _one_edit_apart(whole[one.pk], whole[other.pk]):
            yield sure, (one, other)
    for sure, (one, other) in _sharing(
        people, lambda one: _initials(words[one.pk]), (4, _("The same family name and initial"))
    ):
        if _is_initial(words[one.pk]) != _is_initial(words[other.pk]):
            yield sure, (one, other)


def _sharing(people: list[Stakeholder], signs: Any, sure: tuple[int, str]) -> _Found:
    groups: dict[str, list[Stakeholder]] = defaultdict(list)
    for one in people:
        for sign in set(signs(one)):
            if sign:
                groups[sign].append(one)
    for group in groups.values():
        if 1 < len(group) <= _SHARED_BY_MOST:
            for one, other in combinations(group, 2):
                yield sure, (one, other)


def _words(name: str) -> list[str]:
    """The words of a name in small letters, without accents and titles; “Okafor, Ngozi” is “ngozi okafor”."""
    before, comma, after = name.partition(",")
    given = (
        f"{after} {before}"
        if comma and len(_split(after)) > 0 and not set(_split(after)) <= _TITLES
        else name
    )
    return [word for word in _split(given) if word not in _TITLES]


def _split(text: str) -> list[str]:
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign)
    )
    return re.findall(r"[^\W_]+", plain)


def _full(words: list[str]) -> list[str]:
    """Without the initials of middle names, where enough is left."""
    long = [word for word in words if len(word) > 1]
    return long if len(long) > 1 else words


def _mailbox(one: Stakeholder) -> list[str]:
    local, _at, domain = one.email.lower().partition("@")
    return [f"{_local_part(local)}@{domain}"] if domain else []


def _local(one: Stakeholder) -> list[str]:
    local = _local_part(one.email.lower().partition("@")[0])
    return [local] if len(local) > 4 else []


def _local_part(local: str) -> str:
    return local.partition("+")[0].replace(".", "").replace("_", "").replace("-", "")


def _shortened(name: str) -> list[str]:
    """The name, and it without each of its letters: two that are one letter apart have one in common."""
    if len(name) < _SHORTEST:
        return []
    return [name, *(name[:place] + name[place + 1 :] for place in range(len(name)))]


def _one_edit_apart(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if short == long or len(long) - len(short) > 1:
        return False
    place = next((at for at, sign in enumerate(short) if sign != long[at]), len(short))
    if len(long) > len(short):
        return short[place:] == long[place + 1 :]
    turned = long[place + 1 : place + 2] + long[place : place + 1]
    return short[place + 1 :] == long[place + 1 :] or (
        short[place : place + 2] == turned and short[place + 2 :] == long[place + 2 :]
    )


def _initials(words: list[str]) -> list[str]:
    return [f"{words[0][0]} {words[-1]}"] if len(words) > 1 else []


def _is_initial(words: list[str]) -> bool:
    return len(words) > 1 and len(words[0]) == 1


def _said_under(keys: set[int]) -> dict[int, Said]:
    def counted(rows: QuerySet[Any, Any], by: str) -> dict[int, int]:
        return dict(rows.filter(**{f"{by}__in": keys}).order_by().values_list(by).annotate(count=Count("pk")))

    interviews = counted(Interview.objects.all(), "stakeholder")
    answers = counted(Answer.objects.exclude(text=""), "interview__stakeholder")
    asks = counted(Ask.objects.live(), "stakeholder")
    return {pk: Said(interviews.get(pk, 0), answers.get(pk, 0), asks.get(pk, 0)) for pk in keys}


@dataclass(frozen=True)
class MergedField:
    """One fact before and after: what each has, and what stands then."""

    label: str
    own: str
    other: str
    then: str

    @property
    def is_lost(self) -> bool:
        """Whether the other's fact differs and is kept only with the row that is put away."""
        return bool(self.other) and self.other not in self.then


@dataclass(frozen=True)
class MergePreview:
    """What merging `gone` into `into` does."""

    fields: list[MergedField]
    moves: Said
    # Rounds in which both were asked.
    both: list[str]
    # Planned talks whose people are told by their calendars.
    talks: int


def merge_preview(into: Stakeholder, gone: Stakeholder) -> MergePreview:
    """Fact by fact, and in numbers what moves and who is told; seven queries."""
    changes = filled(into, gone)
    fields = [
        MergedField(_("Name"), into.name, gone.name, into.name),
        *(_merged_field(name, str(label), into, gone, changes) for name, label in FILLED.items()),
    ]
    rounds = set(gone.interviews.values_list("round", flat=True))
    both = (
        into.interviews.filter(round__in=rounds)
        .order_by("round__title")
        .values_list("round__title", flat=True)
    )
    return MergePreview(
        fields=[one for one in fields if one.own or one.other],
        moves=_said_under({gone.pk})[gone.pk],
        both=list(both),
        talks=talks_told([gone, into] if "email" in changes else [gone]),
    )


def talks_told(people: list[Stakeholder]) -> int:
    """How many planned talks with any of these people have stood in calendars since they were invited."""
    planned = Conversation.objects.filter(
        status=Status.PLANNED,
        invites=True,
        round__in=Round.objects.filter(interviews__stakeholder__in=people),
    )
    return sum(one.ends_at > timezone.now() for one in planned.select_related("round"))


def _merged_field(
    name: str, label: str, into: Stakeholder, gone: Stakeholder, changes: dict[str, Any]
) -> MergedField:
    own, other = _shown(into, name), _shown(gone, name)
    if name == "tags" and "tags" in changes:
        return MergedField(label, own, other, ", ".join(changes["tags"]))
    if name == "notes" and "notes" in changes:
        return MergedField(label, own, other, changes["notes"])
    key = "owner_id" if name == "owner" else name
    return MergedField(label, own, other, other if key in changes else own)


def _shown(one: Stakeholder, name: str) -> str:
    display = getattr(one, f"get_{name}_display", None)
    value = display() if display else getattr(one, name)
    return ", ".join(value) if isinstance(value, list) else str(value or "")
