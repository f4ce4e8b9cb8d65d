"""What rows with a version have in common: rewritten only by who saw how they stand."""

from typing import Any

from django.db import models

from outcomes.actions.measures import ChangedMeanwhile
from projects import audit
from projects.models import User


def rewrite(row: Any, *, by: User, version: int, verb: str, fields: dict[str, Any]) -> Any:
    """Rewrites a row of a project, made from `version`, in the caller's transaction, and audits it.

    Raises `ChangedMeanwhile` with the row as it stands.
    """
    model: type[models.Model] = type(row)
    stored: Any = (
        model._default_manager.select_for_update(of=("self",)).select_related("project").get(pk=row.pk)
    )
    if stored.version != version:
        raise ChangedMeanwhile(stored)
    changed = [name for name, value in fields.items() if getattr(stored, name) != value]
    if changed:
        for name in changed:
            setattr(stored, name, fields[name])
        stored.version += 1
        stored.save(update_fields=[*changed, "version"])
        audit.record(project=stored.project, by=by, verb=verb, on=stored, fields=changed)
    return stored
