"""Ways to close a gap, and chances, in plain words."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.templatetags.planner import plain_day

Way = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """A way as a page tells it; `by` are the days by which something has to be done, soonest first."""

    kind: str
    title: str
    takes: str
    cost: str
    closes: int
    by: list[tuple[datetime.date, str]]
    way: Way

    @property
    def needs_marketing(self) -> bool:
        """Whether the call centre cannot do it alone."""
        return self.kind in ("split", "move")


def told(way: Way, currency: str) -> Told:
    """One way in words."""
    title, takes, by = {
        "overtime": _overtime,
        "temps": _temps,
        "defer": _defer,
        "split": _split,
        "move": _move,
    }[way["kind"]](way)
    return Told(way["kind"], title, takes, money(way["cost"], currency), round(way["closes"] * 100), by, way)


def money(amount: float, currency: str) -> str:
    """“11,400 USD”."""
    return f"{intcomma(round(amount))} {currency}"


def mix_sentence(ways: Sequence[Way], closes: float, cost: float, currency: str, promise: str) -> str:
    """The cheapest mix in a sentence that says why it is the cheapest."""
    if not ways:
        return _("No way that the centre has closes anything. Under Contact centre stands what it could do.")
    parts = [_part(way) for way in ways]
    facts = {
        "ways": get_text_list(parts, _("and")),
        "cost": money(cost, currency),
        "promise": promise,
        "percent": round(closes * 100),
    }
    if closes >= 0.995:
        return (
            _("The cheapest mix that keeps %(promise)s in nine of ten futures: %(ways)s. %(cost)s.") % facts
        )
    return _("The centre alone can close %(percent)d %% of the gap, cheapest by: %(ways)s. %(cost)s.") % facts


def change_sentence(mix: Way, currency: str) -> str:
    """What the launch would cost as it is, split and moved, and which is the cheapest; "" when it is out."""
    if not mix["changed"]:
        return ""
    said = [_("as it is %(cost)s") % {"cost": _worth(mix, currency)}]
    for one in mix["changed"]:
        facts = {"days": one["days"], "cost": _worth(one, currency)}
        said.append(
            _("in two halves %(cost)s") % facts
            if one["kind"] == "split"
            else _("%(days)d days later %(cost)s") % facts
        )
    cheapest = {
        "split": _("Splitting it is the cheapest, if marketing agrees."),
        "move": _("Moving it is the cheapest, if marketing agrees."),
        "": _("Leaving it as it is is the cheapest."),
    }[mix["cheapest"]]
    return _("With the best mix for each: %(said)s. %(cheapest)s") % {
        "said": ", ".join(said),
        "cheapest": cheapest,
    }


def _worth(one: Way, currency: str) -> str:
    """A cost, and how much it closes when that is not all."""
    cost = money(one["cost"], currency)
    if one["closes"] >= 0.995:
        return cost
    return _("%(cost)s for %(percent)d %% of the gap") % {
        "cost": cost,
        "percent": round(one["closes"] * 100),
    }


def _part(way: Way) -> str:
    match way["kind"]:
        case "overtime":
            days = len({one["day"] for one in way["stretches"]})
            return ngettext("overtime on %(days)d day", "overtime on %(days)d days", days) % {"days": days}
        case "temps":
            return ngettext("%(people)d temporary agent", "%(people)d temporary agents", way["people"]) % {
                "people": way["people"]
            }
        case _:
            days = len(way["days"])
            return ngettext("work that waits on %(days)d day", "work that waits on %(days)d days", days) % {
                "days": days
            }


def _overtime(way: Way) -> tuple[str, str, list[tuple[datetime.date, str]]]:
    days = sorted({one["day"] for one in way["stretches"]})
    most = max(sum(one["people"] for one in way["stretches"] if one["day"] == day) for day in days)
    title = _("Overtime, %(days)s") % {"days": span(days)}
    takes = _("up to %(people)d people a day stay two hours longer, %(hours)s hours in all") % {
        "people": most,
        "hours": intcomma(round(way["hours"])),
    }
    ask = _date(days[0]) - datetime.timedelta(days=3)
    return (
        title,
        takes,
        [(ask, _("ask who stays longer, %(hours)s hours in all") % {"hours": round(way["hours"])})],
    )


def _temps(way: Way) -> tuple[str, str, list[tuple[datetime.date, str]]]:
    facts = {
        "people": way["people"],
        "hours": way["training"],
        "rest": way["rest"],
        "ready": plain_day(_date(way["train_by"])),
        "after": plain_day(_date(way["rest_from"])),
    }
    title = (
        ngettext(
            "Campaign-only training for %(people)d temporary agent",
            "Campaign-only training for %(people)d temporary agents",
            way["people"],
        )
        % facts
    )
    takes = _("%(hours)d h each by %(ready)s; the other %(rest)d h of their training from %(after)s") % facts
    return (
        title,
        takes,
        [
            (_date(way["hire_by"]), _("find %(people)d temporary agents") % facts),
            (_date(way["train_by"]), _("train them for this campaign, %(hours)d hours each") % facts),
            (_date(way["rest_from"]), _("begin the rest of their training, %(rest)d hours each") % facts),
        ],
    )


def _defer(way: Way) -> tuple[str, str, list[tuple[datetime.date, str]]]:
    hours = intcomma(round(way["hours"]))
    title = _("Defer work that can wait, %(days)s") % {"days": span(way["days"])}
    takes = _("%(hours)s hours of it move to after the campaign") % {"hours": hours}
    return title, takes, [(_date(way["days"][0]), _("let work wait, %(hours)s hours") % {"hours": hours})]


def _split(way: Way) -> tuple[str, str, list[tuple[datetime.date, str]]]:
    title = _("Split the drop in two halves, %(days)d days apart") % {"days": way["days"]}
    second = plain_day(_date(way["second"]))
    return title, _("marketing agrees; the second half goes out %(day)s") % {"day": second}, []


def _move(way: Way) -> tuple[str, str, list[tuple[datetime.date, str]]]:
    title = _("Move the drop by %(days)d days, to %(day)s") % {
        "days": way["days"],
        "day": plain_day(_date(way["likely"])),
    }
    return title, _("marketing agrees; everybody is told of the new date"), []


def span(days: Sequence[str]) -> str:
    """“9 – 12 Mar” for days in a row, “9 Mar – 20 Mar, 6 days” for others."""
    dates = [_date(day) for day in sorted(days)]
    if len(dates) == 1:
        return plain_day(dates[0])
    first, last = (date_format(day, "j M") for day in (dates[0], dates[-1]))
    if (dates[-1] - dates[0]).days + 1 == len(dates):
        return f"{first} – {last}"
    return _("%(first)s – %(last)s, %(count)d days") % {"first": first, "last": last, "count": len(dates)}


def _date(day: str) -> datetime.date:
    return datetime.date.fromisoformat(day)
