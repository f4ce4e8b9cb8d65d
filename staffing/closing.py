"""Closing a gap between the agents that are needed and those that are there, at the least cost.

A small integer programme: people who stay longer (in blocks on single days), work that waits for a day, and
temporary agents (one shift for the whole campaign) together cover what is missing in each interval. What
nothing can cover is left, at a price above every other, so that there is always an answer and it is never a
cheap one. Covering with shifts: Dantzig, A comment on Edie's "Traffic delays at toll booths", Operations
Research 2 (1954). The programme is solved by HiGHS (Huangfu, Hall, Parallelizing the dual revised simplex
method, Mathematical Programming Computation 10, 2018).
"""

from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

from staffing.numbers import Booleans, Floats, Integers

UNCOVERED = 20_000.0
"""What a missing agent costs in an interval, in the programme alone."""
NODES, SECONDS = 150, 30.0
"""How far the solver may look, on a busy machine as on an idle one; the time is for the worst case."""
SLACK = 0.02


@dataclass(frozen=True)
class Overtime:
    """So many people would stay so long on a day (in intervals), each for so many intervals a week."""

    people: int
    block: int
    weekly: int
    cost: float
    """Of one person and interval."""


@dataclass(frozen=True)
class Deferral:
    """Work that can wait: agents on the phones that a day gains by it, and what its waiting costs."""

    gain: Floats
    cost: Floats


@dataclass(frozen=True)
class Temps:
    """Temporary agents who can be had from a day on, in one shift of so many intervals."""

    most: int
    ready: int
    shift: int
    pace: float
    """What one of them is worth beside an experienced agent."""
    cost: float
    """Of one person and interval."""
    training: float
    """Of one person, before the first day."""


@dataclass(frozen=True)
class Gap:
    """Agents missing on the phones, shape (days, intervals), and what the ways to close it have in common."""

    missing: Floats
    is_open: Booleans
    on_phones: float
    """The share of a paid hour that is spent on the phones."""
    weeks: Integers
    """The week of each day."""


@dataclass
class Mix:
    """What to do: (day, first interval, people) of overtime, days on which work waits, and temporary agents:
    (first interval, people), and the days on which they work.
    """

    overtime: list[tuple[int, int, int]] = field(default_factory=list)
    deferred: list[int] = field(default_factory=list)
    temps: list[tuple[int, int]] = field(default_factory=list)
    temps_days: list[int] = field(default_factory=list)
    cost: float = 0.0
    covered: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """Agents on the phones that it adds, by day and interval."""

    def closes(self, gap: Gap) -> float:
        """The share of the missing agents that it covers; 1 where none are missing."""
        total = float(gap.missing.sum())
        return float(np.minimum(self.covered, gap.missing).sum()) / total if total else 1.0


@dataclass
class _Programme:
    """Columns and rows of the programme as they are gathered."""

    costs: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    cells: list[dict[int, float]] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def column(self, cost: float, upper: float) -> int:
        self.costs.append(cost)
        self.upper.append(upper)
        return len(self.costs) - 1

    def row(self, cells: dict[int, float], *, least: float = -np.inf, most: float = np.inf) -> None:
        self.cells.append(cells)
        self.least.append(least)
        self.most.append(most)


def cheapest(
    gap: Gap,
    *,
    overtime: Overtime | None = None,
    deferral: Deferral | None = None,
    temps: Temps | None = None,
) -> Mix:
    """The cheapest way to cover as much as can be covered, with those ways alone that are given."""
    days = np.flatnonzero(gap.missing.sum(axis=1) > 0)
    mix = Mix(covered=np.zeros_like(gap.missing))
    if not days.size:
        return mix
    programme = _Programme()
    stays = _overtime_columns(programme, gap, days, overtime) if overtime is not None else {}
    waits = _deferral_columns(programme, days, deferral) if deferral is not None else {}
    worked = _days_of_temps(gap, days, temps) if temps is not None else []
    shifts = _temp_columns(programme, gap, worked, temps) if temps is not None and worked else {}
    integers = len(programme.costs)
    adds: dict[tuple[int, int], dict[int, float]] = {}
    for (day, first), column in stays.items():
        for i in range(first, first + (overtime.block if overtime else 0)):
            adds.setdefault((day, i), {})[column] = gap.on_phones
    for day, column in waits.items():
        for i in np.flatnonzero(deferral.gain[day] > 0).tolist() if deferral else []:
            adds.setdefault((day, i), {})[column] = float(deferral.gain[day, i]) if deferral else 0.0
    for first, column in shifts.items():
        for day in worked:
            for i in range(first, first + (temps.shift if temps else 0)):
                if gap.is_open[day, i]:
                    adds.setdefault((day, i), {})[column] = gap.on_phones * (temps.pace if temps else 0.0)
    for day in days.tolist():
        for i in np.flatnonzero(gap.missing[day] > 0).tolist():
            left = programme.column(UNCOVERED, float(gap.missing[day, i]))
            cells = adds.get((day, i), {}) | {left: 1.0}
            programme.row(cells, least=float(gap.missing[day, i]))
    if not integers:
        return mix
    counts = _solved(programme, integers)
    _read(mix, gap, counts, adds, stays=stays, waits=waits, shifts=shifts, worked=worked)
    mix.cost = float(sum(programme.costs[column] * counts[column] for column in range(integers)))
    return mix


