"""The risk register as it is read: how high each stands, how far people were apart, what waits."""

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    FloatField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisis import vulnerability
from crisis.models import Activation, Risk, RiskAction, RiskQuerySet, RiskRound, RiskScore
from projects.models import Project, User
from reports import charts

HAZARDS_FILE = Path(__file__).parent.parent / "starter" / "hazards.json"
LEVELS = {
    vulnerability.Level.VERY_LOW: gettext_lazy("very low"),
    vulnerability.Level.LOW: gettext_lazy("low"),
    vulnerability.Level.MODERATE: gettext_lazy("moderate"),
    vulnerability.Level.HIGH: gettext_lazy("high"),
    vulnerability.Level.VERY_HIGH: gettext_lazy("very high"),
}
_TONE_OF = {0: "good", 1: "good", 2: "line", 3: "danger", 4: "danger"}
# Severity in five bands, the worst on top; nothing lies below a sixth, since each response counts 1 at least.
_BANDS = ((5 / 6, 1.0), (4 / 6, 5 / 6), (3 / 6, 4 / 6), (2 / 6, 3 / 6), (0.0, 2 / 6))


@dataclass(frozen=True)
class StarterHazard:
    """A hazard to adopt. It comes unscored."""

    key: str
    name: str
    kind: str
    playbook: str
    means: str


@functools.cache
def starter_hazards() -> tuple[StarterHazard, ...]:
    """The hazards of a healthcare call centre, to choose from."""
    stored = json.loads(HAZARDS_FILE.read_text(encoding="utf-8"))["hazards"]
    return tuple(StarterHazard(**one) for one in stored)


def hazards_to_adopt(project: Project) -> list[StarterHazard]:
    """Those that are not on the register and were never taken off it."""
    there = set(project.risks.exclude(key="").values_list("key", flat=True))
    return [one for one in starter_hazards() if one.key not in there]


def register(project: Project, *, text: str = "", kind: str = "", state: str = "") -> Any:
    """The risks with where they stand; `shown_risk` and `shown_severity` are -1 while not scored.

    `state` narrows to "unscored", "again" or "archived".
    """
    found: Any = Risk.objects.filter(project=project).select_related("agreed")
    found = found.filter(archived_at=None) if state != "archived" else found.exclude(archived_at=None)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(description__icontains=text))
    if kind:
        found = found.filter(kind=kind)
    found = annotated(found)
    if state == "unscored":
        return found.filter(agreed=None)
    return found.filter(is_due_again=True) if state == "again" else found


