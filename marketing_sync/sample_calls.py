"""Thirteen invented weeks of calls for the sample project, with the two launches that went out in them."""

import datetime
import math

import numpy as np

from marketing_sync import actions
from marketing_sync.minutes import clock
from marketing_sync.models import SpecialDay
from marketing_sync.queries import Hours, Week
from projects.models import Project, User
from staffing import curves

_WEEKDAY = (1.18, 1.05, 1.0, 0.98, 0.94, 0.42, 0.28)
_LEVEL = 640
_OPENS, _CLOSES = 7, 20
_DAYS = 91


def load(*, project: Project, by: User, today: datetime.date) -> None:
    """An export as a phone system writes it, imported like any other."""
    content = "\n".join(["Date,Interval,Offered,Answered,Answered within SL,Abandoned,AHT", *_rows(today)])
    kept = actions.upload_calls(
        project=project, filename="intervals-riverbend.csv", content=content.encode(), by=by
    )
    actions.confirm_calls(upload=kept, by=by)
    hours = dict.fromkeys(range(5), (_OPENS * 60, _CLOSES * 60)) | {5: (480, 1080), 6: (540, 1020)}
    actions.save_centre(
        project=project, by=by, hours=hours, patience=180, overtime_people=14, usual_calls=_LEVEL
    )
    actions.save_staff(project=project, by=by, week=_week(hours))
    training = SpecialDay(
        day=today + datetime.timedelta(days=19), people=-2, why="Training of the new scheduler"
    )
    actions.keep_special_days(project=project, by=by, days=[training])


def _rows(today: datetime.date) -> list[str]:
    rng = np.random.default_rng(11)
    shape = _shape()
    first = today - datetime.timedelta(days=_DAYS)
    launched = _launched(first)
    rows = []
    for number in range(_DAYS):
        day = first + datetime.timedelta(days=number)
        expected = (_LEVEL * _WEEKDAY[day.weekday()] + launched[number]) * rng.gamma(150, 1 / 150)
        for place, share in enumerate(shape):
            offered = int(rng.poisson(expected * share))
            abandoned = int(rng.binomial(offered, 0.04))
            minute = _OPENS * 60 + place * 30
            aht = round(278 + 14 * math.sin(place / 4) + rng.normal(0, 8))
            answered = offered - abandoned
            in_time = round(answered * (0.88 - 0.08 * math.sin(place / 4)))
            rows.append(f"{day.isoformat()},{clock(minute)},{offered},{answered},{in_time},{abandoned},{aht}")
    return rows


def _week(hours: Hours) -> Week:
    """Enough people for a usual day, and not many more: earlies, lates, and a dip at lunch."""
    shape = dict(zip(range(_OPENS * 60, _CLOSES * 60, 30), _shape(), strict=True))
    week = {}
    for weekday, (opens, closes) in hours.items():
        for minute in range(opens // 60 * 60, closes, 60):
            load = _LEVEL * _WEEKDAY[weekday] * shape[minute] * 280 / 1800
            people = math.ceil((load + 1.15 * math.sqrt(load) + 1) / 0.7)
            week[weekday, minute] = week[weekday, minute + 30] = people
    return week


def _shape() -> list[float]:
    """Share of a day by half hour: a morning rush, a lunch dip, an afternoon that fades."""
    hours = [_OPENS + place / 2 for place in range(2 * (_CLOSES - _OPENS))]
    weights = [
        0.35 + 1.1 * math.exp(-(((hour - 10) / 1.8) ** 2)) + 0.75 * math.exp(-(((hour - 14.75) / 2.2) ** 2))
        for hour in hours
    ]
    return [weight / sum(weights) for weight in weights]


def _launched(first: datetime.date) -> list[float]:
    """Calls of the flu letter of 43 days ago, by the published curve of direct mail."""
    calls = np.zeros(_DAYS)
    since = curves.by_day(curves.DIRECT_MAIL.curve, 43)
    calls[_DAYS - 43 :] += 18_400 * 0.021 * since
    return [float(value) for value in calls]
