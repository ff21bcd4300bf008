"""Routing: the order of the line holds for everybody, skill counts, then idleness."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.rules.routing import FreeAgent, Match, WaitingCall, line_order, match

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
QUEUES = ("billing", "tech", "sales")


def at(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


def call(entry_id: int, queue: str = "billing", priority: int = 0, entered: int = 0) -> WaitingCall:
    return WaitingCall(entry_id, queue, priority, at(entered))


def agent(agent_id: int, idle: int = 0, **levels: int) -> FreeAgent:
    return FreeAgent(agent_id, at(idle), levels or {"billing": 1})


moments = st.integers(0, 5)
lines = st.lists(
    st.builds(call, st.just(0), st.sampled_from(QUEUES), st.integers(0, 2), moments), max_size=8
).map(lambda calls: [WaitingCall(n, c.queue, c.priority, c.first_entered_at) for n, c in enumerate(calls)])
teams = st.lists(
    st.tuples(moments, st.dictionaries(st.sampled_from(QUEUES), st.integers(1, 3))), max_size=6
).map(lambda made: [FreeAgent(n, at(idle), levels) for n, (idle, levels) in enumerate(made)])


@pytest.mark.parametrize(
    ("calls", "agents", "pairs"),
    [
        ([], [agent(1)], []),
        ([call(1)], [], []),
        ([call(1, "tech")], [agent(1)], []),
        ([call(1, entered=5), call(2, entered=4)], [agent(1)], [(2, 1)]),
        ([call(1, entered=4), call(2, priority=1, entered=5)], [agent(1)], [(2, 1)]),
        ([call(2), call(1)], [agent(1)], [(1, 1)]),
        ([call(1)], [agent(1, idle=9), agent(2, idle=3)], [(1, 2)]),
        ([call(1)], [agent(1, idle=3, billing=1), agent(2, idle=9, billing=2)], [(1, 2)]),
        ([call(1)], [agent(2), agent(1)], [(1, 1)]),
        ([call(1, "tech"), call(2, entered=1)], [agent(1, billing=1)], [(2, 1)]),
        ([call(1), call(2, entered=1)], [agent(1), agent(2, idle=1)], [(1, 1), (2, 2)]),
    ],
    ids=[
        "nobody waits", "nobody is free", "nobody can", "first come", "priority", "same moment: older row",
        "longest idle", "skill before idleness", "same idleness: by number", "who can serves the next",
        "two for two",
    ],
)  # fmt: skip
def test_who_takes_which_call(
    calls: list[WaitingCall], agents: list[FreeAgent], pairs: list[tuple[int, int]]
) -> None:
    assert match(calls, agents) == [Match(entry_id, agent_id) for entry_id, agent_id in pairs]


@given(lines, teams)
def test_each_call_and_each_agent_at_most_once(calls: list[WaitingCall], agents: list[FreeAgent]) -> None:
    made = match(calls, agents)
    assert len({pair.entry_id for pair in made}) == len(made)
    assert len({pair.agent_id for pair in made}) == len(made)
    served = {each.entry_id: each.queue for each in calls}
    skills = {each.agent_id: each.levels for each in agents}
    assert all(served[pair.entry_id] in skills[pair.agent_id] for pair in made)


@given(lines, teams)
def test_nobody_is_overtaken(calls: list[WaitingCall], agents: list[FreeAgent]) -> None:
    """Whoever still waits had no agent, free or given to somebody behind them, who could have served."""
    made = match(calls, agents)
    served = {pair.entry_id: pair.agent_id for pair in made}
    skills = {each.agent_id: each.levels for each in agents}
    order = {each.entry_id: line_order(each) for each in calls}
    for waiting in (each for each in calls if each.entry_id not in served):
        behind = {agent for entry, agent in served.items() if order[entry] > order[waiting.entry_id]}
        free = skills.keys() - set(served.values())
        assert not [each for each in behind | free if waiting.queue in skills[each]]


@given(lines, teams)
def test_offers_go_out_in_the_order_of_the_line(calls: list[WaitingCall], agents: list[FreeAgent]) -> None:
    order = {each.entry_id: line_order(each) for each in calls}
    keys = [order[pair.entry_id] for pair in match(calls, agents)]
    assert keys == sorted(keys)


@given(lines, teams)
def test_the_order_of_rows_means_nothing(calls: list[WaitingCall], agents: list[FreeAgent]) -> None:
    before = match(calls, agents)
    assert match(calls[::-1], agents[::-1]) == before