def _overtime_columns(
    programme: _Programme, gap: Gap, days: Integers, overtime: Overtime
) -> dict[tuple[int, int], int]:
    columns: dict[tuple[int, int], int] = {}
    cost = overtime.cost * overtime.block
    for day in days.tolist():
        starts = [
            first
            for first in range(gap.missing.shape[1] - overtime.block + 1)
            if gap.is_open[day, first : first + overtime.block].all()
            and gap.missing[day, first : first + overtime.block].any()
        ]
        for first in starts:
            columns[day, first] = programme.column(cost, overtime.people)
        if starts:
            programme.row({columns[day, first]: 1.0 for first in starts}, most=overtime.people)
    for week in np.unique(gap.weeks[days]):
        within = {
            column: float(overtime.block) for (day, _i), column in columns.items() if gap.weeks[day] == week
        }
        if within:
            programme.row(within, most=overtime.weekly * overtime.people)
    return columns


def _deferral_columns(programme: _Programme, days: Integers, deferral: Deferral) -> dict[int, int]:
    return {
        day: programme.column(float(deferral.cost[day]), 1.0)
        for day in days.tolist()
        if deferral.gain[day].any()
    }


def _days_of_temps(gap: Gap, days: Integers, temps: Temps) -> list[int]:
    """They work from when they can until the gap is over, on every day on which something is missing."""
    return [day for day in days.tolist() if day >= temps.ready]


def _temp_columns(programme: _Programme, gap: Gap, worked: list[int], temps: Temps) -> dict[int, int]:
    intervals = gap.missing.shape[1]
    shift = min(temps.shift, intervals)
    columns = {}
    for first in range(intervals - shift + 1):
        hours = sum(int(gap.is_open[day, first : first + shift].sum()) for day in worked)
        if any(gap.missing[day, first : first + shift].any() for day in worked):
            columns[first] = programme.column(temps.training + temps.cost * hours, temps.most)
    if columns:
        programme.row(dict.fromkeys(columns.values(), 1.0), most=temps.most)
    return columns


def _solved(programme: _Programme, integers: int) -> list[float]:
    """Whole numbers for the first columns."""
    model = highspy.HighsLp()
    columns, rows = len(programme.costs), len(programme.cells)
    model.num_col_, model.num_row_ = columns, rows
    model.col_cost_ = np.array(programme.costs)
    model.col_lower_ = np.zeros(columns)
    model.col_upper_ = np.array(programme.upper)
    model.row_lower_ = np.where(np.isfinite(programme.least), programme.least, -highspy.kHighsInf)
    model.row_upper_ = np.where(np.isfinite(programme.most), programme.most, highspy.kHighsInf)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(row) for row in programme.cells])])
    model.a_matrix_.index_ = np.array([column for row in programme.cells for column in row])
    model.a_matrix_.value_ = np.array([value for row in programme.cells for value in row.values()])
    kinds = [highspy.HighsVarType.kInteger] * integers
    model.integrality_ = kinds + [highspy.HighsVarType.kContinuous] * (columns - integers)
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (
        ("output_flag", False),
        ("time_limit", SECONDS),
        ("mip_max_nodes", NODES),
        ("mip_rel_gap", SLACK),
        ("threads", 1),
        ("random_seed", 1),
    ):
        solver.setOptionValue(name, value)
    solver.passModel(model)
    solver.run()
    return [float(round(value)) for value in solver.getSolution().col_value[:integers]] or [0.0] * integers


def _read(
    mix: Mix,
    gap: Gap,
    counts: list[float],
    adds: dict[tuple[int, int], dict[int, float]],
    *,
    stays: dict[tuple[int, int], int],
    waits: dict[int, int],
    shifts: dict[int, int],
    worked: list[int],
) -> None:
    """Takes the numbers of the solution for what they mean."""
    for (day, i), cells in adds.items():
        mix.covered[day, i] = sum(value * counts[column] for column, value in cells.items())
    mix.overtime = [
        (day, first, int(counts[column])) for (day, first), column in sorted(stays.items()) if counts[column]
    ]
    mix.deferred = [day for day, column in sorted(waits.items()) if counts[column]]
    mix.temps = [(first, int(counts[column])) for first, column in sorted(shifts.items()) if counts[column]]
    mix.temps_days = worked if mix.temps else []
