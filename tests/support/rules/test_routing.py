"""Routing: the order of the line holds for everybody; then who the agent is; no line is read for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.rules.routing import (
    FreeAgent,
    Match,
    Need,
    Strategy,
    Team,
    WaitingCall,
    line_order,
    match,
    match_lines,
    match_team,
    need,
    required,
)

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NOW = START + timedelta(seconds=100)
QUEUES = ("billing", "tech", "sales")
SKILLS = ("english", "vip")
STRATEGIES: tuple[Strategy, ...] = ("longest idle", "round robin", "fewest calls")
Pairs = list[tuple[int, int]]


def at(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


def call(
    entry_id: int, queue: str = "billing", priority: int = 0, place: int = 0, **skills: int
) -> WaitingCall:
    return WaitingCall(entry_id, queue, priority, at(place), at(place), skills)


def agent(agent_id: int, idle: int = 0, **ranks: int) -> FreeAgent:
    return FreeAgent(agent_id, at(idle), ranks or {"billing": 1})


def able(agent_id: int, idle: int = 0, rank: int = 1, **skills: int) -> FreeAgent:
    return FreeAgent(agent_id, at(idle), {"billing": rank}, skills)


def matched(calls: list[WaitingCall], agents: list[FreeAgent], strategy: Strategy = "longest idle") -> Pairs:
    ordered = sorted(calls, key=line_order)
    made = match(ordered, agents, NOW, dict.fromkeys(QUEUES, strategy))
    return [(pair.entry_id, pair.agent_id) for pair in made]


@pytest.mark.parametrize(
    ("calls", "agents", "pairs"),
    [
        ([], [agent(1)], []),
        ([call(1)], [], []),
        ([call(1, "tech")], [agent(1)], []),
        ([call(1, place=5), call(2, place=4)], [agent(1)], [(2, 1)]),
        ([call(1, place=4), call(2, priority=1, place=5)], [agent(1)], [(2, 1)]),
        ([call(2), call(1)], [agent(1)], [(1, 1)]),
        ([call(1)], [agent(1, idle=9), agent(2, idle=3)], [(1, 2)]),
        ([call(1)], [agent(1, idle=3, billing=2), agent(2, idle=9, billing=1)], [(1, 2)]),
        ([call(1)], [agent(2), agent(1)], [(1, 1)]),
        ([call(1, "tech"), call(2, place=1)], [agent(1)], [(2, 1)]),
        ([call(1), call(2, place=1)], [agent(1), agent(2, idle=1)], [(1, 1), (2, 2)]),
        ([call(1, english=3)], [able(1), able(2, idle=9, english=3)], [(1, 2)]),
        ([call(1, english=3)], [able(1, english=2)], []),
        ([call(1, english=3), call(2, place=1)], [able(1)], [(2, 1)]),
        ([call(1, english=3)], [able(1, english=4), able(2, idle=9, english=5)], [(1, 2)]),
        ([call(1, english=3)], [able(1, rank=1, english=3), able(2, rank=2, english=9)], [(1, 1)]),
        ([call(1, english=3)], [able(1, idle=9, english=3, vip=9), able(2, english=3)], [(1, 2)]),
    ],
    ids=[
        "nobody waits", "nobody is free", "nobody can", "first come", "priority", "same moment: older row",
        "longest idle", "rank before idleness", "same idleness: by number", "who can serves the next",
        "two for two", "skill needed", "too low a level", "who lacks the skill takes the next",
        "the more skilled", "rank before skill", "only needed skills count",
    ],
)  # fmt: skip
def test_who_takes_which_call(calls: list[WaitingCall], agents: list[FreeAgent], pairs: Pairs) -> None:
    assert matched(calls, agents) == pairs


@pytest.mark.parametrize(
    ("strategy", "first"), [("longest idle", 1), ("round robin", 3), ("fewest calls", 2)]
)
def test_strategies(strategy: Strategy, first: int) -> None:
    agents = [
        replace(agent(1, idle=1), last_offered_at=at(9), calls_today=5),
        replace(agent(2, idle=3), last_offered_at=at(8), calls_today=2),
        replace(agent(3, idle=2), last_offered_at=at(7), calls_today=3),
    ]
    assert matched([call(1)], agents, strategy) == [(1, first)]


def test_who_was_never_offered_anything_is_first_in_the_round() -> None:
    agents = [replace(agent(1), last_offered_at=at(1)), agent(2, idle=9)]
    assert matched([call(1)], agents, "round robin") == [(1, 2)]


def test_who_talked_with_the_customer_is_asked_first() -> None:
    calls = [replace(call(1), sticky_agent_id=2)]
    assert matched(calls, [agent(1), agent(2, idle=9, billing=3)]) == [(1, 2)]
    assert matched(calls, [agent(1), agent(2, tech=1)]) == [(1, 1)], "not when they serve other queues"
    assert matched(calls, [agent(1)]) == [(1, 1)], "not when they are not free"
    needing = [replace(call(1, english=2), sticky_agent_id=2)]
    assert matched(needing, [able(1, english=2), able(2)]) == [(1, 1)], "not without the skill"


def test_a_call_kept_for_somebody_waits_for_them() -> None:
    calls = [replace(call(1, vip=9), only_agent_id=7), call(2, place=1)]
    assert matched(calls, [agent(1)]) == [(2, 1)]
    assert matched(calls, [agent(1), agent(7, tech=1)]) == [(1, 7), (2, 1)]


@pytest.mark.parametrize(
    ("waited", "needed"),
    [(0, {"english": 5, "vip": 2}), (29, {"english": 5, "vip": 2}), (30, {"english": 3}),
     (60, {"english": 1}), (90, {}), (-5, {"english": 5, "vip": 2})],
)  # fmt: skip
def test_what_is_needed_falls_while_a_caller_waits(waited: int, needed: dict[str, int]) -> None:
    waiting = replace(call(1, english=5, vip=2), relax_every_s=30, relax_by=2)
    assert required(waiting, at(waited)) == needed


def test_what_is_needed_stays_where_nothing_relaxes() -> None:
    assert required(call(1, english=5), at(100_000)) == {"english": 5}


# --- whatever comes ----------------------------------------------------------------------------------

moments = st.integers(0, 99)
few = st.integers(0, 3)
levels = st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 4))
agent_ids = st.one_of(st.none(), st.none(), few)
lines = st.lists(
    st.builds(
        WaitingCall, st.just(0), st.sampled_from(QUEUES), few, moments.map(at), moments.map(at), levels,
        st.sampled_from((0, 20, 60)), st.integers(1, 2), agent_ids, agent_ids,
    ),
    max_size=8,
).map(lambda calls: [replace(each, entry_id=n) for n, each in enumerate(calls)])  # fmt: skip
teams = st.lists(
    st.builds(
        FreeAgent, st.just(0), moments.map(at), st.dictionaries(st.sampled_from(QUEUES), st.integers(1, 3)),
        levels, st.one_of(st.none(), moments.map(at)), few,
    ),
    max_size=6,
).map(lambda made: [replace(each, agent_id=n) for n, each in enumerate(made)])  # fmt: skip
plans = st.dictionaries(st.sampled_from(QUEUES), st.sampled_from(STRATEGIES))


def may_take(each: FreeAgent, waiting: WaitingCall) -> bool:
    if waiting.only_agent_id is not None:
        return waiting.only_agent_id == each.agent_id
    needed = required(waiting, NOW)
    return waiting.queue in each.ranks and all(each.skills.get(s, 0) >= level for s, level in needed.items())


@given(lines, teams, plans)
def test_each_call_and_each_agent_at_most_once_and_only_who_may(
    calls: list[WaitingCall], agents: list[FreeAgent], plan: dict[str, Strategy]
) -> None:
    made = match(sorted(calls, key=line_order), agents, NOW, plan)
    assert len({pair.entry_id for pair in made}) == len(made)
    assert len({pair.agent_id for pair in made}) == len(made)
    assert all(may_take(agents[pair.agent_id], calls[pair.entry_id]) for pair in made)


@given(lines, teams, plans)
def test_nobody_is_overtaken(
    calls: list[WaitingCall], agents: list[FreeAgent], plan: dict[str, Strategy]
) -> None:
    """Whoever still waits had no agent, free or given to somebody behind them, who could have served."""
    served = {
        pair.entry_id: pair.agent_id for pair in match(sorted(calls, key=line_order), agents, NOW, plan)
    }
    for waiting in (each for each in calls if each.entry_id not in served):
        behind = {a for entry, a in served.items() if line_order(calls[entry]) > line_order(waiting)}
        free = {each.agent_id for each in agents} - set(served.values())
        assert not [each for each in behind | free if may_take(agents[each], waiting)]


@given(lines, teams, plans)
def test_nobody_better_was_free(
    calls: list[WaitingCall], agents: list[FreeAgent], plan: dict[str, Strategy]
) -> None:
    free = {each.agent_id: each for each in agents}
    for pair in match(sorted(calls, key=line_order), agents, NOW, plan):
        taken = calls[pair.entry_id]
        chosen = free.pop(pair.agent_id)
        rivals = [each for each in free.values() if may_take(each, taken)]
        if taken.only_agent_id is None and taken.sticky_agent_id != chosen.agent_id:
            assert taken.sticky_agent_id not in {each.agent_id for each in rivals}
            needed = required(taken, NOW)
            worth = {
                each.agent_id: (each.ranks[taken.queue], -sum(each.skills[skill] for skill in needed))
                for each in (*rivals, chosen)
            }
            assert worth[chosen.agent_id] == min(worth.values())


@given(lines, teams, plans)
def test_offers_go_out_in_the_order_of_the_line(
    calls: list[WaitingCall], agents: list[FreeAgent], plan: dict[str, Strategy]
) -> None:
    keys = [
        line_order(calls[pair.entry_id]) for pair in match(sorted(calls, key=line_order), agents, NOW, plan)
    ]
    assert keys == sorted(keys)


@given(lines, teams, plans)
def test_lines_kept_apart_give_the_same_pairs(
    calls: list[WaitingCall], agents: list[FreeAgent], plan: dict[str, Strategy]
) -> None:
    ordered = sorted(calls, key=line_order)
    apart = {
        queue: [each for each in ordered if each.queue == queue and each.only_agent_id is None]
        for queue in QUEUES
    }
    kept = [each for each in ordered if each.only_agent_id is not None]
    together = match(ordered, agents, NOW, plan)
    assert match_lines(apart, agents, NOW, plan, kept) == together
    assert match_lines(apart, agents[::-1], NOW, plan, kept) == together, "the order of rows means nothing"


def test_a_line_is_read_no_further_than_its_agents() -> None:
    read: list[int] = []

    def line(queue: str) -> Iterator[WaitingCall]:
        for n in range(1000):
            read.append(n)
            yield call(n, queue, place=n)

    apart = {queue: line(queue) for queue in QUEUES}
    made = match_lines(apart, [agent(1), agent(2)], NOW, {})
    assert made == [Match(0, 1), Match(1, 2)]
    assert len(read) == 2


@given(lines, teams, plans)
def test_what_is_hopeless_is_left_out_and_nothing_changes(
    calls: list[WaitingCall], agents: list[FreeAgent], plan: dict[str, Strategy]
) -> None:
    ordered = [each for each in sorted(calls, key=line_order) if each.only_agent_id is None]
    team = Team(agents, plan)
    passed: dict[Need, WaitingCall] = {}

    def line(queue: str) -> Iterator[WaitingCall]:
        for each in (each for each in ordered if each.queue == queue):
            of_queue = {known: call for known, call in passed.items() if call.queue == queue}
            if not any(is_of(known, each) for known in team.hopeless(of_queue, NOW)):
                yield each
                if known := need(each, NOW):
                    passed[known] = each

    assert match_team(team, {queue: line(queue) for queue in QUEUES}, NOW) == match(
        ordered, agents, NOW, plan
    )


def test_who_waits_longer_may_need_less() -> None:
    """Levels fall every 30 s: what is hopeless for one is for those who came later, and for nobody before."""
    skilled = replace(call(0), skills={"english": 3}, relax_every_s=30)
    known = need(replace(skilled, entered_at=NOW - timedelta(seconds=40)), NOW)
    assert known
    assert not is_of(known, replace(skilled, entered_at=NOW - timedelta(seconds=60)))
    assert is_of(known, replace(skilled, entered_at=NOW - timedelta(seconds=59)))
    assert need(replace(skilled, entered_at=NOW - timedelta(seconds=90)), NOW) is None
    assert need(call(0), NOW) is None


def is_of(known: Need, each: WaitingCall) -> bool:
    same = (tuple(each.skills.items()), each.relax_every_s, each.relax_by)
    return (
        same == (known.skills, known.relax_every_s, known.relax_by) and each.entered_at > known.entered_after
    )
