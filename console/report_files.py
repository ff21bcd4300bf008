"""Reports as files: a table as CSV. Figures are plain numbers there, lengths in seconds, shares 0 to 1."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

from console.report_parts import Cell, Row, Table, Value
from support.rules.tables import safe

_MARK = "\ufeff"  # by which spreadsheets know UTF-8


def written(table: Table, zone: ZoneInfo) -> bytes:
    """UTF-8 with a mark and a header; what begins like a formula is made harmless; no data is empty."""
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow([safe(_headed(column.title, column.unit)) for column in table.columns])
    for row in _rows(table):
        lines.writerow([_plain(value, zone) for value in row.cells])
    return (_MARK + text.getvalue()).encode()


def _rows(table: Table) -> list[Row]:
    return [*table.rows, *([table.total] if table.total else [])]


def _headed(title: str, unit: str) -> str:
    return f"{title} (s)" if unit == "seconds" else title


def _plain(value: Value, zone: ZoneInfo) -> str:
    if isinstance(value, Cell):
        value = value.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value) if isinstance(value, int) else safe(value)
