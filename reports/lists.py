"""Reading an uploaded list, CSV or XLSX, into cells. The bytes say what it is, not the file's name.

Everything is bounded: bytes, rows, columns, and what a workbook unpacks to. What cannot be read is
refused with a sentence that says what to do; what was guessed is said in the table's remarks.
"""

import codecs
import csv
import datetime
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import repeat, zip_longest
from typing import Any

import puremagic
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from reports import tables

MAX_BYTES = 12 * 1024 * 1024
MAX_ROWS = 10_000
MAX_COLUMNS = 60
MAX_CELL = 10_000
MAX_UNPACKED = 120 * 1024 * 1024
# Merged cells need the whole sheet in memory; larger ones are read without.
MAX_MERGED_ROWS = 5_000
_LAST_ROW_LOOKED_AT = 100_000
# Stands before a formula that nobody computed, so that it is not taken for what somebody typed.
FORMULA = "ƒ "
# How a sheet's XML, with or without a prefix, begins the cells that were merged, and a formula.
_MERGED, _FORMULAS = re.compile(rb"<(?:\w+:)?mergeCell\s"), re.compile(rb"<(?:\w+:)?f[\s/>]")
_LONGEST_MARK = 40
_DELIMITERS = ",;\t|"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Row = tuple[int, list[str]]


class Unreadable(Exception):
    """The file is not a list that can be imported; the text says why and what to do."""


@dataclass
class Table:
    """The rows of a list that hold something, each with its number in the file, and what was noticed."""

    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read(content: bytes, *, is_heading: Callable[[str], bool], most: int = MAX_ROWS) -> Table:
    """The cells of a CSV or XLSX file of at most so many rows; raises `Unreadable`.

    `is_heading` says whether a text is a known heading: by that the mark between cells is told.
    """
    if not content.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise Unreadable(
            _("The file is empty. Choose a list with a row of headings and a row for each entry.")
        )
    if len(content) > MAX_BYTES:
        raise Unreadable(
            _("The file is larger than %(megabytes)d MB. Split it, or remove columns that are not needed.")
            % {"megabytes": MAX_BYTES // 1024 // 1024}
        )
    if content.startswith(b"PK\x03\x04"):
        return _read_workbook(content, most)
    if content.startswith(_OLD_EXCEL):
        raise Unreadable(
            _("This is an old or a protected Excel file. Open it and save it as .xlsx without a password.")
        )
    return _read_text(content, is_heading, most)


# --- text ---


def _read_text(content: bytes, is_heading: Callable[[str], bool], most: int) -> Table:
    text, remarks = _decoded(content)
    text, delimiter = _dialect(text, is_heading)
    table = Table(remarks=remarks)
    table.rows = _bounded(_csv_rows(text, delimiter), most)
    if not table.rows:
        raise Unreadable(_("The file holds no text that could be a list."))
    return table


def _decoded(content: bytes) -> tuple[str, list[str]]:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _strictly(content, encoding), []
    zeros = content[:4000].count(0)
    if zeros > len(content[:4000]) / 4:
        # UTF-16 without a mark: in the languages of such lists every other byte is nought.
        little = content[1:4000:2].count(0) >= content[0:4000:2].count(0)
        return _strictly(content, "utf-16-le" if little else "utf-16-be"), []
    if zeros or _looks_binary(content):
        raise Unreadable(_not_a_list(content))
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        remark = _("The file was read as Windows-1252. Please look whether names with accents are right.")
        return content.decode("cp1252", errors="replace"), [remark]


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(_("The file's letters cannot be read. Save it as CSV UTF-8 or as .xlsx.")) from error


def _looks_binary(content: bytes) -> bool:
    head = content[:4000]
    return sum(byte < 32 and byte not in b"\t\r\n\x0b\x0c\x1b" for byte in head) > len(head) / 50


def _not_a_list(content: bytes) -> str:
    try:
        kind = puremagic.from_string(content, mime=True)
    except (puremagic.PureError, ValueError):
        kind = ""
    if kind.startswith("image/"):
        return _("This is a picture (%(kind)s), not a list. Choose a CSV or XLSX file.") % {"kind": kind}
    return _("This is not a list. Choose a CSV or XLSX file.")


def _dialect(text: str, is_heading: Callable[[str], bool]) -> tuple[str, str]:
    """The text without Excel's `sep=` line, and the mark between its cells."""
    named = re.match(r"\s*sep=(.)\r?\n", text)
    if named:
        return text[named.end() :], named[1]
    lines = [line for line in _outside_quotes(text[:20_000]).splitlines() if line.strip()][:10]
    return text, max(_DELIMITERS, key=lambda mark: _score(lines, mark, is_heading))


def _score(lines: list[str], mark: str, is_heading: Callable[[str], bool]) -> tuple[int, bool, int]:
    """How well a mark parts the first lines: known headings, then evenness, then how often it stands."""
    known = max((sum(is_heading(cell) for cell in line.split(mark)) for line in lines), default=0)
    counts = [line.count(mark) for line in lines]
    even = bool(counts) and counts[0] > 0 and all(count == counts[0] for count in counts[:2])
    return known, even, sum(counts)


def _outside_quotes(text: str) -> str:
    return re.sub(r'"((?:[^"]|"")*)"', lambda quoted: re.sub(r"[\n,;\t|]", " ", quoted[1]), text)


def _csv_rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=None), delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(
                _("Row %(row)d cannot be read. Often a quotation mark is opened there and never closed.")
                % {"row": number}
            ) from error
        yield number, [tables.spoken(cell) for cell in cells]


