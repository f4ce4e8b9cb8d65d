"""A new project like another one, or from a template: its questions, playbooks, measures, and no people.

What goes is named here, table by table; everything else stays. Whoever adds a table that belongs in the
shape of a project adds it to a part.
"""

import base64
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Max, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from callcenter_planner.whole import pack, shape
from crisis.models import Playbook, PlaybookVersion, Risk
from marketing_sync.models import Agreement, AlertRung, Centre, OpenHours
from outcomes.models import (
    BuildItem,
    CardLine,
    Funnel,
    Lesson,
    Measure,
    Scorecard,
    Sop,
    SopVersion,
    TrainingUnit,
)
from projects import audit
from projects.actions import Refused, create_project
from projects.models import Project, Template, User
from stakeholders.models import (
    ProtocolRule,
    Question,
    QuestionSet,
    QuestionSetItem,
    QuestionWording,
    Topic,
)
from vision.models import Criterion, Function


class NameTaken(Refused):
    """Templates are told apart by their names."""

    sentence = _("You have a template of this name. Give it another one.")


@dataclass(frozen=True)
class Part:
    """One part of a project's shape: what it is called, what is in it, and its tables.

    A row stands after those that it cannot be without.
    """

    words: Promise
    says: Promise
    tables: tuple[shape.Model, ...]


PARTS = {
    "questions": Part(
        _("Questions"),
        _("topics, questions with their wordings, sets, and the interview protocol"),
        (Topic, Question, QuestionWording, QuestionSet, QuestionSetItem, ProtocolRule),
    ),
    "board": Part(_("The board's columns"), _("functions and rating criteria"), (Function, Criterion)),
    "launches": Part(
        _("Launches"),
        _("the agreement, the alert ladder, opening hours and service level"),
        (Agreement, AlertRung, Centre, OpenHours),
    ),
    "crisis": Part(
        _("Crisis"),
        _("playbooks as they were last published, and the hazards without their scores"),
        (Playbook, PlaybookVersion, Risk),
    ),
    "outcomes": Part(
        _("Measures"), _("measures with targets, and funnels, without readings"), (Measure, Funnel)
    ),
    "build": Part(
        _("Build-out"),
        _("checklists, SOPs as last published, scorecards and the curriculum, nothing of it done"),
        (BuildItem, Sop, SopVersion, Scorecard, CardLine, TrainingUnit),
    ),
    "lessons": Part(_("Lessons"), _("what was proved, and what carries forward"), (Lesson,)),
}
# Which rows go, where not all do.
_ONLY: dict[shape.Model, Q] = {
    ProtocolRule: Q(archived_at=None) & ~Q(least=""),
    Measure: Q(archived_at=None),
    Risk: Q(archived_at=None),
    Sop: Q(archived_at=None),
    Lesson: Q(archived_at=None),
    BuildItem: Q(removed_at=None),
    # The others belong to one campaign.
    TrainingUnit: Q(is_for_everybody=True),
    # One that is only a draft would stand there empty.
    Playbook: Q(pk__in=PlaybookVersion.objects.values("playbook")),
}
# Of these the last one of each goes, and is the first one there.
_LAST = {PlaybookVersion: "playbook", SopVersion: "sop"}
# What is said of the first project, and what a new one begins with.
_ANEW: dict[str, Any] = {
    "crisis.PlaybookVersion.number": 1,
    "crisis.PlaybookVersion.note": "",
    "outcomes.SopVersion.number": 1,
    "outcomes.SopVersion.what_changed": "",
    "outcomes.BuildItem.evidence": "",
    **{
        f"outcomes.Measure.{column}": None for column in ("baseline_mean", "baseline_sigma", "baseline_count")
    },
}
_LOOKS = ("accent", "time_zone", "currency")

# Of each table its rows by column, a row named by its place; beside them the looks.
Content = dict[str, Any]


def written(of: Project, parts: Collection[str] = tuple(PARTS)) -> Content:
    """The shape of a project, in the parts that are asked for."""
    of = Project.objects.get(pk=of.pk)
    content: Content = {"looks": {one: getattr(of, one) for one in _LOOKS}}
    if of.logo:
        content["looks"] |= {"logo": base64.b64encode(bytes(of.logo)).decode(), "logo_type": of.logo_type}
    places: dict[shape.Model, dict[Any, int]] = {}
    tables = [table for name, part in PARTS.items() if name in parts for table in part.tables]
    found = {}
    for model in tables:
        found[model] = _rows(model, of, places)
        places[model] = {row.pk: place for place, row in enumerate(found[model])}
    for model, rows in found.items():
        content[model._meta.label] = [_line(row, of, places) for row in rows]
    return content


