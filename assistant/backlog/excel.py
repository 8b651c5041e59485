"""Excel in (through openpyxl) and out (as plain XML, row by row, with the same bytes for the same rows)."""

from __future__ import annotations

import contextlib
import math
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from assistant.backlog.columns import NUMBERS, has_known_name, kept_names
from assistant.backlog.rows import Reject, Rows, cell_text
from assistant.backlog.source import UNPACKED_LIMIT, Source
from assistant.backlog.tables import RAW_SHOWN, ragged
from assistant.backlog.writing import AddedCells, Layout
from assistant.errors import FileUnreadable, InputError

ROW_LIMIT = 1_048_576  # of a sheet (Excel specifications and limits)
# What openpyxl and the modules below it raise for a damaged part, among others for a text that the workbook lacks.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    *(SyntaxError, LookupError, ValueError, TypeError, AttributeError),
)
_PREAMBLE = 10  # rows that may stand before the header
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")  # ECMA-376, ST_Xstring
_EPOCH = datetime(1899, 12, 30)
_TIME = (1980, 1, 1, 0, 0, 0)

_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Posts" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" '
    'Target="styles.xml"/></Relationships>',
    "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    "</fills><borders><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    "<cellStyleXfs><xf/></cellStyleXfs>"
    '<cellXfs><xf/><xf numFmtId="22" applyNumberFormat="1"/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def _refuse_bomb(source: Source) -> None:
    """A few megabytes can unpack to more than any memory holds; the archive says how much before it is unpacked."""
    with contextlib.suppress(zipfile.BadZipFile, OSError, ValueError), zipfile.ZipFile(source.whole()) as archive:
        size = sum(part.file_size for part in archive.infolist())
        if size > UNPACKED_LIMIT:  # the longest sheet of posts is a quarter of that
            raise FileUnreadable(source.name, f"it unpacks to {size >> 20} MB", "save the posts alone as .csv")


class ExcelReader:
    """The first sheet of a workbook: `header`, then `records()` with typed cells.

    The header is the first of the first ten rows with a known name for the posts (exports carry notes above it), else
    the first row that is not blank.
    """

    def __init__(self, source: Source, wanted: str | None) -> None:
        import openpyxl

        self._source = source
        _refuse_bomb(source)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it warns of styles and validations, which nobody asked about
                self._book = openpyxl.load_workbook(source.whole(), read_only=True, data_only=True)
            self._sheet = self._book.worksheets[0]
            self._sheet.reset_dimensions()
            first = [r for _, r in zip(range(_PREAMBLE), self._rows(), strict=False)]
        except Exception as error:  # openpyxl raises whatever a broken archive makes it stumble over
            raise FileUnreadable(source.name, "it is no whole Excel file", "save it again as .xlsx") from error
        filled = [i for i, row in enumerate(first) if any(c is not None for c in row)]
        if not filled:
            raise InputError(f"{source.name} holds no rows", "give a sheet with a header and at least one post")
        known = [i for i in filled if has_known_name([cell_text(c) for c in first[i]], wanted)]
        self.skipped = (known or filled)[0]
        header = list(first[self.skipped])
        while header and header[-1] is None:
            header.pop()
        self.header = tuple(cell_text(c) for c in header)

    def records(self) -> Iterator[tuple[int, list[Any] | Reject]]:
        """Row number and cells of each row below the header that is not blank; short rows are filled with None.

        A row with something to the right of the last column of the header is a `Reject`.
        """
        width = len(self.header)
        try:
            for number, row in enumerate(self._rows(), 1):
                if number <= self.skipped + 1 or all(c is None for c in row):
                    continue
                if len(row) > width and any(cell_text(c).strip() for c in row[width:]):
                    yield number, self._too_wide(number, [cell_text(c) for c in row])
                else:
                    yield number, [*row[:width], *[None] * (width - len(row))]
        except _BROKEN as error:
            raise FileUnreadable(self._source.name, "the sheet is damaged", "save it again as .xlsx") from error

    def _too_wide(self, number: int, cells: list[str]) -> Reject:
        while not cells[-1].strip():
            cells.pop()
        return Reject(self._source.name, number, ragged(cells, len(self.header)), "\t".join(cells)[:RAW_SHOWN])

    def _rows(self) -> Iterator[list[Any]]:
        for number, row in enumerate(self._sheet.iter_rows(values_only=True), 1):
            if number > ROW_LIMIT:  # openpyxl fills up to whatever number the next row bears
                raise FileUnreadable(
                    self._source.name, f"a row has a number above {ROW_LIMIT:,}", "save it again as .xlsx"
                )
            yield [_unescaped(c) if isinstance(c, str) else c for c in row]

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


class ExcelWriter:
    """One sheet. Texts are typed as text, so that nothing in them is ever a formula."""

    def __init__(self, stream: BinaryIO, layout: Layout) -> None:
        self._columns = layout.columns or ()
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED)
        for name, content in _PARTS.items():
            self._zip.writestr(_entry(name), _DECLARATION + content)
        self._sheet = self._zip.open(_entry("xl/worksheets/sheet1.xml"), "w", force_zip64=True)
        self._sheet.write(
            (_DECLARATION + _SHEET + _row([*kept_names(self._columns, layout.added), *layout.added])).encode()
        )
        self._rows = 1
        self._numbers = [name in NUMBERS for name in layout.added]

    def write(self, rows: Rows, scores: AddedCells) -> None:
        self._rows += len(rows)
        if self._rows > ROW_LIMIT:
            raise InputError(
                f"an Excel sheet holds {ROW_LIMIT - 1:,} posts and there are more",
                "name an output that ends in .csv, .jsonl or .parquet",
            )
        pairs = zip(rows.cells(self._columns), scores.columns(), strict=True)
        text = "".join(
            _row([*cells, *[float(v) if n else v for v, n in zip(added, self._numbers, strict=True)]])
            for cells, added in pairs
        )
        self._sheet.write(text.encode())

    def finish(self) -> None:
        self._sheet.write(b"</sheetData></worksheet>")
        self._sheet.close()
        self._zip.close()

    def abandon(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # it writes its directory, for nobody
            self._sheet.close()
            self._zip.close()
        self._zip.fp = None  # else it tries again when it is collected


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _row(cells: Sequence[Any]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(value: Any) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float) and math.isfinite(value) and abs(value) < 10**15:
        return f"<c><v>{value!r}</v></c>"
    if isinstance(value, datetime) and value.tzinfo is None:
        return f'<c s="1"><v>{(value - _EPOCH).total_seconds() / 86400!r}</v></c>'
    if isinstance(value, date) and not isinstance(value, datetime):
        return f'<c s="1"><v>{(datetime(value.year, value.month, value.day) - _EPOCH).days}</v></c>'
    text = _UNFIT.sub(lambda m: f"_x{ord(m[0]):04X}_", cell_text(value))
    return f'<c s="2" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
