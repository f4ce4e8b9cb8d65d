"""Control charts against published worked examples and rows made by hand."""

import math

import pytest

from outcomes import control
from outcomes.control import Baseline, Place, Rule, Signal

# NIST/SEMATECH e-Handbook 6.3.2.2: flow rates, mean 50.81, mean moving range 1.8778, limits 45.82 and 55.80.
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
# Montgomery, "Introduction to Statistical Quality Control", orange juice cans: 30 samples of 50;
# mean .2313, limits .0524 and .4102, samples 15 and 23 above.
CANS = [
    *(12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22),
    *(8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6),
]


def row(*sigmas: float) -> list[Place]:
    """Readings that many sigmas from the mean."""
    return [control.place_value(value, Baseline(0, 1, 12)) for value in sigmas]


def test_the_flow_rates_of_the_handbook():
    baseline = control.baseline_of_values(FLOW)
    place = control.place_value(52.1, baseline)
    assert round(baseline.mean, 2) == 50.81
    assert round(baseline.sigma * 3 / 2.66, 4) == 1.8778
    assert (round(place.lower, 2), round(place.upper, 2)) == (45.82, 55.8)
    assert control.signals([control.place_value(value, baseline) for value in FLOW]) == []


def test_the_orange_juice_cans():
    baseline = control.baseline_of_shares([(count, 50) for count in CANS])
    places = [control.place_share(count, 50, baseline) for count in CANS]
    assert round(baseline.mean, 4) == 0.2313
    assert (round(places[0].lower, 4), round(places[0].upper, 4)) == (0.0524, 0.4102)
    beyond = [signal for signal in control.signals(places) if signal.rule is Rule.BEYOND]
    assert beyond == [Signal(Rule.BEYOND, True, 14, 14), Signal(Rule.BEYOND, True, 22, 22)]


def test_the_limits_of_a_share_follow_the_cases_behind_it():
    baseline = Baseline(0.5, 0, 12)
    few, many = control.place_share(15, 25, baseline), control.place_share(60, 100, baseline)
    # Half of 25: sigma .1; half of 100: sigma .05.
    assert (round(few.lower, 6), round(few.upper, 6), round(few.sigmas, 6)) == (0.2, 0.8, 1)
    assert (round(many.lower, 6), round(many.upper, 6), round(many.sigmas, 6)) == (0.35, 0.65, 2)
    assert control.place_share(0, 4, baseline).lower == 0
    assert control.place_share(4, 4, baseline).upper == 1


@pytest.mark.parametrize(
    ("sigmas", "told"),
    [
        ((3, -3), []),
        ((0, 3.1, 0, -3.1), [(Rule.BEYOND, True, 1, 1), (Rule.BEYOND, False, 3, 3)]),
        ((3.1, 3.2, 0), [(Rule.BEYOND, True, 0, 1), (Rule.TWO_OF_THREE, True, 0, 1)]),
        ((2.1, 0, 2.1), [(Rule.TWO_OF_THREE, True, 0, 2)]),
        ((2.1, 2.1, 0), [(Rule.TWO_OF_THREE, True, 0, 1)]),
        ((2.1, 0, 0, 2.1), []),
        ((2.1, 0, -2.1), []),
        ((-1.1, -1.1, 0.5, -1.1, -1.1), [(Rule.FOUR_OF_FIVE, False, 0, 4)]),
        ((-1.1, -1.1, 0.5, 0.5, -1.1, -1.1), []),
        ((0.1,) * 7, []),
        ((0.1,) * 8, [(Rule.RUN, True, 0, 7)]),
        ((-0.5, *(0.1,) * 11, -0.5), [(Rule.RUN, True, 1, 11)]),
        ((0.1, 0.1, 0.1, 0.1, 0, 0.1, 0.1, 0.1, 0.1), []),
    ],
)
def test_what_is_a_signal(sigmas: tuple[float, ...], told: list[tuple[Rule, bool, int, int]]):
    assert control.signals(row(*sigmas)) == [Signal(*one) for one in told]


def test_when_nothing_ever_moved_the_first_move_is_a_signal():
    baseline = control.baseline_of_values([5.0] * 12)
    assert control.place_value(5, baseline).sigmas == 0
    assert control.place_value(4, baseline).sigmas == -math.inf
    assert control.place_share(1, 10, control.baseline_of_shares([(0, 10)])).sigmas == math.inf


def test_a_baseline_needs_something_to_stand_on():
    with pytest.raises(ValueError, match="two readings"):
        control.baseline_of_values([1])
    with pytest.raises(ValueError, match="cases"):
        control.baseline_of_shares([])
