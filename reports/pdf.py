"""From HTML to PDF. What is drawn may name our own assets and nothing else; `reports.renderer` draws it."""

import base64
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Project
from reports import drawing

Progress = Callable[[int, str], None]

# Everything of ours that a document may name, as `asset:css/pdf.css`; and `asset:logo`, the project's.
ASSETS = {
    "css/pdf.css": "text/css",
    "inter/inter-latin-wght-normal.woff2": "font/woff2",
    "inter/inter-latin-ext-wght-normal.woff2": "font/woff2",
    "source-serif/source-serif-4-latin-wght-normal.woff2": "font/woff2",
    "source-serif/source-serif-4-latin-ext-wght-normal.woff2": "font/woff2",
    "source-serif/source-serif-4-latin-wght-italic.woff2": "font/woff2",
}


@dataclass(frozen=True)
class Document:
    """What a chapter gives: a whole page of HTML that extends reports/pdf.html, and what to call it.

    `filename` ends in .pdf; `title` is what PDF readers show.
    """

    html: str
    filename: str
    title: str


@dataclass(frozen=True)
class Ready:
    """What a chapter gives that needs no drawing: a file as it is."""

    content: bytes
    filename: str


def document(template: str, *, project: Project, title: str, filename: str, **context: Any) -> Document:
    """The document of a template that extends reports/pdf.html, which also needs the moment of its making."""
    shown = {**context, "project": project, "title": title, "made_at": timezone.now()}
    return Document(html=render_to_string(template, shown), filename=filename, title=title)


def drawn(document: Document, *, project: Project, progress: Progress) -> bytes:
    """The document as a tagged PDF. `progress` is called every two seconds or oftener, with 0 to 100.

    Raises `drawing.NotDrawn` with a text that says why.
    """
    with tempfile.TemporaryDirectory(prefix="planner-pdf-") as folder:
        to = Path(folder) / "report.pdf"
        assets = _assets()
        job = {"html": document.html, "assets": assets, "given": _given(project), "to": str(to)}
        fonts = [path for path, kind in assets.values() if kind == "font/woff2"]
        for line in drawing.replies(job, fonts=fonts):
            progress(*_told(line))
        return to.read_bytes()


def _assets() -> dict[str, list[str]]:
    return {f"asset:{name}": [str(_path(name)), kind] for name, kind in ASSETS.items()}


def _path(name: str) -> Path:
    found = finders.find(name)
    path = Path(found) if isinstance(found, str) else Path(settings.STATIC_ROOT) / name
    if not path.is_file():
        raise drawing.NotDrawn(_("%(name)s is missing on the server. Run bin/start once.") % {"name": name})
    return path


def _given(project: Project) -> dict[str, list[str]]:
    if not project.logo:
        return {}
    return {"asset:logo": [base64.b64encode(bytes(project.logo)).decode(), project.logo_type]}


def _told(line: dict[str, Any]) -> tuple[int, str]:
    """How far a line of the renderer says that it is. How many pages come is unknown, so each adds little."""
    page = int(line.get("page", 0))
    match line.get("step"):
        case "layout" if page:
            return min(40 + page, 90), _("Laying out page %(page)d") % {"page": page}
        case "write":
            return 95, _("Writing the file")
        case _:
            return 20, _("Setting the type")
