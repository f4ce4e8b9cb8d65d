"""Which column of a phone system's export is which field."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Field:
    """What a column can be, and the headings by which it is recognised (without case and signs)."""

    key: str
    label: str | Promise
    headings: str


FIELDS: tuple[Field, ...] = (
    Field(
        "moment",
        _("Date and time in one"),
        "datetime timestamp intervalstart startofinterval intervalstarttime starttimestamp dateandtime "
        "datumuhrzeit zeitstempel fechahora fechayhora periodstart halfhourstart",
    ),
    Field("date", _("Date"), "date day datum tag fecha dia calldate rowdate reportdate intervaldate jour"),
    Field(
        "time",
        _("Time, or from – to"),
        "time interval starttime halfhour from start uhrzeit zeit intervall von hora intervalo period "
        "timeinterval heure timeperiod",
    ),
    Field(
        "queue",
        _("Queue (added up)"),
        "queue queuename skill split skillname splitskill csq csqname calltype calltypename cola "
        "warteschlange servicename vdn gruppe",
    ),
    Field(
        "offered",
        _("Calls that came in"),
        "offered callsoffered calls offeredcalls received callsreceived incoming incomingcalls inbound "
        "totalcalls callspresented presented noffered anrufe angeboten angeboteneanrufe llamadas "
        "llamadasofrecidas ofrecidas volume contacts arrivals contactsqueued interactions",
    ),
    Field(
        "answered",
        _("Answered"),
        "answered callsanswered handled callshandled acd acdcalls accepted nanswered nhandled angenommen "
        "beantwortet atendidas contestadas llamadasatendidas contactshandled",
    ),
    Field(
        "in_time",
        _("Answered within the agreed seconds"),
        "intime answeredintime answeredwithin answeredwithinsl answeredwithinsla answeredinsla "
        "answeredwithinthreshold answeredinthreshold withinsl withinsla withinservicelevel insla "
        "servicelevelcalls callswithinsl callsansweredinsl callsansweredwithinsl acceptable acceptablecalls "
        "nansweredwithinsl angenommeninservicelevel imservicelevel atendidasenns atendidasdentrodelns",
    ),
    Field(
        "abandoned",
        _("Hung up while waiting"),
        "abandoned callsabandoned aband abancalls abandons abandonedcalls nabandoned lost lostcalls "
        "aufgelegt verloren abgebrochen abandonadas llamadasabandonadas contactsabandoned",
    ),
    Field(
        "aht",
        _("Average handling time"),
        "aht averagehandletime avghandletime averagehandlingtime avghandlingtime avghandle ahtsec ahts "
        "ahtseconds bearbeitungszeit durchschnittlichebearbeitungszeit tmo tiempomedio "
        "averagehandletimeseconds avghandletimesec averagehandlingtimeseconds",
    ),
    Field(
        "handling",
        _("Handling time in all"),
        "totalhandletime handletime totalhandlingtime handlingtime thandle totalhandle "
        "gesamtbearbeitungszeit tiempototal totalhandletimeseconds",
    ),
)
KEYS = {field.key for field in FIELDS}
LABELS = {field.key: field.label for field in FIELDS}
_BY_HEADING = {heading: field.key for field in FIELDS for heading in field.headings.split()}
_ROWS_LOOKED_AT = 15


def match_columns(rows: Sequence[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    """The place of the heading row in `rows`, and for each of its columns the field's key or "".

    Lines above the headings (the report's name, its period) are passed over. Of two columns for one field the
    first is taken.
    """
    looked_at = rows[:_ROWS_LOOKED_AT]
    scores = [len({key_of(cell) for cell in cells} - {""}) for _number, cells in looked_at]
    place = scores.index(max(scores)) if scores else 0
    width = max((len(cells) for _number, cells in rows), default=0)
    cells = rows[place][1] if rows else []
    keys = [key_of(cell) for cell in [*cells, *[""] * (width - len(cells))]]
    if "date" in keys and "time" not in keys and "moment" in keys:
        # "Date" and "Interval start" stand side by side where the second is a time alone.
        keys[keys.index("moment")] = "time"
    return place, [key if key not in keys[:index] else "" for index, key in enumerate(keys)]


def key_of(heading: str) -> str:
    """The field that a heading names, or ""."""
    return _BY_HEADING.get(re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", heading.casefold())), "")


def problems(columns: Sequence[str]) -> list[str]:
    """What has to be set right about the columns before any row can be judged, each a sentence."""
    found = [
        str(_("Two columns are set to “%(field)s”. Choose one of them.") % {"field": LABELS[key]})
        for key in sorted({key for key in columns if key and list(columns).count(key) > 1})
    ]
    if "moment" not in columns and not {"date", "time"} <= set(columns):
        found.append(
            str(_("Say below which column holds the date and time, or which two hold the date and the time."))
        )
    if "offered" not in columns and not {"answered", "abandoned"} <= set(columns):
        found.append(
            str(_("Say below which column holds the calls that came in, or those answered and abandoned."))
        )
    if {"aht", "handling"} <= set(columns):
        found.append(str(_("Choose either the average handling time or the handling time in all.")))
    return found
