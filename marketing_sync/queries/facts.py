"""What the readiness gate is judged by, read for many launches by one statement.

Each fact is a row of another table, or a few of them: the latest brief and its readers, the draft, what
somebody answers for, the latest forecast and plan. They are gathered as JSON beside the launch, so that a
list of launches costs no more statements than one, and nothing is kept that could grow stale.
"""

import datetime
import enum
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    Expression,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, JSONObject, NullIf

from marketing_sync.models import (
    Brief,
    CampaignTraining,
    Forecast,
    ForecastState,
    Launch,
    Preparation,
    Reading,
    StaffingPlan,
)
from marketing_sync.queries.actuals import is_accepted, is_closed
from marketing_sync.queries.briefs import Readers
from outcomes.models import Trained


class Gap(enum.Enum):
    """What is known of the gap between the agents required and those scheduled.

    As long as it is UNKNOWN or OPEN, somebody has to accept it with a reason; CLOSED needs nobody.
    """

    UNKNOWN = "unknown"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class BriefState:
    """Where a launch's brief is: its latest version, its readers, and whether a newer text waits."""

    number: int | None = None
    approved_by: str = ""
    approved_at: datetime.datetime | None = None
    readers: Readers = field(default_factory=Readers)
    has_draft: bool = False
    waits: bool = False
    tells_the_days: bool = True

    def is_outdated(self, launch: Launch) -> bool:
        """Whether the approved version tells other days than the launch has."""
        return self.number is not None and launch.is_planned and not self.tells_the_days


@dataclass(frozen=True)
class Kept:
    """Who answers for one item of the gate, since when, and with what words."""

    note: str
    done_by: str
    done_at: datetime.datetime


@dataclass(frozen=True)
class Chances:
    """The chance of missing the target by the latest forecast: as scheduled, and with the plan."""

    bare: float
    with_plan: float


@dataclass(frozen=True)
class Temps:
    """Temporary people: how many the plan takes, who is named for them, and who of these is not trained."""

    planned: int = 0
    named: int = 0
    untrained: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What is known of one launch."""

    brief: BriefState
    kept: dict[str, Kept] = field(default_factory=dict)
    chances: Chances | None = None
    gap: Gap = Gap.UNKNOWN
    temps: Temps = field(default_factory=Temps)


def facts(launches: Collection[Launch]) -> dict[int, Facts]:
    """By launch, what its gate is judged by; one statement however many launches there are."""
    rows = (
        Launch.objects.filter(pk__in=[launch.pk for launch in launches])
        .order_by()
        .values_list(
            "pk",
            "brief_draft",
            Subquery(_latest_brief()),
            ArraySubquery(_answered_for()),
            Subquery(_latest_chances()),
            Subquery(_latest_plan()),
            ArraySubquery(_temporary_people()),
        )
    )
    return {
        pk: Facts(
            brief=_brief_state(brief, has_draft=draft is not None),
            kept={one["item"]: _kept(one) for one in kept},
            chances=Chances(**chances) if chances else None,
            gap=_gap(chances, plan["accepted"] if plan else None),
            temps=_temps(plan, people),
        )
        for pk, draft, brief, kept, chances, plan, people in rows
    }


def _latest_brief() -> QuerySet[Any, Any]:
    readers = (
        Reading.objects.filter(brief=OuterRef("pk"), agent__removed_at=None)
        .order_by()
        .values("brief")
        .annotate(readers=JSONObject(asked=Count("pk"), confirmed=Count("confirmed_at")))
        .values("readers")
    )
    same_days = Q(**{name: F(f"launch__{name}") for name in ("earliest", "likely", "latest")})
    same_words = Q(**{name: F(f"launch__brief_draft__{name}") for name in Brief.TEXTS})
    return (
        Brief.objects.filter(launch=OuterRef("pk"))
        .order_by("-number")
        .values(
            fact=JSONObject(
                number="number",
                approved_by=_name("approved_by"),
                approved_at="approved_at",
                readers=Subquery(readers),
                tells_the_days=ExpressionWrapper(same_days, output_field=BooleanField()),
                says_the_same=ExpressionWrapper(same_words, output_field=BooleanField()),
            )
        )[:1]
    )


def _answered_for() -> QuerySet[Any, Any]:
    return (
        Preparation.objects.filter(launch=OuterRef("pk"))
        .order_by("pk")
        .values(fact=JSONObject(item="item", note="note", done_by=_name("done_by"), done_at="done_at"))
    )


def _latest_chances() -> QuerySet[Any, Any]:
    return (
        Forecast.objects.filter(launch=OuterRef("pk"), state=ForecastState.DONE)
        .order_by("-made_at", "-pk")
        .values(
            fact=JSONObject(
                bare=Cast(KT("result__chance"), FloatField()),
                with_plan=Cast(KT("result__chance_with_plan"), FloatField()),
            )
        )[:1]
    )


def _latest_plan() -> QuerySet[Any, Any]:
    temps = Func(
        F("ways"),
        template="jsonb_path_query_first(%(expressions)s, '$[*] ? (@.kind == \"temps\").people')",
        output_field=JSONField(),
    )
    plans = StaffingPlan.objects.filter(launch=OuterRef("pk")).order_by("-number")
    return plans.values(fact=JSONObject(accepted="accepted_chance", temps=temps))[:1]


def _temporary_people() -> QuerySet[Any, Any]:
    """Who is named for the launch, and whether one of the parts that it asks for is still missing."""
    asked = CampaignTraining.parts.through._default_manager.filter(
        campaigntraining=OuterRef("campaigntraining")
    )
    has_it = Trained.objects.filter(unit=OuterRef("trainingunit"), colleague=OuterRef(OuterRef("colleague")))
    return (
        CampaignTraining.people.through._default_manager.filter(
            campaigntraining__launch=OuterRef("pk"), colleague__removed_at=None
        )
        .order_by("colleague__name", "colleague")
        .values(fact=JSONObject(name="colleague__name", untrained=Exists(asked.exclude(Exists(has_it)))))
    )


def _temps(plan: dict[str, Any] | None, people: list[dict[str, Any]]) -> Temps:
    return Temps(
        planned=(plan["temps"] or 0) if plan else 0,
        named=len(people),
        untrained=tuple(one["name"] for one in people if one["untrained"]),
    )


def _name(user: str) -> Expression:
    """As `User` writes itself."""
    return Coalesce(NullIf(f"{user}__name", Value("")), f"{user}__email")


def _brief_state(row: dict[str, Any] | None, *, has_draft: bool) -> BriefState:
    if row is None:
        return BriefState(has_draft=has_draft, waits=has_draft)
    return BriefState(
        number=row["number"],
        approved_by=row["approved_by"],
        approved_at=datetime.datetime.fromisoformat(row["approved_at"]),
        readers=Readers(**row["readers"]) if row["readers"] else Readers(),
        has_draft=has_draft,
        waits=has_draft and not row["says_the_same"],
        tells_the_days=row["tells_the_days"],
    )


def _kept(row: dict[str, Any]) -> Kept:
    return Kept(row["note"], row["done_by"], datetime.datetime.fromisoformat(row["done_at"]))


def _gap(chances: dict[str, float] | None, accepted: float | None) -> Gap:
    if chances is None:
        return Gap.UNKNOWN
    chance = chances["with_plan"]
    return Gap.CLOSED if is_closed(chance) or is_accepted(accepted, chance) else Gap.OPEN
