"""What stands behind counts of promises: what only the store knows. Figures: `services/test_behind_more`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from support.store import figures_more_behind
from support.store.base import Store
from support.store.figures_more_behind import Wanted
from support.store.surveys import Score

START = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
DAY = Wanted(START, START + timedelta(days=1))


def test_what_it_knows() -> None:
    assert figures_more_behind.knows("clocks", "first_response_late")
    assert figures_more_behind.knows("questions", "misunderstood")
    assert not figures_more_behind.knows("clocks", "next_response")
    assert not figures_more_behind.knows("", "")


def test_rows_of_one_moment_come_each_once(store: Store) -> None:
    with store.writing() as session:
        session.add_all(Score(survey="csat", score=5, at=START) for _ in range(5))
    found: list[int] = []
    with store.reading() as session:
        for _page in range(4):
            last = found[-1] if found else None
            wanted = Wanted(DAY.start, DAY.end, limit=2, before=last)
            found += [row.id for row, _ticket in figures_more_behind.scores(session, "csat", wanted)]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 5


def test_the_end_of_a_period_is_outside(store: Store) -> None:
    with store.writing() as session:
        session.add_all(Score(survey="nps", score=9, at=at) for at in (DAY.start, DAY.end))
    with store.reading() as session:
        assert [row.at for row, _ticket in figures_more_behind.scores(session, "promoters", DAY)] == [START]


def test_only_answers_that_were_spoken_count() -> None:
    said, keyed = {"input": "speech", "heard": 1, "rejected": 0}, {"input": "keypad", "heard": 1}
    assert figures_more_behind.spoken([said, keyed, {}], "heard") == [said]
    assert figures_more_behind.spoken([said, keyed], "misunderstood") == []


@pytest.mark.parametrize("which", ["heard", "misunderstood"])
def test_an_empty_centre_has_no_rows(store: Store, which: str) -> None:
    with store.reading() as session:
        assert figures_more_behind.questions(session, which, DAY) == []
        assert figures_more_behind.clocks(session, "decided", DAY) == []
        assert figures_more_behind.tickets(session, "solved", DAY) == []
        assert figures_more_behind.callbacks(session, "promised", DAY) == []
