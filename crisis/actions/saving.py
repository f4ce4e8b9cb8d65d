"""Saving a row that a page was made from, unless somebody else saved it first."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy

from projects import audit
from projects.actions import Refused
from projects.models import Project, User


class SavedMeanwhile(Refused):
    """Somebody else saved it first. `stored` is the row as it stands now."""

    sentence = gettext_lazy("Somebody else has changed this meanwhile.")

    def __init__(self, stored: Any) -> None:
        super().__init__()
        self.stored = stored


@transaction.atomic
def save_edited(
    *, row: models.Model, project: Project, by: User, version: int, verb: str, fields: dict[str, Any]
) -> Any:
    """Writes what differs, made from `version` of the row; raises `SavedMeanwhile`."""
    stored = locked_as_read(row, version)
    changed = put(stored, fields)
    if changed:
        stored.version += 1
        stored.save(update_fields=[*changed, "version"])
        audit.record(project=project, by=by, verb=verb, on=stored, fields=changed)
    return stored


def locked_as_read(row: models.Model, version: int) -> Any:
    """The row as it stands, with its lock; raises `SavedMeanwhile` when it is not the one that was read."""
    stored: Any = type(row)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if stored.version != version:
        raise SavedMeanwhile(stored)
    return stored


def put(stored: models.Model, fields: dict[str, Any]) -> list[str]:
    """Puts what differs into the row and says which columns those are; writes nothing yet."""
    changed = [name for name, value in fields.items() if getattr(stored, name) != value]
    for name in changed:
        setattr(stored, name, fields[name])
    return changed
