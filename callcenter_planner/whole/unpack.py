"""A ZIP becomes a new project: all of it or nothing.

What comes in is somebody else's word. Each name, size, hash, number and value is looked at before a row is
written, keys are made here, and nobody is taken for a person whom the bringer does not already work with.
"""

import hashlib
import io
import json
import re
import uuid
import zipfile
from dataclasses import dataclass, field
from typing import IO, Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models, transaction
from django.utils.translation import gettext as _

from callcenter_planner.whole import exceptions, former, pack, shape
from mailroom.models import Message, State
from mailroom.models.message import WAITING
from projects import audit, pictures
from projects.actions import free_slug
from projects.models import Membership, Project, Role, User
from reports import files
from reports.models import FileContent, StoredFile

LARGEST_FILE = 60 * 1024 * 1024
LARGEST_TABLE = 400 * 1024 * 1024
LARGEST = 1024 * 1024 * 1024
MOST_ROWS = 2_000_000
MOST_FILES = 20_000
# JSON lines shrink to a tenth; what shrinks to a five-hundredth was made to burst.
MOST_SHRUNK = 500
_NAME = re.compile(
    r"^(manifest\.json|people\.json|data/[a-z_]+\.\w+\.jsonl|files/[a-z_]+\.\w+\.\w+/[0-9]{1,9})\Z", re.A
)
_MARK = re.compile(r"https://([0-9a-f]{24})\.invalid/#([0-9]{1,18})")
_BATCH = 500


class CannotOpen(Exception):
    """The file is not taken in; the text says what is wrong with it, where, and what to do."""


@dataclass
class Unpacking:
    """What is known while a file becomes a project."""

    zip: zipfile.ZipFile
    manifest: dict[str, Any]
    by: User
    project: Project
    people: list[User] = field(default_factory=list)
    # Of each table the new keys, by the rows' places.
    keys: dict[str, list[Any]] = field(default_factory=dict)
    left_as_names: int = 0

    def key(self, label: str, place: Any, where: str) -> Any:
        """The new key of the row at a place."""
        keys = [user.pk for user in self.people] if label == "projects.User" else self.keys.get(label, [])
        if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < len(keys):
            raise CannotOpen(
                _("In %(where)s a row points at one that is not in the file. Make the export once more.")
                % {"where": where}
            )
        return keys[place]


def unpack(content: IO[bytes], *, by: User) -> tuple[Project, int]:
    """Makes a project of the file, with `by` as its lead; also says how many people stay names.

    Raises `CannotOpen`, and then nothing was written.
    """
    with _opened(content) as file:
        manifest = _manifest(file)
        _check_names(file, manifest)
        try:
            with transaction.atomic():
                return _written(file, manifest, by)
        except (DatabaseError, ValueError, TypeError, KeyError, OverflowError) as error:
            raise CannotOpen(
                _("The rows in this file do not fit together (%(why)s). Make the export once more.")
                % {"why": str(error).splitlines()[0][:160] if str(error) else type(error).__name__}
            ) from error


