"""The readiness gate: what has to be met before a launch counts as ready, and why it is not yet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketing_sync.models import Impact, Item, Launch
from marketing_sync.queries.facts import BriefState, Chances, Facts, Gap, Kept, Temps, facts
from marketing_sync.queries.readiness import Known

REVIEW, BRIEF, READERS, ALERTS = "review", "brief", "readers", "alerts"


@dataclass(frozen=True)
class Condition:
    """One thing that has to be met: what it is, why it is not met yet, and what is kept of it."""

    key: str
    label: str
    missing: tuple[str, ...] = ()
    kept: Kept | None = None

    @property
    def is_met(self) -> bool:
        """Whether nothing of it is missing."""
        return not self.missing

    @property
    def is_item(self) -> bool:
        """Whether somebody says by hand that it is prepared."""
        return self.key in Item.values


@dataclass(frozen=True)
class Gate:
    """Every condition of one launch. A launch whose impact nobody has reviewed never passes."""

    conditions: list[Condition] = field(default_factory=list)
    brief: BriefState = field(default_factory=BriefState)
    chances: Chances | None = None
    temps: Temps = field(default_factory=Temps)

    @property
    def reasons(self) -> list[str]:
        """Why it is not ready; nothing when it is."""
        return [reason for condition in self.conditions for reason in condition.missing]

    @property
    def met(self) -> int:
        """How many conditions are met."""
        return sum(condition.is_met for condition in self.conditions)


def gates(
    launches: Collection[Launch], told: Mapping[int, Known], people: Mapping[int, str]
) -> dict[int, Gate]:
    """By launch, its gate, by one statement.

    `told` says who was alerted, `people` whom every step of the ladder tells, by key and name.
    """
    known = facts(launches)
    return {
        launch.pk: Gate(
            _conditions(launch, known[launch.pk], _unheard(told[launch.pk], people)),
            known[launch.pk].brief,
            known[launch.pk].chances,
            known[launch.pk].temps,
        )
        for launch in launches
    }


def _conditions(launch: Launch, known: Facts, unheard: tuple[str, ...]) -> list[Condition]:
    review = Condition(
        REVIEW, _("Liaison review"), (_("impact not reviewed"),) if launch.is_unreviewed else ()
    )
    if launch.impact == Impact.NONE:
        return [review]
    undone = {
        Item.TRAINING: _("training not done"),
        Item.STAFFING: _("staffing gap open")
        if known.gap is Gap.OPEN
        else _("staffing gap not closed or accepted"),
        Item.ACCESS: _("systems access not ready"),
        Item.CONTINGENCIES: _("contingencies not written"),
    }
    items = [
        Condition(
            item,
            str(item.label),
            (
                ()
                if item in known.kept or (item == Item.STAFFING and known.gap is Gap.CLOSED)
                else (undone[item],)
            )
            + (_temps_missing(known.temps) if item == Item.TRAINING else ()),
            known.kept.get(item),
        )
        for item in Item
    ]
    return [
        review,
        Condition(BRIEF, _("Brief"), _brief_missing(launch, known.brief)),
        Condition(READERS, _("Agents"), _readers_missing(known.brief)),
        *items,
        Condition(ALERTS, _("Alerts"), unheard),
    ]


def _brief_missing(launch: Launch, brief: BriefState) -> tuple[str, ...]:
    if brief.number is None:
        return (_("brief waits for approval") if brief.has_draft else _("brief not written"),)
    missing = []
    if brief.is_outdated(launch):
        missing.append(_("the brief tells another date"))
    if brief.waits:
        missing.append(_("a changed brief waits for approval"))
    return tuple(missing)


def _readers_missing(brief: BriefState) -> tuple[str, ...]:
    if brief.number is None:
        return ()
    if not brief.readers.asked:
        return (_("no agents are registered, so nobody has read the brief"),)
    if brief.readers.missing:
        return (
            ngettext("%(count)d agent unconfirmed", "%(count)d agents unconfirmed", brief.readers.missing)
            % {"count": brief.readers.missing},
        )
    return ()


def _temps_missing(temps: Temps) -> tuple[str, ...]:
    """Whoever says that the training is done does not speak for temporary people who are not trained."""
    missing = []
    nameless = temps.planned - temps.named
    if nameless > 0:
        missing.append(
            ngettext(
                "nobody is named for %(count)d temporary agent of the plan",
                "nobody is named for %(count)d temporary agents of the plan",
                nameless,
            )
            % {"count": nameless}
        )
    if temps.untrained:
        named = {"people": _named(list(temps.untrained))}
        missing.append(_("not trained for this campaign: %(people)s") % named)
    return tuple(missing)


def _unheard(known: Known, people: Mapping[int, str]) -> tuple[str, ...]:
    if not people:
        return (_("nobody is on the alert list"),)
    if not known.told:
        return (_("nobody has been alerted yet"),)
    reasons = []
    untold = [name for pk, name in people.items() if pk not in known.contacts]
    if known.missing:
        reasons.append(_("not confirmed by %(people)s") % {"people": _named(known.missing)})
    if untold:
        reasons.append(_("not told yet: %(people)s") % {"people": _named(untold)})
    return tuple(reasons)


def _named(names: list[str]) -> str:
    """Three people by name; more by number."""
    if len(names) <= 3:
        return str(get_text_list(names, _("and")))
    return _("%(count)d people") % {"count": len(names)}
