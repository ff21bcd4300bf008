"""What benchmarks share: names, tables, the JSON line, timing."""

from __future__ import annotations

import pytest

from bench.report import cpu_seconds, names, run, table


def test_names_are_the_benchmarks_only() -> None:
    assert "engine" in names()
    assert not {"__init__", "__main__", "report", "synthetic"} & set(names())


@pytest.mark.parametrize(
    ("argv", "message"), [([], "which benchmark"), (["nope"], "'nope'"), (["report"], "'report'")]
)
def test_an_unknown_name(argv: list[str], message: str) -> None:
    with pytest.raises(LookupError, match=message):
        run(argv)


def test_a_table_lines_up() -> None:
    drawn = table(("name", "count", "share"), [("a", 1200, 0.5), ("longer", 3, 10.25)])
    assert drawn.splitlines() == [
        "name    count  share",
        "------  -----  -----",
        "a       1,200   0.50",
        "longer      3  10.25",
    ]


def test_a_table_without_rows() -> None:
    assert table(("name", "count"), []).splitlines() == ["name  count", "----  -----"]


def test_cpu_seconds_grow_with_the_work() -> None:
    assert cpu_seconds(lambda: sum(range(1_000_000)), 2) > cpu_seconds(lambda: sum(range(1_000)), 2) >= 0
