"""The rules of who may interview whom, and where each member stands."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects import audit
from projects.actions import Refused
from projects.models import Project, User
from stakeholders.actions.register import Conflict
from stakeholders.models import InterviewerLevel, ProtocolRule


class RuleExists(Refused):
    """Two rules for one level would contradict each other."""

    sentence = _("There is a rule for this level already. Change that one.")


@transaction.atomic
def add_rule(*, project: Project, by: User, **fields: Any) -> ProtocolRule:
    """A rule for a level that has none; raises `RuleExists`."""
    try:
        with transaction.atomic():
            rule = ProtocolRule.objects.create(project=project, created_by=by, **fields)
    except IntegrityError as error:
        raise RuleExists from error
    audit.record(project=project, by=by, verb="added a rule of the interview protocol", on=rule)
    return rule


@transaction.atomic
def change_rule(*, rule: ProtocolRule, version: int, by: User, **fields: Any) -> ProtocolRule:
    """Changes a rule; what was booked under its old words stays. Raises `Conflict`, `RuleExists`."""
    current = ProtocolRule.objects.select_for_update(of=("self",)).select_related("project").get(pk=rule.pk)
    if current.version != version:
        raise Conflict(current)
    for name, value in fields.items():
        setattr(current, name, value)
    current.version += 1
    try:
        with transaction.atomic():
            current.save(update_fields=[*fields, "version"])
    except IntegrityError as error:
        raise RuleExists from error
    audit.record(project=current.project, by=by, verb="changed a rule of the interview protocol", on=current)
    return current


@transaction.atomic
def archive_rule(*, rule: ProtocolRule, by: User) -> None:
    """The rule no longer holds."""
    if rule.archived_at is None:
        rule.archived_at, rule.archived_by = timezone.now(), by
        rule.save(update_fields=["archived_at", "archived_by"])
        audit.record(project=rule.project, by=by, verb="ended a rule of the interview protocol", on=rule)


@transaction.atomic
def restore_rule(*, rule: ProtocolRule, by: User) -> None:
    """The rule holds again; raises `RuleExists` when another took its place."""
    if rule.archived_at is None:
        return
    rule.archived_at = rule.archived_by = None
    try:
        with transaction.atomic():
            rule.save(update_fields=["archived_at", "archived_by"])
    except IntegrityError as error:
        raise RuleExists from error
    audit.record(project=rule.project, by=by, verb="brought back a rule of the interview protocol", on=rule)


@transaction.atomic
def set_levels(*, project: Project, levels: Mapping[int, str], by: User) -> None:
    """Says where members stand in the organisation; an empty level takes it away."""
    known = dict(project.interviewer_levels.values_list("user_id", "level"))
    changed = {pk: level for pk, level in levels.items() if known.get(pk, "") != level}
    if not changed:
        return
    project.interviewer_levels.filter(user_id__in=changed).delete()
    InterviewerLevel.objects.bulk_create(
        InterviewerLevel(project=project, user_id=pk, level=level) for pk, level in changed.items() if level
    )
    audit.record(
        project=project, by=by, verb="said where interviewers stand", on=project, members=sorted(changed)
    )
