"""Tables as text: CSV in and out, whatever program wrote it. Nothing in a cell is ever carried out.

Spreadsheets take a cell that begins with one of `FORMULA` for a formula, so it gets a `'` before it, which
they do not show; reading takes it off again. A cell that begins with `'` gets one too, so that writing and
reading give the same (OWASP, "CSV injection").
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, NamedTuple

from support.errors import Refused

FORMULA = ("=", "+", "-", "@", "\t", "\r")
CHUNK = 64 * 1024
LONGEST_CELL = 20_000
DELIMITERS = ";,\t"


class Line(NamedTuple):
    """`number` counts as editors do, from 1; `cells` by column."""

    number: int
    cells: dict[str, str]


def safe(cell: str) -> str:
    return "'" + cell if cell.startswith((*FORMULA, "'")) else cell


def plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*FORMULA, "'")) else cell


def written(rows: Sequence[Sequence[str]]) -> bytes:
    """Lines of a CSV file, UTF-8 and without a header of their own."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8")


def encoding(file: BinaryIO) -> str:
    """UTF-16 by its mark, UTF-8 if all of it can be read so, else what Windows and old programs write."""
    file.seek(0)
    if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8-sig"


def lines(file: BinaryIO, columns: Mapping[str, str]) -> Iterator[Line]:
    """The lines below the header, by column; `columns` maps a header's word, in lower case, to the column.

    Raises Refused when there is no header that is known, or when it is no table at all.
    """
    code = encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(file, code, errors="replace", newline="")
    try:
        yield from _read(text, columns)
    except (csv.Error, UnicodeError):
        raise Refused("this file is no table that can be read") from None
    finally:
        text.detach()


def _read(text: io.TextIOWrapper, columns: Mapping[str, str]) -> Iterator[Line]:
    first = text.readline(LONGEST_CELL).replace("\0", "")
    delimiter = max(DELIMITERS, key=first.count)
    names = [columns.get(_word(cell), "") for cell in next(csv.reader([first], delimiter=delimiter), [])]
    known = [name for name in names if name]
    if not known:
        raise Refused("the first line has no column that is known")
    if len(set(known)) < len(known):
        raise Refused("two columns of the first line mean the same")
    rows = csv.reader(text, delimiter=delimiter)
    for row in rows:
        cells = {name: plain(cell.strip(" ")) for name, cell in zip(names, row, strict=False) if name}
        if any(cells.values()):
            yield Line(rows.line_num + 1, cells)


def _word(cell: str) -> str:
    return " ".join(plain(cell).replace("_", " ").split()).casefold()
