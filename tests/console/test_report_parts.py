"""Parts of reports as values: every chart has its table."""

from __future__ import annotations

from markupsafe import Markup

from console.report_parts import Chart, Column, Drawing, Heat, Note, Row, Series, Table, Tiles, tables

CHART = Chart(
    "days", "Days", "bar", ("Mon", "Tue"), (Series("In", (1, None)), Series("Out", (2, 3), 7)), what="Day"
)


def test_a_chart_as_its_table() -> None:
    found = CHART.table()
    assert [column.title for column in found.columns] == ["Day", "In", "Out"]
    assert [row.cells for row in found.rows] == [("Mon", 1, 2), ("Tue", None, 3)]


def test_a_legend_where_there_is_more_than_one() -> None:
    assert CHART.legend() == [(0, "In"), (7, "Out")]
    assert Chart("one", "One", "bar", ("Mon",), (Series("In", (1,)),)).legend() == []


def test_nothing_to_be_seen_is_empty_but_no_share_of_something_is_not() -> None:
    def drawn(unit: str, *values: float | None) -> Chart:
        return Chart("c", "C", "bar", ("Mon", "Tue")[: len(values)], (Series("In", values),), unit)  # type: ignore[arg-type]

    assert drawn("count", 0, None).is_empty
    assert drawn("count").is_empty
    assert drawn("share", None, None).is_empty
    assert not drawn("count", 0, 1).is_empty
    assert not drawn("share", 0.0, None).is_empty


def test_a_heat_as_its_table() -> None:
    heat = Heat("week", "Week", ("Mon", "Tue"), ("08", "09"), ((1, 2), (None, 4)), what="Weekday")
    assert [row.cells for row in heat.table().rows] == [("Mon", 1, 2), ("Tue", None, 4)]


def test_everything_that_can_be_had_as_a_file_in_the_order_of_the_page() -> None:
    plain = Table("plain", "Plain", (Column("A"),), (Row(("x",)),))
    drawn = Drawing("flow", "Flow", Markup("<svg></svg>"), Table("steps", "Steps", (), ()))
    parts = (Note("Look"), CHART, Tiles("", ()), plain, drawn)
    assert [table.name for table in tables(parts)] == ["days", "plain", "steps"]
