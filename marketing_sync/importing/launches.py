"""A marketing calendar as a list of launches. Days that can be read in two ways are told, not guessed."""

import datetime
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketing_sync.importing.rows import Wrong, bad_at, problems, read_row, text_of
from marketing_sync.models import Kind, Launch
from projects.models import Project
from stakeholders.importing import BadCell, BadRow, Change, Field, GoodRow, Judgement

LAUNCH_FIELDS: tuple[Field, ...] = (
    Field(
        "name", gettext_lazy("Name"), "name launch title campaign campaignname summary subject event project"
    ),
    Field("kind", gettext_lazy("Kind"), "kind type channel medium category campaigntype media"),
    Field(
        "likely",
        gettext_lazy("Day it goes out"),
        "likely day date dayitgoesout dropdate maildate launchdate senddate inhomedate startdate start",
    ),
    Field("earliest", gettext_lazy("Earliest day"), "earliest earliestday from windowstart"),
    Field("latest", gettext_lazy("Latest day"), "latest latestday until windowend"),
    Field(
        "audience_size",
        gettext_lazy("How many people get it"),
        "audience audiencesize howmanypeople howmanypeoplegetit quantity recipients volume pieces reach size",
    ),
    Field("offer", gettext_lazy("What it offers"), "offer whatitoffers description message details notes"),
    Field(
        "caller_questions",
        gettext_lazy("What callers will ask"),
        "callerquestions whatcallerswillask questions expectedquestions faq",
    ),
)
_YEARS = datetime.timedelta(days=5 * 366)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_KINDS = {
    "mail": Kind.DIRECT_MAIL,
    "mailer": Kind.DIRECT_MAIL,
    "postcard": Kind.DIRECT_MAIL,
    "print": Kind.DIRECT_MAIL,
    "letter": Kind.PATIENT_LETTER,
    "newsletter": Kind.EMAIL,
    "tv": Kind.BROADCAST,
    "radio": Kind.BROADCAST,
    "tvradio": Kind.BROADCAST,
    "social": Kind.DIGITAL,
    "web": Kind.DIGITAL,
    "online": Kind.DIGITAL,
    "ads": Kind.DIGITAL,
    "seminar": Kind.EVENT,
    "promo": Kind.PROMOTION,
}


def judge_launches(
    project: Project,
    *,
    headings: Sequence[str],
    rows: Sequence[tuple[int, list[str]]],
    columns: Sequence[str],
    kind: str,
) -> Judgement:
    """Sorts the rows; `kind` is that of a row which says none.

    A launch that is registered with the same name and day stays as it is. With another day it is refused:
    dates move on the launch's own page, which tells everybody.
    """
    judgement = Judgement(problems=problems(columns, LAUNCH_FIELDS, ["name", "likely"]))
    if judgement.problems:
        return judgement
    today = project.today()
    known: dict[str, list[Launch]] = {}
    for launch in project.launches.open():
        known.setdefault(_plain(launch.name), []).append(launch)
    readers = _readers(today)
    seen: dict[tuple[str, Any], int] = {}
    for number, cells in rows:
        values, bad = read_row(cells, headings, columns, readers)
        values.setdefault("kind", kind)

        def at(key: str, said: str, cells: list[str] = cells) -> BadCell:
            return bad_at(key, columns, headings, cells, said)

        bad += _missing(values, bad, at) or _out_of_order(values, at)
        key = (_plain(str(values.get("name", ""))), values.get("likely"))
        if not bad and key in seen:
            bad.append(at("name", _("Row %(row)d is the same launch.") % {"row": seen[key]}))
        same = [launch for launch in known.get(key[0], []) if launch.likely == key[1]]
        if not bad and not same and key[0] in known:
            day = known[key[0]][0].likely
            said = _("It is registered for %(day)s. Move it on its own page, so that everybody is told.")
            bad.append(at("likely", said % {"day": day.isoformat()}))
        if bad:
            judgement.bad.append(BadRow(number, cells, bad))
            continue
        seen.setdefault(key, number)
        judgement.take(
            GoodRow(number, values, Change.SAME if same else Change.ADD, same[0].pk if same else None)
        )
    return judgement


