"""Agreement between raters: exact values of published examples, and what must hold of any."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outcomes import agreement
from outcomes.agreement import Scale

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C: four observers, twelve units.
ROWS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
UNITS = [[value for value in column if value is not None] for column in zip(*ROWS, strict=True)]


@pytest.mark.parametrize(
    ("scale", "value"), [(Scale.NOMINAL, 0.743), (Scale.ORDINAL, 0.815), (Scale.INTERVAL, 0.849)]
)
def test_alpha_of_krippendorffs_own_example(scale: Scale, value: float):
    found = agreement.alpha(UNITS, scale)
    assert found is not None
    assert round(found, 3) == value


def test_alpha_of_two_observers_and_two_values():
    """The same paper, section A: ten units, alpha .095."""
    units = list(zip((0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0), strict=True))
    found = agreement.alpha(units)
    assert found is not None
    assert round(found, 3) == 0.095


def test_kappa_of_two_readers_of_fifty():
    """The usual example: both yes 20, first alone 5, second alone 10, both no 15; kappa .4."""
    pairs = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    found = agreement.kappa(pairs)
    assert found is not None
    assert round(found, 6) == 0.4


@pytest.mark.parametrize("units", [[], [[1]], [[1], [2]], [[1, 1], [1, 1]]])
def test_where_nothing_varies_nothing_is_claimed(units: list[list[int]]):
    assert agreement.alpha(units) is None
    assert agreement.kappa([(unit[0], unit[0]) for unit in units[:1]]) is None


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=4), max_size=8), st.sampled_from(Scale))
def test_alpha_is_at_most_one_and_one_only_when_all_agree(units: list[list[int]], scale: Scale):
    found = agreement.alpha(units, scale)
    if found is not None:
        assert found <= 1
        assert (abs(found - 1) < 1e-12) == all(len(set(unit)) == 1 for unit in units if len(unit) > 1)
