"""What the ratings say: a score for each element, how far roles disagree, and how the order compares.

A rater's score of an element is the mean of what they gave, weighted by the criteria; an element's score is
the mean of its raters' scores. Disagreement is the distance between the highest and the lowest mean of a
role, so it says "the physicians want it and finance does not" and is nought while only one role has rated.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from projects.models import Membership, Project, Role
from stakeholders.models import Level
from vision.models import Element, Place, Rater
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


# Joined to the statement that reads the elements: the board asks no more often than without ratings.
_BY_ROLE = """(
SELECT jsonb_agg(jsonb_build_array(role, mean, raters)) FROM (
  SELECT role, avg(score) AS mean, count(*) AS raters FROM (
    SELECT CASE WHEN rater.stakeholder_id IS NULL THEN 'member:' || coalesce(member.role, '')
             ELSE 'stakeholder:' || person.level END AS role,
           sum(criterion.weight * rating.value)::float / sum(criterion.weight) AS score
    FROM vision_rating rating
    JOIN vision_rater rater ON rater.id = rating.rater_id
    JOIN vision_criterion criterion ON criterion.id = rating.criterion_id
    LEFT JOIN stakeholders_stakeholder person ON person.id = rater.stakeholder_id
    LEFT JOIN projects_membership member
      ON member.user_id = rater.user_id AND member.project_id = rater.project_id
    WHERE rating.element_id = vision_element.id
    GROUP BY rater.id, rater.stakeholder_id, member.role, person.level
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


def raters(project: Project) -> "QuerySet[Rater]":
    """Who rates: with how many elements they have rated, and a member with their role."""
    member = Membership.objects.filter(project=OuterRef("project"), user=OuterRef("user"))
    return project.raters.select_related("user", "stakeholder__project").annotate(
        rated=Count("ratings__element", distinct=True), role=Subquery(member.values("role")[:1])
    )
