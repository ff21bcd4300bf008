"""Counting promises, tickets and scores, alike in both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from support.store import figures_more
from support.store.base import Store
from support.store.surveys import Score

START = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
END = START + timedelta(days=1)


def test_moments_are_counted_by_the_quarter_of_an_hour(store: Store) -> None:
    moments = [timedelta(), timedelta(minutes=14, seconds=59, microseconds=999_999), timedelta(minutes=15)]
    with store.writing() as session:
        for each in moments:
            session.add(Score(survey="csat", score=5, at=START + each))
        session.add(Score(survey="csat", score=5, at=START - timedelta(microseconds=1)))
    began = int(START.timestamp())
    with store.reading() as session:
        rows = figures_more.score_counts(session, START, END, "quarter", ())
    assert sorted(rows) == [(began, "csat", 5, 2), (began + 900, "csat", 5, 1)]


def test_only_what_there_is_can_be_counted_by(store: Store) -> None:
    with store.reading() as session, pytest.raises(ValueError, match="comment"):
        figures_more.score_counts(session, START, END, "comment", ())


def test_an_empty_centre_counts_nothing(store: Store) -> None:
    with store.reading() as session:
        assert figures_more.invitations(session, START, END, "", ()) == {"": (0, 0)}
        assert figures_more.invitations(session, START, END, "queue", ()) == {}
        assert figures_more.backlog(session, END, "priority", ("billing",)) == {}
        assert figures_more.comments(session, START, END, ("billing",), 10) == []
        assert figures_more.clock_counts(session, START, END, "policy", ()) == []