# --- workbooks ---


def _read_workbook(content: bytes, most: int) -> Table:
    merged, computes = _checked_parts(content, most)
    try:
        values = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        if not values.worksheets:
            raise Unreadable(_("The workbook holds no sheet with a list."))
        sheet, written = values.worksheets[0], None
        if computes:
            written = load_workbook(io.BytesIO(content), read_only=True, data_only=False).worksheets[0]
        name = sheet.title
        table = Table(rows=_bounded(_sheet_rows(sheet, written), most))
        if merged:
            _read_merged(content, table)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError) as error:
        # openpyxl lets the errors of ZIP and XML through: a broken workbook raises any of these.
        raise Unreadable(_("The workbook is damaged. Open it, save it again as .xlsx, and retry.")) from error
    if not table.rows:
        raise Unreadable(_("The first sheet of the workbook, “%(name)s”, is empty.") % {"name": name})
    if len(values.worksheets) > 1:
        table.remarks.append(
            _("Only the first of the %(count)d sheets was read: “%(name)s”.")
            % {"count": len(values.worksheets), "name": name}
        )
    return table


def _checked_parts(content: bytes, most: int) -> tuple[bool, bool]:
    """Refuses what is no workbook or unpacks to too much; whether a sheet has merged cells, and formulas."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if not any(part.filename == "xl/workbook.xml" for part in parts):
                raise Unreadable(_("This is a ZIP file, not a list. Choose a CSV or XLSX file."))
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise Unreadable(_too_many(most))
            sheets = [part for part in parts if part.filename.startswith("xl/worksheets/")]
            merged, computes = (
                any(_holds(archive, part, mark) for part in sheets) for mark in (_MERGED, _FORMULAS)
            )
            return merged, computes
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        # RuntimeError is how zipfile says that a part is encrypted.
        raise Unreadable(_("The workbook is damaged or protected. Save it again as .xlsx.")) from error


def _holds(archive: zipfile.ZipFile, part: zipfile.ZipInfo, wanted: "re.Pattern[bytes]") -> bool:
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(1 << 16):
            if wanted.search(tail + piece):
                return True
            tail = piece[-_LONGEST_MARK:]
    return False


def _sheet_rows(values: Any, formulas: Any) -> Iterator[Row]:
    """The rows of a sheet as texts. `formulas`: the sheet with what was typed, if it computes anything."""
    typed = _cells(formulas) if formulas is not None else repeat(())
    for number, (row, written) in enumerate(zip(_cells(values), typed, strict=False), 1):
        yield number, [_as_text(cell, source) for cell, source in zip_longest(row, written)]


def _cells(sheet: Any) -> Iterator[tuple[Any, ...]]:
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(
        max_row=_LAST_ROW_LOOKED_AT, max_col=MAX_COLUMNS, values_only=True
    )
    return rows


def _as_text(value: Any, written: Any = None) -> str:
    """What the cell shows; a formula that was never computed shows itself, so that it is seen and judged."""
    if value is None:
        formula = isinstance(written, str) and written.startswith("=")
        return f"{FORMULA}{written}" if formula else ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return (
            value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
        )
    return str(value)


def _read_merged(content: bytes, table: Table) -> None:
    if len(table.rows) <= MAX_MERGED_ROWS:
        _spread_merged(content, table)
        return
    table.remarks.append(
        _("The list has merged cells. In one of more than %(most)s rows only the first cell of each is read.")
        % {"most": f"{MAX_MERGED_ROWS:,}"}
    )


def _spread_merged(content: bytes, table: Table) -> None:
    """Gives every cell of a merged range the text that stands in it, as a reader sees it."""
    sheet = load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    at = dict(table.rows)
    spread = False
    for area in sheet.merged_cells.ranges:
        text = _clean(_as_text(sheet.cell(area.min_row, area.min_col).value))
        if not text:
            continue
        spread = True
        for number in range(area.min_row, min(area.max_row, _LAST_ROW_LOOKED_AT) + 1):
            cells = at.get(number)
            if cells is None:
                continue
            last = min(area.max_col, MAX_COLUMNS)
            cells.extend([""] * (last - len(cells)))
            cells[area.min_col - 1 : last] = [text] * (last - area.min_col + 1)
    if spread:
        table.remarks.append(_("Merged cells were read as if each of them carried the text."))


# --- both ---


def _bounded(rows: Iterable[Row], most: int) -> list[Row]:
    kept: list[Row] = []
    for number, cells in rows:
        cleaned = [_clean(cell) for cell in cells]
        while cleaned and not cleaned[-1]:
            cleaned.pop()
        if not cleaned:
            continue
        if len(cleaned) > MAX_COLUMNS:
            raise Unreadable(
                _("Row %(row)d has %(count)d columns; at most %(most)d are read.")
                % {"row": number, "count": len(cleaned), "most": MAX_COLUMNS}
            )
        kept.append((number, cleaned))
        if len(kept) > most + 1:
            raise Unreadable(_too_many(most))
    return kept


def _too_many(most: int) -> str:
    return _("The list has more than %(most)s rows. Split it and import the parts one after the other.") % {
        "most": f"{most:,}"
    }


def _clean(text: str) -> str:
    """Without marks that no database takes, and of bounded length."""
    text = text.replace("\x00", "").replace("\r\n", "\n").strip().strip("\ufeff\u200b")
    return text.encode("utf-8", "replace").decode("utf-8")[:MAX_CELL]
