"""The vision's PDF as a screen reader meets it: PDF/UA-1, as far as a program can read its structure."""

import io
import itertools
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest

from projects.models import Project
from reports import drawing, pdf
from reports.models import Report
from tests.outcomes.factories import make_measure
from tests.projects.factories import lead_of, make_project
from tests.vision.factories import make_ask, make_element, make_version
from vision import actions
from vision.chapter import vision_report
from vision.models import DecisionKind, Place


@pytest.fixture
def reader(db: None) -> Iterator[pypdf.PdfReader]:
    """A second version with everything that a vision can have: tables, lists, the picture, what changed."""
    project = make_project("Harbour line")
    _fill(project)
    make_version(project, statement="One number for all.")
    make_element(project, title="Late lines", asks=[make_ask(project)])
    make_version(project, statement="One number for all, day and night.")
    document = vision_report(Report(project=project, kind="vision"), lambda percent, says: None)
    content = pdf.drawn(document, project=project, progress=lambda percent, says: None)
    yield pypdf.PdfReader(io.BytesIO(content))
    drawing.stop()


def _fill(project: Project) -> None:
    for place in (Place.NOW, Place.NEXT, Place.DECLINED):
        make_element(project, place, reason="Everybody asked.", asks=[make_ask(project)])
    make_measure(project, name="Calls answered")
    actions.log_decision(
        project=project, by=lead_of(project), kind=DecisionKind.DECISION, text="Nurses first."
    )


def structure(reader: pypdf.PdfReader) -> list[tuple[str, Any, str]]:
    """Each element of the tree in reading order: its kind, itself, its parent's kind."""
    root: Any = reader.root_object["/StructTreeRoot"]

    def below(element: Any, parent: str) -> Iterator[tuple[str, Any, str]]:
        kind = str(element["/S"])
        yield kind, element, parent
        for child in element.get("/K", []):
            found = child.get_object() if not isinstance(child, int) else child
            if isinstance(found, dict) and "/S" in found:
                yield from below(found, kind)

    return [row for top in root["/K"] for row in below(top.get_object(), "")]


def test_the_document_says_its_language_its_title_and_its_chapters(reader: pypdf.PdfReader):
    root: Any = reader.root_object
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("en", True)
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader.metadata is not None
    assert reader.metadata.title == "Vision of Harbour line"
    assert [mark.title for mark in reader.outline if not isinstance(mark, list)] == [
        "What we want to create",
        "The line",
        "NOW: in this project",
        "NEXT: in a later phase",
        "Who was heard",
        "What changed since version 1",
    ]


