"""A new project like another one: its questions, sets, functions, criteria and settings, and no people."""

from typing import Any

from django.db import connection, models, transaction

from callcenter_planner.whole import shape
from marketing_sync.models import Agreement, AlertRung
from projects import audit
from projects.actions import create_project
from projects.models import Project, User
from stakeholders.models import Question, QuestionSet, QuestionSetItem, QuestionWording, Topic
from vision.models import Criterion, Function

# What makes the likeness, rows that others point at before those that point at them.
TABLES: tuple[type[models.Model], ...] = (
    Topic,
    Question,
    QuestionWording,
    QuestionSet,
    QuestionSetItem,
    Function,
    Criterion,
    Agreement,
    AlertRung,
)
SETTINGS = ("accent", "logo", "logo_type", "sender_name")


@transaction.atomic
def make_like(*, of: Project, by: User, name: str, organisation: str) -> Project:
    """A project with its maker as lead that asks, sorts and agrees as the other one does."""
    made = create_project(
        by=by, name=name, organisation=organisation, time_zone=of.time_zone, currency=of.currency
    )
    of = Project.objects.get(pk=of.pk)
    for one in SETTINGS:
        setattr(made, one, getattr(of, one))
    made.save(update_fields=SETTINGS)
    keys: dict[type[models.Model], dict[Any, Any]] = {}
    for model in TABLES:
        keys[model] = _new_keys(model, of)
    for model in TABLES:
        rows = list(shape.rows(model, of))
        for row in rows:
            row.pk = keys[model][row.pk]
            for key in shape.foreign_keys(model):
                setattr(row, key.attname, _pointed(key, getattr(row, key.attname), keys, made, by))
        model._base_manager.bulk_create(rows)
    audit.record(project=made, by=by, verb="made the project like another one", on=made)
    return made


def _new_keys(model: type[models.Model], of: Project) -> dict[Any, Any]:
    """A new key for each of the rows, in their order."""
    old = list(shape.rows(model, of).order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, len(old)],
        )
        return dict(zip(old, sorted(pk for (pk,) in cursor.fetchall()), strict=True))


def _pointed(key: Any, value: Any, keys: dict[Any, dict[Any, Any]], made: Project, by: User) -> Any:
    """Where the copy points: into the new project; at nobody, unless somebody must stand there."""
    target = shape.target_of(key)
    if target is Project:
        return made.pk
    if target is User:
        return None if key.null and key.name != "archived_by" else (by.pk if value else None)
    return keys[target].get(value) if target in keys else None
