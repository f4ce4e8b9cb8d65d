"""What the ratings say: a score for each element, how far roles disagree, and how the order compares.

A rater's score of an element is the mean of what they gave, weighted by the criteria; an element's score is
the mean of its raters' scores. Disagreement is the distance between the highest and the lowest mean of a
role, so it says "the physicians want it and finance does not" and is nought while only one role has rated.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import JSONField, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from projects.models import Membership, Project, Role
from stakeholders.models import Level
from vision.models import Element, Place, Rater, Rating
from vision.queries.order import in_one_order


@dataclass(frozen=True)
class Score:
    """An element's score from 0 to 10, by how many raters, and the mean of each role from the highest."""

    value: float
    raters: int
    by_role: list[tuple[str, float]]

    @property
    def spread(self) -> float:
        """The distance between the role that wants it most and the one that wants it least."""
        return self.by_role[0][1] - self.by_role[-1][1]

    @property
    def is_disputed(self) -> bool:
        """Whether it is worth a talk before it is decided: three points of ten apart."""
        return self.spread >= 3


@dataclass(frozen=True)
class Ranked:
    """An element in the order that people made, beside the place that its score would give it."""

    element: Element
    position: int
    score: Score | None
    by_score: int | None

    @property
    def is_by_hand(self) -> bool:
        """Whether the order says something else than the score; then the order holds."""
        return self.by_score is not None and self.by_score != self.position


# Of two rows of the register that became one person, the latest value counts, and the person counts once.
# Joined to the statement that reads the elements: the board asks no more often than without ratings.
_BY_ROLE = """(
SELECT jsonb_agg(jsonb_build_array(role, mean, raters)) FROM (
  SELECT role, avg(score) AS mean, count(*) AS raters FROM (
    SELECT CASE WHEN rating.stakeholder_id IS NULL THEN 'member:' || coalesce(member.role, '')
             ELSE 'stakeholder:' || person.level END AS role,
           sum(criterion.weight * rating.value)::float / sum(criterion.weight) AS score
    FROM (
      SELECT DISTINCT ON (coalesce(row.merged_into_id, row.id), one.user_id, given.criterion_id)
        coalesce(row.merged_into_id, row.id) AS stakeholder_id,
        one.user_id, one.project_id, given.criterion_id, given.value
      FROM vision_rating given
      JOIN vision_rater one ON one.id = given.rater_id
      LEFT JOIN stakeholders_stakeholder row ON row.id = one.stakeholder_id
      WHERE given.element_id = vision_element.id
      ORDER BY coalesce(row.merged_into_id, row.id), one.user_id, given.criterion_id,
        given.at DESC, given.id DESC
    ) rating
    JOIN vision_criterion criterion ON criterion.id = rating.criterion_id
    LEFT JOIN stakeholders_stakeholder person ON person.id = rating.stakeholder_id
    LEFT JOIN projects_membership member
      ON member.user_id = rating.user_id AND member.project_id = rating.project_id
    GROUP BY rating.stakeholder_id, rating.user_id, member.role, person.level
  ) each_rater GROUP BY role
) each_role)"""


def with_ratings(elements: "QuerySet[Element]") -> "QuerySet[Element]":
    """The elements with what `score_of` reads, in their own statement."""
    given = RawSQL(_BY_ROLE, [], output_field=JSONField(null=True))  # noqa: S611  (a constant text)
    return elements.annotate(given=given)


def score_of(given: list[tuple[str, float, int]] | None) -> Score | None:
    """From what `with_ratings` added: for each role the mean of its raters' scores, and how many they are."""
    if not given:
        return None
    raters = sum(number for _role, _mean, number in given)
    value = sum(mean * number for _role, mean, number in given) / raters
    means = [(_role_in_words(role), mean) for role, mean, _number in given]
    return Score(value, raters, sorted(means, key=lambda one: (-one[1], one[0])))


def _role_in_words(role: str) -> str:
    kind, _colon, name = role.partition(":")
    return as_whom(level=name) if kind == "stakeholder" else as_whom(role=name)


def as_whom(*, level: str | None = None, role: str | None = None) -> str:
    """As whom somebody rates: a stakeholder by their level, a member by their role."""
    if level is not None:
        return str(Level(level).label) if level else _("level not known")
    return str(Role(role).label) if role else _("former member")


def scores(project: Project) -> dict[int, Score]:
    """By element, in one statement."""
    rows: QuerySet[Any, Any] = with_ratings(project.elements.order_by())
    told = rows.values_list("pk", "given")
    return {pk: score for pk, given in told if (score := score_of(given)) is not None}


def ranked(project: Project) -> list[Ranked]:
    """The elements beside the line in the order that people made, each with the place by its score."""
    found = scores(project)
    order = in_one_order(project)
    by_score = sorted(
        (element for element in order if element.pk in found), key=lambda element: -found[element.pk].value
    )
    places = {element.pk: place for place, element in enumerate(by_score, start=1)}
    # Against each other are counted only those that somebody rated.
    positions = {
        element.pk: place
        for place, element in enumerate((each for each in order if each.pk in found), start=1)
    }
    return [
        Ranked(element, positions.get(element.pk, 0), found.get(element.pk), places.get(element.pk))
        for element in order
    ]


def to_rate(project: Project) -> "QuerySet[Element]":
    """What is rated: everything that was not declined, by column and order."""
    rows = project.elements.exclude(place=Place.DECLINED).select_related("function")
    return rows.order_by("function__position", "rank")


@dataclass(frozen=True)
class Rates:
    """Somebody who rates: as whom, how many elements so far, and whether they said that they are done."""

    name: str
    as_whom: str
    rated: int
    done: bool


def raters(project: Project) -> list[Rates]:
    """Who rates; whoever was asked under two names stands there once."""
    member = Membership.objects.filter(project=OuterRef("project"), user=OuterRef("user"))
    rows = project.raters.select_related("user", "stakeholder__merged_into").annotate(
        elements=ArrayAgg("ratings__element", distinct=True, default=[], filter=Q(ratings__isnull=False)),
        role=Subquery(member.values("role")[:1]),
    )
    by_person: dict[tuple[int | None, int | None], list[Any]] = {}
    for row in rows:
        by_person.setdefault(row.who, []).append(row)
    return [
        Rates(
            name=str(same[0]),
            as_whom=as_whom(level=same[0].person.level) if same[0].person else as_whom(role=same[0].role),
            rated=len(set().union(*(row.elements for row in same))),
            done=any(row.done_at for row in same),
        )
        for same in by_person.values()
    ]


def given_by(rater: Rater) -> "QuerySet[Rating]":
    """What the rater gave, also under another name; the latest comes last."""
    return Rating.objects.filter(rater__in=rater.project.raters.of_the_same(rater)).order_by("at", "pk")
