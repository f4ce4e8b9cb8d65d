"""Closing a gap: what is cheapest, what is kept within its limits, and what nothing can cover."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffing import closing


def gap(missing: np.ndarray) -> closing.Gap:
    days = len(missing)
    return closing.Gap(missing, np.ones(missing.shape, dtype=bool), 0.5, np.arange(days) // 7)


OVERTIME = closing.Overtime(people=10, block=2, weekly=4, cost=10.0)
TEMPS = closing.Temps(most=5, ready=0, shift=4, pace=1.0, cost=5.0, training=30.0)


def test_without_a_gap_nothing_is_done():
    mix = closing.cheapest(gap(np.zeros((3, 4))), overtime=OVERTIME, temps=TEMPS)
    assert (mix.cost, mix.overtime, mix.temps) == (0, [], [])
    assert mix.closes(gap(np.zeros((3, 4)))) == 1


def test_a_short_gap_is_closed_by_overtime_where_it_is():
    missing = np.zeros((2, 4))
    missing[1, 1:3] = 2
    mix = closing.cheapest(gap(missing), overtime=OVERTIME, temps=TEMPS)
    # Two agents on the phones are four people, for two intervals at 10 each.
    assert mix.overtime == [(1, 1, 4)]
    assert mix.cost == 80
    assert mix.closes(gap(missing)) == 1


def test_a_long_gap_is_closed_by_temporary_agents():
    missing = np.full((7, 4), 2.0)
    mix = closing.cheapest(gap(missing), overtime=OVERTIME, temps=TEMPS)
    # Four people: 30 for the training of each, and 28 intervals at 5.
    assert (mix.temps, mix.overtime) == ([(0, 4)], [])
    assert mix.cost == 4 * (30 + 28 * 5)
    assert mix.temps_days == list(range(7))


def test_temporary_agents_cover_nothing_before_they_can_start():
    missing = np.full((4, 4), 1.0)
    late = closing.Temps(most=5, ready=2, shift=4, pace=1.0, cost=5.0, training=30.0)
    mix = closing.cheapest(gap(missing), temps=late)
    assert mix.covered[:2].sum() == 0
    assert mix.closes(gap(missing)) == pytest.approx(0.5)


def test_work_that_can_wait_for_nothing_is_taken_first():
    missing = np.zeros((2, 4))
    missing[0] = 1
    free = closing.Deferral(np.ones((2, 4)), np.zeros(2))
    mix = closing.cheapest(gap(missing), overtime=OVERTIME, deferral=free)
    assert (mix.deferred, mix.overtime, mix.cost) == ([0], [], 0)


def test_nobody_stays_longer_than_the_week_allows():
    missing = np.full((7, 4), 20.0)
    mix = closing.cheapest(gap(missing), overtime=OVERTIME)
    assert sum(people for _day, _first, people in mix.overtime) * OVERTIME.block <= 10 * 4
    assert 0 < mix.closes(gap(missing)) < 1


def brute(missing: np.ndarray) -> float:
    """The least cost of covering one day of four intervals by overtime, by trying everything."""
    best = np.inf
    for counts in np.ndindex(9, 9, 9):
        there = np.zeros(4)
        for first, people in enumerate(counts):
            there[first : first + 2] += people * 0.5
        if (there >= missing).all():
            best = min(best, sum(counts) * 20.0)
    return best


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_no_way_of_covering_a_day_is_cheaper(needed: list[int]):
    missing = np.array([needed], dtype=float)
    many = closing.Overtime(people=100, block=2, weekly=100, cost=10.0)
    mix = closing.cheapest(gap(missing), overtime=many)
    assert (mix.covered >= missing).all()
    assert mix.cost <= brute(missing) * (1 + closing.SLACK) + 1e-6
