"""Which column of a list is which field of the register."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Field:
    """A field that a column can be, and the headings by which it is recognised (without case and signs)."""

    key: str
    label: str | Promise
    headings: str


# Headings as address books, HR systems and our own export write them.
FIELDS: tuple[Field, ...] = (
    Field(
        "name",
        _("Name"),
        "name fullname displayname person stakeholder contact employee employeename worker nombre",
    ),
    Field(
        "first_name", _("First name"), "firstname givenname forename first preferredfirstname vorname prenom"
    ),
    Field(
        "last_name",
        _("Last name"),
        "lastname surname familyname last nachname apellido apellidos nomdefamille",
    ),
    Field(
        "email",
        _("E-mail address"),
        "email emailaddress mail email1value emailaddress1 workemail primaryemail businessemail smtp "
        "primarysmtpaddress userprincipalname correo correoelectronico emailadresse mailadresse courriel",
    ),
    Field(
        "title",
        _("Title"),
        "title jobtitle position role businesstitle organizationtitle organization1title puesto cargo",
    ),
    Field(
        "department",
        _("Department"),
        "department dept unit division area team costcenter costcentername organizationdepartment "
        "organization1department supervisoryorganization departamento abteilung",
    ),
    Field("level", _("Level"), "level joblevel managementlevel grade seniority nivel"),
    Field("power", _("Power"), "power influence poder influencia"),
    Field("interest", _("Interest"), "interest interes"),
    Field("stance", _("Stance"), "stance attitude support postura"),
    Field(
        "why_needed",
        _("Why the project fails without them"),
        "whyneeded why whytheprojectfailswithoutthem reason importance porque",
    ),
    Field(
        "owner",
        _("Relationship owner (a member's e-mail)"),
        "owner relationshipowner relationshipowneramembersemail responsable",
    ),
    Field(
        "preferred_way",
        _("Preferred way of being asked"),
        "preferredway preferredwayofbeingasked contactpreference preferredcontact preferredchannel",
    ),
    Field("language", _("Language"), "language preferredlanguage lang idioma"),
    Field(
        "tags",
        _("Tags"),
        "tags tag labels categories groups groupmembership site hospital location etiquetas",
    ),
    Field("notes", _("Notes"), "notes note comments comment remarks notas"),
)
KEYS = {field.key for field in FIELDS}
_BY_HEADING = {heading: field.key for field in FIELDS for heading in field.headings.split()}
_JOB_TITLES = {"jobtitle", "businesstitle", "position", "organizationtitle", "organization1title"}
_ROWS_LOOKED_AT = 10


def match_columns(
    rows: Sequence[tuple[int, list[str]]], fields: Sequence[Field] = FIELDS
) -> tuple[int, list[str]]:
    """The place of the heading row in `rows`, and for each of its columns the field's key or "".

    Titles above the headings are passed over. Of two columns for one field the first is taken. Other lists
    than those of people have `fields` of their own.
    """
    looked_at = rows[:_ROWS_LOOKED_AT]
    scores = [
        len({key for key in (key_of(cell, fields) for cell in cells) if key}) for _number, cells in looked_at
    ]
    best = max(scores, default=0)
    if best:
        place = scores.index(best)
    else:
        place = next(
            (index for index, (_number, cells) in enumerate(looked_at) if len(set(filter(None, cells))) > 1),
            0,
        )
    width = max((len(cells) for _number, cells in rows), default=0)
    cells = rows[place][1] if rows else []
    plain = [_plain(heading) for heading in [*cells, *[""] * (width - len(cells))]]
    if fields is not FIELDS:
        return place, _each_once([key_of(heading, fields) for heading in plain])
    return place, _each_once(_settled(plain))


def _settled(headings: Sequence[str]) -> list[str]:
    """The key of each heading, where another heading says what an ambiguous one means."""
    keys = [_BY_HEADING.get(heading, "") for heading in headings]
    for index, heading in enumerate(headings):
        if heading == "title" and _JOB_TITLES & set(headings):
            # Address books keep "Dr" there, and what somebody does beside it.
            keys[index] = ""
        elif keys[index] == "name" and "last_name" in keys and "first_name" not in keys:
            keys[index] = "first_name"
        elif heading in {"name", "nom"} and {"vorname", "prenom"} & set(headings) and "last_name" not in keys:
            keys[index] = "last_name"
    return keys


def _each_once(keys: Sequence[str]) -> list[str]:
    taken: set[str] = set()
    columns = []
    for key in keys:
        columns.append("" if key in taken else key)
        taken.add(key)
    return columns


def key_of(heading: str, fields: Sequence[Field] = FIELDS) -> str:
    """The field that a heading names, or ""."""
    plain = _plain(heading)
    if fields is FIELDS:
        return _BY_HEADING.get(plain, "")
    return next((field.key for field in fields if plain in field.headings.split()), "")


def _plain(heading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", heading.casefold()))


def doubled(columns: Sequence[str]) -> list[str]:
    """Fields that more than one column was given to."""
    return sorted({key for key in columns if key and list(columns).count(key) > 1})
