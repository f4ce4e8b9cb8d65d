"""What is kept about one person, found by a walk over foreign keys like what belongs to a project."""

import functools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import models
from django.db.models import Q

from callcenter_planner.whole import exceptions, pack, people, shape
from mailroom import links
from mailroom.models import Attempt, Message

# By these keys somebody looks after a row that is not about them.
NOT_ABOUT = {"crisis.System.owner"}

# One person: their row in each register of the project.
Person = list[Any]


@functools.cache
def ways(model: shape.Model, of: shape.Model) -> tuple[shape.Way, ...]:
    """The chains of foreign keys from a row to the person of that register whom it is about."""
    return tuple(_ways(model, of, ()))


def _ways(model: shape.Model, of: shape.Model, seen: tuple[shape.Model, ...]) -> Iterator[shape.Way]:
    for key in shape.foreign_keys(model):
        target = shape.target_of(key)
        if f"{model._meta.label}.{key.name}" in NOT_ABOUT:
            continue
        if target is of:
            yield (key.name,)
        elif target in shape.owned() and target not in (*seen, model):
            for rest in _ways(target, of, (*seen, model)):
                yield (key.name, *rest)


def rows_about(model: shape.Model, person: Person) -> models.QuerySet[Any]:
    """The rows of a table that are about the person."""
    rows = model._base_manager.all()
    about = Q(pk__in=[])
    for one in person:
        about |= _about(model, one)
    return rows.filter(pk__in=rows.filter(about).values("pk"))


def _about(model: shape.Model, one: Any) -> Q:
    if model in people.TABLES:
        return Q(pk=one.pk) if model is type(one) else Q(pk__in=[])
    about = Q(pk__in=[])
    register: shape.Model = type(one)
    for way in ways(model, register):
        about |= Q(**{"__".join(way): one.pk})
    named = links.naming(one)
    for name in exceptions.NAMING:
        if name.rpartition(".")[0] == model._meta.label:
            about |= Q(**{name.rpartition(".")[2]: named})
    if model is Attempt:
        about |= Q(message__person=named)
    return about


def tables() -> list[shape.Model]:
    """The tables in which something about a person can stand, the registers first."""
    naming = {name.rpartition(".")[0] for name in exceptions.NAMING}
    return [
        *people.TABLES,
        *(
            model
            for model in shape.owned()
            if model not in people.TABLES
            and (
                any(ways(model, register) for register in people.TABLES)
                or model._meta.label in naming
                or model is Attempt
            )
        ),
    ]


def everything_about(person: Person) -> dict[str, list[dict[str, Any]]]:
    """All that is kept about the person, by table in words, as JSON has it; no secret of a link among it.

    Leads read it, so of an anonymous round it tells no more than their pages do: neither whether the person
    has answered nor what they are typing.
    """
    told: dict[str, list[dict[str, Any]]] = {}
    for model, rows in _told(person).items():
        lines = in_words(model, rows.order_by("pk"))
        if lines:
            # Two tables may go by one name.
            told.setdefault(str(model._meta.verbose_name_plural), []).extend(lines)
    return told


def counted(person: Person) -> dict[str, int]:
    """How many rows of each table `everything_about` tells, without reading one of them."""
    told: dict[str, int] = {}
    for model, number in shape.counts(_told(person)).items():
        words = str(model._meta.verbose_name_plural)
        told[words] = told.get(words, 0) + number
    return told


def _told(person: Person) -> dict[shape.Model, models.QuerySet[Any]]:
    return {model: _readable(model, rows_about(model, person)) for model in tables()}


def in_words(model: shape.Model, rows: models.QuerySet[Any]) -> list[dict[str, Any]]:
    """The rows by the columns' names in words, as JSON has them; what is empty is left out."""
    label = model._meta.label
    noted = exceptions.NOTED.get(label, {})
    # A mail is told as it stands; what is private is told no more than in a project's file.
    hide: Callable[[dict[str, Any]], dict[str, Any]] = (
        dict if model is Message else exceptions.REWRITTEN.get(label, dict)
    )
    columns = [
        one
        for one in shape.fields(model)
        if f"{label}.{one.name}" not in exceptions.FRESH and not isinstance(one, models.BinaryField)
    ]
    stored: Iterable[dict[str, Any]] = rows.annotate(**noted).values(
        "pk", *(one.attname for one in columns), *noted
    )
    return [
        {str(one.verbose_name): pack.plain(row[one.attname]) for one in columns if row[one.attname]}
        for row in map(hide, stored)
    ]


def _readable(model: shape.Model, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Without what nobody may read yet, and without what belongs to such a row."""
    if model._meta.label in exceptions.ROWS:
        rows = rows.filter(exceptions.ROWS[model._meta.label]())
    for key in shape.foreign_keys(model):
        target = shape.target_of(key)
        if target._meta.label in exceptions.ROWS:
            allowed = target._base_manager.filter(exceptions.ROWS[target._meta.label]())
            rows = rows.filter(Q(**{key.name: None}) | Q(**{f"{key.name}__in": allowed.values("pk")}))
    return rows