def _rows(model: shape.Model, of: Project, places: dict[shape.Model, dict[Any, int]]) -> list[Any]:
    """Those rows of a table that go: without what is put aside, and without what lacks a row it needs."""
    rows = shape.rows(model, of).filter(_ONLY.get(model, Q())).order_by("pk")
    if model in _LAST:
        newest = f"{_LAST[model]}__versions__number"
        rows = rows.annotate(newest=Max(newest)).filter(number=F("newest"))
    for key in shape.foreign_keys(model):
        target = shape.target_of(key)
        if not key.null and target in places:
            rows = rows.filter(**{f"{key.name}__in": list(places[target])})
    return list(rows)


def _line(row: Any, of: Project, places: dict[shape.Model, dict[Any, int]]) -> dict[str, Any]:
    """A row by column: no person, and no day but the one on which it was put aside."""
    line: dict[str, Any] = {}
    for one in shape.fields(type(row)):
        name = f"{type(row)._meta.label}.{one.name}"
        if isinstance(one, models.ForeignKey):
            target = shape.target_of(one)
            if target in places:
                line[one.name] = places[target].get(getattr(row, one.attname))
        elif name in _ANEW:
            line[one.name] = _ANEW[name]
        elif not isinstance(one, models.DateField) or one.name == "archived_at":
            line[one.name] = pack.plain(getattr(row, one.attname))
    if isinstance(row, Lesson):
        line["learned_in"] = row.learned_in or of.name
    return line


@transaction.atomic
def make_like(
    *, of: Project, by: User, name: str, organisation: str, parts: Collection[str] = tuple(PARTS)
) -> Project:
    """A project with its maker as lead that asks, sorts, measures and agrees as the other one does."""
    made = _made(written(of, parts), by=by, name=name, organisation=organisation)
    audit.record(project=made, by=by, verb="made the project like another one", on=made)
    return made


@transaction.atomic
def make_from(
    *, template: Template, by: User, name: str, organisation: str, parts: Collection[str] = tuple(PARTS)
) -> Project:
    """A project with its maker as lead that begins with what the template holds of these parts."""
    wanted = {table._meta.label for part in parts for table in PARTS[part].tables}
    content = {key: rows for key, rows in template.content.items() if key == "looks" or key in wanted}
    made = _made(content, by=by, name=name, organisation=organisation)
    audit.record(
        project=made, by=by, verb="made the project from a template", on=made, template=template.name
    )
    return made


@transaction.atomic
def keep(*, project: Project, by: User, name: str, parts: Collection[str]) -> Template:
    """Keeps the project's shape as a template of its keeper. Raises `NameTaken`."""
    try:
        with transaction.atomic():
            template = Template.objects.create(
                name=name,
                parts=[one for one in PARTS if one in parts],
                content=written(project, parts),
                source=project.name,
                made_by=by,
            )
    except IntegrityError:
        raise NameTaken from None
    audit.record(project=project, by=by, verb="kept as a template", on=project, parts=template.parts)
    return template


def _made(content: Content, *, by: User, name: str, organisation: str) -> Project:
    looks = content["looks"]
    made = create_project(
        by=by,
        name=name,
        organisation=organisation,
        time_zone=looks["time_zone"],
        currency=looks["currency"],
    )
    made.accent = looks["accent"]
    if "logo" in looks:
        made.logo, made.logo_type = base64.b64decode(looks["logo"]), looks["logo_type"]
    made.save(update_fields=["accent", "logo", "logo_type"])
    tables = [table for part in PARTS.values() for table in part.tables if content.get(table._meta.label)]
    keys = {model: _new_keys(model, len(content[model._meta.label])) for model in tables}
    for model in tables:
        lines = content[model._meta.label]
        model._base_manager.bulk_create(
            [_row(model, line, pk, keys, made, by) for pk, line in zip(keys[model], lines, strict=True)]
        )
    return made


def _new_keys(model: shape.Model, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return sorted(pk for (pk,) in cursor.fetchall())


def _row(
    model: shape.Model,
    line: dict[str, Any],
    pk: int,
    keys: dict[shape.Model, list[int]],
    made: Project,
    by: User,
) -> Any:
    """The row of a line. A column that a template of an earlier day does not know begins as in a new row."""
    row = model(pk=pk)
    for one in shape.fields(model):
        if isinstance(one, models.ForeignKey):
            setattr(row, one.attname, _pointed(one, line, keys, made, by))
        elif one.name in line:
            value = line[one.name]
            setattr(row, one.attname, value if value is None else one.to_python(value))
    return row


def _pointed(
    key: Any, line: dict[str, Any], keys: dict[shape.Model, list[int]], made: Project, by: User
) -> Any:
    """Where the row points: into the new project; at nobody, unless somebody must stand there."""
    target = shape.target_of(key)
    if target is Project:
        return made.pk
    if target is User:
        is_needed = not key.null or (key.name == "archived_by" and line.get("archived_at"))
        return by.pk if is_needed else None
    place = line.get(key.name)
    return keys[target][place] if place is not None and target in keys else None
