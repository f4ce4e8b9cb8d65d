"""Files of every kind are read as the same cells, or refused with a sentence that says what to do."""

import contextlib
import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from reports import lists, tables
from stakeholders import importing
from tests.stakeholders.lists import PICTURE, workbook


def cells(content: bytes) -> list[list[str]]:
    return [row for _number, row in importing.read(content).rows]


def refused(content: bytes) -> str:
    with pytest.raises(importing.Unreadable) as error:
        importing.read(content)
    return str(error.value)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("Name,E-mail\nJosé Ñandú,j@example.org\n".encode(), id="utf-8"),
        pytest.param("\ufeffName,E-mail\r\nJosé Ñandú,j@example.org\r\n".encode(), id="utf-8 with a mark"),
        pytest.param("Name\tE-mail\nJosé Ñandú\tj@example.org\n".encode("utf-16"), id="utf-16"),
        pytest.param(
            "Name\tE-mail\nJosé Ñandú\tj@example.org\n".encode("utf-16-be"), id="utf-16 without a mark"
        ),
        pytest.param(
            "Name;E-mail\nJosé Ñandú;j@example.org\n".encode("cp1252"), id="windows-1252, semicolons"
        ),
        pytest.param("sep=|\nName|E-mail\nJosé Ñandú|j@example.org".encode(), id="named separator"),
        pytest.param('"Name","E-mail"\r"José Ñandú","j@example.org"'.encode(), id="old line ends"),
        pytest.param(workbook(["Name", "E-mail"], ["José Ñandú", "j@example.org"]), id="xlsx"),
    ],
)
def test_every_dialect_gives_the_same_cells(content: bytes):
    assert cells(content) == [["Name", "E-mail"], ["José Ñandú", "j@example.org"]]


def test_windows_1252_is_guessed_and_said():
    assert importing.read("Name\nJosé\n".encode("cp1252")).remarks == [
        "The file was read as Windows-1252. Please look whether names with accents are right."
    ]


def test_quoted_cells_keep_their_newlines_and_delimiters_and_rows_their_numbers():
    table = importing.read(b'Name,Notes\n\n"Ruiz, Ana","first\nsecond; third"\nLee,x\n')
    assert table.rows == [
        (1, ["Name", "Notes"]),
        (3, ["Ruiz, Ana", "first\nsecond; third"]),
        (4, ["Lee", "x"]),
    ]


def test_what_is_no_list_is_refused_with_what_to_do():
    assert refused(b"").startswith("The file is empty.")
    assert refused(b"\xef\xbb\xbf \r\n\n").startswith("The file is empty.")
    assert refused(PICTURE) == "This is a picture (image/png), not a list. Choose a CSV or XLSX file."
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600).startswith(
        "This is an old or a protected"
    )
    assert refused(b"PK\x03\x04 nothing more").startswith("The workbook is damaged or protected.")
    assert refused(workbook()).endswith("is empty.")
    assert refused(b"x" * (importing.MAX_BYTES + 1)).startswith("The file is larger than 12 MB.")


def test_more_than_fifty_thousand_rows_are_refused_and_not_died_of():
    rows = "\n".join(f"Person {number},p{number}@example.org" for number in range(50_001))
    sentence = "The list has more than 50,000 rows. Split it and import the parts one after the other."
    assert refused(f"Name,E-mail\n{rows}".encode()) == sentence


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lists, "MAX_UNPACKED", 1000)
    assert refused(workbook(["Name"], ["Ana"])).startswith("The list has more than")


def test_merged_cells_are_read_as_people_see_them_and_titles_are_passed_over():
    content = workbook(
        ["Staff of the heart centre", None, None],
        ["Name", "E-mail", "Department"],
        ["Ana Ruiz", "ana@example.org", "Cardiology"],
        ["Bo Lee", "bo@example.org", None],
        merge="C3:C4",
    )
    table = importing.read(content)
    assert table.rows[3] == (4, ["Bo Lee", "bo@example.org", "Cardiology"])
    assert table.remarks == ["Merged cells were read as if each of them carried the text."]
    assert importing.match_columns(table.rows) == (1, ["name", "email", "department"])


def test_merged_cells_of_a_long_workbook_are_not_passed_over_in_silence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lists, "MAX_MERGED_ROWS", 2)
    content = workbook(["Name", "Department"], ["Ana", "Cardiology"], ["Bo", None], merge="B2:B3")
    table = importing.read(content)
    assert table.rows[2] == (3, ["Bo"])
    assert table.remarks == [
        "The list has merged cells. In one of more than 2 rows only the first cell of each is read."
    ]


def test_a_formula_is_read_as_its_value_and_shown_when_it_has_none():
    content = workbook(["Name", "E-mail"], ["Ana", '=A2&"@example.org"'])
    assert cells(content)[1] == ["Ana", 'ƒ =A2&"@example.org"']
    assert cells(b"Name,Notes\nAna,=1+1\n")[1] == ["Ana", "=1+1"]


def test_only_the_first_sheet_is_read_and_that_is_said():
    book = load_workbook(io.BytesIO(workbook(["Name"], ["Ana"])))
    book.create_sheet("Other")
    stream = io.BytesIO()
    book.save(stream)
    assert importing.read(stream.getvalue()).remarks == ["Only the first of the 2 sheets was read: “Sheet”."]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes):
    with contextlib.suppress(importing.Unreadable):
        table = importing.read(content)
        assert table.rows
        assert all("\x00" not in cell for _number, row in table.rows for cell in row)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20), min_size=2, max_size=5
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_a_csv_writer_writes_comes_back(rows: list[list[str]]):
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([["Name", "E-mail"], *rows])
    wanted = [[lists._clean(tables.spoken(cell)) for cell in row] for row in rows]
    found = dict(importing.read(text.getvalue().encode()).rows)
    for number, row in enumerate(wanted, 2):
        got = found.get(number, [])
        assert got + [""] * (len(row) - len(got)) == row
