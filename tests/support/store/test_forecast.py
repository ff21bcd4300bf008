"""What is asked of the rollups for a forecast."""

from __future__ import annotations

import pytest

from support.store import forecast
from support.store.base import Store
from support.store.rollups import Rollup

DAY = 1_772_420_400


@pytest.fixture(autouse=True)
def counted(store: Store) -> None:
    def row(grain: str, start: int, queue: str, offered: int, dim: str = "") -> Rollup:
        return Rollup(grain=grain, dim=dim, start=start, value="", queue=queue, offered=offered)

    with store.writing() as session:
        session.add_all(
            [
                row("d", DAY, "sales", 3), row("d", DAY + 86_400, "tech", 2),
                row("d", DAY + 2 * 86_400, "tech", 0),
                row("q", DAY, "sales", 1), row("q", DAY + 900, "sales", 2), row("q", DAY + 900, "tech", 4),
                row("q", DAY + 1800, "tech", 0), row("d", DAY, "tech", 9, dim="team"),
                row("m", DAY, "tech", 2), row("m", DAY, "", 0),
            ]
        )  # fmt: skip


def test_the_first_and_the_last_day_with_calls(store: Store) -> None:
    with store.reading() as session:
        assert forecast.edges(session, DAY + 10 * 86_400, ()) == (DAY, DAY + 86_400)
        assert forecast.edges(session, DAY + 86_400, ()) == (DAY, DAY)
        assert forecast.edges(session, DAY + 10 * 86_400, ("tech",)) == (DAY + 86_400, DAY + 86_400)
        assert forecast.edges(session, DAY, ()) is None
        assert forecast.edges(session, DAY + 86_400, ("none",)) is None


def test_calls_by_quarter(store: Store) -> None:
    with store.reading() as session:
        assert sorted(forecast.offered(session, DAY, DAY + 86_400, ())) == [(DAY, 1), (DAY + 900, 6)]
        assert forecast.offered(session, DAY, DAY + 900, ("sales",)) == [(DAY, 1)]


def test_queues_that_had_calls(store: Store) -> None:
    with store.reading() as session:
        assert forecast.queues(session) == ["tech"]
