"""Measures, and what their readings say."""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, FloatField, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils import formats
from django.utils.translation import gettext as _

from outcomes import control
from outcomes.models import Direction, Measure, MeasureQuerySet, Reading
from outcomes.queries.marks import Mark
from projects.models import Project
from reports import charts

# How many readings in a row say what is usual now, where no run tells since when.
_LATELY = control.RUN
# `Reading.amount`, said to the database.
_AMOUNT = Coalesce(
    Cast("value", FloatField()),
    Cast(F("count"), FloatField()) * 100 / Cast(F("of"), FloatField()),
    output_field=FloatField(),
)


@dataclass(frozen=True)
class Told:
    """One signal in words, and whether it is for the better."""

    words: str
    is_better: bool
    last: int


@dataclass(frozen=True)
class Judged:
    """A measure's readings in their limits, and what is signal."""

    measure: Measure
    readings: list[Reading]
    baseline: control.Baseline | None
    places: list[control.Place]
    signals: list[control.Signal]
    told: list[Told]

    @property
    def is_firm(self) -> bool:
        """Whether the limits stand on enough readings."""
        return self.baseline is not None and self.baseline.count >= control.FIRM

    @property
    def shown_mean(self) -> float | None:
        """The baseline's mean in the unit; of a share in per cent."""
        return None if self.baseline is None else self.baseline.mean * self._scale

    @property
    def _scale(self) -> int:
        return 100 if self.measure.is_share else 1

    @property
    def lasting(self) -> control.Signal | None:
        """The run on one side of the mean that goes on until the latest reading."""
        end = len(self.places) - 1
        return next((one for one in self.signals if one.rule is control.Rule.RUN and one.last == end), None)

    @property
    def verdict(self) -> str:
        """One sentence: signal, or noise."""
        if self.baseline is None:
            return _("%(count)d of the %(least)d readings that limits need.") % {
                "count": len(self.readings),
                "least": control.FEWEST,
            }
        if self.lasting is None:
            if any(signal.last >= len(self.places) - _LATELY for signal in self.signals):
                return _("There are signals among the latest readings, and no lasting shift yet.")
            return _("Nothing but the usual ups and downs lately: this is noise.")
        now = self.mean_since(self.lasting.first)
        usual = self.baseline.mean * self._scale
        return _(
            "This is signal: since %(day)s the mean is %(now)s, where %(usual)s was usual%(change)s."
        ) % {
            "day": _day(self.readings[self.lasting.first].on),
            "now": with_unit(now, self.measure),
            "usual": with_unit(usual, self.measure),
            "change": _change(now, usual),
        }

    def mean_since(self, first: int) -> float:
        """The mean from that reading on; of a share case by case."""
        since = self.readings[first:]
        if self.measure.is_share:
            return 100 * sum(one.count or 0 for one in since) / sum(one.of or 0 for one in since)
        return math.fsum(float(one.amount) for one in since) / len(since)


def measures(project: Project, *, text: str = "", state: str = "", kind: str = "") -> MeasureQuerySet:
    """The project's measures with their latest reading; `state` "archived" gives those put aside."""
    found = Measure.objects.filter(project=project).select_related("owner", "project")
    found = found.archived() if state == "archived" else found.active()
    if text:
        found = found.filter(Q(name__icontains=text) | Q(definition__icontains=text))
    if kind:
        found = found.filter(kind=kind)
    latest = Reading.objects.kept().filter(measure=OuterRef("pk")).order_by("-on")
    return found.annotate(
        latest_on=Subquery(latest.values("on")[:1]),
        latest_amount=Subquery(latest.annotate(shown=_AMOUNT).values("shown")[:1]),
        readings_kept=Count("readings", filter=Q(readings__removed_at=None)),
    )


