"""The register, narrowed by what stands in the URL."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Coalesce

from projects.models import Project
from stakeholders.models import Level, Stance
from stakeholders.models.stakeholder import StakeholderQuerySet
from stakeholders.queries.heard import only_heard, with_heard

# In place of a power or an interest: whoever lacks one of the two and so has no place on the map.
UNKNOWN = "none"
_SCALE = {*"12345", UNKNOWN}


def _unjudged() -> Q:
    return Q(power=None) | Q(interest=None)


@dataclass(frozen=True)
class Filters:
    """How the register is narrowed; what is unknown is as if it were not there."""

    text: str = ""
    level: str = ""
    department: str = ""
    stance: str = ""
    heard: str = ""
    tag: str = ""
    owner: int = 0
    power: str = ""
    interest: str = ""
    archived: bool = False

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Filters":
        """The filters in a query string."""

        def one(name: str) -> str:
            return asked.get(name, "").replace("\x00", "").strip()[:200]

        owner = one("owner")
        return cls(
            text=one("q"),
            level=one("level") if one("level") in Level.values else "",
            department=one("department"),
            stance=one("stance") if one("stance") in Stance.values else "",
            heard=one("heard") if one("heard") in {"yes", "no"} else "",
            tag=one("tag"),
            power=one("power") if one("power") in _SCALE else "",
            interest=one("interest") if one("interest") in _SCALE else "",
            owner=int(owner) if owner.isdecimal() and len(owner) < 19 else 0,
            archived=one("archived") == "1",
        )

    @property
    def chosen(self) -> tuple[Any, ...]:
        """All that is chosen, without what is typed."""
        return astuple(replace(self, text=""))

    @property
    def any(self) -> bool:
        """Whether the register is narrowed at all."""
        return self != Filters()


def register(project: Project, filters: Filters) -> StakeholderQuerySet:
    """The people of the project that the filters let through, each with `heard`."""
    people = project.stakeholders.unmerged().filter(archived_at__isnull=not filters.archived)
    if filters.text:
        people = people.matching(filters.text)
    for name in ("level", "department", "stance"):
        if wanted := getattr(filters, name):
            people = people.filter(**{name: wanted})
    if filters.tag:
        people = people.filter(tags__contains=[filters.tag])
    if filters.owner:
        people = people.filter(owner_id=filters.owner)
    for name in ("power", "interest"):
        if wanted := getattr(filters, name):
            people = people.filter(_unjudged() if wanted == UNKNOWN else Q(**{name: int(wanted)}))
    if filters.heard:
        people = only_heard(people, project, yes=filters.heard == "yes")
    # Whoever has no number comes first rising and last falling.
    return with_heard(people, project).annotate(
        known_power=Coalesce("power", 0), known_interest=Coalesce("interest", 0)
    )


@dataclass(frozen=True)
class Facets:
    """What the register can be narrowed by: the values that stand in it."""

    departments: list[str]
    tags: list[str]
    owners: list[tuple[int, str]]


_FACETS = """
WITH people AS MATERIALIZED (
    SELECT department, tags, owner_id FROM stakeholders_stakeholder
    WHERE project_id = %s AND archived_at IS NULL
)
SELECT
    ARRAY(SELECT department FROM people WHERE department <> '' GROUP BY department),
    ARRAY(SELECT tag FROM people, unnest(tags) AS tag GROUP BY tag),
    (
        SELECT json_agg(json_build_array(id, coalesce(nullif(name, ''), email))) FROM projects_user
        WHERE id IN (SELECT owner_id FROM people)
    )
"""


def departments(project: Project) -> list[str]:
    """The departments of who is not archived."""
    named = project.stakeholders.filter(archived_at=None).exclude(department="").order_by()
    return sorted(named.values_list("department", flat=True).distinct(), key=str.casefold)


_KEPT_SECONDS = 300


def facets(project: Project, fingerprint: str = "") -> Facets:
    """Departments, tags and owners of who is not archived; one pass over the register.

    With the register's `fingerprint` (see `heard`) a process asks once for each state of the register.
    """
    key = f"facets:{project.pk}:{fingerprint}"
    kept: Facets | None = cache.get(key) if fingerprint else None
    if kept is None:
        kept = _facets(project)
        if fingerprint:
            cache.set(key, kept, _KEPT_SECONDS)
    return kept


def _facets(project: Project) -> Facets:
    with connection.cursor() as cursor:
        cursor.execute(_FACETS, [project.pk])
        departments, tags, owners = cursor.fetchone()
    return Facets(
        departments=sorted(departments, key=str.casefold),
        tags=sorted(tags, key=str.casefold),
        owners=sorted((tuple(owner) for owner in owners or []), key=lambda owner: owner[1].casefold()),
    )
