"""`bin/bench [ROW…]`: measures, prints a table, and keeps it as JSON below var/bench."""

import argparse
import subprocess
import sys
import traceback

from benchmarks import figures
from benchmarks.pace import FULL, QUICK
from benchmarks.rows import ROWS
from benchmarks.site import VAR, started

# One row that cannot be measured does not take the others with it.
UNMEASURED = (AssertionError, LookupError, OSError, ValueError, subprocess.SubprocessError)


def main() -> int:
    """Returns the exit code: 1 when a target was missed or a row not measured."""
    known = {row.name: row for row in ROWS}
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measures against floors of the same run.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(known), choices=[[], *known])
    parser.add_argument(
        "--quick", action="store_true", help="one short round: good for a look, not for a claim"
    )
    asked = parser.parse_args()
    found: list[figures.Figure] = []
    unmeasured: list[str] = []
    with started() as site:
        for row in [known[name] for name in asked.rows] or ROWS:
            print(f"{row.name}: {row.about} …", file=sys.stderr)
            try:
                found.extend(row.measure(site, QUICK if asked.quick else FULL))
            except UNMEASURED as error:
                unmeasured.append(f"{row.name}: {type(error).__name__}: {error}")
                traceback.print_exc()
    print(f"\n{figures.machine()}\n\n{figures.table(found)}\n")
    print(f"Kept as {figures.keep(found, VAR)}")
    for line in unmeasured:
        print(f"NOT MEASURED  {line}")
    return int(bool(unmeasured) or any(figure.verdict == "MISSED" for figure in found))


if __name__ == "__main__":
    sys.exit(main())
