"""A day of intervals."""

import numpy as np
import pytest

from staffing import day, erlang_a, erlang_c, load
from tests.staffing.simulation import simulate_days

CALLS = np.array([100, 100, 160, 200, 180, 100, 60, 40])


def test_a_quiet_day_is_erlang_c_by_interval():
    found = day.through([100] * 6, 14, aht=180, interval=1800, threshold=20)
    assert found.service_level == pytest.approx([0.8883500191794669] * 6)
    assert found.mean_wait == pytest.approx([7.83593701177724] * 6)
    assert found.service_level_of_day == pytest.approx(0.8883500191794669)
    assert not found.unstable.any()


def test_impatient_callers_are_erlang_a_by_interval():
    found = day.through([100] * 3, 8, aht=180, interval=1800, threshold=20, patience=300)
    assert found.service_level == pytest.approx(
        [float(erlang_a.service_level(10, 8, aht=180, patience=300, threshold=20))] * 3
    )
    assert found.abandonment == pytest.approx([0.2318641346867] * 3)


def test_overload_carries_over_and_clears_as_simulated():
    found = day.through(CALLS, 14, aht=180, interval=1800, threshold=20)
    in_time, waiting = simulate_days(
        calls=CALLS, agents=14, aht=180, interval=1800, threshold=20, days=60, seed=2008
    )
    assert list(found.unstable) == [False, False, True, True, True, False, False, False]
    assert found.service_level == pytest.approx(in_time, abs=0.15)
    assert found.backlog == pytest.approx(waiting, abs=15)
    assert found.over_the_day(found.service_level) == pytest.approx(
        (in_time * CALLS).sum() / CALLS.sum(), abs=0.05
    )
    # Twice the load of the agents for hours: what waits is what came less what 14 agents can do.
    long = day.through([280] * 4, 14, aht=180, interval=1800, threshold=20)
    assert long.backlog == pytest.approx([140, 280, 420, 560], rel=0.02)
    assert long.service_level[-1] == pytest.approx(0, abs=1e-6)


def test_a_day_weighs_by_calls():
    # A lost morning of 300 calls is not excused by a night of 3.
    found = day.through([3, 300], [2, 1], aht=300, interval=1800, threshold=20)
    assert found.service_level[0] > 0.9
    assert found.service_level_of_day < 0.05


def test_part_time_agents_are_there_part_of_the_time():
    one, both, other = (
        float(day.through([100] * 3, n, aht=180, interval=1800, threshold=20).service_level[1])
        for n in (13, 13.25, 14)
    )
    assert both == pytest.approx(0.75 * one + 0.25 * other)


def test_closed_and_empty_intervals_are_no_trouble():
    found = day.through([[0, 50, 0, 0], [0, 0, 0, 0]], [0, 10, 0, 0], aht=240, interval=900, threshold=20)
    for name in ("service_level", "mean_wait", "occupancy", "queue_length", "backlog"):
        assert np.isfinite(getattr(found, name)).all(), name
    assert list(found.service_level_of_day) == [found.service_level_of_day[0], 1.0]


def test_long_calls_load_the_interval_after_their_own():
    lagged = load.lagged([0, 30, 0, 0, 0], aht=1800, interval=1800)
    assert lagged.sum() == pytest.approx(30, rel=0.05)
    assert lagged[1] == pytest.approx(30 * np.exp(-1), rel=1e-9)
    assert lagged[2] > lagged[3] > lagged[4] > 0


def test_short_calls_do_not_lag():
    calls = [10, 80, 20]
    assert load.lagged(calls, aht=1, interval=1800) == pytest.approx(
        load.offered(calls, aht=1, interval=1800), rel=0.01
    )


def test_a_scenario_axis_changes_nothing():
    alone = day.through(CALLS, 14, aht=180, interval=1800, threshold=20)
    together = day.through(np.stack([CALLS, CALLS * 2]), 14, aht=180, interval=1800, threshold=20)
    assert together.service_level[0] == pytest.approx(alone.service_level)
    assert together.service_level_of_day.shape == (2,)


def test_unstable_is_said_where_erlang_c_has_no_answer():
    assert erlang_c.unstable([13.9, 14, 20, 0], [14, 14, 14, 0]).tolist() == [False, True, True, False]
    assert erlang_c.asa(20, 14, aht=180) == np.inf
    assert erlang_c.service_level(20, 14, aht=180, threshold=20) == 0
