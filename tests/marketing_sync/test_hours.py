"""When people may be written to: quiet hours, zones, the days on which clocks change (case 16)."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketing_sync.hours import Hours

CHICAGO = ZoneInfo("America/Chicago")
NEW_YORK = ZoneInfo("America/New_York")
SYDNEY = ZoneInfo("Australia/Sydney")
# In 2026, clocks in the United States go forward on 8 March and back on 1 November.
FORWARD, BACK = datetime.date(2026, 3, 8), datetime.date(2026, 11, 1)


def utc(text: str) -> datetime.datetime:
    """ "2026-03-08 07:30" as a moment in UTC."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def at(text: str) -> datetime.time:
    return datetime.time.fromisoformat(text)


def hours(zone: ZoneInfo = NEW_YORK, quiet_from: str = "", quiet_until: str = "") -> Hours:
    return Hours(zone, at(quiet_from) if quiet_from else None, at(quiet_until) if quiet_until else None)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [(NEW_YORK, "2026-03-02 13:00"), (CHICAGO, "2026-03-02 14:00"), (SYDNEY, "2026-03-01 21:00")],
)
def test_eight_in_the_morning_is_the_readers_own(zone: ZoneInfo, expected: str):
    assert hours(zone).due(datetime.date(2026, 3, 2), 0, at("08:00")) == utc(expected)


def test_days_before_are_counted_on_the_readers_calendar_across_a_change_of_clocks():
    assert hours().due(datetime.date(2026, 3, 14), 7, at("08:00")) == utc("2026-03-07 13:00")
    assert hours().due(datetime.date(2026, 3, 14), 3, at("08:00")) == utc("2026-03-11 12:00")


def test_a_local_time_that_does_not_exist_comes_as_much_later_as_the_clocks_jump():
    due = hours().due(FORWARD, 0, at("02:30"))
    assert due == utc("2026-03-08 07:30")
    assert due.astimezone(NEW_YORK).isoformat() == "2026-03-08T03:30:00-04:00"


def test_a_local_time_that_exists_twice_means_the_first():
    assert hours().due(BACK, 0, at("01:30")) == utc("2026-11-01 05:30")
    sydney = hours(SYDNEY).due(datetime.date(2026, 4, 5), 0, at("02:30"))
    assert sydney == utc("2026-04-04 15:30")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("2026-03-03 21:59", "2026-03-03 21:59"),
        ("2026-03-03 22:00", "2026-03-04 07:00"),
        ("2026-03-03 23:30", "2026-03-04 07:00"),
        ("2026-03-04 00:00", "2026-03-04 07:00"),
        ("2026-03-04 06:59", "2026-03-04 07:00"),
        ("2026-03-04 07:00", "2026-03-04 07:00"),
    ],
)
def test_quiet_hours_across_midnight_move_to_their_end(asked: str, expected: str):
    asked_at = datetime.datetime.fromisoformat(asked).replace(tzinfo=CHICAGO)
    allowed = hours(CHICAGO, "22:00", "07:00").allowed(asked_at)
    assert allowed.astimezone(CHICAGO).strftime("%Y-%m-%d %H:%M") == expected


def test_quiet_hours_within_a_day():
    quiet = hours(CHICAGO, "12:00", "13:00")
    assert quiet.allowed(utc("2026-03-03 18:20")) == utc("2026-03-03 19:00")
    assert quiet.allowed(utc("2026-03-03 19:00")) == utc("2026-03-03 19:00")


def test_quiet_hours_that_end_in_the_hour_that_does_not_exist_end_when_the_clocks_have_jumped():
    allowed = hours(NEW_YORK, "22:00", "02:30").allowed(utc("2026-03-08 06:50"))
    assert allowed.astimezone(NEW_YORK).isoformat() == "2026-03-08T03:00:00-04:00"


def test_quiet_hours_that_end_in_the_hour_that_exists_twice_end_after_the_moment_asked_for():
    quiet = hours(NEW_YORK, "22:00", "01:30")
    assert quiet.allowed(utc("2026-11-01 05:10")) == utc("2026-11-01 05:30")
    # Twenty past one for the second time: the first half past one is over.
    assert quiet.allowed(utc("2026-11-01 06:20")) == utc("2026-11-01 06:30")


ZONES = st.sampled_from(
    ["America/New_York", "Australia/Lord_Howe", "Europe/London", "Pacific/Apia", "Asia/Kathmandu", "UTC"]
).map(ZoneInfo)
TIMES = st.times().map(lambda time: time.replace(second=0, microsecond=0))
MOMENTS = st.integers(0, 18 * 365 * 24 * 60).map(
    lambda minutes: utc("2011-01-01 00:00") + datetime.timedelta(minutes=minutes)
)
DATES = st.dates(datetime.date(2011, 1, 1), datetime.date(2028, 12, 31))


@st.composite
def some_hours(draw: st.DrawFn) -> Hours:
    quiet_from = draw(TIMES)
    return Hours(draw(ZONES), quiet_from, draw(TIMES.filter(lambda time: time != quiet_from)))


@given(some_hours(), MOMENTS, st.timedeltas(datetime.timedelta(0), datetime.timedelta(days=2)))
def test_what_is_allowed_is_never_quiet_never_earlier_and_keeps_the_order(
    person: Hours, moment: datetime.datetime, later: datetime.timedelta
):
    allowed = person.allowed(moment)
    assert not person.is_quiet(allowed)
    assert moment <= allowed <= moment + datetime.timedelta(hours=50)
    assert allowed <= person.allowed(moment + later)


@given(some_hours(), DATES, TIMES, st.integers(0, 60), st.integers(0, 60))
def test_due_times_are_never_quiet_and_more_days_before_is_never_later(
    person: Hours, date: datetime.date, time: datetime.time, days: int, more: int
):
    due = person.due(date, days, time)
    assert not person.is_quiet(due)
    assert person.due(date, days + more, time) <= due
    assert due <= person.due(date + datetime.timedelta(days=1), days, time)
