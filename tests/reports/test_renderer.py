"""The renderer fetches nothing from the network or the file system, whatever a document says (case 18)."""

import base64
import http.server
import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.template import engines
from django.utils import timezone

from projects.models import Project
from reports import drawing, pdf
from tests.projects.factories import make_project

SECRET = "the-secret-of-this-machine"
HUGE = "data:text/css,p::after{content:'Fetched'}/*" + "x" * 50 * 1024 * 1024 + "*/"


class Listener(http.server.BaseHTTPRequestHandler):
    """Notes whoever comes."""

    seen: list[str] = []

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"* { color: red }")

    def log_message(self, *args: object) -> None:
        """Stays quiet."""


@pytest.fixture
def listener() -> Iterator[str]:
    """The address of a server on this machine that nobody may ask."""
    Listener.seen.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def secret(tmp_path: Path) -> str:
    """The address of a file on this machine that nobody may read."""
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    return path.as_uri()


@pytest.fixture
def project(db: None) -> Project:
    return make_project("Riverbend")


@pytest.fixture(autouse=True, scope="module")
def _renderer_ends() -> Iterator[None]:
    yield
    drawing.stop()


def drawn(html: str, project: Project) -> bytes:
    document = pdf.Document(html=html, filename="x.pdf", title="x")
    return pdf.drawn(document, project=project, progress=lambda percent, says: None)


