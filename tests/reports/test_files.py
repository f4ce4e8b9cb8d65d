"""Uploads are bounded, told by content, and never become a page of ours (case 5)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.models import Project
from reports import files
from reports.models import StoredFile
from tests.projects.factories import make_project
from tests.reports.factories import PDF

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffffff7f0009fb03fd"
    "05435f450000000049454e44ae426082"
)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SCRIPT = b"<script>alert(document.cookie)</script>"


@pytest.fixture
def project(db: None) -> Project:
    return make_project()


def test_a_file_comes_back_as_it_was(project: Project):
    kept = files.store(project=project, name="Floor plan.png", content=PNG, by=None)
    answer = files.response(StoredFile.objects.get(pk=kept.pk))
    assert answer.content == PNG
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == 'attachment; filename="Floor plan.png"'
    assert (kept.size, kept.name) == (len(PNG), "Floor plan.png")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (b"Name;Phone\nDana;1\n", "text/plain"),
        (b"\x00\x9f\x01", files.UNKNOWN),
    ],
    ids=["pdf", "png", "text", "bytes"],
)
def test_the_type_is_told_from_the_content(content: bytes, kind: str):
    assert files.type_of(content) == kind


@pytest.mark.parametrize("content", [SVG, HTML, SCRIPT, b"\xef\xbb\xbf" + HTML, b"   \n" + SVG])
@pytest.mark.parametrize("name", ["map.svg", "page.html", "photo.png", "report.pdf"])
def test_what_a_browser_could_run_leaves_only_as_a_download(project: Project, name: str, content: bytes):
    answer = files.response(files.store(project=project, name=name, content=content, by=None))
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Type"] in {files.UNKNOWN, "text/plain"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a\x00b.pdf", "ab.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\u2066left\u2069.txt", "left.txt"),
        ("line\r\nSet-Cookie: x.pdf", "lineSet-Cookie x.pdf"),
        ("..", "file"),
        ("/", "file"),
        ("", "file"),
        ("plan.pdf.", "plan.pdf"),
        ("Übersicht Zürich 😀.pdf", "Übersicht Zürich 😀.pdf"),
    ],
)
def test_a_name_keeps_nothing_but_a_name(given: str, kept: str):
    assert files.safe_name(given) == kept


def test_a_name_of_300_characters_is_cut_and_keeps_its_ending():
    assert files.safe_name("a" * 300 + ".pdf") == "a" * 116 + ".pdf"


def test_a_name_without_a_safe_part_is_refused_by_the_database_too(project: Project):
    kept = files.store(project=project, name="../../x", content=PDF, by=None)
    assert kept.name == "x"
    with pytest.raises(Exception, match="file_name_holds_no_path"):
        StoredFile.objects.filter(pk=kept.pk).update(name="../x")


def test_ten_megabytes_are_the_most(project: Project):
    files.store(project=project, name="full.bin", content=b"\x00" * files.LARGEST, by=None)
    with pytest.raises(files.Refused, match=r"“over\.bin” is too large\. A file may have up to 10 MB\."):
        files.store(project=project, name="over.bin", content=b"\x00" * (files.LARGEST + 1), by=None)
    assert list(project.files.values_list("name", flat=True)) == ["full.bin"]


def test_an_upload_that_is_too_large_is_refused_before_it_is_read(project: Project):
    upload = SimpleUploadedFile("film.mp4", b"x")
    upload.size = files.LARGEST + 1
    with pytest.raises(files.Refused, match="too large"):
        files.store_upload(project=project, upload=upload, by=project.created_by)  # type: ignore[arg-type]
    assert upload.tell() == 0


def test_an_empty_file_is_refused(project: Project):
    with pytest.raises(files.Refused, match=r"“nothing\.pdf” is empty"):
        files.store(project=project, name="nothing.pdf", content=b"", by=None)


def test_a_project_keeps_a_bounded_number_of_files(project: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "MOST_FILES", 2)
    for number in range(2):
        files.store(project=project, name=f"{number}.pdf", content=PDF, by=None)
    with pytest.raises(files.Refused, match="already keeps 2 files"):
        files.store(project=project, name="3.pdf", content=PDF, by=None)


def test_a_list_of_files_never_reads_what_is_in_them(project: Project):
    files.store(project=project, name="a.pdf", content=PDF, by=None)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        list(project.files.all())
    assert [query["sql"] for query in asked if "reports_filecontent" in query["sql"]] == []
