"""Tables as CSV: plain figures, harmless text."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from console.report_files import written
from console.report_parts import Cell, Column, Row, Table


def lines(table: Table) -> list[list[str]]:
    text = written(table, ZoneInfo("Europe/Madrid")).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_figures_are_plain_and_no_data_is_empty() -> None:
    columns = (Column("Day"), Column("Calls", "count"), Column("Level", "share"), Column("Wait", "seconds"))
    rows = (Row((date(2026, 3, 2), 1234, 1 / 3, 12.5)), Row((date(2026, 3, 3), 0, None, Cell(-7, words="x"))))
    table = Table("days", "Days", columns, rows, Row(("All", 1234, 0.5, 3600.0)))
    assert lines(table) == [
        ["Day", "Calls", "Level", "Wait (s)"], ["2026-03-02", "1234", "0.333333", "12.5"],
        ["2026-03-03", "0", "", "-7"], ["All", "1234", "0.5", "3600"],
    ]  # fmt: skip


def test_moments_are_where_the_centre_is() -> None:
    table = Table("t", "T", (Column("At", "moment"),), (Row((datetime(2026, 7, 1, 22, tzinfo=UTC),)),))
    assert lines(table)[1] == ["2026-07-02T00:00:00+02:00"]


def test_what_a_spreadsheet_would_carry_out_is_made_harmless() -> None:
    cells = ("=1+1", "+551140028922", "@x", "-x", 'a,b\n"c"')
    table = Table("t", "=T", tuple(Column(f"={n}") for n in range(5)), (Row(cells),))
    assert lines(table) == [
        ["'=0", "'=1", "'=2", "'=3", "'=4"], ["'=1+1", "'+551140028922", "'@x", "'-x", "a,b\n\"c\""]
    ]  # fmt: skip


def test_nothing_is_a_header() -> None:
    assert lines(Table("t", "T", (Column("A"),), ())) == [["A"]]
