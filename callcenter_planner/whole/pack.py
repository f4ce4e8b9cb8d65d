"""A project as a ZIP: one file of JSON lines for each table, and what people uploaded as files beside them.

No key of the database is in it. A row is named by its place in its table's file, so that two exports of the
same content are the same text, wherever it lives.
"""

import datetime
import decimal
import functools
import hashlib
import json
import re
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from callcenter_planner.whole import exceptions, shape
from mailroom.models import Message
from projects.models import Project, User

FORMAT = "callcenter-planner-project"
MANIFEST, PEOPLE = "manifest.json", "people.json"
# Where those who had an account elsewhere, and have none here, are known by their names alone.
NOBODYS_ADDRESS = ".names.invalid"
_MARK = re.compile(r"https://([0-9a-f]{24})\.invalid/([0-9]{1,18})")
_ABOUT = re.compile(r"^(?P<kind>[a-z_.]+):(?P<pk>[0-9]{1,18})\Z")
_USER = "projects.user:"
_CHUNK = 1000

Tell = Callable[[int, str], None]
# Of each table the keys that are carried, and each one's place in the file.
Places = dict[str, dict[Any, int]]


@dataclass
class Packing:
    """What is known while a project is written down."""

    project: Project
    zip: zipfile.ZipFile
    places: Places
    people: dict[int, int]
    hashes: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def place(self, label: str, pk: Any) -> int | None:
        """Where a row stands in its table's file; None when it is not carried."""
        if label == "projects.User":
            return self.people.get(pk)
        return self.places.get(label, {}).get(pk)

    def write(self, name: str, content: bytes) -> None:
        """One whole file."""
        self.zip.writestr(name, content)
        self.hashes[name] = hashlib.sha256(content).hexdigest()


def pack(project: Project, to: Path, *, tell: Tell = lambda _percent, _says: None) -> None:
    """Writes the project, as it is at one instant, into a ZIP at `to`."""
    with transaction.atomic(), zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as file:
        project = Project.objects.get(pk=project.pk)
        tell(2, _("Looking what there is"))
        places = carried(project)
        packing = Packing(project=project, zip=file, places=places, people={})
        packing.people = _people(packing)
        carries = [model for model in shape.owned() if model._meta.label in places]
        tables: list[shape.Model] = [Project, *carries]
        for number, model in enumerate(tables):
            tell(
                5 + 90 * number // len(tables),
                _("Writing %(what)s") % {"what": model._meta.verbose_name_plural},
            )
            _table(packing, model)
        packing.write(MANIFEST, _json(_manifest(packing)))


def carried(project: Project) -> Places:
    """Which rows go along: all that are not left on purpose, and whose needed rows go along as well."""
    found: dict[str, dict[Any, tuple[Any, ...]]] = {}
    for model in shape.owned():
        label = model._meta.label
        if label in exceptions.LEFT:
            continue
        columns = ["pk", *(key.attname for key in _needed(model))]
        rows = shape.rows(model, project)
        if label in exceptions.ROWS:
            rows = rows.filter(exceptions.ROWS[label]())
        for name in _naming(model):
            if f"{label}.{name}" in exceptions.NAMING_IS_NEEDED:
                rows = rows.exclude(**{f"{name}__startswith": _USER})
        found[label] = {row[0]: row[1:] for row in rows.order_by("pk").values_list(*columns)}
    while _dropped(found):
        pass
    places = {label: {pk: place for place, pk in enumerate(rows)} for label, rows in found.items()}
    return {"projects.Project": {project.pk: 0}, **places}


def _needed(model: type[models.Model]) -> list[Any]:
    """Foreign keys into the project's own tables without which a row cannot be."""
    return [
        key for key in shape.foreign_keys(model) if not key.null and shape.target_of(key) in shape.owned()
    ]


def _dropped(found: dict[str, dict[Any, tuple[Any, ...]]]) -> bool:
    """Takes out rows that need one that is not there; False once there are none."""
    changed = False
    for model in shape.owned():
        rows = found.get(model._meta.label)
        if not rows:
            continue
        targets = [found.get(shape.target_of(key)._meta.label, {}) for key in _needed(model)]
        lost = [
            pk
            for pk, keys in rows.items()
            if any(key not in target for key, target in zip(keys, targets, strict=True))
        ]
        for pk in lost:
            del rows[pk]
        changed = changed or bool(lost)
    return changed


def _naming(model: type[models.Model]) -> list[str]:
    prefix = f"{model._meta.label}."
    return [name.removeprefix(prefix) for name in exceptions.NAMING if name.startswith(prefix)]


def _people(packing: Packing) -> dict[int, int]:
    """Everybody who is named by a carried row, as name and address and nothing else."""
    named: set[int] = set()
    tables: list[shape.Model] = [Project, *shape.owned()]
    for model in tables:
        label = model._meta.label
        if label not in packing.places:
            continue
        keys = [key.attname for key in shape.foreign_keys(model) if shape.target_of(key) is User]
        keys = [key for key in keys if f"{label}.{key.removesuffix('_id')}" not in exceptions.FRESH]
        names = _naming(model)
        if not keys and not names:
            continue
        for pk, *found in _of_project(packing, model).values_list("pk", *keys, *names):
            if pk in packing.places[label]:
                named |= {one for one in found[: len(keys)] if one is not None}
                named |= {int(text[len(_USER) :]) for text in found[len(keys) :] if text.startswith(_USER)}
    users = sorted(User.objects.filter(pk__in=named), key=lambda user: (user.name, user.email))
    lines = [{"name": user.name, "email": _address(user)} for user in users]
    packing.write(PEOPLE, _json(lines))
    return {user.pk: place for place, user in enumerate(users)}


