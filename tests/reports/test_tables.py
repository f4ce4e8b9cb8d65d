"""Lists leave as CSV and XLSX in which nothing that people typed becomes a formula (case 17)."""

import csv
import datetime
import io
import zoneinfo
from decimal import Decimal
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone
from openpyxl import load_workbook

from reports import tables

DANGEROUS = [
    "=HYPERLINK(\"http://127.0.0.1/?\"&A1)", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1",
    "\n=1", "＝1+1", "＋1", "－1", "＠SUM",
]  # fmt: skip
HARMLESS = ["Dana Kim", "1+1=2", "a-b", "", "'quoted", 'Zoë, "the lead"\nsecond line', "<b>=1</b>", "😀"]
COLUMNS = [("Name", "name"), ("Note", "note")]


def asked(rows: list[tuple[Any, ...]], query: str = "", columns: Any = COLUMNS) -> Any:
    request = RequestFactory().get(f"/?{query}")
    return tables.download(request, name="Stakeholders", columns=columns, rows=rows)


def read_csv(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def sheet_of(answer: Any) -> Any:
    return load_workbook(io.BytesIO(answer.content)).active


@pytest.mark.parametrize("text", DANGEROUS)
def test_csv_no_cell_begins_like_a_formula(text: str):
    answer = asked([(text, "x")])
    assert read_csv(answer)[1] == [f"'{text}", "x"]
    assert tables.spoken(f"'{text}") == text


@pytest.mark.parametrize("text", HARMLESS)
def test_csv_leaves_other_texts_as_they_are(text: str):
    assert read_csv(asked([(text, "x")]))[1] == [text, "x"]
    assert tables.spoken(text) == text


@pytest.mark.parametrize("text", DANGEROUS)
def test_csv_a_heading_is_no_formula_either(text: str):
    assert read_csv(asked([], columns=[(text, "name")]))[0] == [f"'{text}"]


@pytest.mark.parametrize("text", [*DANGEROUS, *HARMLESS])
def test_xlsx_every_text_stays_a_text(text: str):
    cell = sheet_of(asked([(text, "x")], "format=xlsx"))["A2"]
    # XML itself reads a carriage return as a line feed.
    assert (cell.data_type, cell.value) == (("s", text.replace("\r", "\n")) if text else ("n", None))
    assert cell.quotePrefix is text.startswith(tables._STARTS_A_FORMULA)


def test_xlsx_numbers_and_dates_stay_what_they_are():
    row = (5, -3, Decimal("2.50"), 0.5, datetime.date(2026, 3, 8), None, True)
    columns = [(str(index), str(index)) for index in range(len(row))]
    sheet = sheet_of(asked([row], "format=xlsx", columns))
    assert [cell.value for cell in sheet[2]][:4] == [5, -3, 2.5, 0.5]
    assert (sheet["E2"].value.date(), sheet["F2"].value, sheet["G2"].value) == (row[4], None, "yes")
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet["A1"].font.bold) == ("A2", "A1:G2", True)


def test_xlsx_leaves_out_what_the_format_cannot_hold():
    sheet = sheet_of(asked([("a\x00b\x0bc", "x" * 40_000)], "format=xlsx"))
    assert (sheet["A2"].value, len(sheet["B2"].value)) == ("abc", 32_767)


def test_times_are_written_in_the_zone_in_force_with_its_name():
    at = datetime.datetime(2026, 7, 1, 2, 30, tzinfo=datetime.UTC)
    with timezone.override(zoneinfo.ZoneInfo("America/New_York")):
        assert read_csv(asked([(at, None)]))[1] == ["2026-06-30 22:30 EDT", ""]
        assert sheet_of(asked([(at, None)], "format=xlsx"))["A2"].value == "2026-06-30 22:30 EDT"


def test_columns_are_picked_and_ordered_by_their_keys_and_unknown_ones_are_ignored():
    assert read_csv(asked([("Dana", "n")], "columns=note,zzz,name")) == [["Note", "Name"], ["n", "Dana"]]
    assert read_csv(asked([("Dana", "n")], "columns=zzz")) == [["Name", "Note"], ["Dana", "n"]]


def test_a_download_says_what_it_is():
    answer = asked([("Dana", "n")])
    today = timezone.localdate()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="stakeholders-{today:%Y-%m-%d}.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content.startswith(b"\xef\xbb\xbfName,Note\r\n")
    assert asked([], "format=xlsx")["Content-Type"] == tables.XLSX
    assert asked([], "format=zzz")["Content-Type"] == "text/csv; charset=utf-8"
