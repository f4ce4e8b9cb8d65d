"""What a measurement gives, and how it is shown."""

import datetime
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One line of the table. Times are in milliseconds; `ratio` is to the floor measured in the same run.

    `most` and `least` bound the ratio; `unit` says what p50, p95 and the floor are when they are no times.
    """

    row: str
    p50: float
    p95: float = 0.0
    floor: float = 0.0
    ratio: float = 0.0
    most: float | None = None
    least: float | None = None
    statements: int | None = None
    statements_most: int | None = None
    bytes: int | None = None
    bytes_most: int | None = None
    unit: str = "ms"
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether every target that the row has is met."""
        bounds = [
            self.most is None or self.ratio <= self.most,
            self.least is None or self.ratio >= self.least,
            self.statements_most is None or (self.statements or 0) <= self.statements_most,
            self.bytes_most is None or (self.bytes or 0) <= self.bytes_most,
        ]
        targets = (self.most, self.least, self.statements_most, self.bytes_most)
        if all(target is None for target in targets):
            return ""
        return "met" if all(bounds) else "MISSED"


HEADINGS = ("row", "p50", "p95", "floor", "ratio", "target", "SQL", "gzip", "", "")


def table(figures: Sequence[Figure]) -> str:
    """All lines, aligned."""
    lines = [HEADINGS, *(_cells(figure) for figure in figures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in (0, 8, 9) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cells(figure: Figure) -> tuple[str, ...]:
    target = f"≤ {figure.most:g}" if figure.most is not None else ""
    target = f"≥ {figure.least:g}" if figure.least is not None else target
    return (
        figure.row,
        _amount(figure.p50, figure.unit),
        _amount(figure.p95, figure.unit),
        _amount(figure.floor, figure.unit),
        f"{figure.ratio:.2f}" if figure.ratio else "",
        target,
        _of(figure.statements, figure.statements_most),
        _of(figure.bytes, figure.bytes_most),
        figure.verdict,
        figure.note,
    )


def _amount(value: float, unit: str) -> str:
    return f"{value:.2f} {unit}" if value else ""


def _of(value: int | None, most: int | None) -> str:
    if value is None:
        return ""
    return f"{value:,}" if most is None else f"{value:,} ≤ {most:,}"


def machine() -> str:
    """Its name, and what it can do."""
    return (
        f"{platform.node()}, {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    )


def keep(figures: Sequence[Figure], folder: Path) -> Path:
    """Writes the figures down as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.datetime.now(datetime.UTC)
    path = folder / f"{now:%Y%m%d-%H%M%S}.json"
    rows = [{**asdict(figure), "verdict": figure.verdict} for figure in figures]
    path.write_text(json.dumps({"machine": machine(), "at": now.isoformat(), "rows": rows}, indent=1))
    return path
