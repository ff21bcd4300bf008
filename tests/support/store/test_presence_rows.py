"""Time in presences as it is written: what was there from a quarter on is replaced, days are added up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from support.store import presence_rows
from support.store.agents import PresenceChange
from support.store.facts import PresenceFact
from support.store.rollups import PresenceRollup
from tests.support.centre import NOON, Centre

DAYS = select(PresenceRollup).where(PresenceRollup.grain == "d")


def row(agent: int, quarter: int, ms: int, day: int = 0) -> dict[str, Any]:
    return {
        "agent_id": agent, "quarter": quarter, "presence": "available", "reason": "", "day": day,
        "team": "red", "ms": ms,
    }  # fmt: skip


def test_changes_are_read_in_order_with_both_ends(centre: Centre) -> None:
    agent = centre.agent("ana")
    with centre.store.writing() as session:
        for minutes, presence in ((20, "away"), (10, "available"), (30, "offline")):
            at = NOON + timedelta(minutes=minutes)
            session.add(PresenceChange(agent_id=agent, at=at, presence=presence))
    with centre.store.reading() as session:
        since, until = NOON + timedelta(minutes=10), NOON + timedelta(minutes=20)
        found = presence_rows.changes(session, since, until, None)
        assert [each.presence for each in found] == ["available", "away"]
        assert presence_rows.changes(session, since, until, {agent}) == found
        assert presence_rows.changes(session, since, until, {agent + 1}) == []


def test_only_these_agents_and_only_from_there_on(centre: Centre) -> None:
    with centre.store.writing() as session:
        presence_rows.replace(session, 0, 0, None, [row(1, 0, 5), row(1, 900, 6), row(2, 900, 7)], int)
        presence_rows.replace(session, 900, 0, {1}, [row(1, 1800, 8)], int)
        facts = {(each.agent_id, each.quarter): each.ms for each in session.scalars(select(PresenceFact))}
        assert facts == {(1, 0): 5, (1, 1800): 8, (2, 900): 7}
        sums = {each.agent_id: each.ms for each in session.scalars(DAYS)}
        assert sums == {1: 13, 2: 7}
        presence_rows.clear(session)
        assert list(session.scalars(select(PresenceFact.agent_id))) == []


def test_a_day_in_two_teams_is_a_part_of_a_day_in_each(centre: Centre) -> None:
    with centre.store.writing() as session:
        made = [row(1, 0, 5), row(1, 900, 6), {**row(1, 1800, 7), "team": "blue"}]
        presence_rows.replace(session, 0, 0, None, made, int)
        assert {each.team: each.ms for each in session.scalars(DAYS)} == {
            "red": 11,
            "blue": 7,
        }


def test_months_are_added_up_from_days(centre: Centre) -> None:
    def month_of(day: int) -> int:
        return day // 10 * 10

    months = select(PresenceRollup).where(PresenceRollup.grain == "m").order_by(PresenceRollup.day)
    with centre.store.writing() as session:
        made = [row(1, 0, 5, day=3), row(1, 900, 6, day=4), row(1, 1800, 7, day=12), row(2, 900, 9, day=4)]
        presence_rows.replace(session, 0, 3, None, made, month_of)
        found = [(each.agent_id, each.day, each.ms) for each in session.scalars(months)]
        assert sorted(found) == [(1, 0, 11), (1, 10, 7), (2, 0, 9)]
        presence_rows.replace(session, 1800, 12, {1}, [row(1, 1800, 1, day=12)], month_of)
        found = [(each.agent_id, each.day, each.ms) for each in session.scalars(months)]
        assert sorted(found) == [(1, 0, 11), (1, 10, 1), (2, 0, 9)]
