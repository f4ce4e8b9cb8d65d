"""What people want, put together: by topic, and by what sounds alike.

Two asks are alike by the stems of their words, in English and in Spanish, each word the weightier the fewer
asks have it; no synonyms are known. An ask is in one group at most, with the one that has the most like it.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector
from django.db.models import Func, TextField
from django.utils.translation import gettext as _

from stakeholders.models import Ask
from stakeholders.models.answer import LANGUAGES
from stakeholders.models.ask import AskQuerySet

# Groups are made of so many asks at most, the newest.
COMPARED = 2_000
_ALIKE = 0.2
# One word in common is no likeness, unless there is no other.
_FEWEST_SHARED = 2
# A word that so many asks share says nothing about any two of them.
_COMMON = 150


@dataclass(frozen=True)
class AskGroup:
    """Asks that belong together, under a name."""

    key: str
    name: str
    asks: Sequence[Ask]

    @property
    def people(self) -> int:
        """How many people want it."""
        return len({ask.stakeholder_id for ask in self.asks})

    @property
    def power(self) -> int:
        """The power of those who want it, each counted once."""
        return sum({ask.stakeholder_id: ask.stakeholder.power or 0 for ask in self.asks}.values())


def by_topic(asks: AskQuerySet) -> list[AskGroup]:
    """One group for each topic, in the topics' order; one query."""
    groups: dict[int | None, list[Ask]] = defaultdict(list)
    for ask in _newest(asks).order_by("topic__position", "topic_id", "-stakeholder__power", "pk"):
        groups[ask.topic_id].append(ask)
    return [
        AskGroup(str(key or 0), str(of[0].topic) if of[0].topic else _("Without a topic"), of)
        for key, of in groups.items()
    ]


def alike(asks: AskQuerySet) -> tuple[list[AskGroup], Sequence[Ask]]:
    """Groups of asks that sound alike, those of the most people first, and the asks that stand alone."""
    stems = {f"in_{language}": _stems(language) for language in LANGUAGES}
    rows: list[Ask] = list(_newest(asks).annotate(**stems).order_by("-created_at", "-pk")[:COMPARED])
    near = _neighbours([_in_its_language(ask) for ask in rows])
    free = set(range(len(rows)))
    groups, alone = [], []
    for at in sorted(free, key=lambda place: (-len(near[place]), place)):
        if at not in free:
            continue
        free.discard(at)
        others = [other for other in near[at] if other in free]
        free.difference_update(others)
        if others:
            together = [rows[at], *(rows[one] for one in others)]
            groups.append(AskGroup(str(rows[at].pk), rows[at].text, together))
        else:
            alone.append(rows[at])
    return sorted(groups, key=lambda one: (-one.people, -one.power, -len(one.asks), one.name)), alone


def _newest(asks: AskQuerySet) -> AskQuerySet:
    return asks.select_related("stakeholder", "topic")


def _stems(language: str) -> Func:
    """The stems of an ask's words in a language, without its small words, as a list."""
    return Func(
        SearchVector("text", config=language),
        function="tsvector_to_array",
        output_field=ArrayField(TextField()),
    )


def _in_its_language(ask: Ask) -> set[str]:
    """Its stems in the language that knows more of its small words, and so leaves fewer."""
    stems: list[list[str]] = [getattr(ask, f"in_{language}") for language in LANGUAGES]
    fewest: list[str] = min(stems, key=len)
    return set(fewest)


def _neighbours(stems: list[set[str]]) -> list[list[int]]:
    """For each ask those that are alike, the most alike first."""
    holding: dict[str, list[int]] = defaultdict(list)
    for at, words in enumerate(stems):
        for word in words:
            holding[word].append(at)
    weight = {word: math.log(1 + len(stems) / len(of)) for word, of in holding.items()}
    whole = [sum(weight[word] for word in words) for words in stems]
    near = []
    for at, words in enumerate(stems):
        shared: dict[int, float] = defaultdict(float)
        count: dict[int, int] = defaultdict(int)
        for word in words:
            if len(holding[word]) <= _COMMON:
                for other in holding[word]:
                    shared[other] += weight[word]
                    count[other] += 1
        shared.pop(at, None)
        close = {
            other: both / (whole[at] + whole[other] - both)
            for other, both in shared.items()
            if both / (whole[at] + whole[other] - both) >= _ALIKE
            and count[other] >= min(_FEWEST_SHARED, len(words), len(stems[other]))
        }
        near.append(sorted(close, key=lambda other: (-close[other], other)))
    return near
