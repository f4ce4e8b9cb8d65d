"""Any list as a download: CSV or XLSX, in which nothing that people typed becomes a formula."""

import csv
import datetime
import decimal
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

# A heading as people read it, and the short name by which programs know the column (`?columns=name,email`).
Column = tuple[str, str]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet takes for the start of a formula, also in its full-width forms, or skips before one.
_STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_LONGEST_CELL = 32_767
_WIDEST_COLUMN = 60


def download(
    request: HttpRequest, *, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """The list as a file: `?format=xlsx` gives a workbook, everything else CSV.

    `rows` are tuples in the order of `columns`. `?columns=name,email` picks and orders columns.
    """
    picked = _picked(request, columns)
    headings = [columns[index][0] for index in picked]
    chosen = ([row[index] for index in picked] for row in rows)
    if request.GET.get("format") == "xlsx":
        return _answer(f"{_file_name(name)}.xlsx", XLSX, workbook(name, headings, chosen))
    return _answer(f"{_file_name(name)}.csv", "text/csv; charset=utf-8", as_csv(headings, chosen))


def asked(request: HttpRequest) -> bool:
    """Whether the list is wanted as a file: `?format=csv` or `?format=xlsx` at its page’s own address."""
    return "format" in request.GET


def answer_for_importer(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], *, as_workbook: bool = False
) -> HttpResponse:
    """A file whose headings another program's importer prescribes, saved under the name and the day.

    Its CSV has no byte-order mark, which an importer may take for a part of the first heading.
    """
    if as_workbook:
        return _answer(f"{_file_name(name)}.xlsx", XLSX, workbook(name, headings, rows))
    content = as_csv(headings, rows, encoding="utf-8")
    return _answer(f"{_file_name(name)}.csv", "text/csv; charset=utf-8", content)


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, encoding: str = "utf-8-sig") -> bytes:
    """UTF-8 with a byte-order mark, so that spreadsheets read its letters rightly; lines end in CRLF."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(quiet(heading) for heading in headings)
    writer.writerows([_csv_value(value) for value in row] for row in rows)
    return text.getvalue().encode(encoding)


def workbook(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """An XLSX with one sheet: bold headings that stay in view, filters, texts that stay texts."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(name))
    lines = [[_xlsx_value(value) for value in row] for row in rows]
    for index, heading in enumerate(headings):
        sheet.column_dimensions[get_column_letter(index + 1)].width = _width(heading, index, lines)
    sheet.freeze_panes = "A2"
    if headings:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(lines) + 1}"
    sheet.append([_heading(sheet, heading) for heading in headings])
    for line in lines:
        sheet.append([_cell(sheet, value) for value in line])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def quiet(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def spoken(text: str) -> str:
    """Takes back what `quiet` did, so that a list comes in as it went out."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_STARTS_A_FORMULA) else text


def _picked(request: HttpRequest, columns: Sequence[Column]) -> list[int]:
    keys = [key for _heading, key in columns]
    wanted = [keys.index(key) for key in request.GET.get("columns", "").split(",") if key in keys]
    return wanted or list(range(len(columns)))


def _csv_value(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        local = timezone.localtime(value)
        return f"{local:%Y-%m-%d %H:%M} {local.tzname()}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or isinstance(value, int | float | decimal.Decimal):
        return "" if value is None else value
    return quiet(str(value).replace("\x00", ""))


def _xlsx_value(value: Any) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        local = timezone.localtime(value)
        return f"{local:%Y-%m-%d %H:%M} {local.tzname()}"
    if value is None or isinstance(value, int | float | decimal.Decimal | datetime.date):
        return value
    return ILLEGAL_CHARACTERS_RE.sub("", str(value))[:_LONGEST_CELL] or None


def _cell(sheet: Any, value: Any) -> Any:
    cell: Any = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        # A text stays a text, also when it begins like a formula and also after it was edited.
        cell.data_type = "s"
        if value.startswith(_STARTS_A_FORMULA):
            cell.quotePrefix = True
    return cell


def _heading(sheet: Any, heading: str) -> Any:
    cell = _cell(sheet, _xlsx_value(heading))
    cell.font = Font(bold=True)
    return cell


def _width(heading: str, index: int, lines: list[list[Any]]) -> float:
    longest = max((len(str(line[index])) for line in lines[:200] if line[index] is not None), default=0)
    return min(max(longest, len(heading)) + 2, _WIDEST_COLUMN)


def _sheet_title(name: str) -> str:
    return "".join(char for char in name if char not in "[]:*?/\\" and char.isprintable())[:31] or "List"


def _file_name(name: str) -> str:
    return f"{slugify(name) or 'list'}-{timezone.localdate():%Y-%m-%d}"


def _answer(name: str, content_type: str, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
