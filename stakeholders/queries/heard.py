"""Who has been heard, on what, and who has not."""

from dataclasses import dataclass, field

from django.contrib.postgres.aggregates import BitXor
from django.db.models import Count, Exists, F, OuterRef, Sum

from projects.models import Project
from stakeholders.models import Answer
from stakeholders.models.stakeholder import StakeholderQuerySet


def said(project: Project) -> Exists:
    """Whether the team can read an answer of the stakeholder in the outer query, who is of the project.

    The project stands in it so that PostgreSQL, which reads all such answers once and remembers whose they
    are, reads those of one project and not of every project there is (see docs/scaling.md).
    """
    answers = Answer.objects.readable().filter(interview__round__project=project)
    return Exists(answers.filter(interview__stakeholder=OuterRef("pk")).exclude(text=""))


def with_heard(people: StakeholderQuerySet, project: Project) -> StakeholderQuerySet:
    """The project's people, each with `heard`: whether the team can read an answer of theirs."""
    return people.annotate(heard=said(project))


def only_heard(people: StakeholderQuerySet, project: Project, *, yes: bool) -> StakeholderQuerySet:
    """Those of the project's people who have been heard, or those who have not."""
    return people.filter(said(project) if yes else ~said(project))


@dataclass(frozen=True)
class Heard:
    """How many of the register have been heard, and how much of the power that is held."""

    heard: int
    people: int
    power_heard: int
    power: int
    # Another one for every change of who is in the register and what is known of them.
    fingerprint: str = field(default="", compare=False)

    @property
    def share_of_power(self) -> int:
        """Per cent of the power of the register that has been heard."""
        return round(100 * self.power_heard / self.power) if self.power else 0


def heard(project: Project) -> Heard:
    """The register counted; one query."""
    rows = list(
        project.stakeholders.live()
        .order_by()
        .values(heard=said(project))
        .annotate(
            people=Count("pk"),
            power_sum=Sum("power"),
            versions=Sum("version"),
            keys=BitXor("pk"),
            both=BitXor(F("pk") * F("version")),
        )
    )
    counts = {row["heard"]: (row["people"], row["power_sum"] or 0) for row in rows}
    yes, no = counts.get(True, (0, 0)), counts.get(False, (0, 0))
    state = [(row["heard"], row["people"], row["versions"], row["keys"], row["both"]) for row in rows]
    return Heard(
        heard=yes[0],
        people=yes[0] + no[0],
        power_heard=yes[1],
        power=yes[1] + no[1],
        fingerprint="-".join(str(part) for row in sorted(state) for part in row),
    )
