"""Curves, arrivals, what is learned, and the launch as a whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffing import arrivals, curves, history, launch, required
from staffing.calibration import ResponseRate
from staffing.limits import Handling, Limits

WEEK = arrivals.weekdays(42, first=0)
OPEN = np.exp(-(((np.arange(96) - 50) / 16) ** 2)) * ((np.arange(96) >= 28) & (np.arange(96) < 80))
PROFILE = np.tile(arrivals.profile(OPEN), (42, 1)) * (WEEK < 5)[:, None]


def test_direct_mail_is_the_published_curve():
    so_far = curves.DIRECT_MAIL.curve.cumulative([3, 7, 10, 14, 21, 28])
    assert so_far == pytest.approx([0.12, 0.41, 0.60, 0.74, 0.86, 0.92], abs=0.035)
    assert curves.DIRECT_MAIL.quality == "published"


@pytest.mark.parametrize("name", curves.PRESETS)
def test_every_preset_rises_from_0_to_1_and_says_where_it_is_from(name):
    preset = curves.PRESETS[name]
    so_far = preset.curve.cumulative(np.linspace(-1, 400, 5000))
    assert so_far[0] == 0
    assert (np.diff(so_far) >= 0).all()
    assert so_far[-1] == pytest.approx(1, abs=1e-4)
    assert preset.source
    assert preset.word


def test_shapes_of_curves():
    assert curves.by_day(curves.Pulse(), 3).tolist() == [1, 0, 0]
    assert curves.by_day(curves.Step(4), 6).tolist() == [0.25, 0.25, 0.25, 0.25, 0, 0]
    assert curves.by_day(curves.Decayed(1), 2) == pytest.approx([1 - np.exp(-1), np.exp(-1) - np.exp(-2)])
    assert curves.by_day(curves.Delayed(curves.Pulse(), 2), 4).tolist() == [0, 0, 1, 0]
    drawn = curves.Points([(2, 0.5), (6, 1)])
    assert curves.by_day(drawn, 7) == pytest.approx([0.25, 0.25, 0.125, 0.125, 0.125, 0.125, 0])
    for wrong in ([], [(2, 0.5)], [(2, 0.5), (1, 1)], [(1, 0.9), (2, 0.5), (3, 1)]):
        with pytest.raises(ValueError, match="point"):
            curves.Points(wrong)


def test_responses_of_closed_days_come_on_the_next_open_one():
    assert arrivals.on_open_days([1, 2, 3, 4], [True, False, False, True]).tolist() == [1, 0, 0, 9]
    assert arrivals.weighted([0.5, 0.5], [3, 1]).tolist() == [0.75, 0.25]


def test_busy_days_scatter_as_their_variance_says():
    factors = arrivals.busyness(np.random.default_rng(4), 0.04, (40_000,))
    assert factors.mean() == pytest.approx(1, abs=0.005)
    assert factors.var() == pytest.approx(0.04, rel=0.05)
    counts = np.random.default_rng(5).poisson(500 * factors)
    assert arrivals.excess_variance(counts, 500) == pytest.approx(0.04, rel=0.05)
    assert arrivals.excess_variance(np.random.default_rng(6).poisson(500, 4000), 500) < 1e-4


def test_the_response_rate_is_learned_by_conjugate_arithmetic():
    prior = ResponseRate.believed(0.02, variation=0.5)
    assert (prior.calls, prior.people) == (4, 200)
    # 10,000 letters, 41 % of answers due, 123 calls and none expected without them.
    learned = prior.learned(total=123, base=0, reached=4_100)
    assert (learned.calls, learned.people) == (4 + 123, 200 + 4_100)
    assert learned.mean == pytest.approx(127 / 4300)
    assert learned.variation < prior.variation


def test_calls_hidden_in_a_large_base_teach_less():
    prior = ResponseRate.believed(0.02, variation=0.5)
    clean = prior.learned(total=123, base=0, reached=4_100)
    hidden = prior.learned(total=3_123, base=3_000, reached=4_100)
    hidden_and_busy = prior.learned(total=3_123, base=3_000, reached=4_100, variance=0.01)
    assert prior.variation > hidden_and_busy.variation > hidden.variation > clean.variation
    assert prior.learned(total=10, base=12, reached=4_100).mean < prior.mean
    assert prior.learned(total=0, base=0, reached=0) == prior
    assert clean.remembered(0.25).mean == clean.mean
    assert clean.remembered(0.25).variation == pytest.approx(2 * clean.variation)


@settings(deadline=None, max_examples=80)
@given(
    st.floats(1e-4, 2),
    st.floats(0.05, 2),
    st.floats(0, 1e5),
    st.floats(0, 1e5),
    st.floats(0, 1e6),
    st.floats(0, 0.2),
)
def test_learning_never_makes_less_certain_and_stays_between_belief_and_data(
    mean, variation, total, base, reached, variance
):
    prior = ResponseRate.believed(mean, variation=variation)
    after = prior.learned(total=total, base=base, reached=reached, variance=variance)
    if reached == 0:
        assert after == prior
        return
    seen = max(total - base, 0) / reached
    assert min(prior.mean, seen) * (1 - 1e-9) <= after.mean <= max(prior.mean, seen) * (1 + 1e-9)
    assert after.variation <= prior.variation


def test_a_base_is_learned_with_gaps_and_a_holiday():
    rng = np.random.default_rng(3)
    days = arrivals.weekdays(70, first=2)
    factor = np.array([1.2, 1.1, 1.0, 0.9, 0.8, 0, 0])
    counts = rng.poisson(800 * factor[days][:, None] * arrivals.profile(OPEN)).astype(float)
    counts[10] = np.nan
    counts[20, 40:50] = np.nan
    base = history.learn(counts, days)
    assert base.weekday == pytest.approx(factor, abs=0.03)
    assert base.level == pytest.approx(800, rel=0.03)
    assert base.variance < 0.005
    assert base.expected([0, 5]).sum(axis=1) == pytest.approx([960, 0], rel=0.04)
    for wrong in (np.zeros((70, 96)), np.full((70, 96), np.nan), -counts, counts[0]):
        with pytest.raises(ValueError, match="counts"):
            history.learn(wrong, days)


def test_what_a_campaign_brought_is_no_part_of_the_base():
    days = arrivals.weekdays(70, first=0)
    usual = 800 * np.where(days < 5, 1.0, 0.0)[:, None] * arrivals.profile(OPEN)
    extra = np.where((np.arange(70) >= 56) & (days < 5), 200.0, 0.0)
    counts = usual + extra[:, None] * arrivals.profile(OPEN)
    assert history.learn(counts, days).level > 880
    base = history.learn(counts, days, extra=extra)
    assert base.level == pytest.approx(800)
    assert base.variance == pytest.approx(0, abs=1e-9)
    # Whatever is said to be extra, nobody is told that the phones will be silent.
    assert history.learn(counts, days, extra=extra * 100).level > 0
    with pytest.raises(ValueError, match="extra"):
        history.learn(counts, days, extra=-extra)


HANDLING = Handling(aht=240, patience=180)
LIMITS = Limits(service_level=0.8, threshold=20)


def outlook(campaigns, *, base=900.0, runs=200, agents=None, variance=0.01, seed=7):
    horizon = launch.Horizon(PROFILE * base, PROFILE, 900.0, variance)
    if agents is None:
        agents = required.agents(PROFILE * base * 240 / 900, HANDLING, LIMITS)
    return launch.simulate(
        campaigns, horizon, agents=agents, handling=HANDLING, limits=LIMITS, runs=runs, seed=seed
    )


def mailing(audience=40_000, drop=(7, 7, 7), curve=curves.DIRECT_MAIL.curve):
    return launch.Campaign(audience, ResponseRate.believed(0.03, variation=0.3), curve, launch.Window(*drop))


def test_a_launch_adds_its_calls_and_raises_what_is_required():
    quiet, loud = outlook([]), outlook([mailing()])
    assert (quiet.launch_by_day == 0).all()
    assert loud.launch_by_day[1, :7].sum() == 0
    # 40,000 x 3 %: nearly all within five weeks, on weekdays; the median of a gamma lies 3 % below its mean.
    assert loud.launch_by_day[1].sum() == pytest.approx(1200 * 0.946 * 0.97, rel=0.08)
    assert (loud.launch_by_day[:, WEEK >= 5] == 0).all()
    assert loud.required[1].sum() > quiet.required[1].sum()
    assert loud.day_missed[9] > quiet.day_missed[9]
    assert (np.diff(loud.calls, axis=0) >= 0).all()
    assert (np.diff(loud.service_level, axis=0) >= 0).all()


def test_the_same_seed_gives_the_same_outlook_and_another_does_not():
    one, same, other = (outlook([mailing()], seed=seed) for seed in (1, 1, 2))
    assert (one.calls == same.calls).all()
    assert (one.calls != other.calls).any()


def test_more_agents_miss_less_and_enough_never_miss():
    few, many, plenty = (outlook([mailing()], agents=n) for n in (8, 14, 200))
    assert (few.missed >= many.missed).all()
    assert few.day_missed[WEEK < 5].min() > many.day_missed[WEEK < 5].mean()
    assert plenty.missed.max() == plenty.day_missed.max() == 0
    assert plenty.service_level.min() > 0.999


def test_nobody_on_the_phones_misses_every_open_interval():
    found = outlook([], agents=0, runs=50)
    assert (found.missed[PROFILE > 0] == 1).all()
    assert (found.missed[PROFILE == 0] == 0).all()
    assert (found.day_missed == (WEEK < 5)).all()


def test_an_uncertain_drop_widens_the_forecast_of_its_days():
    sure, unsure = outlook([mailing(drop=(5, 5, 5))]), outlook([mailing(drop=(1, 5, 16))])
    assert np.ptp(unsure.launch_by_day[:, 9]) > np.ptp(sure.launch_by_day[:, 9])
    assert unsure.launch_by_day[2, 4] > 0
    assert sure.launch_by_day[2, 4] == 0


def test_a_launch_that_dropped_before_the_horizon_only_has_its_tail():
    before = outlook([mailing(drop=(-14, -14, -14))])
    assert before.launch_by_day[1].sum() == pytest.approx(1200 * 0.24, rel=0.1)


def test_a_window_gives_every_day_a_chance_and_no_other():
    drawn = launch.Window(3, 5, 9).draw(np.random.default_rng(1), 4000)
    assert sorted(set(drawn.tolist())) == [3, 4, 5, 6, 7, 8, 9]
    assert np.bincount(drawn).argmax() == 5
    with pytest.raises(ValueError, match="order"):
        launch.Window(3, 2, 9)


def test_a_run_without_scatter_requires_what_the_table_says():
    # With one rate and no busyness every run has the expected load; by interval it lags by a little.
    certain = outlook([], variance=0.0, runs=20)
    assert (certain.required[0] == certain.required[2]).all()
    assert abs(certain.required[1] - required.agents(PROFILE * 240, HANDLING, LIMITS)).max() <= 1