def everything_in(content: bytes) -> bytes:
    """All streams of the PDF, decompressed, and all of its strings."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    parts = [content]
    for number in range(1, len(reader.xref[0]) + 1) if reader.xref else []:
        found: Any = reader.get_object(number)
        parts.append(found.get_data() if hasattr(found, "get_data") else repr(found).encode())
    return b"\n".join(parts)


def text_of(content: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


PLACES = {
    "picture": '<img src="{url}">',
    "object": '<object data="{url}"></object><embed src="{url}">',
    "style sheet": '<link rel="stylesheet" href="{url}">',
    "import": '<style>@import url("{url}");</style>',
    "import as text": '<style>@import "{url}";</style>',
    "background": '<p style="background: url({url})">x</p>',
    "font": '<style>@font-face {{ font-family: z; src: url("{url}") }} p {{ font: z }}</style><p>x</p>',
    "list marker": '<ul style="list-style-image: url({url})"><li>x</li></ul>',
    "generated content": '<style>p::before {{ content: url("{url}") }}</style><p>x</p>',
    "attachment": '<link rel="attachment" href="{url}"><a rel="attachment" href="{url}">x</a>',
    "picture in SVG": '<svg width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
    "import in SVG": '<svg width="9" height="9"><style>@import url("{url}");</style><rect width="9"/></svg>',
    "use in SVG": '<svg width="9" height="9"><use href="{url}#a"/></svg>',
    "base": '<base href="{url}/"><img src="inner.png">',
}


@pytest.mark.parametrize("place", PLACES)
def test_no_address_of_the_network_is_asked(place: str, listener: str, project: Project):
    inside = PLACES[place].format(url=listener + "/x")
    text = text_of(drawn(f"<p>Before</p>{inside}<p>After</p>", project))
    assert Listener.seen == []
    assert "Before" in text
    assert "After" in text


@pytest.mark.parametrize("place", PLACES)
def test_no_file_of_the_machine_is_read(place: str, secret: str, project: Project):
    content = drawn("<p>Before</p>" + PLACES[place].format(url=secret), project)
    assert SECRET.encode() not in everything_in(content)
    assert pypdf.PdfReader(io.BytesIO(content)).attachments == {}


@pytest.mark.parametrize(
    "path", ["../../manage.py", "css/../../manage.py", "/etc/passwd", "css/pdf.css/../x"]
)
def test_an_asset_is_named_exactly(path: str, project: Project):
    assert (
        pypdf.PdfReader(
            io.BytesIO(drawn(f'<a rel="attachment" href="asset:{path}">x</a>', project))
        ).attachments
        == {}
    )


def test_50_megabytes_of_data_are_not_read(project: Project):
    text = text_of(drawn(f'<link rel="stylesheet" href="{HUGE}"><p>After</p>', project))
    assert text == "After"


TEXTS = [
    '<img src="http://127.0.0.1:{port}/x">',
    "<link rel=stylesheet href=http://127.0.0.1:{port}/x>",
    "</style><style>@import url(http://127.0.0.1:{port}/x);</style>",
    "@import url(http://127.0.0.1:{port}/x);",
    "{% include 'x' %}{{ settings.SECRET_KEY }}",
    "file:///etc/passwd",
    '"><script>alert(1)</script>',
]
CHAPTER = engines["django"].from_string(
    '{% extends "reports/pdf.html" %}{% block cover_lead %}{{ text }}{% endblock %}'
    '{% block content %}<section class="chapter"><h2>{{ text }}</h2><p>{{ text }}</p></section>{% endblock %}'
)


@pytest.mark.parametrize("template", TEXTS)
def test_what_people_typed_stands_there_as_they_typed_it(template: str, listener: str, db: None):
    text = template.replace("{port}", listener.rpartition(":")[2])
    project = make_project("Plain", organisation=text[:120])
    html = CHAPTER.render({"project": project, "title": text, "text": text, "made_at": timezone.now()})
    content = drawn(html, project)
    assert Listener.seen == []
    assert text.replace(" ", "") in text_of(content).replace(" ", "").replace("\n", "")


def test_a_report_is_tagged_and_has_bookmarks_a_language_a_title_and_our_fonts(project: Project):
    shown = {"project": project, "title": "Vision", "text": "Hear first", "made_at": timezone.now()}
    reader = pypdf.PdfReader(io.BytesIO(drawn(CHAPTER.render(shown), project)))
    root: Any = reader.root_object
    about: Any = reader.metadata
    fonts = {str(font["/BaseFont"]) for page in reader.pages for font in fonts_of(page)}
    assert bool(root["/MarkInfo"]["/Marked"])
    assert (root["/Lang"], about.title, about.author) == ("en", "Vision", "Harbour Health")
    assert [mark.title for mark in reader.outline] == ["Hear first"]  # type: ignore[union-attr]
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert {name.partition("+")[2].partition("-")[0] for name in fonts} == {"Inter", "Source"}


def fonts_of(page: pypdf.PageObject) -> list[Any]:
    resources: Any = page["/Resources"]
    return [font.get_object() for font in resources["/Font"].get_object().values()]


def test_the_projects_logo_stands_on_the_cover(project: Project):
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
    project.logo, project.logo_type = base64.b64decode(dot), "image/png"
    html = CHAPTER.render({"project": project, "title": "Vision", "text": "x", "made_at": timezone.now()})
    cover = pypdf.PdfReader(io.BytesIO(drawn(html, project))).pages[0]
    assert len(cover.images) == 1


def test_the_renderer_knows_no_secret_of_the_worker(project: Project):
    drawn("<p>x</p>", project)
    environment = Path(f"/proc/{drawing._running[0].pid}/environ")
    if not environment.exists():
        pytest.skip("This system does not show a process's environment as a file.")
    known = {line.partition("=")[0] for line in environment.read_text().split("\x00")}
    assert known & {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"} == set()


def test_a_document_that_takes_too_long_is_stopped_and_the_next_one_is_drawn(project: Project):
    job = {"html": "<p>word " * 200_000, "assets": {}, "given": {}, "to": "/dev/null"}
    with pytest.raises(drawing.NotDrawn, match="It took too long and was stopped"):
        list(drawing.replies(job, longest=1))
    assert "Next" in text_of(drawn("<p>Next</p>", project))


def test_a_renderer_that_was_killed_is_started_again(project: Project):
    drawn("<p>x</p>", project)
    os.kill(drawing._running[0].pid, signal.SIGKILL)
    drawing._running[0].wait()
    assert "Next" in text_of(drawn("<p>Next</p>", project))


def test_a_document_that_breaks_the_renderer_says_why(project: Project, tmp_path: Path):
    job = {"html": "<p>x</p>", "assets": {}, "given": {}, "to": str(tmp_path / "no" / "such" / "folder.pdf")}
    with pytest.raises(drawing.NotDrawn, match="FileNotFoundError"):
        list(drawing.replies(job))
    assert "Next" in text_of(drawn("<p>Next</p>", project))


def test_the_renderer_ends_with_who_started_it():
    renderer = subprocess.Popen(
        [sys.executable, "-m", "reports.renderer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert renderer.stdin is not None
    renderer.stdin.close()
    assert renderer.wait(timeout=20) == 0
    assert renderer.stdout is not None
    renderer.stdout.close()
