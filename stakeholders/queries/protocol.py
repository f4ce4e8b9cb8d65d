"""What the interview protocol says of a planned conversation."""

from collections.abc import Iterable
from dataclasses import dataclass

from projects.models import Membership, Project, User
from stakeholders.models import Level, ProtocolRule, Stakeholder
from stakeholders.models.protocol import reaches


@dataclass(frozen=True)
class Interviewer:
    """A member and where they stand in the organisation, if somebody has said."""

    membership: Membership
    level: str

    @property
    def user(self) -> User:
        """The member."""
        return self.membership.user


def rules_in_force(project: Project) -> list[ProtocolRule]:
    """The rules, in the order of the levels; one query."""
    order = list(Level.values)
    rules = project.protocol_rules.filter(archived_at=None).select_related("member")
    return sorted(rules, key=lambda rule: order.index(rule.level))


def interviewers(project: Project) -> list[Interviewer]:
    """Every member with their level; two queries."""
    levels = dict(project.interviewer_levels.values_list("user_id", "level"))
    members = project.memberships.select_related("user").order_by("user__name", "user__email")
    return [Interviewer(one, levels.get(one.user_id, "")) for one in members]


def broken_rules(project: Project, *, interviewer: User, people: Iterable[Stakeholder]) -> list[str]:
    """The rules that this interviewer would break by talking with these people, in their words."""
    levels = {one.level for one in people}
    rules = [rule for rule in rules_in_force(project) if rule.level in levels]
    if not rules:
        return []
    row = project.interviewer_levels.filter(user=interviewer).first()
    level = row.level if row else ""
    return [rule.text for rule in rules if not _keeps(rule, interviewer, level)]


def _keeps(rule: ProtocolRule, interviewer: User, level: str) -> bool:
    return rule.member_id == interviewer.pk or (bool(rule.least) and reaches(level, rule.least))
