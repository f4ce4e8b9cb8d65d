"""Who is reached in a crisis, and who holds which role."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from crisis.actions.planning import follow_person
from crisis.actions.reaching import put_ways
from crisis.actions.saving import locked_as_read, put
from crisis.models import CrisisPerson, RoleHolder
from crisis.ways import Way
from projects import audit
from projects.models import Project, User


@transaction.atomic
def add_person(*, project: Project, by: User, ways: Sequence[Way] = (), **fields: Any) -> CrisisPerson:
    """Puts a person on the call tree, with the ways to reach them in their order."""
    person = CrisisPerson.objects.create(project=project, **fields)
    put_ways(person, ways)
    audit.record(project=project, by=by, verb="put on the call tree", on=person)
    return person


@transaction.atomic
def change_person(
    *, person: CrisisPerson, by: User, version: int, ways: Sequence[Way] | None = None, **fields: Any
) -> CrisisPerson:
    """Changes how a person is reached, made from `version` of it; raises `SavedMeanwhile`.

    Without `ways` those stay as they are.
    """
    stored: CrisisPerson = locked_as_read(person, version)
    changed = put(stored, fields)
    told = [] if ways is None else put_ways(stored, ways)
    if changed or told:
        stored.version += 1
        stored.save(update_fields=[*changed, "version"])
        audit.record(
            project=person.project,
            by=by,
            verb="changed on the call tree",
            on=stored,
            fields=changed,
            **({"ways": told} if told else {}),
        )
    if "email" in changed:
        follow_person(person=stored)
    return stored


@transaction.atomic
def remove_person(*, person: CrisisPerson, by: User) -> None:
    """Takes a person off the call tree; what they held in earlier runs stays told."""
    person.active = False
    person.save(update_fields=["active"])
    audit.record(project=person.project, by=by, verb="took off the call tree", on=person)
    follow_person(person=person)


@transaction.atomic
def restore_person(*, person: CrisisPerson, by: User) -> None:
    """Puts a person back, with the roles that they had."""
    person.active = True
    person.save(update_fields=["active"])
    audit.record(project=person.project, by=by, verb="put back on the call tree", on=person)
    follow_person(person=person)


@transaction.atomic
def hold_role(*, person: CrisisPerson, role: str, by: User) -> RoleHolder:
    """Gives a person a role: as its holder when nobody has it, else as the next who stands in."""
    project = Project.objects.select_for_update(no_key=True).get(pk=person.project_id)
    others = RoleHolder.objects.filter(person__project=project, role=role)
    last = others.aggregate(last=Max("position"))["last"] or 0
    holder, made = RoleHolder.objects.get_or_create(person=person, role=role, defaults={"position": last + 1})
    if made:
        audit.record(project=project, by=by, verb="gave a crisis role to", on=person, role=role)
    return holder


@transaction.atomic
def leave_role(*, holder: RoleHolder, by: User) -> None:
    """Takes a role from a person; who stood in moves up."""
    project = holder.person.project
    audit.record(project=project, by=by, verb="took a crisis role from", on=holder.person, role=holder.role)
    holder.delete()
