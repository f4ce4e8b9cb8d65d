"""What the call centre stands on, and what was tried."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from crisis.actions.saving import save_edited
from crisis.models import System, SystemTest
from projects import audit
from projects.models import Project, User


@transaction.atomic
def add_system(*, project: Project, by: User, needs: list[System], **fields: Any) -> System:
    """Writes a system down."""
    system = System.objects.create(project=project, **fields)
    system.needs.set(needs)
    audit.record(project=project, by=by, verb="wrote down the system", on=system)
    return system


@transaction.atomic
def change_system(*, system: System, by: User, version: int, needs: list[System], **fields: Any) -> System:
    """Changes what is written down; raises `SavedMeanwhile`."""
    stored: System = save_edited(
        row=system, project=system.project, by=by, version=version, verb="changed the system", fields=fields
    )
    if {one.pk for one in needs} != set(stored.needs.values_list("pk", flat=True)):
        stored.needs.set(needs)
        if stored.version == version:
            System.objects.filter(pk=stored.pk).update(version=version + 1)
            audit.record(
                project=system.project, by=by, verb="changed the system", on=stored, fields=["needs"]
            )
    return stored


@transaction.atomic
def archive_system(*, system: System, by: User) -> None:
    """Puts a system aside that is not used any more."""
    if System.objects.active().filter(pk=system.pk).update(archived_at=timezone.now(), archived_by=by):
        audit.record(project=system.project, by=by, verb="put the system aside", on=system)


@transaction.atomic
def restore_system(*, system: System, by: User) -> None:
    """Takes it back."""
    aside = System.objects.filter(pk=system.pk, archived_at__isnull=False)
    if aside.update(archived_at=None, archived_by=None):
        audit.record(project=system.project, by=by, verb="took the system back", on=system)


@transaction.atomic
def keep_test(*, system: System, by: User, **fields: Any) -> SystemTest:
    """Writes down how a recovery went."""
    test = SystemTest.objects.create(system=system, kept_by=by, **fields)
    audit.record(project=system.project, by=by, verb="tested the system", on=system, worked=test.worked)
    return test
