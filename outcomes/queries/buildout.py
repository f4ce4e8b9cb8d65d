"""How far the build-out is: checklists, readers, agreement of raters."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from mailroom import links
from mailroom.models import Confirmation
from outcomes import agreement
from outcomes.models import (
    BuildItem,
    BuildItemQuerySet,
    Call,
    CardLine,
    CardScale,
    Colleague,
    Score,
    Scorecard,
    Sop,
    SopVersion,
    Workstream,
)
from projects.models import Project, User

_SOP = "outcomes.sop"


@dataclass(frozen=True)
class Stream:
    """One workstream with its checklist."""

    key: str
    name: str
    items: list[BuildItem]

    @property
    def done(self) -> int:
        """How many items stand."""
        return sum(item.done_at is not None for item in self.items)


@dataclass(frozen=True)
class Reader:
    """A colleague, and what became of being asked to read; None when they were not asked."""

    colleague: Colleague
    confirmation: Confirmation | None


@dataclass(frozen=True)
class Agreement:
    """How far raters agree on one line or on all: alpha, and Cohen's kappa where there are two raters."""

    words: str
    alpha: float | None
    kappa: float | None
    scores: int

    @property
    def says(self) -> str:
        """What the number means."""
        if self.alpha is None:
            return _("nothing to compare yet")
        if self.alpha >= agreement.RELIABLE:
            return _("reliable")
        return (
            _("tentative") if self.alpha >= agreement.TENTATIVE else _("not reliable: talk about this line")
        )

    @property
    def tone(self) -> str:
        """How it is coloured, beside its words."""
        if self.alpha is None:
            return ""
        if self.alpha >= agreement.RELIABLE:
            return "good"
        return "line" if self.alpha >= agreement.TENTATIVE else "danger"


def build_items(project: Project, *, text: str = "", stream: str = "", state: str = "") -> BuildItemQuerySet:
    """The items of the checklists; `state` "open", "done" or "late"."""
    found = BuildItem.objects.kept().filter(project=project).select_related("owner", "file", "done_by")
    if text:
        found = found.filter(Q(words__icontains=text) | Q(evidence__icontains=text))
    if stream in Workstream.values:
        found = found.filter(stream=stream)
    if state == "done":
        found = found.filter(done_at__isnull=False)
    elif state in ("open", "late"):
        found = found.filter(done_at=None)
        if state == "late":
            found = found.filter(due_on__lt=project.today())
    return found


def streams(items: Sequence[BuildItem], *, whole: bool = True) -> list[Stream]:
    """Items by workstream, in the order of the build; empty ones only when `whole`."""
    by_stream: dict[str, list[BuildItem]] = defaultdict(list)
    for item in items:
        by_stream[item.stream].append(item)
    return [
        Stream(stream.value, str(stream.label), by_stream[stream.value])
        for stream in Workstream
        if whole or by_stream[stream.value]
    ]


def sops(project: Project, *, text: str = "", state: str = "") -> Any:
    """SOPs with the `number` of their latest version, and how many were `asked` and `confirmed` it.

    `state` "archived" or "due".
    """
    found = Sop.objects.filter(project=project).select_related("owner", "project")
    found = found.archived() if state == "archived" else found.active()
    if state == "due":
        found = found.filter(review_on__lte=project.today())
    latest = SopVersion.objects.filter(sop=OuterRef("pk")).order_by("-number")
    found = found.annotate(
        number=Subquery(latest.values("number")[:1]),
        latest_at=Subquery(latest.values("published_at")[:1]),
        latest_pk=Subquery(latest.values("pk")[:1]),
    )
    if text:
        hit = SopVersion.objects.filter(text__icontains=text).values("pk")
        found = found.filter(Q(title__icontains=text) | Q(latest_pk__in=hit))
    asked = Confirmation.objects.filter(kind=_SOP, about_id=OuterRef("latest_pk")).order_by()
    confirmed = asked.filter(confirmed_at__isnull=False)
    return found.annotate(
        asked=_counted(asked),
        confirmed=_counted(confirmed),
    )


def readers(version: SopVersion) -> list[Reader]:
    """Every colleague and whether they have read this version; those who have not come first."""
    asked = {one.person: one for one in Confirmation.objects.of(_SOP, version.pk)}
    people = Colleague.objects.kept().filter(project=version.sop.project_id)
    found = [Reader(one, asked.get(links.naming(one))) for one in people]
    return sorted(found, key=lambda one: bool(one.confirmation and one.confirmation.confirmed_at))


def scorecards(project: Project) -> Any:
    """The scorecards, with how many lines and calls each has."""
    return (
        Scorecard.objects.filter(project=project)
        .select_related("project")
        .annotate(lines_count=Count("lines", distinct=True), calls_count=Count("calls", distinct=True))
    )


def agreements(card: Scorecard, *, call: Call | None = None) -> list[Agreement]:
    """How far the raters agree, over all calls or in one: first on all lines together, then line by line."""
    found = Score.objects.filter(line__scorecard=card)
    if call is not None:
        found = found.filter(call=call)
    scores = list(found.values_list("line_id", "call_id", "rater_id", "value").order_by("pk"))
    scale = _scale(card)
    lines = list(card.lines.all())
    whole = _agreement(_("All lines"), scores, scale)
    return [whole, *(_of_line(line, scores, scale) for line in lines)]


def agreed_on(cards: Sequence[Scorecard]) -> list[tuple[Scorecard, Agreement]]:
    """How far the raters of each scorecard agree on all its lines together; in one query."""
    by_card: dict[int, list[Any]] = {card.pk: [] for card in cards}
    rows = Score.objects.filter(line__scorecard__in=by_card).order_by("pk")
    for card, *score in rows.values_list("line__scorecard", "line_id", "call_id", "rater_id", "value"):
        by_card[card].append(score)
    return [(card, _agreement(_("All lines"), by_card[card.pk], _scale(card))) for card in cards]


def _scale(card: Scorecard) -> agreement.Scale:
    return agreement.Scale.NOMINAL if card.scale == CardScale.YES_NO else agreement.Scale.ORDINAL


def raters(call: Call) -> list[User]:
    """Who has scored the call."""
    return list(User.objects.filter(pk__in=call.scores.values("rater")).order_by("name", "pk"))


def _of_line(line: CardLine, scores: list[Any], scale: agreement.Scale) -> Agreement:
    return _agreement(line.words, [one for one in scores if one[0] == line.pk], scale)


def _agreement(words: str, scores: list[Any], scale: agreement.Scale) -> Agreement:
    units: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for line, call, rater, value in scores:
        units[line, call][rater] = value
    everybody = {rater for unit in units.values() for rater in unit}
    kappa = None
    for one, other in combinations(sorted(everybody), 2):
        if len(everybody) == 2:
            kappa = agreement.kappa(
                [(unit[one], unit[other]) for unit in units.values() if one in unit and other in unit]
            )
    alpha = agreement.alpha([list(unit.values()) for unit in units.values()], scale)
    return Agreement(words, alpha, kappa, len(scores))


def _counted(rows: Any) -> Subquery:
    return Subquery(rows.values("about_id").annotate(count=Count("pk")).values("count")[:1])