def annotated(found: RiskQuerySet) -> Any:
    """The risks with where each stands, as `register` says."""
    ended = Activation.objects.filter(
        project=OuterRef("project"), playbook__key=OuterRef("playbook_key"), stood_down_at__isnull=False
    ).order_by("-stood_down_at")
    waiting = RiskRound.objects.filter(risk=OuterRef("pk"), agreed_at=None)
    return found.annotate(
        shown_risk=Coalesce("agreed__risk_share", Value(-1.0), output_field=FloatField()),
        shown_severity=Coalesce("agreed__severity_share", Value(-1.0), output_field=FloatField()),
        rehearsed_at=Subquery(ended.values("stood_down_at")[:1]),
        is_scored_now=Exists(waiting),
        open_actions=Count("actions", filter=Q(actions__done_at=None)),
    ).annotate(
        is_due_again=Case(
            When(is_scored_now=False, rehearsed_at__gt=F("agreed__agreed_at"), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
    )


@dataclass(frozen=True)
class Standing:
    """Where the whole register stands."""

    all: int
    scored: int
    total: float | None
    overdue: int

    @property
    def total_words(self) -> str:
        """“18 %”, or that nothing is scored."""
        return percent(self.total)


def register_standing(project: Project) -> Standing:
    """The register's own risk, from what is agreed."""
    risks = list(project.risks.active().select_related("agreed"))
    scored = [one.agreed.factors for one in risks if one.agreed is not None]
    overdue = RiskAction.objects.filter(
        risk__project=project, risk__archived_at=None, done_at=None, due_on__lt=project.today()
    )
    return Standing(len(risks), len(scored), vulnerability.register_total(scored), overdue.count())


def percent(share: float | None) -> str:
    """“33 %”; “not scored” for what is unknown."""
    return _("not scored") if share is None else f"{round(share * 100)} %"


def level_words(factors: vulnerability.Factors) -> str:
    """The level of NIST SP 800-30, or nothing."""
    level = vulnerability.level(factors)
    return "" if level is None else str(LEVELS[level])


@dataclass(frozen=True)
class FactorRow:
    """One of the seven numbers as several people see it."""

    name: str
    word: str
    given: list[str]
    spread: vulnerability.Spread | None

    @property
    def words(self) -> str:
        """“1 to 3”, “2”."""
        if self.spread is None:
            return _("nobody scored it")
        if self.spread.least == self.spread.most:
            return str(self.spread.least)
        return _("%(least)d to %(most)d") % {"least": self.spread.least, "most": self.spread.most}


def factor_rows(round_: RiskRound, scores: list[RiskScore]) -> list[FactorRow]:
    """Every factor with what each person gave it, in the order of `scores`."""
    return [
        FactorRow(
            name=name,
            word=_word(name),
            given=[str(getattr(one, f"get_{name}_display")() or "–") for one in scores],
            spread=vulnerability.spread([getattr(one, name) for one in scores]),
        )
        for name in vulnerability.FACTORS
    ]


def proposal(round_: RiskRound, scores: list[RiskScore]) -> dict[str, int]:
    """The middle of what the people gave, to agree from."""
    rows = factor_rows(round_, scores)
    return {row.name: row.spread.proposal for row in rows if row.spread is not None}


def spread_of(round_: RiskRound) -> dict[str, Any]:
    """How many scored and how far they were apart, to be kept with what they agreed on."""
    scores = list(round_.scores.all())
    shares = [one.factors.risk for one in scores if one.factors.risk is not None]
    return {
        "people": len(scores),
        "factors": {
            row.name: [row.spread.least, row.spread.most]
            for row in factor_rows(round_, scores)
            if row.spread is not None
        },
        "risk": [min(shares), max(shares)] if shares else [],
    }


def spread_words(spread: dict[str, Any]) -> str:
    """“3 people, from 17 % to 61 %”."""
    if not spread.get("people"):
        return ""
    facts = {"people": spread["people"]}
    risk = spread.get("risk")
    if not risk:
        return _("%(people)d scored") % facts
    if round(risk[0] * 100) == round(risk[1] * 100):
        return _("%(people)d scored, all at %(risk)s") % {**facts, "risk": percent(risk[0])}
    facts |= {"least": percent(risk[0]), "most": percent(risk[1])}
    return _("%(people)d scored, from %(least)s to %(most)s") % facts


def my_score(risk: Risk, user: User) -> RiskScore | None:
    """What this person gave in the round that goes on, if anything."""
    return RiskScore.objects.filter(round__risk=risk, round__agreed_at=None, by=user).first()


def to_score(project: Project, user: User) -> RiskQuerySet:
    """The risks whose scores are still private and that this person has not scored."""
    waiting = RiskRound.objects.filter(risk=OuterRef("pk"), revealed_at=None)
    mine = RiskScore.objects.filter(round__risk=OuterRef("pk"), round__agreed_at=None, by=user)
    return (
        Risk.objects.filter(project=project, archived_at=None)
        .filter(Exists(waiting), ~Exists(mine))
        .order_by("name", "pk")
    )


def risk_actions(project: Project) -> models.QuerySet[RiskAction]:
    """What is done about the project's risks."""
    return RiskAction.objects.filter(risk__project=project).select_related("risk__project", "owner")


def heat_map(risks: list[Risk]) -> charts.Chart:
    """Probability against severity, each risk as its number in the list."""
    placed: dict[tuple[int, int], list[str]] = {}
    for number, risk in enumerate(risks, start=1):
        if risk.agreed is None or not risk.agreed.probability or risk.agreed.severity_share is None:
            continue
        placed.setdefault((risk.agreed.probability - 1, _band(risk.agreed.severity_share)), []).append(
            str(number)
        )
    cells = {
        (column, row): charts.Cell(
            placed.get((column, row), []), _tone((column + 1) / vulnerability.MOST * sum(_BANDS[row]) / 2)
        )
        for column in range(vulnerability.MOST)
        for row in range(len(_BANDS))
    }
    return charts.grid(
        title=_("Heat map"),
        description=_("Probability from left to right, severity upwards; the numbers are those of the list."),
        columns=[_("low"), _("moderate"), _("high")],
        rows=[f"{round(low * 100)}–{round(high * 100)} %" for low, high in _BANDS],
        across=_("Probability"),
        up=_("Severity"),
        cells=cells,
        headings=[_("Hazard"), _("Probability"), _("Severity"), _("Risk")],
        table=[[f"{number}. {risk}", *_numbers(risk.agreed)] for number, risk in enumerate(risks, start=1)],
    )


def nist_matrix(risks: list[Risk]) -> charts.Chart:
    """The matrix of NIST SP 800-30 table I-2, each risk as its number in the list."""
    levels = list(vulnerability.Level)
    placed: dict[tuple[int, int], list[str]] = {}
    for number, risk in enumerate(risks, start=1):
        if risk.agreed is None:
            continue
        likely = vulnerability.likelihood(risk.agreed.factors)
        hard = vulnerability.impact(risk.agreed.factors)
        if likely is not None and hard is not None:
            placed.setdefault((hard, levels[-1] - likely), []).append(str(number))
    cells = {
        (hard, row): charts.Cell(
            placed.get((hard, row), []),
            _TONE_OF[vulnerability.matrix(levels[len(levels) - 1 - row], levels[hard])],
            str(LEVELS[vulnerability.matrix(levels[len(levels) - 1 - row], levels[hard])]),
        )
        for hard in range(len(levels))
        for row in range(len(levels))
    }
    words = [str(LEVELS[level]) for level in levels]
    return charts.grid(
        title=_("Matrix of NIST SP 800-30"),
        description=_("Impact from left to right, likelihood upwards; each field says its level of risk."),
        columns=words,
        rows=words[::-1],
        across=_("Impact"),
        up=_("Likelihood"),
        cells=cells,
        headings=[_("Hazard"), _("Level of risk")],
        table=[
            [f"{number}. {risk}", level_words(risk.agreed.factors) if risk.agreed else _("not scored")]
            for number, risk in enumerate(risks, start=1)
        ],
    )


def _numbers(agreed: RiskRound | None) -> list[str]:
    if agreed is None:
        return ["", "", _("not scored")]
    severity = "" if agreed.severity_share is None else percent(agreed.severity_share)
    return [str(agreed.get_probability_display()), severity, percent(agreed.risk_share)]


def _band(share: float) -> int:
    return next(row for row, (low, _high) in enumerate(_BANDS) if share > low or low == 0)


def _tone(share: float) -> str:
    if share > 0.5:
        return "danger"
    return "line" if share > 0.25 else "good"


def _word(name: str) -> str:
    field: Any = RiskRound._meta.get_field(name)
    return str(field.verbose_name)