def _readers(today: datetime.date) -> dict[str, Callable[[str], Any]]:
    def day(cell: str) -> datetime.date:
        read = read_day(cell)
        if not today - _YEARS <= read <= today + _YEARS:
            raise Wrong(_("Give a day within five years of today."))
        return read

    return {
        "name": text_of(160),
        "kind": _kind,
        "likely": day,
        "earliest": day,
        "latest": day,
        "audience_size": _number,
        "offer": text_of(4000, lines=True),
        "caller_questions": text_of(4000, lines=True),
    }


def _missing(
    values: dict[str, Any], bad: Sequence[BadCell], at: Callable[[str, str], BadCell]
) -> list[BadCell]:
    named = {cell.column for cell in bad}
    found = [
        at(key, said)
        for key, said in (("name", _("The name is missing.")), ("likely", _("The day is missing.")))
        if key not in values
    ]
    return [cell for cell in found if cell.column not in named]


def _out_of_order(values: dict[str, Any], at: Callable[[str, str], BadCell]) -> list[BadCell]:
    if "likely" not in values:
        return []
    likely = values["likely"]
    values.setdefault("earliest", likely)
    values.setdefault("latest", likely)
    found = []
    if values["earliest"] > likely:
        found.append(at("earliest", _("This is after the day it goes out.")))
    if values["latest"] < likely:
        found.append(at("latest", _("This is before the day it goes out.")))
    return found


def read_day(cell: str) -> datetime.date:
    """A day as people write it; raises `Wrong` for none, and for one that could be two."""
    text = cell.strip().lower()
    if iso := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ t].*)?\Z", text):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if named := re.match(r"(?:[a-z]+,? )?(\d{1,2})\.? ([a-z]+)\.?,? (\d{4})\Z", text):
        return _day(int(named[3]), _month(named[2]), int(named[1]))
    if named := re.match(r"(?:[a-z]+, )?([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\Z", text):
        return _day(int(named[3]), _month(named[1]), int(named[2]))
    if dotted := re.match(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z", text):
        return _day(int(dotted[3]), int(dotted[2]), int(dotted[1]))
    if slashed := re.match(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})\Z", text):
        first, second, year = int(slashed[1]), int(slashed[2]), int(slashed[3])
        if first <= 12 and second <= 12 and first != second:
            raise Wrong(
                _("This can be read in two ways. Write it as %(one)s or %(other)s.")
                % {"one": f"{year}-{first:02}-{second:02}", "other": f"{year}-{second:02}-{first:02}"}
            )
        return _day(year, second, first) if first > 12 else _day(year, first, second)
    raise Wrong(_not_a_day())


def _not_a_day() -> str:
    return _("This is not a day. Write it as 2026-03-02.")


def _month(name: str) -> int:
    if name not in _MONTHS:
        raise Wrong(_not_a_day())
    return _MONTHS[name]


def _day(year: int, month: int, day: int) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise Wrong(_not_a_day()) from None


def _number(cell: str) -> int:
    text = re.sub(r"(?<=\d)[,\u202f\u00a0 '](?=\d{3}\b)", "", cell.strip())
    if not re.fullmatch(r"\d{1,9}", text) or int(text) > 500_000_000:
        raise Wrong(_("This must be a whole number up to 500 million."))
    return int(text)


def _kind(cell: str) -> str:
    wanted = _plain(cell)
    for value, label in Kind.choices:
        if wanted in (_plain(value), _plain(str(label))):
            return str(value)
    if wanted in _KINDS:
        return _KINDS[wanted]
    known = ", ".join(str(label) for label in Kind.labels)
    raise Wrong(_("This is not known here. Use one of: %(known)s.") % {"known": known})


def _plain(text: str) -> str:
    return re.sub(r"[^\w]", "", unicodedata.normalize("NFKC", text.casefold())).replace("_", "")
