"""A team is the one of the moment; who never changed was always in theirs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from support.rules.teams import Teams

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
SECOND = timedelta(seconds=1)
TEAMS = Teams({1: "red", 2: "blue"}, [(2, LATER, "green", "blue"), (2, NOON, "", "green")])


@pytest.mark.parametrize(
    ("agent", "at", "team"),
    [
        (1, NOON, "red"),
        (2, NOON - SECOND, ""),
        (2, NOON, "green"),
        (2, LATER - SECOND, "green"),
        (2, LATER, "blue"),
        (3, NOON, ""),
        (None, NOON, ""),
    ],
)
def test_the_team_of(agent: int | None, at: datetime, team: str) -> None:
    assert TEAMS.of(agent, at) == team


def test_of_two_changes_at_once_the_later_written_holds() -> None:
    teams = Teams({1: "blue"}, [(1, NOON, "red", "green"), (1, NOON, "green", "blue")])
    assert (teams.of(1, NOON - SECOND), teams.of(1, NOON)) == ("red", "blue")
