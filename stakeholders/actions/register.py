"""Adding, changing and putting away people of the register."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from projects import audit
from projects.models import Project, User
from stakeholders.actions.attendance import name_anew, tell_who_comes, told_with
from stakeholders.models import Stakeholder


class Conflict(Exception):
    """Somebody saved in between; `current` is the row as it now stands. Nothing was written."""

    def __init__(self, current: Any) -> None:
        super().__init__(current)
        self.current = current


@transaction.atomic
def add(*, project: Project, by: User, **fields: Any) -> Stakeholder:
    """A new person of the register."""
    stakeholder = Stakeholder.objects.create(project=project, created_by=by, **fields)
    audit.record(project=project, by=by, verb="added a stakeholder", on=stakeholder)
    return stakeholder


@transaction.atomic
def change(*, stakeholder: Stakeholder, version: int, by: User, **fields: Any) -> Stakeholder:
    """Writes the changed fields, if nobody saved since `version`; raises `Conflict` otherwise.

    With another address, invitations to planned talks come there, and leave the calendar at the old one.
    """
    current = Stakeholder.objects.select_for_update(of=("self",)).get(pk=stakeholder.pk)
    changed = [name for name, value in fields.items() if getattr(current, name) != value]
    if not changed:
        return current
    if current.version != version:
        raise Conflict(current)
    calendars = told_with([current]) if "email" in changed and fields["email"] else []
    for name in changed:
        setattr(current, name, fields[name])
    current.version += 1
    current.save(update_fields=[*changed, "version"])
    tell_who_comes(calendars, moved_to=current.email)
    if "name" in changed:
        name_anew([current.pk])
    audit.record(
        project=current.project, by=by, verb="changed a stakeholder", on=current, fields=sorted(changed)
    )
    return current


@transaction.atomic
def archive(*, stakeholder: Stakeholder, by: User) -> None:
    """Puts the person away; everything they said stays."""
    if stakeholder.archived_at is not None:
        return
    stakeholder.archived_at, stakeholder.archived_by = timezone.now(), by
    stakeholder.save(update_fields=["archived_at", "archived_by"])
    audit.record(project=stakeholder.project, by=by, verb="archived a stakeholder", on=stakeholder)


@transaction.atomic
def restore(*, stakeholder: Stakeholder, by: User) -> None:
    """Brings the person back into the register; whoever became part of another comes back by undoing that."""
    if stakeholder.archived_at is None or stakeholder.merged_into_id is not None:
        return
    stakeholder.archived_at = stakeholder.archived_by = None
    stakeholder.save(update_fields=["archived_at", "archived_by"])
    audit.record(project=stakeholder.project, by=by, verb="brought back a stakeholder", on=stakeholder)
