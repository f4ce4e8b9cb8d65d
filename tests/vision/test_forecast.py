"""The forecast against exact answers, and against drawing each effort from numpy's own beta distribution."""

import datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vision.forecast import ThreePoints, forecast

MONDAY = datetime.date(2026, 1, 5)


def test_what_is_certain_has_one_date():
    """Forty days of work at ten a week are four weeks, whatever the share asked for."""
    found = forecast(
        [ThreePoints(15, 15, 15), ThreePoints(25, 25, 25)], ThreePoints(10, 10, 10), start=MONDAY
    )
    assert [found.by(share) for share in (0.5, 0.85, 0.95)] == [datetime.date(2026, 2, 2)] * 3
    assert (found.chance_of(datetime.date(2026, 2, 2)), found.chance_of(datetime.date(2026, 2, 1))) == (1, 0)


def test_the_dates_are_those_of_exact_beta_variates():
    efforts = [
        ThreePoints(10, 14, 40),
        ThreePoints(5, 30, 35),
        ThreePoints(2, 2, 20),
        ThreePoints(8, 8, 8),
    ] * 5
    week = ThreePoints(6, 10, 12)
    random = np.random.default_rng(7)

    def exact(one: ThreePoints) -> np.ndarray:
        span = one.high - one.low
        if not span:
            return np.full(200_000, one.low)
        up, down = 4 * (one.likely - one.low) / span, 4 * (one.high - one.likely) / span
        return one.low + span * random.beta(1 + up, 1 + down, 200_000)

    days = np.sort(np.ceil(7 * sum(exact(one) for one in efforts) / exact(week)))
    found = forecast(efforts, week, start=MONDAY)
    for share in (0.05, 0.5, 0.85, 0.95):
        expected = MONDAY + datetime.timedelta(days=float(np.quantile(days, share)))
        assert abs((found.by(share) - expected).days) <= 3


def test_the_mean_is_the_one_that_cards_show():
    found = forecast([ThreePoints(10, 20, 60)] * 40, ThreePoints(7, 7, 7), start=MONDAY)
    assert ThreePoints(10, 20, 60).mean == 25
    assert found.days.mean() == pytest.approx(40 * 25, rel=0.005)


def test_the_same_board_gives_the_same_dates():
    one, two = (forecast([ThreePoints(1, 5, 30)] * 9, ThreePoints(2, 3, 5), start=MONDAY) for _time in "ab")
    assert (one.days == two.days).all()


def test_points_that_fall_and_a_capacity_of_nothing_are_refused():
    with pytest.raises(ValueError, match="must not fall"):
        ThreePoints(5, 3, 9)
    with pytest.raises(ValueError, match="never done"):
        forecast([ThreePoints(1, 2, 3)], ThreePoints(0, 2, 3), start=MONDAY)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(*[st.floats(0, 5_000)] * 3).map(sorted), min_size=1, max_size=6),
    st.tuples(*[st.floats(0.1, 500)] * 3).map(sorted),
)
def test_more_work_is_never_done_earlier(efforts: list[list[float]], week: list[float]):
    """Case 24: monotone, bounded, never NaN."""
    points, rate = [ThreePoints(*one) for one in efforts], ThreePoints(*week)
    less, more = (forecast(some, rate, start=MONDAY, runs=500) for some in (points, [*points, points[0]]))
    for share in (0.01, 0.5, 0.95, 1):
        assert MONDAY <= less.by(share) <= more.by(share)
    assert [share for _day, share in less.curve()] == sorted(share for _day, share in less.curve())
