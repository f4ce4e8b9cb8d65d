"""The PDF floor: WeasyPrint on a bare table, in a process that has imported it already.

`python -m benchmarks.floor.pdf` reads a number of pages a line and answers with `pages seconds`.
"""

import sys
import time

import weasyprint

PER_PAGE = 23


def draw(pages: int) -> int:
    """A table that fills so many pages, or one more; returns how many it was."""
    rows = "".join(
        f"<tr><td>Nurse triage for cardiology {number}<td>Clinical services<td>{number % 60}"
        "<td>Many asked for it, and it can be staffed."
        for number in range(pages * PER_PAGE)
    )
    document = weasyprint.HTML(string=f"<!doctype html><html lang=en><title>x</title><table>{rows}").render()
    document.write_pdf()
    return len(document.pages)


def main() -> None:
    for line in sys.stdin:
        started = time.perf_counter()
        pages = draw(int(line))
        sys.stdout.write(f"{pages} {time.perf_counter() - started}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