def judged(measure: Measure) -> Judged:
    """The measure against its frozen baseline or, before there is one, against all of its readings."""
    readings = list(measure.readings.kept().select_related("read_by").order_by("on", "pk"))
    baseline = measure.baseline or _provisional(measure, readings)
    if baseline is None:
        return Judged(measure, readings, None, [], [], [])
    places = [_place(reading, baseline) for reading in readings]
    signals = control.signals(places)
    told = [_tell(measure, readings, signal) for signal in signals]
    return Judged(measure, readings, baseline, places, signals, told[::-1])


def picture(judged: Judged, events: Sequence[Mark]) -> charts.Chart:
    """The measure's control chart, with the days of the events that its time covers."""
    measure, scale = judged.measure, 100 if judged.measure.is_share else 1
    far = {place for signal in judged.signals for place in range(signal.first, signal.last + 1)}
    points = [
        charts.ControlPoint(
            reading.on,
            float(reading.amount),
            judged.places[number].lower * scale if judged.places else None,
            judged.places[number].upper * scale if judged.places else None,
            number in far,
        )
        for number, reading in enumerate(judged.readings)
    ]
    levels = [charts.Level(_("Mean"), judged.shown_mean)] if judged.shown_mean is not None else []
    if measure.target is not None:
        levels.append(charts.Level(_("Target"), float(measure.target)))
    return charts.control(
        title=measure.name,
        description=judged.verdict,
        points=points,
        levels=levels,
        events=[event.on for event in events],
        heading=f"{measure.name} ({measure.shown_unit})" if measure.shown_unit else measure.name,
    )


def with_unit(amount: float, measure: Measure) -> str:
    """“57.2 USD”, “41.5 %”."""
    # Django cuts digits off; it does not round.
    return f"{formats.number_format(round(amount, 1), decimal_pos=1)} {measure.shown_unit}".strip()


def _provisional(measure: Measure, readings: Sequence[Reading]) -> control.Baseline | None:
    if len(readings) < control.FEWEST:
        return None
    if measure.is_share:
        return control.baseline_of_shares([(one.count or 0, one.of or 0) for one in readings])
    return control.baseline_of_values([float(one.amount) for one in readings])


def _place(reading: Reading, baseline: control.Baseline) -> control.Place:
    if reading.count is not None and reading.of is not None:
        return control.place_share(reading.count, reading.of, baseline)
    return control.place_value(float(reading.amount), baseline)


def _tell(measure: Measure, readings: Sequence[Reading], signal: control.Signal) -> Told:
    first, last = readings[signal.first].on, readings[signal.last].on
    lasts = signal.last == len(readings) - 1
    words = {
        control.Rule.BEYOND: (
            _("%(count)d in a row below the lower limit %(when)s"),
            _("%(count)d in a row above the upper limit %(when)s"),
        ),
        control.Rule.TWO_OF_THREE: (
            _("Two of three far below the mean %(when)s"),
            _("Two of three far above the mean %(when)s"),
        ),
        control.Rule.FOUR_OF_FIVE: (
            _("Four of five well below the mean %(when)s"),
            _("Four of five well above the mean %(when)s"),
        ),
        control.Rule.RUN: (
            _("%(count)d in a row below the mean %(when)s"),
            _("%(count)d in a row above the mean %(when)s"),
        ),
    }[signal.rule][signal.above]
    if signal.length == 1:
        when = _day(first)
        words = (
            _("Above the upper limit on %(when)s") if signal.above else _("Below the lower limit on %(when)s")
        )
    elif lasts:
        when = _("since %(day)s") % {"day": _day(first)}
    else:
        when = _("from %(first)s to %(last)s") % {"first": _day(first), "last": _day(last)}
    better = signal.above == (measure.direction == Direction.UP)
    return Told(words % {"when": when, "count": signal.length}, better, signal.last)


def _day(day: datetime.date) -> str:
    return formats.date_format(day, "j M Y")


def _change(now: float, usual: float) -> str:
    """“ (32 % lower)”, or nothing when there is no whole to compare with."""
    if not usual:
        return ""
    percent = 100 * (now - usual) / abs(usual)
    words = _(" (%(percent)d %% lower)") if percent < 0 else _(" (%(percent)d %% higher)")
    return words % {"percent": round(abs(percent))}
