"""Judging the rows of a list against the register: which are good, and what is wrong with each bad cell."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from projects.models import Project
from stakeholders.importing.columns import FIELDS, doubled
from stakeholders.importing.reading import FORMULA
from stakeholders.models import Level, PreferredWay, Stakeholder, Stance

_LABELS = {field.key: field.label for field in FIELDS}
_LENGTHS = {
    name: getattr(Stakeholder._meta.get_field(name), "max_length", 0)
    for name in ("name", "email", "title", "department", "why_needed", "notes")
}
# Joined with a space between them they fill a name.
_LENGTHS |= {"first_name": 59, "last_name": 60}
_SPREADSHEET_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"}
_SYNONYMS: dict[str, dict[str, str]] = {
    "level": {
        "frontline": Level.FRONT_LINE,
        "staff": Level.FRONT_LINE,
        "md": Level.PHYSICIAN,
        "doctor": Level.PHYSICIAN,
    },
    "stance": {
        "skeptic": Stance.SCEPTIC,
        "skeptical": Stance.SCEPTIC,
        "sceptical": Stance.SCEPTIC,
        "supportive": Stance.SUPPORTER,
        "opposed": Stance.OPPONENT,
    },
    "preferred_way": {
        "mail": PreferredWay.EMAIL,
        "email": PreferredWay.EMAIL,
        "phone": PreferredWay.PHONE,
        "video": PreferredWay.VIDEO,
        "group": PreferredWay.GROUP,
    },
    "language": {"english": "en", "ingles": "en", "spanish": "es", "espanol": "es"},
}
_CHOICES: dict[str, list[tuple[str, str]]] = {
    "level": [(value, str(label)) for value, label in Level.choices],
    "stance": [(value, str(label)) for value, label in Stance.choices],
    "preferred_way": [(value, str(label)) for value, label in PreferredWay.choices],
    "language": [("en", "English"), ("es", "Spanish")],
}


class Change(models.TextChoices):
    """What a good row will do."""

    ADD = "add", "add"
    UPDATE = "update", "update"
    SAME = "same", "same"


@dataclass(frozen=True)
class BadCell:
    """One cell that cannot be taken: where it is, what it holds, why not."""

    column: str
    heading: str
    value: str
    reason: str


@dataclass(frozen=True)
class BadRow:
    """A row that will not be imported, with every bad cell of it."""

    number: int
    cells: list[str]
    bad: list[BadCell]

    @property
    def bad_columns(self) -> set[str]:
        """The letters of the columns in which something is wrong."""
        return {cell.column for cell in self.bad}

    @property
    def reasons(self) -> str:
        """Every reason in one line: “C, E-mail address: …”."""
        return "; ".join(f"{cell.column}, {cell.heading}: {cell.reason}" for cell in self.bad)


@dataclass(frozen=True)
class GoodRow:
    """A row that will be imported: the values it carries, and whom of the register it is."""

    number: int
    values: dict[str, Any]
    change: Change
    pk: int | None = None


@dataclass
class Judgement:
    """All rows of a list, sorted into good and bad; `problems` stop the import as a whole."""

    good: list[GoodRow] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    counts: Counter[Change] = field(default_factory=Counter)

    def take(self, row: GoodRow, most: int | None = None) -> None:
        """Counts a good row, and keeps it unless there are `most` already."""
        self.counts[row.change] += 1
        if most is None or len(self.good) < most:
            self.good.append(row)

    @property
    def good_count(self) -> int:
        """How many rows can be imported; `good` holds as many of them as were asked for."""
        return self.counts.total()

    @property
    def added(self) -> int:
        """How many people are new."""
        return self.counts[Change.ADD]

    @property
    def updated(self) -> int:
        """How many people of the register will be changed."""
        return self.counts[Change.UPDATE]

    @property
    def same(self) -> int:
        """How many are in the register just so already."""
        return self.counts[Change.SAME]


class _Wrong(Exception):
    """A cell cannot be taken; the text says why."""


@dataclass
class _Register:
    """What the judging needs to know of the project, read once."""

    by_email: dict[str, Stakeholder]
    by_name: dict[str, Stakeholder]
    owners: dict[str, int]


def judge(
    project: Project,
    *,
    headings: Sequence[str],
    rows: Sequence[tuple[int, list[str]]],
    columns: Sequence[str],
    keep: int | None = None,
) -> Judgement:
    """Sorts the rows. `columns` has for each column of the list the key of its field, or "".

    `keep` is how many good rows are wanted; all are counted, and without it all are kept.
    """
    judgement = Judgement(problems=_problems(columns))
    if judgement.problems:
        return judgement
    register = _register(project)
    first_with: dict[str, int] = {}
    for number, cells in rows:
        values, bad = _read_row(cells, headings, columns, register)
        email = str(values.get("email", "")).lower()
        if email and email in first_with:
            bad.append(_at("email", columns, headings, cells, _same_as(first_with[email])))
        if not bad:
            known = register.by_email.get(email) if email else register.by_name.get(_key(values["name"]))
            if known is not None and known.archived_at is not None:
                bad.append(_at("email" if email else "name", columns, headings, cells, _archived()))
            else:
                judgement.take(_good(number, values, known), most=keep)
        if bad:
            judgement.bad.append(BadRow(number, cells, bad))
        if email:
            first_with.setdefault(email, number)
    return judgement


def _problems(columns: Sequence[str]) -> list[str]:
    problems = [
        _("Two columns are set to “%(field)s”. Choose one of them.") % {"field": _LABELS[key]}
        for key in doubled(columns)
    ]
    if "name" not in columns and not {"first_name", "last_name"} & set(columns):
        problems.append(_("No column is set to “Name”. Say below which column holds people's names."))
    return problems


def _register(project: Project) -> _Register:
    rows = project.stakeholders.filter(voice_of=None).order_by(F("merged_into_id").asc(nulls_last=True))
    people = {one.pk: one for one in rows}
    # Who became part of another is found under both addresses; a row of its own comes last, and so wins.
    return _Register(
        by_email={one.email.lower(): _now_is(one, people) for one in people.values() if one.email},
        by_name={_key(one.name): one for one in people.values() if not one.email and not one.merged_into_id},
        owners={
            email.lower(): pk for email, pk in project.memberships.values_list("user__email", "user__pk")
        },
    )


def _now_is(one: Stakeholder, people: dict[int, Stakeholder]) -> Stakeholder:
    return people[one.merged_into_id] if one.merged_into_id else one


def _good(number: int, values: dict[str, Any], known: Stakeholder | None) -> GoodRow:
    if known is None:
        return GoodRow(number, values, Change.ADD)
    if known.email and known.email.lower() != values.get("email", known.email.lower()):
        # Found by the address of a row that was merged into theirs: they keep their own.
        values = {name: value for name, value in values.items() if name != "email"}
    differs = any(_now(known, name) != value for name, value in values.items())
    return GoodRow(number, values, Change.UPDATE if differs else Change.SAME, known.pk)


def _now(known: Stakeholder, name: str) -> Any:
    value = getattr(known, name)
    return value.lower() if name == "email" else value


def _read_row(
    cells: Sequence[str], headings: Sequence[str], columns: Sequence[str], register: _Register
) -> tuple[dict[str, Any], list[BadCell]]:
    """What the row says, field by field; an empty cell says nothing and so changes nothing."""
    values: dict[str, Any] = {}
    bad: list[BadCell] = []
    for index, key in enumerate(columns):
        cell = cells[index] if index < len(cells) else ""
        if not key or not cell:
            continue
        try:
            values[key] = _read_cell(key, cell, register)
        except _Wrong as wrong:
            bad.append(
                BadCell(get_column_letter(index + 1), _heading(headings, index), cell[:200], str(wrong))
            )
    _join_name(values)
    named = {"name", "first_name", "last_name"}
    if not values.get("name") and not any(
        columns[index] in named and index < len(cells) and cells[index] for index in range(len(columns))
    ):
        key = next(key for key in columns if key in named)
        bad.insert(0, _at(key, columns, headings, cells, _("The name is missing.")))
    return values, bad


def _join_name(values: dict[str, Any]) -> None:
    parts = [values.pop("first_name", ""), values.pop("last_name", "")]
    joined = " ".join(part for part in parts if part)
    if joined and not values.get("name"):
        values["name"] = joined


def _read_cell(key: str, cell: str, register: _Register) -> Any:
    if cell in _SPREADSHEET_ERRORS:
        raise _Wrong(_("The spreadsheet could not compute this cell."))
    if cell.startswith(f"{FORMULA}="):
        raise _Wrong(_("This is a formula without a value. Put the value in its place."))
    match key:
        case "email":
            return _email(cell)
        case "power" | "interest":
            return _one_to_five(cell)
        case "level" | "stance" | "preferred_way" | "language":
            return _choice(key, cell)
        case "owner":
            return _owner(cell, register)
        case "tags":
            return _tags(cell)
        case "why_needed" | "notes":
            return _text(key, cell)
        case _:
            return _text(key, " ".join(cell.split()))


def _text(key: str, cell: str) -> str:
    if len(cell) > _LENGTHS[key]:
        raise _Wrong(
            _("This has %(length)d characters; at most %(most)d fit.")
            % {"length": len(cell), "most": _LENGTHS[key]}
        )
    return cell


def _email(cell: str) -> str:
    address = re.sub(r"^mailto:", "", cell, flags=re.IGNORECASE).strip("<> ").lower()
    try:
        validate_email(address)
    except ValidationError:
        raise _Wrong(_("This is not an e-mail address.")) from None
    return _text("email", address)


def _one_to_five(cell: str) -> int:
    if cell.strip() not in {"1", "2", "3", "4", "5"}:
        raise _Wrong(_("This must be a whole number from 1 to 5."))
    return int(cell)


def _choice(key: str, cell: str) -> str:
    wanted = _plain(cell)
    for value, label in _CHOICES[key]:
        if wanted in (_plain(value), _plain(label)):
            return value
    if wanted in _SYNONYMS[key]:
        return _SYNONYMS[key][wanted]
    known = ", ".join(label for _value, label in _CHOICES[key])
    raise _Wrong(_("This is not known here. Use one of: %(known)s.") % {"known": known})


def _owner(cell: str, register: _Register) -> int:
    try:
        return register.owners[cell.lower()]
    except KeyError:
        raise _Wrong(_("No member of this project has this e-mail address.")) from None


def _tags(cell: str) -> list[str]:
    tags = list(
        dict.fromkeys(part for part in (" ".join(tag.split()) for tag in re.split(r"[,;|\n]", cell)) if part)
    )
    if len(tags) > 20 or any(len(tag) > 40 for tag in tags):
        raise _Wrong(_("At most 20 tags of 40 characters each fit."))
    return tags


def _at(
    key: str, columns: Sequence[str], headings: Sequence[str], cells: Sequence[str], reason: str
) -> BadCell:
    index = list(columns).index(key) if key in columns else 0
    value = cells[index] if index < len(cells) else ""
    return BadCell(get_column_letter(index + 1), _heading(headings, index), value[:200], reason)


def _heading(headings: Sequence[str], index: int) -> str:
    heading = headings[index] if index < len(headings) else ""
    return heading or _("column %(letter)s") % {"letter": get_column_letter(index + 1)}


def _same_as(number: int) -> str:
    return _("Row %(row)d has the same address.") % {"row": number}


def _archived() -> str:
    return _("This person is archived. Bring them back first, then import again.")


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", text.casefold()))


def _key(name: str) -> str:
    """A name without its accents, spaces and signs, in any script."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKD", name.casefold()))
