"""Rows of the staffing engine; no server takes part. Each is measured in turn with its floor or its rival."""

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
from pyworkforce.queuing import ErlangC

from benchmarks.figures import Figure
from benchmarks.pace import Pace
from benchmarks.site import Site
from staffing import arrivals, curves, launch, required
from staffing.calibration import ResponseRate
from staffing.limits import Handling, Limits

INTERVALS, SCENARIOS = 96, 1000
AHT, INTERVAL = 240.0, 900.0
LIMITS = Limits(service_level=0.8, threshold=20.0)
PATIENT, IMPATIENT = Handling(AHT), Handling(AHT, patience=150.0)
AGENTS_OF_TABLE = 400
ROUNDS_PER_PACE = 7
# Another library is asked for so many of the cells: all of them would take it minutes.
RIVAL_CELLS = 2000
RUNS, DAYS = 1000, 42


def rows(site: Site, pace: Pace) -> Iterator[Figure]:
    """The grid, the table, the launch."""
    loads = np.random.default_rng(1).uniform(1, 150, (INTERVALS, SCENARIOS))
    yield grid(loads, pace)
    yield rival(loads, pace)
    yield table(pace)
    yield whole_launch(pace)


def grid(loads: np.ndarray, pace: Pace) -> Figure:
    """96 x 1,000 required numbers by Erlang C, with a table that is at hand, against the look-up alone."""
    found = required.thresholds(PATIENT, LIMITS, required.SMALLEST_TABLE)
    return _against(
        "staffing grid, 96 x 1,000, Erlang C",
        lambda: required.agents(loads, PATIENT, LIMITS),
        lambda: np.searchsorted(found, loads),
        pace,
        most=2.0,
        note="floor: numpy.searchsorted on the same array",
    )


def rival(loads: np.ndarray, pace: Pace) -> Figure:
    """The same grid, its table made anew each time, against pyworkforce on a part of the cells, scaled up."""
    some = np.random.default_rng(2).choice(loads.ravel(), RIVAL_CELLS, replace=False)

    def theirs() -> list[int]:
        return [
            ErlangC(
                transactions=load * INTERVAL / AHT,
                aht=AHT / 60,
                interval=INTERVAL / 60,
                asa=1 / 3,
            ).required_positions(service_level=LIMITS.service_level)["raw_positions"]
            for load in some
        ]

    def ours() -> np.ndarray:
        required.thresholds.cache_clear()
        return required.agents(loads, PATIENT, LIMITS)

    # They begin to search above the load; where that is where it ends, both say the same.
    assert np.mean(np.array(theirs()) == required.agents(some, PATIENT, LIMITS)) > 0.99
    times = [(_time(ours), _time(theirs) * loads.size / RIVAL_CELLS) for _round in range(pace.rounds)]
    return Figure(
        "staffing grid, table and all",
        p50=statistics.median(our for our, _their in times),
        floor=statistics.median(their for _our, their in times),
        ratio=statistics.median(their / our for our, their in times),
        least=500,
        note=f"beside it pyworkforce, {RIVAL_CELLS:,} of {loads.size:,} cells scaled up; theirs over ours",
    )


def table(pace: Pace) -> Figure:
    """The thresholds of Erlang A for 1 to 400 agents; the ratio is to its target."""
    return _within(
        "staffing table, 400 agents, Erlang A",
        lambda: required.thresholds.__wrapped__(IMPATIENT, LIMITS, AGENTS_OF_TABLE),
        pace,
        milliseconds=50,
    )


def whole_launch(pace: Pace) -> Figure:
    """96 intervals x 42 days x 1,000 runs, with percentiles and misses; the ratio is to its target."""
    weekdays = arrivals.weekdays(DAYS, first=0)
    bell = np.exp(-(((np.arange(INTERVALS) - 50) / 16) ** 2))
    profile = np.tile(arrivals.profile(bell), (DAYS, 1)) * (weekdays < 6)[:, None]
    horizon = launch.Horizon(profile * 1500, profile, INTERVAL, variance=0.01)
    mailing = launch.Campaign(
        40_000, ResponseRate.believed(0.03, variation=0.4), curves.DIRECT_MAIL.curve, launch.Window(5, 7, 12)
    )
    agents = required.agents(horizon.base * AHT / INTERVAL, IMPATIENT, LIMITS)
    return _within(
        "launch, 96 x 42 x 1,000 runs",
        lambda: launch.simulate(
            [mailing], horizon, agents=agents, handling=IMPATIENT, limits=LIMITS, runs=RUNS, seed=1
        ),
        pace,
        milliseconds=1500,
    )


def _against(
    name: str, ours: Callable[[], object], floor: Callable[[], object], pace: Pace, **more: object
) -> Figure:
    ours(), floor()
    pairs = [(_time(ours), _time(floor)) for _round in range(pace.rounds * ROUNDS_PER_PACE)]
    mine = [our for our, _floor in pairs]
    return Figure(
        name,
        p50=statistics.median(mine),
        p95=statistics.quantiles(mine, n=20)[-1],
        floor=statistics.median(below for _our, below in pairs),
        ratio=statistics.median(our / below for our, below in pairs),
        **more,
    )


def _within(name: str, ours: Callable[[], object], pace: Pace, *, milliseconds: float) -> Figure:
    ours()
    mine = [_time(ours) for _round in range(pace.rounds * ROUNDS_PER_PACE)]
    return Figure(
        name,
        p50=statistics.median(mine),
        p95=statistics.quantiles(mine, n=20)[-1],
        ratio=statistics.median(mine) / milliseconds,
        most=1.0,
        note=f"of {milliseconds:g} ms on a machine of its own",
    )


def _time(work: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
