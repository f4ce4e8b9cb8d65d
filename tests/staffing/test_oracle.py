"""Published and independently computed values, each within its own tolerance."""

import csv
import math
import re
from pathlib import Path

import numpy as np
import pytest

from staffing import erlang_a, erlang_b, erlang_c, load, required
from staffing.limits import Handling, Limits

ROWS = list(csv.DictReader((Path(__file__).parent / "erlang.csv").read_text(encoding="utf-8").splitlines()))
IMPATIENT = {
    "mean_wait_seconds": "mean_wait",
    "occupancy": "occupancy",
    "p_abandon": "abandonment",
    "p_wait": "p_wait",
    "queue_length": "queue_length",
    "sl_answered": "answered",
    "sl_excl_short_abandons": "without_short",
    "sl_offered": "offered",
    "sl_virtual": "virtual",
}


def number(row, name):
    return float(row[name]) if row[name] else math.nan


def computed(row):
    """What the library says to a row."""
    a = float(row["arrival_rate_per_hour"] or 0) * float(row["aht_seconds"] or 0) / 3600
    n, aht, threshold = (number(row, name) for name in ("agents", "aht_seconds", "threshold_seconds"))
    metric = row["metric"]
    if row["model"] == "erlang_a" and metric in IMPATIENT:
        found = erlang_a.performance(
            a, n, aht=aht, patience=number(row, "patience_seconds"), threshold=np.nan_to_num(threshold)
        )
        return getattr(found, IMPATIENT[metric])
    if metric.startswith("required_agents"):
        patience = number(row, "patience_seconds") if row["patience_seconds"] else None
        target = float(re.search(r"[\d.]+$", metric).group())
        return required.agents(a, Handling(aht, patience), Limits(service_level=target, threshold=threshold))
    if metric.startswith("required_lines"):
        return erlang_b.agents(a, blocking=float(metric.rpartition("_")[2]))
    if metric.startswith("max_offered_erlang"):
        return erlang_b.capacity(n, blocking=float(metric.rpartition("_")[2]))
    return {
        "blocking": lambda: erlang_b.blocking(a, n),
        "ln_blocking": lambda: erlang_b.ln_blocking(a, n),
        "asa_seconds": lambda: erlang_c.asa(a, n, aht=aht),
        "ln_p_wait": lambda: erlang_c.ln_p_wait(a, n),
        "occupancy": lambda: erlang_c.occupancy(a, n),
        "p_wait": lambda: erlang_c.p_wait(a, n),
        "queue_length": lambda: erlang_c.queue_length(a, n),
        "service_level": lambda: erlang_c.service_level(a, n, aht=aht, threshold=threshold),
        "time_in_system_seconds": lambda: erlang_c.time_in_system(a, n, aht=aht),
    }[metric]()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['model']} {row['metric']} {row['value']}")
def test_each_known_value_within_its_tolerance(row):
    assert abs(float(computed(row)) - float(row["value"])) <= float(row["tolerance"])


def test_all_rows_of_the_table_were_read():
    assert len(ROWS) == 100


def test_offered_load_of_the_standard_example():
    # 100 calls in half an hour of three minutes each.
    assert load.offered(100, aht=180, interval=1800) == 10


def test_a_published_value_that_is_wrong_is_not_met():
    # Library searches that begin at the offered load say 500 for 10,000 calls an hour of 180 s with
    # patience 300 s; 484 agents are enough, and 483 are not, because those who hang up need no agent.
    found = erlang_a.performance(500, [483, 484], aht=180, patience=300, threshold=20)
    assert found.offered[0] < 0.8 <= found.offered[1]