def test_headings_go_down_one_level_at_a_time(reader: pypdf.PdfReader):
    levels = [int(kind[2]) for kind, _element, _parent in structure(reader) if kind[1:] in ("H1", "H2", "H3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_tables_say_what_each_cell_belongs_to(reader: pypdf.PdfReader):
    rows = structure(reader)
    scopes = [element["/A"]["/Scope"] for kind, element, _parent in rows if kind == "/TH"]
    # Measures, NOW, NEXT, declined and levels; a row each, of NOW two.
    assert (scopes.count("/Column"), scopes.count("/Row")) == (4 + 5 + 5 + 5 + 3, 6)
    cells = [element for kind, element, _parent in rows if kind == "/TD"]
    assert all(len(cell["/A"]["/Headers"]) == 2 for cell in cells)


def test_the_picture_is_told_in_words_and_lists_hold_their_items(reader: pypdf.PdfReader):
    rows = structure(reader)
    assert [element.get("/Alt") for kind, element, _parent in rows if kind == "/Figure"] == [
        "The board: 2 elements above the line, 1 below it, in 1 column."
    ]
    assert {parent for kind, _element, parent in rows if kind == "/LI"} == {"/L"}
    assert {kind for kind, _element, parent in rows if parent == "/L"} == {"/LI"}
    empty = [kind for kind, element, _parent in rows if kind == "/P" and not len(element.get("/K", []))]
    assert empty == []


def test_running_lines_are_not_read_on_every_page(reader: pypdf.PdfReader):
    """Each mark in a page is an element of the tree, and what stands in the margins has none."""
    root: Any = reader.root_object["/StructTreeRoot"]
    numbers = root["/ParentTree"]["/Nums"]
    elements = {id(element) for _kind, element, _parent in structure(reader)}
    for number, page in enumerate(reader.pages):
        owners = numbers[2 * number + 1].get_object()
        content: Any = pypdf.generic.ContentStream(page["/Contents"].get_object(), reader)
        marked = [operands for operands, operator in content.operations if operator == b"BDC"]
        read = [what["/MCID"] for tag, what in marked if tag != "/Artifact"]
        assert all(id(owners[mark].get_object()) in elements for mark in read)
        # The cover has no running lines; a page has its title, its chapter, the day and its number.
        running = [what for tag, what in marked if tag == "/Artifact"]
        assert len(running) == (0 if number == 0 else 4)
        assert all(what["/Type"] == "/Pagination" for what in running)


# What paints: text, lines and areas, pictures, shadings.
PAINTS = {b"Tj", b"TJ", b"'", b'"', b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*", b"Do", b"sh"}


def unmarked(reader: pypdf.PdfReader, page: Any) -> list[bytes]:
    """What is painted on a page outside of every mark: a screen reader cannot know whether it matters."""
    content: Any = pypdf.generic.ContentStream(page["/Contents"].get_object(), reader)
    depth, found = 0, []
    for _operands, operator in content.operations:
        depth += (operator in (b"BDC", b"BMC")) - (operator == b"EMC")
        if operator in PAINTS and depth == 0:
            found.append(operator)
    return found


def test_the_file_says_that_it_is_pdf_ua_and_everything_on_its_pages_can_be_read(reader: pypdf.PdfReader):
    """ISO 14289-1: 5, 7.1 (title, marks), 7.18.3 (order of tabs), 7.21 (fonts)."""
    root: Any = reader.root_object
    said = root["/Metadata"].get_object().get_data().decode()
    assert 'pdfuaid:part="1"' in said
    assert '<rdf:li xml:lang="x-default">Vision of Harbour line</rdf:li>' in said
    assert [page.get("/Tabs") for page in reader.pages] == ["/S"] * len(reader.pages)
    assert [unmarked(reader, page) for page in reader.pages] == [[]] * len(reader.pages)
    pages: list[Any] = list(reader.pages)
    fonts: list[Any] = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    assert {str(font["/BaseFont"]).partition("+")[2] for font in fonts} == {
        "Inter", "Inter-Semi-Bold", "Source-Serif", "Source-Serif-Semi-Bold"
    }  # fmt: skip
    for font in fonts:
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert ("/ToUnicode" in font, "/FontFile2" in described) == (True, True)


def test_what_holds_what_is_as_the_standard_has_it(reader: pypdf.PdfReader):
    """ISO 14289-1: 7.2 and 7.5. No kinds of the file's own, and tables and lists as they must be."""
    rows = structure(reader)
    root: Any = reader.root_object["/StructTreeRoot"]
    assert "/RoleMap" not in root
    inside = {
        holder: {kind for kind, _element, parent in rows if parent == holder}
        for holder in ("/Table", "/THead", "/TBody", "/TR", "/LI")
    }
    assert inside == {
        "/Table": {"/Caption", "/THead", "/TBody"},
        "/THead": {"/TR"},
        "/TBody": {"/TR"},
        "/TR": {"/TH", "/TD"},
        "/LI": {"/Lbl", "/LBody"},
    }
    holders = {kind: {parent for one, _e, parent in rows if one == kind} for kind in ("/TR", "/TH", "/TD")}
    assert holders == {"/TR": {"/THead", "/TBody"}, "/TH": {"/TR"}, "/TD": {"/TR"}}
