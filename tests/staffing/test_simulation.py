"""The formulas against an independent simulation, within its 99.9 % confidence intervals."""

import numpy as np
import pytest

from staffing import erlang_a, erlang_b, erlang_c
from tests.staffing.simulation import simulate

CALLS = 40_000
# load, agents, patience and threshold in AHTs.
IMPATIENT = [
    (0.5, 1, 0.5, 0.1),
    (0.05, 1, 3.0, 0.2),
    (4.0, 5, 2.0, 0.1),
    (10.0, 12, 1.5, 0.111),
    (10.0, 8, 1.667, 0.111),
    (10.0, 5, 0.3, 0.05),
    (30.0, 30, 0.7, 0.1),
    (60.0, 45, 1.0, 0.2),
    (100.0, 95, 0.333, 0.111),
    (20.0, 4, 5.0, 1.0),
    (200.0, 205, 4.0, 0.05),
]
PATIENT = [(0.5, 1, 0.5), (4.0, 6, 0.1), (10.0, 14, 0.111), (48.0, 55, 0.0625)]
LOSS = [(1.0, 1), (10.0, 8), (40.0, 50)]


@pytest.mark.parametrize(("load", "agents", "patience", "threshold"), IMPATIENT)
def test_impatient_callers_fare_as_simulated(load, agents, patience, threshold):
    found = erlang_a.performance(load, agents, aht=1, patience=patience, threshold=threshold)
    seen = simulate(load=load, agents=agents, patience=patience, threshold=threshold, calls=CALLS, seed=1957)
    outside = {name: (float(getattr(found, name)), estimate) for name, estimate in seen.items()
               if not estimate.covers(float(getattr(found, name)))}  # fmt: skip
    assert outside == {}


@pytest.mark.parametrize(("load", "agents", "threshold"), PATIENT)
def test_patient_callers_fare_as_simulated(load, agents, threshold):
    seen = simulate(load=load, agents=agents, patience=np.inf, threshold=threshold, calls=CALLS, seed=1917)
    told = {
        "p_wait": erlang_c.p_wait(load, agents),
        "offered": erlang_c.service_level(load, agents, aht=1, threshold=threshold),
        "asa": erlang_c.asa(load, agents, aht=1),
        "occupancy": erlang_c.occupancy(load, agents),
        "queue_length": erlang_c.queue_length(load, agents),
    }
    outside = {
        name: (float(value), seen[name]) for name, value in told.items() if not seen[name].covers(value)
    }
    assert outside == {}


@pytest.mark.parametrize(("load", "agents"), LOSS)
def test_callers_who_never_wait_are_lost_as_simulated(load, agents):
    seen = simulate(load=load, agents=agents, patience=0.0, threshold=0.0, calls=CALLS, seed=1917)
    assert seen["abandonment"].covers(float(erlang_b.blocking(load, agents)))
