"""Asking for figures: any period, filter and split gives what counting the facts one by one gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from support.errors import Refused
from support.rules.call_facts import Facts
from support.rules.metrics import DURATIONS, Sums
from support.rules.periods import group_of
from support.rules.tallies import COUNTS, LONGEST, Tally
from support.services import metrics, policies
from support.services.metrics import Asked
from support.store.base import Session, Store
from support.store.facts import PresenceFact
from support.store.rollups import PresenceRollup
from tests.support import books, facts_made

MADRID = "Europe/Madrid"  # clocks go forward on 29 March 2026
HAVANA = "America/Havana"  # and here at midnight, on 8 March
POLICIES = "ramal policies: 1\ntimezone: {}\n"
BY_WORDS = ("queue", "agent", "team", "flow", "language", "number", "intent")
BY_TIME = ("quarter", "hour", "day", "week", "month", "hour_of_day", "weekday")
WHOLE = ("2026-02-20T00:00", "2026-04-20T00:00")
PERIODS = (
    WHOLE,
    ("2026-02-28T23:00", "2026-03-31T22:00"),  # March in Madrid
    ("2026-03-28T23:00", "2026-03-29T22:00"),  # the day of 23 hours
    ("2026-03-08T05:00", "2026-03-09T04:00"),  # and Havana's
    ("2026-03-05T10:07", "2026-03-31T15:52"),
    ("2026-03-05T10:07", "2026-03-05T10:08"),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Counted:
    """A centre with facts, and the same facts to count slowly."""

    def __init__(self, session: Session, zone: str) -> None:
        self.session, self.zone = session, ZoneInfo(zone)
        policies.publish(session, POLICIES.format(zone), None, at("2026-01-01T00:00"))
        self.made = facts_made.calls(3, 150, at(WHOLE[0]), at(WHOLE[1]), self.zone)
        facts_made.keep(session, self.made)
        books.recount(session, self.zone)

    def slowly(self, asked: Asked, group: Callable[[Any, str], Any], grain: str = "q") -> dict[Any, Sums]:
        """`group` of a fact, given its team."""
        tallies: dict[Any, Tally] = {}
        for each in self._each():
            fact: Any = each.call or (*each.stays, *each.legs)[0]
            team = _team(each, fact)
            if not self._is_within(fact, asked, grain) or (asked.queues and fact.queue not in asked.queues):
                continue
            if asked.dim and _value(fact, asked.dim, team) != asked.value:
                continue
            # the legs of a call only tell its team
            counted = Facts(each.call, each.stays, () if each.call else each.legs, ())
            if not each.call or each.call.outcome:
                tallies.setdefault(group(fact, team), Tally(self.zone)).add(counted)
        found = {key: _sums(tally) for key, tally in tallies.items()}
        return {key: sums for key, sums in found.items() if sums != Sums()}

    def by_time(self, by: str) -> Callable[[Any, str], int]:
        return lambda fact, _: group_of(by, fact.quarter, self.zone)

    def _each(self) -> list[Facts]:
        found: list[Facts] = []
        for each in self.made:
            found.append(Facts(each.call, (), each.legs, ()))
            found += [Facts(None, (stay,), (), ()) for stay in each.stays]
            found += [Facts(None, (), (leg,), ()) for leg in each.legs]
        return found

    def _is_within(self, fact: Any, asked: Asked, grain: str) -> bool:
        start, end = asked.start.timestamp(), asked.end.timestamp()
        if grain == "q":
            return bool(start // 900 * 900 <= fact.quarter < end)
        hour = group_of("hour", fact.quarter, self.zone)
        return hour + 3600 > start and hour < end


def _team(each: Facts, fact: Any) -> str:
    if each.call is None:
        return str(fact.team)
    return next((leg.team for leg in reversed(each.legs) if leg.agent_id == fact.agent_id), "")


def _value(fact: Any, dim: str, team: str) -> str:
    if dim == "agent":
        return "" if fact.agent_id is None else str(fact.agent_id)
    return team if dim == "team" else str(getattr(fact, dim))


def _by_word(by: str) -> Callable[[Any, str], str]:
    return lambda fact, team: _value(fact, by, team)


def _sums(tally: Tally) -> Sums:
    found = [0] * len(COUNTS)
    for (grain, dim, *_), change in tally.changes():
        if (grain, dim) == ("d", ""):
            longest = max(found[LONGEST], change.longest)
            found = [one + other for one, other in zip(found, change.values, strict=True)]
            found[LONGEST] = longest
    return Sums(*found)


@pytest.fixture(params=[MADRID, HAVANA])
def counted(store: Store, request: pytest.FixtureRequest) -> Any:
    with store.writing() as session:
        yield Counted(session, request.param)


def test_totals(counted: Counted) -> None:
    for (start, end), queues in product(PERIODS, ((), ("tech",), ("tech", "gone"), ("never",))):
        asked = Asked(at(start), at(end), queues)
        slow = counted.slowly(asked, lambda *_: "").get("", Sums())
        assert metrics.total(counted.session, asked) == slow
    for dim, value in (
        ("agent", "1"),
        ("agent", ""),
        ("team", "north"),
        ("intent", "bill"),
        ("flow", "gone"),
    ):
        asked = Asked(at(start), at(end), (), dim, value)
        slow = counted.slowly(asked, lambda *_: "", "h").get("", Sums())
        assert metrics.total(counted.session, asked) == slow


def test_split_by_words(counted: Counted) -> None:
    for (start, end), by in product(PERIODS, BY_WORDS):
        asked = Asked(at(start), at(end), ("tech", "billing"))
        grain = "q" if by == "queue" else "h"
        slow = counted.slowly(asked, _by_word(by), grain)
        assert metrics.split(counted.session, asked, by) == slow


def test_split_by_time(counted: Counted) -> None:
    for (start, end), by in product(PERIODS, BY_TIME):
        asked = Asked(at(start), at(end))
        slow = counted.slowly(asked, counted.by_time(by))
        assert metrics.split(counted.session, asked, by) == slow


def test_split_of_one_agent_by_time(counted: Counted) -> None:
    asked = Asked(at(WHOLE[0]), at(WHOLE[1]), ("tech",), "agent", "2")
    for by in ("hour", "day", "hour_of_day", "weekday"):
        slow = counted.slowly(asked, counted.by_time(by), "h")
        assert metrics.split(counted.session, asked, by) == slow
    assert list(metrics.split(counted.session, asked, "agent")) == ["2"]
    assert metrics.split(counted.session, asked, "queue") == {"tech": metrics.total(counted.session, asked)}


def test_durations(counted: Counted) -> None:
    for (start, end), (dim, value) in product(
        PERIODS, (("", ""), ("agent", "2"), ("team", "south"), ("language", "es"))
    ):
        asked = Asked(at(start), at(end), ("tech", "billing"), dim, value)
        tally = Tally(counted.zone)
        for each in counted.made:
            tally.add(Facts(None, tuple(f for f in each.stays if _is_of(counted, f, asked)),
                            tuple(f for f in each.legs if _is_of(counted, f, asked)), ()))  # fmt: skip
        slow: dict[str, Counter[int]] = {measure: Counter() for measure in DURATIONS}
        for (grain, of, *_), spreads in tally.spreads():
            if (grain, of) == ("d", ""):
                for measure, spread in spreads.items():
                    slow[measure].update(spread)
        assert {each: metrics.durations(counted.session, asked, each) for each in DURATIONS} == slow


def test_durations_of_every_agent(counted: Counted) -> None:
    for (start, end), measure in product(PERIODS, DURATIONS):
        asked = Asked(at(start), at(end), ("tech", "billing"))
        found = metrics.durations_by_agent(counted.session, asked, measure)
        for agent in ("", "1", "2", "3"):
            of_one = Asked(asked.start, asked.end, asked.queues, "agent", agent)
            assert found.get(agent, {}) == metrics.durations(counted.session, of_one, measure)


def _is_of(counted: Counted, fact: Any, asked: Asked) -> bool:
    is_filtered = not asked.dim or _value(fact, asked.dim, fact.team) == asked.value
    return is_filtered and fact.queue in asked.queues and counted._is_within(fact, asked, "q")


@pytest.mark.parametrize(
    "period",
    [("2031-01-01T00:00", "2031-02-01T00:00"), ("2026-04-01T00:00", "2026-03-01T00:00"),
     ("2026-03-01T00:00", "2026-03-01T00:00")],
    ids=["future", "reversed", "empty"],
)  # fmt: skip
def test_a_period_with_nothing_has_nothing(counted: Counted, period: tuple[str, str]) -> None:
    start, end = map(at, period)
    asked = Asked(start, end)
    assert metrics.total(counted.session, asked) == Sums()
    assert all(metrics.split(counted.session, asked, by) == {} for by in (*BY_WORDS, *BY_TIME))
    assert metrics.durations(counted.session, asked, "talk") == {}
    assert metrics.steps(counted.session, "acme", start, end) == []
    assert metrics.receipts(counted.session, start, end) == []
    assert metrics.presences(counted.session, start, end) == {}
    assert metrics.behind(counted.session, asked, "stays offered") == []
    assert metrics.behind(counted.session, asked, "stays longest") == []


@pytest.mark.parametrize("period", PERIODS[:1] + PERIODS[4:])
def test_as_many_behind_a_figure_as_it_counts(counted: Counted, period: tuple[str, str]) -> None:
    asked = Asked(at(period[0]), at(period[1]), ("tech", "billing", "gone", ""))
    sums = metrics.total(counted.session, asked)
    expected = {
        "stays answered": sums.answered, "stays flowed": sums.flowed, "legs handled": sums.handled,
        "stays late": sums.answered - sums.answered_in + sums.abandoned - sums.short,
        "legs missed": sums.missed, "calls all": sums.calls, "calls repeated": sums.repeated,
        "calls abandoned_menu": sums.abandoned_menu,
    }  # fmt: skip
    for of, number in expected.items():
        found = paged(counted.session, asked, of)
        assert len(found) == number
        assert found == sorted(found, key=lambda row: (row.at, row.id), reverse=True)


def paged(session: Session, asked: Asked, of: str) -> list[metrics.BehindRow]:
    found: list[metrics.BehindRow] = []
    while page := metrics.behind(session, asked, of, 7, found[-1].id if found else None):
        found += page
    return found


def test_behind_one_team(counted: Counted) -> None:
    for team in ("north", ""):
        asked = Asked(at(WHOLE[0]), at(WHOLE[1]), (), "team", team)
        sums = metrics.total(counted.session, asked)
        assert len(paged(counted.session, asked, "calls all")) == sums.calls
        assert len(paged(counted.session, asked, "legs rings")) == sums.rings


def test_the_longest_waits_come_by_their_length(counted: Counted) -> None:
    asked = Asked(at(WHOLE[0]), at(WHOLE[1]))
    found = paged(counted.session, asked, "stays longest")
    waits = sorted(
        (stay.wait_ms for each in counted.made for stay in each.stays if not stay.is_callback), reverse=True
    )
    assert [row.wait_ms for row in found] == waits
    assert found[0].wait_ms == metrics.total(counted.session, asked).longest_ms


def test_facts_that_there_are_not(counted: Counted) -> None:
    asked = Asked(at(WHOLE[0]), at(WHOLE[1]))
    for of in ("stays eaten", "birds", ""):
        with pytest.raises(Refused):
            metrics.behind(counted.session, asked, of)
    with pytest.raises(Refused):
        metrics.split(counted.session, asked, "colour")
    with pytest.raises(Refused):
        metrics.total(counted.session, Asked(asked.start, asked.end, (), "colour", "red"))
    with pytest.raises(Refused):
        metrics.split(counted.session, Asked(asked.start, asked.end, (), "team", "north"), "agent")


def test_steps_and_receipts(counted: Counted) -> None:
    start, end = metrics.days(counted.session, date(2026, 3, 1), date(2026, 3, 31))
    calls = [each.call for each in counted.made if each.call and each.call.outcome]
    march = [call for call in calls if call and start <= call.arrived_at < end]
    steps = metrics.steps(counted.session, "acme", start, end)
    assert sum(each.count for each in steps) == sum(len(call.path) for call in march if call.flow == "acme")
    assert {each.following for each in steps if each.how == "hangup"} == {""}
    of_all = metrics.receipts(counted.session, start, end)
    assert sum(each.count for each in of_all) == sum(len(call.receipts) for call in march)
    of_one = metrics.receipts(counted.session, start, end, "acme", "pt-BR")
    assert {(each.flow, each.language) for each in of_one} == {("acme", "pt-BR")}
    assert sum(each.heard for each in of_all) == sum(r["heard"] for call in march for r in call.receipts)


def test_days_are_the_centres(store: Store) -> None:
    with store.writing() as session:
        policies.publish(session, POLICIES.format(MADRID), None, at("2026-01-01T00:00"))
        start, end = metrics.days(session, date(2026, 3, 29), date(2026, 3, 29))
        assert (start, end) == (at("2026-03-28T23:00"), at("2026-03-29T22:00"))


def test_presence_by_agent_team_and_time(store: Store) -> None:
    noon = int(at("2026-03-02T12:00").timestamp())
    day = int(at("2026-03-02T00:00").timestamp())
    kept = ((1, "north", 0, "available", "", 600_000), (1, "north", 900, "away", "lunch", 900_000),
            (2, "south", 0, "on_call", "", 300_000))  # fmt: skip
    with store.writing() as session:
        policies.publish(session, POLICIES.format("UTC"), None, at("2026-01-01T00:00"))
        for agent, team, later, presence, reason, ms in kept:
            session.add(PresenceFact(agent_id=agent, quarter=noon + later, presence=presence, reason=reason,
                                     day=day, team=team, ms=ms))  # fmt: skip
            session.add(PresenceRollup(grain="d", agent_id=agent, day=day, presence=presence, reason=reason,
                                       team=team, ms=ms))  # fmt: skip
        session.flush()
        whole = Asked(at("2026-03-01T00:00"), at("2026-03-05T00:00"))
        quarter = Asked(at("2026-03-02T12:00"), at("2026-03-02T12:15"))
        assert metrics.total(session, whole) == Sums(
            available_ms=600_000, away_ms=900_000, on_call_ms=300_000
        )
        assert metrics.total(session, whole, presence=False) == Sums()
        assert metrics.split(session, whole, "agent", presence=False) == {}
        assert metrics.split(session, whole, "day", presence=False) == {}
        assert metrics.total(session, quarter) == Sums(available_ms=600_000, on_call_ms=300_000)
        assert metrics.split(session, whole, "agent") == {
            "1": Sums(available_ms=600_000, away_ms=900_000), "2": Sums(on_call_ms=300_000)
        }  # fmt: skip
        assert metrics.split(session, whole, "team")["south"] == Sums(on_call_ms=300_000)
        assert list(metrics.split(session, whole, "day")) == [day]
        assert metrics.split(session, whole, "hour_of_day") == {12: metrics.total(session, whole)}
        assert metrics.total(session, Asked(whole.start, whole.end, (), "agent", "2")) == Sums(
            on_call_ms=300_000
        )
        assert metrics.total(session, Asked(whole.start, whole.end, (), "team", "north")).away_ms == 900_000
        assert metrics.total(session, Asked(whole.start, whole.end, ("tech",))) == Sums()
        assert metrics.presences(session, quarter.start, quarter.end + timedelta(minutes=15), (1,)) == {
            1: {("available", ""): 600_000, ("away", "lunch"): 900_000}
        }  # fmt: skip
