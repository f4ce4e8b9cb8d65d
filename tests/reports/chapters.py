"""Chapters for tests: one that works, one that waits, one with a fault, one that says no."""

import threading

from reports import drawing, pdf
from reports.models import Report

entered, leave = threading.Event(), threading.Event()


def plain(report: Report, progress: pdf.Progress) -> pdf.Document:
    """A chapter of one line."""
    progress(50, "Counting")
    return pdf.Document(
        html=f"<title>x</title><p>{report.title}</p>", filename="plain.pdf", title=report.title
    )


def slow(report: Report, progress: pdf.Progress) -> pdf.Document:
    """A chapter that goes on only when it is told to."""
    entered.set()
    assert leave.wait(20)
    return plain(report, progress)


def broken(report: Report, progress: pdf.Progress) -> pdf.Document:
    """A chapter with a fault."""
    raise ZeroDivisionError


def refused(report: Report, progress: pdf.Progress) -> pdf.Document:
    """A chapter that says why it cannot be drawn."""
    raise drawing.NotDrawn("The version has gone.")


def large(report: Report, progress: pdf.Progress) -> pdf.Document:
    """A chapter that takes long to draw."""
    rows = "".join(f"<tr><td>{number}<td>{report.title}" for number in range(4_000))
    return pdf.Document(html=f"<title>x</title><table>{rows}", filename="large.pdf", title=report.title)