def _opened(content: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(content)
    except (zipfile.BadZipFile, ValueError, OSError):
        raise CannotOpen(
            _(
                "This is not a ZIP file, or it was cut off on its way. "
                "Choose the file that an export gave you."
            )
        ) from None


def _manifest(file: zipfile.ZipFile) -> dict[str, Any]:
    if pack.MANIFEST not in file.namelist():
        raise CannotOpen(
            _(
                "There is no %(name)s in this ZIP, so it is no project. "
                "Choose the file that an export gave you."
            )
            % {"name": pack.MANIFEST}
        )
    manifest = _json(_read(file, pack.MANIFEST, 10 * 1024 * 1024), pack.MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("format") != pack.FORMAT:
        raise CannotOpen(
            _("This ZIP was not made by Callcenter Planner. Choose the file that an export gave you.")
        )
    if manifest.get("schema") != exceptions.SCHEMA:
        raise CannotOpen(
            _(
                "This file is of version %(theirs)s, and this planner reads version %(ours)d. "
                "Bring both to one version, then export again."
            )
            % {"theirs": str(manifest.get("schema"))[:20], "ours": exceptions.SCHEMA}
        )
    rows: Any = manifest.get("rows")
    if not _maps(manifest.get("files"), str) or not _maps(rows, int) or "projects.Project" not in rows:
        raise CannotOpen(_("The list of contents (%(name)s) is damaged.") % {"name": pack.MANIFEST})
    if rows["projects.Project"] != 1 or min(rows.values()) < 0 or sum(rows.values()) > MOST_ROWS:
        raise CannotOpen(
            _("This file says that it holds %(count)d rows; at most %(most)d are taken in.")
            % {"count": sum(rows.values()), "most": MOST_ROWS}
        )
    return manifest


def _maps(value: Any, kind: type) -> bool:
    return isinstance(value, dict) and all(type(one) is kind for one in value.values())


def _check_names(file: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Every file is one that an export writes, once, of a size that can be, and as it was written."""
    infos = file.infolist()
    for info in infos:
        if (
            not _NAME.match(info.filename)
            or info.is_dir()
            or (info.external_attr >> 16) & 0o170000 == 0o120000
        ):
            raise CannotOpen(
                _("“%(name)s” does not belong in a project’s file. It was changed after the export.")
                % {"name": info.filename[:80]}
            )
        if info.flag_bits & 1:
            raise CannotOpen(_("This ZIP is locked with a password. Take the password off first."))
    if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > LARGEST:
        raise CannotOpen(
            _("Unpacked, this file would be larger than %(size)d MB or hold more than %(count)d files.")
            % {"size": LARGEST // 1024 // 1024, "count": MOST_FILES}
        )
    for info in infos:
        if info.file_size > 10_000_000 and info.file_size > MOST_SHRUNK * max(info.compress_size, 1):
            raise CannotOpen(_("“%(name)s” would burst on unpacking.") % {"name": info.filename[:80]})
    names, told = [info.filename for info in infos], {*manifest["files"], pack.MANIFEST}
    if len(set(names)) != len(names):
        raise CannotOpen(_("A name stands twice in this ZIP. It was changed after the export."))
    tables = {pack.data_name(label) for label in manifest["rows"]} | {pack.PEOPLE}
    missing = sorted((told | tables) - set(names))
    if missing:
        raise CannotOpen(
            _("“%(name)s” is missing in this ZIP. Make the export once more.") % {"name": missing[0][:80]}
        )
    foreign = sorted(set(names) - told)
    if foreign:
        raise CannotOpen(
            _("“%(name)s” does not belong in a project’s file. It was changed after the export.")
            % {"name": foreign[0][:80]}
        )


def _read(file: zipfile.ZipFile, name: str, most: int, told: str = "") -> bytes:
    """A file's content, bounded whatever its header says, and compared with its hash when that is told."""
    try:
        with file.open(name) as stream:
            content = stream.read(most + 1)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError, KeyError):
        raise CannotOpen(_("“%(name)s” cannot be read: the ZIP is damaged.") % {"name": name[:80]}) from None
    if len(content) > most:
        raise CannotOpen(
            _("“%(name)s” is larger than %(size)d MB.") % {"name": name[:80], "size": most // 1024 // 1024}
        )
    if told and hashlib.sha256(content).hexdigest() != told:
        raise CannotOpen(
            _("“%(name)s” is not as it was exported. Make the export once more.") % {"name": name[:80]}
        )
    return content


def _json(content: bytes, name: str) -> Any:
    try:
        return json.loads(content.decode())
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise CannotOpen(_("“%(name)s” is damaged.") % {"name": name[:80]}) from None


def _written(file: zipfile.ZipFile, manifest: dict[str, Any], by: User) -> tuple[Project, int]:
    unknown = sorted(set(manifest["rows"]) - {model._meta.label for model in _tables()})
    if unknown:
        raise CannotOpen(
            _(
                "This file holds “%(name)s”, which this planner does not know. "
                "Bring it to the newer version first."
            )
            % {"name": unknown[0][:80]}
        )
    work = Unpacking(zip=file, manifest=manifest, by=by, project=Project())
    lines = _lines(work, Project)
    if len(lines) != 1:
        raise CannotOpen(_("“%(name)s” is damaged.") % {"name": pack.data_name("projects.Project")})
    _fill(work, work.project, lines[0], pack.data_name("projects.Project"))
    work.project.slug, work.project.created_by = free_slug(work.project.name), by
    work.project.save(force_insert=True)
    Membership.objects.create(project=work.project, user=by, role=Role.LEAD)
    work.keys["projects.Project"] = [work.project.pk]
    work.people = _people(work)
    tables = [model for model in shape.owned() if model._meta.label in manifest["rows"]]
    for model in tables:
        work.keys[model._meta.label] = _new_keys(work, model)
    for model in tables:
        _table(work, model)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    audit.record(
        project=work.project,
        by=by,
        verb="brought in the project from a file",
        on=work.project,
        rows=sum(manifest["rows"].values()),
        left_as_names=work.left_as_names,
    )
    return work.project, work.left_as_names


def _tables() -> list[type[models.Model]]:
    return [Project, *(model for model in shape.owned() if model._meta.label not in exceptions.LEFT)]


def _lines(work: Unpacking, model: type[models.Model]) -> list[dict[str, Any]]:
    label = model._meta.label
    name = pack.data_name(label)
    content = _read(work.zip, name, LARGEST_TABLE, work.manifest["files"].get(name, "-"))
    rows = [_json(line, name) for line in content.splitlines()]
    if len(rows) != work.manifest["rows"][label] or not all(isinstance(row, dict) for row in rows):
        raise CannotOpen(_("“%(name)s” holds another number of rows than it should.") % {"name": name[:80]})
    return rows


def _people(work: Unpacking) -> list[User]:
    """The accounts of the people in the file: the bringer's and colleagues'; the others stay names."""
    content = _read(work.zip, pack.PEOPLE, 20 * 1024 * 1024, work.manifest["files"].get(pack.PEOPLE, "-"))
    told = _json(content, pack.PEOPLE)
    if not isinstance(told, list) or len(told) > 20_000:
        raise CannotOpen(_("“%(name)s” is damaged.") % {"name": pack.PEOPLE})
    shared = Project.objects.filter(memberships__user=work.by).values("pk")
    colleagues = User.objects.filter(memberships__project__in=shared).distinct()
    known = {user.email.lower(): user for user in [*colleagues, work.by]}
    return [_person(work, one, known) for one in told]


def _person(work: Unpacking, told: Any, known: dict[str, User]) -> User:
    if not isinstance(told, dict) or not all(isinstance(told.get(part), str) for part in ("name", "email")):
        raise CannotOpen(_("“%(name)s” is damaged.") % {"name": pack.PEOPLE})
    found = known.get(told["email"].lower())
    if found is not None:
        return found
    work.left_as_names += 1
    name = (told["name"] or told["email"]).replace("\x00", "")[:120] or _("Somebody")
    address = f"{uuid.uuid4()}@{of_project(work.project)}"
    return User.objects.create_user(address, None, name=name, is_active=False)


def of_project(project: Project) -> str:
    """The end of the addresses of those who are only names in this project."""
    return f"p{project.pk}{pack.NOBODYS_ADDRESS}"


def _new_keys(work: Unpacking, model: type[models.Model]) -> list[Any]:
    """Keys for the rows to come; where a row shares its key with another one, that one's."""
    count = work.manifest["rows"][model._meta.label]
    key = model._meta.pk
    if isinstance(key, models.ForeignKey):
        where = pack.data_name(model._meta.label)
        target = shape.target_of(key)._meta.label
        return [work.key(target, row.get(key.name), where) for row in _lines(work, model)]
    if not isinstance(key, models.AutoField):
        return [uuid.uuid4() for _number in range(count)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, key.column, count],
        )
        return sorted(pk for (pk,) in cursor.fetchall())


def _table(work: Unpacking, model: type[models.Model]) -> None:
    label, made = model._meta.label, []
    beside: list[models.Model] = []
    for place, line in enumerate(_lines(work, model)):
        row = model(pk=work.keys[label][place])
        where = _("row %(number)d of %(name)s") % {"number": place + 1, "name": pack.data_name(label)}
        _fill(work, row, line, where)
        made.append(row)
        gone = [one for name, one in former.columns(label).items() if name in line]
        if gone:
            told = {one.name: _value(work, one, f"{label}.{one.name}", line, where) for one in gone}
            beside += former.rows(row, told)
        if len(made) == _BATCH:
            model._base_manager.bulk_create(made)
            made = []
    model._base_manager.bulk_create(made)
    for one in beside:
        one.save(force_insert=True)


def _fill(work: Unpacking, row: models.Model, line: dict[str, Any], where: str) -> None:
    """Puts the values of a line into a row, each one looked at."""
    model = type(row)
    label = model._meta.label
    known = {one.name: one for one in shape.fields(model)}
    strange = sorted(set(line) - set(known) - set(former.columns(label)))
    if strange:
        raise CannotOpen(
            _(
                "In %(where)s stands “%(name)s”, which this planner does not know. "
                "Bring it to the newer version first."
            )
            % {"where": where, "name": str(strange[0])[:60]}
        )
    for name, one in known.items():
        full = f"{label}.{name}"
        if full in exceptions.FRESH:
            setattr(row, one.attname, exceptions.FRESH[full]())
        elif isinstance(one, models.ForeignKey) and shape.target_of(one) is Project:
            setattr(row, one.attname, work.project.pk)
        elif name in line:
            setattr(row, one.attname, _value(work, one, full, line, where))
        elif not (one.has_default() or one.null or one.blank):
            raise CannotOpen(_("In %(where)s “%(name)s” is missing.") % {"where": where, "name": name})
    _harmless(work, row, where)


def _value(work: Unpacking, one: shape.Column, full: str, line: dict[str, Any], where: str) -> Any:
    told = line[one.name]
    if isinstance(one, models.BinaryField):
        return _bytes(work, told, where)
    if isinstance(one, models.ForeignKey):
        if told is None and one.null:
            return None
        return work.key(shape.target_of(one)._meta.label, told, where)
    if full in exceptions.NAMING:
        return _named(work, told, where)
    if full in exceptions.KEYED:
        column, tables = exceptions.KEYED[full]
        return _keyed(work, one, tables.get(str(line.get(column)), ""), told, where)
    if full in exceptions.KEYED_BY_NAME:
        return _keyed(work, one, pack.label_of(str(line.get(exceptions.KEYED_BY_NAME[full]))), told, where)
    if full in exceptions.KEYS_INSIDE:
        table, replaced = exceptions.KEYS_INSIDE[full]
        return _without_nul(
            replaced(told, lambda place: None if place is None else work.key(table, place, where)), where
        )
    return _checked(one, told, where)


def _keyed(work: Unpacking, one: shape.Column, label: str, place: Any, where: str) -> Any:
    if place is not None:
        return work.key(label, place, where)
    # What it was about is not known here: a number that no row has.
    return None if one.null else -int(uuid.uuid4().int % 2**62)


def _named(work: Unpacking, told: Any, where: str) -> str:
    """“stakeholders.stakeholder#3” as “stakeholders.stakeholder:12”."""
    if told == "":
        return ""
    lower, _hash, place = str(told).rpartition("#")
    label = pack.label_of(lower)
    return f"{lower}:{work.key(label, int(place) if place.isdecimal() else None, where)}"


def _checked(one: shape.Column, told: Any, where: str) -> Any:
    """The value as its column has it; what a form would refuse is refused here, too."""
    if told is None:
        if one.null:
            return None
        raise CannotOpen(_("In %(where)s “%(name)s” is missing.") % {"where": where, "name": one.name})
    try:
        if isinstance(one, ArrayField):
            if not isinstance(told, list):
                raise ValidationError("")
            return [_checked(one.base_field, value, where) for value in told]
        if isinstance(one, models.JSONField):
            return _without_nul(told, where)
        if isinstance(told, list | dict):
            raise ValidationError("")
        value = one.to_python(told)
        if isinstance(value, str):
            value = _without_nul(value, where)
        if value not in one.empty_values:
            one.run_validators(value)
        if one.choices is not None and value != "" and value not in dict(one.flatchoices):
            raise ValidationError("")
    except (ValidationError, ValueError, TypeError, OverflowError):
        raise CannotOpen(
            _("In %(where)s “%(name)s” holds what cannot stand there: %(value)s.")
            % {"where": where, "name": one.name, "value": str(told)[:60]}
        ) from None
    return value


def _without_nul(value: Any, where: str) -> Any:
    if "\\u0000" in json.dumps(value):
        raise CannotOpen(_("In %(where)s stands a character that no text may hold.") % {"where": where})
    return value


def _bytes(work: Unpacking, told: Any, where: str) -> bytes | None:
    if told is None:
        return None
    if not isinstance(told, str) or told not in work.manifest["files"] or not told.startswith("files/"):
        raise CannotOpen(_("In %(where)s a file is named that is not in the ZIP.") % {"where": where})
    return _read(work.zip, told, LARGEST_FILE, work.manifest["files"][told])


def _harmless(work: Unpacking, row: models.Model, where: str) -> None:
    """What is shown or served as it stands is made by us, and not believed."""
    if isinstance(row, Project) and row.logo:
        row.logo_type = "image/png"
        try:
            row.logo = pictures.as_png(_stream(row.logo), size=len(row.logo))
        except ValidationError as error:
            raise CannotOpen(f"{where}: {' '.join(error.messages)}") from None
    elif isinstance(row, FileContent):
        kept = bytes(row.data or b"")
        StoredFile.objects.filter(pk=row.pk).update(
            content_type=files.type_of(kept), size=len(kept), sha256=hashlib.sha256(kept).hexdigest()
        )
    elif isinstance(row, StoredFile):
        row.name = files.safe_name(row.name)
    elif isinstance(row, Message):
        # An export writes no mail that still waits; one that did would leave from here, quiet or not.
        if row.state in WAITING:
            row.state = State.CANCELLED
        row.in_digest = False
        row.html, row.text = (_marks(work, text, row.marker, where) for text in (row.html, row.text))
    elif row._meta.label == "mailroom.PersonalLink":
        _about(work, row, where)


def _marks(work: Unpacking, text: str, marker: str, where: str) -> str:
    def replaced(match: re.Match[str]) -> str:
        if match[1] != marker:
            return match[0]
        return f"https://{marker}.invalid/{work.key('mailroom.PersonalLink', int(match[2]), where)}"

    if re.search(rf"https://{re.escape(marker)}\.invalid/[0-9]", text):
        # A key of this database would open somebody else's link.
        raise CannotOpen(_("In %(where)s a mail names a link that is not in the file.") % {"where": where})
    return _MARK.sub(replaced, text)


def _about(work: Unpacking, row: Any, where: str) -> None:
    """Refuses a link whose page would read another table’s row; gives what it is about its new key."""
    of, named = exceptions.LINKS_OF.get(row.purpose, ""), pack.label_of(row.person.rpartition(":")[0])
    if named == "projects.User" or of not in (None, named):
        raise CannotOpen(
            _("In %(where)s a link is for a row that its page is not about. Make the export once more.")
            % {"where": where}
        )
    kind, mark, place = row.about.rpartition("#")
    tables = exceptions.KEYED["mailroom.Confirmation.about_id"][1]
    if mark and kind in tables and place.isdecimal():
        row.about = f"{kind}:{work.key(tables[kind], int(place), where)}"


def _stream(content: Any) -> IO[bytes]:
    return io.BytesIO(bytes(content))
