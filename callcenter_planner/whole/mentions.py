"""A person's name and address wherever else somebody wrote them: in mails to others, in notes, in titles."""

import json
import re
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Left

from callcenter_planner.whole import exceptions, people, shape
from marketing_sync.models import ListImport
from projects.erased import ERASED, NOWHERE
from projects.models import AuditEntry, Project, Template
from stakeholders.models import Import

# Who somebody is who is not the person, even if they are called the same: never looked through.
_OTHERS = {
    *(f"{table._meta.label}.{column}" for table in people.TABLES for column in ("name", "email")),
    "projects.Invitation.email",
}
# The same of a row that is told to somebody: it is theirs who is named in it, and nobody's when none is.
_READERS = {
    "mailroom.Message.to_name",
    "mailroom.Message.to_email",
    "mailroom.Confirmation.name",
    "mailroom.Confirmation.email",
}
# How others are reached: a station's telephone, or a couple's, stays theirs; a name written beside it goes.
_REACHES = {"crisis.ContactWay.value"}
_LONG_NUMBER = 7


def is_words(one: shape.Column) -> bool:
    """Whether people's words can stand in the column."""
    if isinstance(one, ArrayField) or one.choices is not None or one.unique:
        return False
    return isinstance(one, models.CharField | models.TextField)


def telling(names: set[str]) -> list[str]:
    """Those of the names by which one person alone is meant, the longest first.

    A first name is many people's, and a short extension is also a number of calls.
    """
    return sorted((one for one in names if _tells(one)), key=lambda one: (-len(one), one))


def _tells(name: str) -> bool:
    if "@" in name:
        return True
    digits = sum(map(str.isdecimal, name))
    return digits >= _LONG_NUMBER if digits else len(name.split()) > 1


def _reaches(name: str) -> bool:
    return "@" in name or any(map(str.isdecimal, name))


def pattern(names: list[str]) -> str:
    """The names as words of their own, as PostgreSQL reads it; empty for none."""
    # Bounded on both sides, so that “Ann Lee” is not found in “Joann Leeds”.
    return rf"(?i)(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)" if names else ""


def holds_words(one: shape.Column) -> bool:
    """Whether people's words can stand inside of the column's lists and pairs."""
    return shape.holds_json(one) or (isinstance(one, ArrayField) and is_words(one.base_field))


def looked_through() -> list[shape.Model]:
    """The tables in which a name is searched for; the trail has a way of its own."""
    return [Project, Template, *(model for model in shape.owned() if model is not AuditEntry)]


def rows(model: shape.Model, project: Project) -> models.QuerySet[Any]:
    if model is Project:
        return Project.objects.filter(pk=project.pk)
    if model is Template:
        # A template names no project. Whoever has worked in this one can have made it from this one.
        acts = AuditEntry.objects.filter(project=project).order_by().values("by")
        return Template.objects.filter(Q(made_by__memberships__project=project) | Q(made_by__in=acts))
    return shape.rows(model, project)


def take_out(project: Project, names: list[str], kept: set[str]) -> None:
    """Writes “(erased)” over the names in all words of the project but the columns `kept`."""
    if not names:
        return
    # A mail of nobody's name carries the project's.
    Project.objects.filter(pk=project.pk, sender_name__in=names).update(sender_name="")
    for model in looked_through():
        for one in shape.fields(model):
            name = f"{model._meta.label}.{one.name}"
            if name in kept or name in _OTHERS or name in exceptions.NAMING | set(exceptions.FRESH):
                continue
            wanted = [text for text in names if not _reaches(text)] if name in _REACHES else names
            if wanted and is_words(one):
                _take_out(rows(model, project), one, name, wanted)
            elif wanted and holds_words(one):
                _take_out_inside(rows(model, project), one, wanted)


def _take_out(rows: models.QuerySet[Any], one: shape.Column, name: str, names: list[str]) -> None:
    # An address column holds one address and nothing round it.
    lookup = "iexact" if isinstance(one, models.EmailField) else "icontains"
    holds = Q()
    for text in names:
        holds |= Q(**{f"{one.name}__{lookup}": text})
    rows = rows.filter(holds)
    if name in _READERS:
        rows = rows.filter(person="")
    if isinstance(one, models.EmailField):
        rows.update(**{one.name: "" if one.blank else f"erased@{NOWHERE}"})
    else:
        rows.update(**{one.name: _without(one, names)})


def _take_out_inside(rows: models.QuerySet[Any], one: shape.Column, names: list[str]) -> None:
    holds = Q()
    for text in names:
        holds |= Q(told_as_text__icontains=_in_json(text))
    rows = rows.alias(told_as_text=Cast(one.name, models.TextField())).filter(holds)
    rows.update(**{one.name: _without_inside(one, names)})


def _in_json(text: str) -> str:
    """The text as it stands between the quotation marks."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _without_inside(one: shape.Column, names: list[str]) -> Any:
    json_ = models.JSONField()
    told = models.Func(F(one.name), function="to_jsonb", output_field=json_)
    replaced = models.Func(
        told, models.Value(pattern(names)), function="planner_taken_out", output_field=json_
    )
    if not isinstance(one, ArrayField):
        return replaced
    return models.Func(
        replaced,
        template="ARRAY(SELECT left(part, %(longest)s) FROM %(function)s(%(expressions)s) AS part)",
        function="jsonb_array_elements_text",
        longest=one.base_field.max_length,
        output_field=one,
    )


def _without(one: shape.Column, names: list[str]) -> Any:
    replaced = models.Func(
        F(one.name),
        models.Value(pattern(names)),
        models.Value(ERASED),
        models.Value("g"),
        function="regexp_replace",
    )
    return Left(replaced, one.max_length) if one.max_length else replaced


def trail(project: Project, names: set[str]) -> None:
    """In the activity: labels that are or hold the name, and details that do."""
    entries = AuditEntry.objects.filter(project=project)
    for name in names:
        entries.filter(by=None, by_label=name).update(by_label=ERASED)
        entries.filter(object_label=name).update(object_label=ERASED)
    for name in telling(names):
        entries.filter(object_label__icontains=name).update(object_label=ERASED)
        entries.alias(words=Cast("detail", models.TextField())).filter(
            words__icontains=_in_json(name)
        ).update(detail={})


def lists_that_came_in(project: Project, names: set[str]) -> None:
    """Rows of imported lists in which they stand."""
    wanted = {name.casefold() for name in names}
    for table in (Import, ListImport):
        for one in table.objects.filter(project=project):
            kept = _without_rows(one.cells, wanted), _without_rows(one.remarks, wanted)
            if kept != (one.cells, one.remarks):
                one.cells, one.remarks = kept
                one.save(update_fields=["cells", "remarks"])


def _without_rows(value: Any, names: set[str]) -> Any:
    """The value, where each row that holds one of the names holds nothing but that it was erased."""
    if isinstance(value, dict):
        return {key: _without_rows(one, names) for key, one in value.items()}
    if not isinstance(value, list):
        return value
    if any(isinstance(one, str) and one.strip().casefold() in names for one in value):
        return [ERASED if isinstance(one, str) and one else one for one in value]
    return [_without_rows(one, names) for one in value]
