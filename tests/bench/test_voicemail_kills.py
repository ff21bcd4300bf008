"""What counts as everything once. The play itself is `tests/journeys/test_killed_pipeline.py`."""

from __future__ import annotations

from bench.voicemail_kills import Counted


def test_everything_once_is_right() -> None:
    fine = Counted(tickets=5, recordings=5, filed=5, sounds=5, heard=5, removed=5)
    assert fine.wrong(5) == []


def test_what_is_missing_or_doubled_is_named() -> None:
    bad = Counted(tickets=6, recordings=5, filed=4, sounds=5, heard=5, removed=5, doubled=1, strays=2)
    assert bad.wrong(5) == ["6 tickets", "4 filed", "1 doubled", "2 strays"]
