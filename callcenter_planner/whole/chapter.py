"""The export of a whole project, made by a worker like any report."""

import tempfile
from pathlib import Path

from django.utils import timezone

from callcenter_planner.whole import pack
from reports import pdf
from reports.models import Report

KIND = "whole_project"


def whole_project(report: Report, progress: pdf.Progress) -> pdf.Ready:
    """The project as a ZIP of JSON and files."""
    with tempfile.TemporaryDirectory(prefix="planner-export-") as folder:
        to = Path(folder) / "project.zip"
        pack.pack(report.project, to, tell=progress)
        name = f"{report.project.slug}-{timezone.localdate():%Y-%m-%d}.zip"
        return pdf.Ready(content=to.read_bytes(), filename=name)