def _address(user: User) -> str:
    return "" if user.email.endswith(NOBODYS_ADDRESS) else user.email


def _table(packing: Packing, model: type[models.Model]) -> None:
    label = model._meta.label
    files = {one.name: _files(packing, model, one.name) for one in shape.fields(model) if _is_file(one)}
    name, digest, count = data_name(label), hashlib.sha256(), 0
    with packing.zip.open(name, "w", force_zip64=True) as lines:
        for row in _rows(packing, model):
            line = _json(_written(packing, model, row, files))
            lines.write(line)
            digest.update(line)
            count += 1
    packing.hashes[name], packing.counts[label] = digest.hexdigest(), count


def data_name(label: str) -> str:
    """The file of a table."""
    return f"data/{label}.jsonl"


def file_name(label: str, column: str, place: int) -> str:
    """The file of what one row holds in a column of bytes."""
    return f"files/{label}.{column}/{place}"


def _is_file(column: shape.Column) -> bool:
    return isinstance(column, models.BinaryField)


def _files(packing: Packing, model: type[models.Model], column: str) -> set[Any]:
    """Writes what the rows hold in a column of bytes; gives the keys of those that hold something."""
    label, written = model._meta.label, set()
    found = _of_project(packing, model).exclude(**{column: None}).order_by("pk")
    for pk, content in found.values_list("pk", column).iterator(chunk_size=20):
        place = packing.place(label, pk)
        if place is not None:
            packing.write(file_name(label, column, place), bytes(content))
            written.add(pk)
    return written


def _of_project(packing: Packing, model: type[models.Model]) -> models.QuerySet[Any]:
    if model is Project:
        return Project.objects.filter(pk=packing.project.pk)
    return shape.rows(model, packing.project)


def _rows(packing: Packing, model: type[models.Model]) -> Iterator[dict[str, Any]]:
    """The carried rows as they stand, by column, in the order of their keys."""
    label = model._meta.label
    columns = [one.attname for one in shape.fields(model) if not _is_file(one)]
    noted = exceptions.NOTED.get(label, {})
    found = _of_project(packing, model).order_by("pk")
    for row in found.annotate(**noted).values("pk", *columns, *noted).iterator(chunk_size=_CHUNK):
        if row["pk"] in packing.places[label]:
            yield exceptions.REWRITTEN.get(label, dict)(row)


def _written(
    packing: Packing, model: type[models.Model], row: dict[str, Any], files: dict[str, set[Any]]
) -> dict[str, Any]:
    """The row by column, each key replaced by a place."""
    label = model._meta.label
    written: dict[str, Any] = {}
    for one in shape.fields(model):
        name = f"{label}.{one.name}"
        if name in exceptions.FRESH:
            continue
        if _is_file(one):
            has_file = row["pk"] in files[one.name]
            written[one.name] = (
                file_name(label, one.name, packing.places[label][row["pk"]]) if has_file else None
            )
            continue
        value = row[one.attname]
        if isinstance(one, models.ForeignKey):
            target = shape.target_of(one)
            if target is not Project:
                written[one.name] = packing.place(target._meta.label, value)
        elif name in exceptions.NAMING:
            written[one.name] = _named(packing, value)
        elif name in exceptions.KEYED:
            column, tables = exceptions.KEYED[name]
            written[one.name] = packing.place(tables.get(row[column], ""), value)
        elif name in exceptions.KEYED_BY_NAME:
            written[one.name] = packing.place(label_of(row[exceptions.KEYED_BY_NAME[name]]), value)
        elif name in exceptions.KEYS_INSIDE:
            table, replaced = exceptions.KEYS_INSIDE[name]
            written[one.name] = replaced(value, functools.partial(packing.place, table))
        else:
            written[one.name] = plain(value)
    if model is Message:
        written |= {name: _marks(packing, row[name], row["marker"]) for name in ("html", "text")}
    if label == "mailroom.PersonalLink":
        written["about"] = _about(packing, row["about"])
    return written


def _named(packing: Packing, text: str) -> str:
    """“stakeholders.stakeholder:12” as “stakeholders.stakeholder#3”; empty when that row stays behind."""
    lower, _colon, pk = text.rpartition(":")
    place = packing.place(label_of(lower), int(pk)) if pk.isdecimal() else None
    return "" if place is None else f"{lower}#{place}"


@functools.cache
def label_of(lower: str) -> str:
    """“stakeholders.Stakeholder” for “stakeholders.stakeholder”; empty when we have no such table."""
    return next((model._meta.label for model in shape.ours() if model._meta.label_lower == lower), "")


def _marks(packing: Packing, text: str, marker: str) -> str:
    """The mail with the places of its personal links in place of their keys."""

    def replaced(match: re.Match[str]) -> str:
        if match[1] != marker:
            return match[0]
        place = packing.place("mailroom.PersonalLink", int(match[2]))
        return f"https://{marker}.invalid/{'gone' if place is None else f'#{place}'}"

    return _MARK.sub(replaced, text)


def _about(packing: Packing, text: str) -> str:
    """What a link for a confirmation is about: the kind, and the place of the row."""
    match = _ABOUT.match(text)
    tables = exceptions.KEYED["mailroom.Confirmation.about_id"][1]
    if match is None or match["kind"] not in tables:
        return text
    place = packing.place(tables[match["kind"]], int(match["pk"]))
    return text if place is None else f"{match['kind']}#{place}"


def plain(value: Any) -> Any:
    """The value as JSON has it."""
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    return value


def _manifest(packing: Packing) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "schema": exceptions.SCHEMA,
        "made_at": timezone.now().isoformat(),
        "project": packing.project.name,
        "rows": packing.counts,
        "files": packing.hashes,
    }


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"
