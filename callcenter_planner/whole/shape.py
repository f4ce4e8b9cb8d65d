"""What belongs to a project: every table that reaches one by its foreign keys, and by which way."""

import functools
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Value

from projects.models import Project, User

Model = type[models.Model]
Column = models.Field
Way = tuple[str, ...]
Key = TypeVar("Key", bound=Hashable)


@functools.cache
def ours() -> tuple[Model, ...]:
    """The tables of all rooms, those between many and many included."""
    rooms = {
        config.label for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR
    }
    return tuple(
        model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in rooms
    )


@functools.cache
def owned() -> tuple[Model, ...]:
    """The tables whose rows belong to a project, the nearest to it first; the project's own is not one."""
    found = [model for model in ours() if model is not Project and way(model)]
    return tuple(sorted(found, key=lambda model: (len(way(model)), ours().index(model))))


@functools.cache
def way(model: Model) -> Way:
    """The shortest chain of foreign keys from a row to its project; keys that are always set go first.

    Empty when there is none. A way never leads through a user, who belongs to nobody.
    """
    ways = sorted(_ways(model, ()), key=lambda found: (_may_break(model, found), len(found)))
    return ways[0] if ways else ()


def _ways(model: Model, seen: tuple[Model, ...]) -> Iterator[Way]:
    for field in foreign_keys(model):
        target = target_of(field)
        if target is Project:
            yield (field.name,)
        elif target in ours() and target is not User and target not in (*seen, model):
            for rest in _ways(target, (*seen, model)):
                yield (field.name, *rest)


def _may_break(model: Model, found: Way) -> bool:
    for name in found:
        field = model._meta.get_field(name)
        if field.null:
            return True
        model = target_of(field)
    return False


def rows(model: Model, project: Project) -> models.QuerySet[Any]:
    """The project's rows of a table, whatever its managers leave out."""
    return model._base_manager.filter(**{"__".join(way(model)): project.pk})


def counts(several: Mapping[Key, models.QuerySet[Any]]) -> dict[Key, int]:
    """How many rows each of these has, in their order and in one statement; without those that have none."""
    keys = list(several)
    numbers = [
        rows.order_by().values_list(Value(place)).annotate(number=Count("pk"))
        for place, rows in enumerate(several.values())
    ]
    if not numbers:
        return {}
    found = dict(numbers[0].union(*numbers[1:], all=True))
    return {key: found[place] for place, key in enumerate(keys) if found.get(place)}


def fields(model: Model) -> list[Column]:
    """The columns that say something: no counted keys, nothing that the database works out itself."""
    return [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, models.AutoField | models.GeneratedField)
    ]


def foreign_keys(model: Model) -> list[Any]:
    """The columns that point at another row."""
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def target_of(field: Any) -> Model:
    """The table that a foreign key points into."""
    target: Model = field.remote_field.model
    return target


def holds_json(field: Column) -> bool:
    """Whether keys of rows could hide inside the column's values."""
    inner = field.base_field if isinstance(field, ArrayField) else field
    return isinstance(inner, models.JSONField)
