"""What is asked of rollups: the parts that SQL computes. `services/test_metrics` has whole periods."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import insert, literal, select

from support.rules.metrics import bucket
from support.rules.periods import Part, group_of, offsets
from support.store import figures
from support.store.base import Store
from support.store.rollups import Rollup

MADRID = ZoneInfo("Europe/Madrid")


def test_buckets_are_those_of_the_rules(store: Store) -> None:
    with store.reading() as session:
        for ms in (0, 999, 1000, 59_999, 60_000, 64_999, 599_999, 600_000, 3_599_999, 3_600_000, 9_999_999):
            assert session.scalar(select(figures._bucket(literal(ms)))) == bucket(ms)


def test_hours_of_a_night_on_which_clocks_change(store: Store) -> None:
    start = int(datetime(2026, 10, 24, 12, tzinfo=UTC).timestamp())
    starts = range(start, start + 2 * 86_400, 3600)
    rows = [{"grain": "h", "dim": "", "start": each, "value": "", "queue": "", "calls": 1} for each in starts]
    with store.writing() as session:
        session.execute(insert(Rollup), rows)
        key = figures.hour_of_day(offsets(start, start + 2 * 86_400, MADRID))
        part = Part("h", start, start + 2 * 86_400)
        found = {row[0]: int(row.calls) for row in figures.sums(session, part, figures.Narrow(), key)}
    expected: dict[int, int] = {}
    for each in starts:
        hour = group_of("hour_of_day", each, MADRID)
        expected[hour] = expected.get(hour, 0) + 1
    assert found == expected
    assert found[2] == 3  # it came twice in the first night
