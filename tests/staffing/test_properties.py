"""What must hold for any load, any agents, any callers."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffing import erlang_a, erlang_b, erlang_c, required
from staffing.limits import Counting, Handling, Limits

loads = st.floats(0.01, 20_000)
ratios = st.floats(0.2, 3)
ahts = st.floats(10, 1800)
patiences = st.floats(1, 3600)
thresholds = st.floats(0, 300)
SHARES = ("p_wait", "abandonment", "occupancy", "offered", "answered", "without_short", "virtual")
# The integrals are good to ten digits.
ROUNDING = 1e-9


def staffed(load, ratio):
    return max(1, round(load * ratio))


@settings(deadline=None, max_examples=60)
@given(loads, ratios, ahts, patiences, thresholds)
def test_everything_is_a_number_and_every_share_is_between_0_and_1(load, ratio, aht, patience, threshold):
    found = erlang_a.performance(load, staffed(load, ratio), aht=aht, patience=patience, threshold=threshold)
    for name in SHARES:
        assert -ROUNDING <= getattr(found, name) <= 1 + ROUNDING, name
    assert 0 <= found.mean_wait <= patience * (1 + ROUNDING)
    assert 0 <= found.asa < np.inf
    assert 0 <= found.queue_length < np.inf
    assert found.offered <= found.without_short + ROUNDING
    assert found.offered <= found.answered + ROUNDING


@settings(deadline=None, max_examples=40)
@given(loads, ratios, ahts, patiences, thresholds)
def test_one_agent_more_never_hurts_and_more_load_never_helps(load, ratio, aht, patience, threshold):
    n = staffed(load, ratio)
    found = erlang_a.performance(
        [load, load, load * 1.01], [n, n + 1, n], aht=aht, patience=patience, threshold=threshold
    )
    for name, better in (
        ("p_wait", -1),
        ("abandonment", -1),
        ("offered", 1),
        ("mean_wait", -1),
        ("occupancy", -1),
    ):
        base, more_agents, more_load = getattr(found, name) * better
        slack = ROUNDING * (patience if name == "mean_wait" else 1)
        assert more_agents >= base - slack, name
        assert more_load <= base + slack, name


@settings(deadline=None, max_examples=40)
@given(loads, st.floats(1.001, 2), ahts, thresholds)
def test_endless_patience_is_erlang_c(load, ratio, aht, threshold):
    n = int(np.ceil(load * ratio)) + 1
    found = erlang_a.performance(load, n, aht=aht, patience=aht * 1e9, threshold=threshold)
    assert found.p_wait == pytest.approx(erlang_c.p_wait(load, n), rel=1e-4, abs=1e-12)
    told = erlang_c.service_level(load, n, aht=aht, threshold=threshold)
    assert found.offered == pytest.approx(told, rel=1e-4, abs=1e-9)
    assert found.abandonment <= 1e-4


@settings(deadline=None, max_examples=40)
@given(loads, ratios, ahts)
def test_no_patience_is_erlang_b(load, ratio, aht):
    n = staffed(load, ratio)
    found = erlang_a.performance(load, n, aht=aht, patience=aht * 1e-9, threshold=0)
    assert found.abandonment == pytest.approx(erlang_b.blocking(load, n), rel=1e-4, abs=1e-9)
    assert found.mean_wait == pytest.approx(0, abs=aht * 1e-8)


@settings(deadline=None, max_examples=40)
@given(loads, st.integers(0, 25_000))
def test_erlang_c_is_bounded_by_erlang_b_and_by_1(load, n):
    waits = erlang_c.p_wait(load, n)
    assert erlang_b.blocking(load, n) - ROUNDING <= waits <= 1
    assert erlang_c.unstable(load, n) == (load >= n)
    assert 0 <= erlang_c.service_level(load, n, aht=180, threshold=20) <= 1
    assert erlang_c.asa(load, n, aht=180) >= 0


@settings(deadline=None, max_examples=30)
@given(st.lists(st.floats(0, 400), min_size=1, max_size=20), st.sampled_from(list(Counting)))
def test_what_is_required_is_enough_and_one_less_is_not(some, counting):
    handling = Handling(aht=240, patience=150)
    limits = Limits(
        service_level=0.8, threshold=20, counting=counting, occupancy=0.9, asa=40, abandonment=0.05
    )
    needed = required.agents(some, handling, limits)
    enough = erlang_a.performance(some, needed, aht=240, patience=150, threshold=20)
    fewer = erlang_a.performance(some, np.maximum(needed - 1, 0), aht=240, patience=150, threshold=20)

    def kept(found):
        return (
            (getattr(found, counting) >= 0.8 - ROUNDING) & (found.occupancy <= 0.9 + ROUNDING)
            & (found.asa <= 40 + 1e-6) & (found.abandonment <= 0.05 + ROUNDING)
        )  # fmt: skip

    assert kept(enough).all()
    worth_checking = needed > 0
    too_few = (
        (getattr(fewer, counting) < 0.8)
        | (fewer.occupancy > 0.9)
        | (fewer.asa > 40)
        | (fewer.abandonment > 0.05)
    )
    assert too_few[worth_checking].all()


def test_required_agents_by_table_are_those_by_counting_up():
    limits = Limits(service_level=0.9, threshold=15, asa=12)
    for load in (0.01, 0.7, 5.0, 33.3, 150.0, 1000.0):
        numbers = np.arange(int(load) + 200)
        good = (erlang_c.service_level(load, numbers, aht=200, threshold=15) >= 0.9) & (
            erlang_c.asa(load, numbers, aht=200) <= 12
        )
        assert required.agents(load, Handling(aht=200), limits) == numbers[good][0]


@settings(deadline=None, max_examples=30)
@given(loads, loads)
def test_required_agents_never_fall_as_load_grows(one, other):
    small, large = sorted((one, other))
    found = required.agents([small, large], Handling(aht=180, patience=120), Limits(service_level=0.8))
    assert found[0] <= found[1]


def test_both_ways_to_erlang_b_agree():
    load, n = np.meshgrid([0.01, 1, 50, 900, 1400], [0, 1, 2, 60, 900, 1500])
    by_recurrence, by_integral = erlang_b.blocking(load, n), np.exp(erlang_b.ln_blocking(load, n))
    np.testing.assert_allclose(by_recurrence, by_integral, rtol=1e-11, atol=1e-300)


def test_large_systems_agree_with_forty_digits():
    mpmath.mp.dps = 40
    for load, n in ((20_000, 20_100), (20_000, 19_000), (0.01, 3), (15_000, 16_000)):
        inverse = mpmath.mpf(1)
        for k in range(1, n + 1):
            inverse = 1 + inverse * k / mpmath.mpf(load)
        assert erlang_b.ln_blocking(load, n) == pytest.approx(float(-mpmath.log(inverse)), rel=1e-12)


def test_the_smallest_and_the_largest_systems_are_numbers():
    load, n = np.meshgrid(
        [0, 1e-9, 0.01, 1, 5_000, 20_000], [0, 1, 2, 100, 5_000, 19_999, 20_000, 20_001, 40_000]
    )
    for patience in (1e-3, 60, 1e7):
        found = erlang_a.performance(load, n, aht=300, patience=patience, threshold=20)
        for name in (*SHARES, "mean_wait", "queue_length"):
            assert np.isfinite(getattr(found, name)).all(), name
        assert not np.isnan(found.asa).any()
    for measure in (erlang_c.p_wait, erlang_c.queue_length, erlang_c.occupancy, erlang_b.blocking):
        assert not np.isnan(measure(load, n)).any()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: erlang_b.blocking(-1, 3),
        lambda: erlang_c.p_wait(np.nan, 3),
        lambda: erlang_c.p_wait(1, 2.5),
        lambda: erlang_a.performance(1, 2, aht=0, patience=1),
        lambda: required.agents([1, np.nan], Handling(180), Limits(service_level=0.8)),
        lambda: required.agents([-0.1], Handling(180), Limits(service_level=0.8)),
        lambda: required.agents([1e9], Handling(180), Limits(service_level=0.8)),
        Limits,
        lambda: Limits(service_level=80),
        lambda: Handling(-1),
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"must|needed|between"):
        wrong()


def test_shrinkage_is_of_paid_time():
    # 14 on the phones, 30 % of paid time elsewhere: 20 are scheduled, not the 18.2 of 14 x 1.3.
    assert required.scheduled(14, shrinkage=0.3) == 20
    assert required.scheduled(18, shrinkage=0.1) == 20
    assert list(required.scheduled([0, 1], shrinkage=0.5)) == [0, 2]
