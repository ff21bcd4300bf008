"""Asking for figures: sums over any period, split in any way, and the calls behind them.

A period is half-open and grows outwards to whole quarters of an hour; where something is kept by the hour
(everything but the whole and queues: `support.rules.tallies.GRAINS`), to whole hours of the centre's clock.
One that is empty, reversed or still to come has no sums, and that is no error. Days are the centre's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil, floor
from typing import Any
from zoneinfo import ZoneInfo

from support.errors import Refused
from support.rules import local_days, periods
from support.rules.metrics import PRESENCES, Sums
from support.rules.periods import Part
from support.rules.tallies import COUNTS, GRAINS, LONGEST
from support.services import policies
from support.store import figures as store
from support.store import figures_behind as behind_store
from support.store.base import Session
from support.store.rollups import Rollup

Keys = str | int
_PRESENCE = {name.removesuffix("_ms"): place for place, name in enumerate(PRESENCES)}
_TOLD_APART = ("agent", "team")  # presences, by these


@dataclass(frozen=True, slots=True)
class Asked:
    """A period (UTC), some queues, and one further filter: a dimension of the rollups and its value.

    `queues` () is every one, those that are gone too. `value` "" of a dimension is "unknown".
    """

    start: datetime
    end: datetime
    queues: tuple[str, ...] = ()
    dim: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class StepCount:
    """How often callers went from a step to the next ("": the call ended there), and how long they took."""

    step: str
    following: str
    how: str
    count: int
    ms: int


@dataclass(frozen=True, slots=True)
class ReceiptCount:
    """How questions of one kind went; `count` of them, the others as in receipts."""

    flow: str
    language: str
    step: str
    kind: str
    intent: str
    input: str
    result: str
    count: int
    asked: int
    heard: int
    confirmed: int
    corrected: int
    rejected: int
    silent: int
    keyed: int
    answer_ms: int


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One fact behind a figure: a call, or a stay or leg of it. `end` of a call is its outcome.

    `at`: when it is booked. `source` "" is this centre's; others' calls (negative ids) have no page. Lengths
    that such a fact has not are 0.
    """

    id: int
    call_id: int
    at: datetime
    queue: str
    agent_id: int | None
    flow: str
    intent: str
    language: str
    end: str
    source: str
    wait_ms: int
    ring_ms: int
    talk_ms: int
    hold_ms: int
    wrap_ms: int


def zone(session: Session) -> ZoneInfo:
    """The centre's: its policies say."""
    return ZoneInfo(policies.current(session).timezone)


def days(session: Session, start: date, end: date) -> tuple[datetime, datetime]:
    """The period of these days of the centre, both included."""
    where = zone(session)
    first, last = local_days.begins(start, where), local_days.begins(end + timedelta(days=1), where)
    return datetime.fromtimestamp(first, UTC), datetime.fromtimestamp(last, UTC)


def total(session: Session, asked: Asked, *, presence: bool = True) -> Sums:
    """Of the whole period. `longest_ms` is the longest of all waits.

    `presence`: whether agents' presences are wanted too; over long periods they cost more than all else.
    """
    found = _Found()
    for part in _parts(session, asked, _kept(asked.dim)):
        for row in store.sums(session, part, _narrow(asked)):
            found.add("", row[1:])
        if presence and _has_presence(asked):
            _add_presences(session, asked, part, found, "", lambda _: "")
    return found.sums().get("", Sums())


def split(session: Session, asked: Asked, by: str, *, presence: bool = True) -> dict[Keys, Sums]:
    """By queue, agent, team, flow, language, number, intent, or time; groups with nothing are absent.

    Keys are words, or for time Unix seconds at which a quarter, hour, day, week or month begins, 0 to 23 for
    `hour_of_day`, 0 (Monday) to 6 for `weekday`. Agents are told by their ids, as words. What is kept by the
    hour has hours for quarters. `presence` as for `total`. Raises Refused for a second dimension beside the
    one that is filtered by.
    """
    if by in periods.BY_TIME:
        return _by_time(session, asked, by, presence)
    if by == "queue":
        return _by_words(session, asked, Rollup.queue, "", False)
    if not by or by not in GRAINS:
        raise Refused("figures cannot be split by %(what)s", what=by)
    if asked.dim not in ("", by):
        raise Refused("figures of one %(what)s cannot be split by another", what=asked.dim)
    return _by_words(session, asked, Rollup.value, by, presence and by in _TOLD_APART)


def durations(session: Session, asked: Asked, measure: str) -> dict[int, int]:
    """How many lasted how long, by bucket (`support.rules.metrics.bucket`); `measure`: one of DURATIONS.

    Parts of days are counted fact by fact.
    """
    return _durations(session, asked, measure, "").get("", {})


def durations_by_agent(session: Session, asked: Asked, measure: str) -> dict[str, dict[int, int]]:
    """The same of every agent, by their ids as words. `asked.dim` must be ""."""
    found = _durations(session, asked, measure, "agent")
    return {agent: each for agent, each in found.items() if each}


def steps(session: Session, flow: str, start: datetime, end: datetime) -> list[StepCount]:
    """Of calls that are over, by the days in which the period lies."""
    first, last = whole_days(session, start, end)
    return [StepCount(*row) for row in store.steps(session, flow, first, last)]


def receipts(
    session: Session, start: datetime, end: datetime, flow: str = "", language: str = ""
) -> list[ReceiptCount]:
    """Of calls that are over, by the days in which the period lies. `flow`, `language` "" are all."""
    first, last = whole_days(session, start, end)
    found = store.receipts(session, first, last, flow, language)
    return [ReceiptCount(*row) for row in found]


def presences(
    session: Session, start: datetime, end: datetime, agent_ids: Sequence[int] = ()
) -> dict[int, dict[tuple[str, str], int]]:
    """Milliseconds by agent, and (presence, reason). `agent_ids` () are all."""
    found: dict[int, dict[tuple[str, str], int]] = {}
    for part in _parts(session, Asked(start, end), "qdm"):
        for agent, presence, reason, ms in store.presences(session, part, agent_ids, None, "agent"):
            each = found.setdefault(agent, {})
            each[presence, reason] = each.get((presence, reason), 0) + int(ms)
    return found


def behind(
    session: Session, asked: Asked, of: str, limit: int = 50, before_id: int | None = None
) -> list[BehindRow]:
    """The facts behind a figure, newest first; `before_id`: the last row's id, for the page after it.

    `of`: as measures have it, such as `stays answered`. Of the longest waits come the longest, some
    hundreds. Raises Refused for facts that there are not.
    """
    kind, _, which = of.partition(" ")
    if not behind_store.knows(kind, which):
        raise Refused("there are no calls behind %(what)s", what=of)
    start, end = _rounded(session, asked, _kept(asked.dim))
    found = behind_store.rows(session, (kind, which), (start, end), _narrow(asked), limit, before_id)
    return [_row(kind, fact) for fact in found]


def _row(kind: str, fact: Any) -> BehindRow:
    if kind == "calls":
        return BehindRow(fact.id, fact.id, fact.arrived_at, fact.queue, fact.agent_id, fact.flow, fact.intent,
                         fact.language, fact.outcome, fact.source, fact.wait_ms, fact.ring_ms, fact.talk_ms,
                         fact.hold_ms, fact.wrap_ms)  # fmt: skip
    same = (fact.queue, fact.agent_id, fact.flow, fact.intent, fact.language, fact.end, fact.source)
    if kind == "stays":
        return BehindRow(fact.id, fact.call_id, fact.entered_at, *same, fact.wait_ms, 0, 0, fact.hold_ms, 0)
    lengths = (fact.ring_ms, fact.talk_ms, fact.hold_ms, fact.wrap_ms)
    return BehindRow(fact.id, fact.call_id, fact.offered_at, *same, 0, *lengths)


# --- how --------------------------------------------------------------------------------------------------


def _durations(session: Session, asked: Asked, measure: str, by: str) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = defaultdict(Counter)
    for part in _parts(session, asked, "qdm"):
        for key, spread in store.spreads(session, part, _narrow(asked), measure, by).items():
            found[key].update(spread)
    return found


class _Found:
    """Sums by group, while they are added up."""

    def __init__(self) -> None:
        self._groups: dict[Keys, list[int]] = {}

    def add(self, key: Keys, counted: Sequence[Any]) -> None:
        group = self._group(key)
        longest = max(group[LONGEST], counted[LONGEST])
        for place, amount in enumerate(counted):
            group[place] += int(amount)
        group[LONGEST] = int(longest)

    def add_presence(self, key: Keys, presence: str, ms: int) -> None:
        if presence in _PRESENCE:
            self._group(key)[len(COUNTS) + _PRESENCE[presence]] += int(ms)

    def sums(self) -> dict[Keys, Sums]:
        return {key: Sums(*self._groups[key]) for key in sorted(self._groups)}

    def _group(self, key: Keys) -> list[int]:
        return self._groups.setdefault(key, [0] * (len(COUNTS) + len(PRESENCES)))


def _by_words(session: Session, asked: Asked, key: Any, dim: str, presence: bool) -> dict[Keys, Sums]:
    found = _Found()
    for part in _parts(session, asked, _kept(dim or asked.dim)):
        for row in store.sums(session, part, _narrow(asked), key, dim):
            found.add(row[0], row[1:])
        if presence and _has_presence(asked):
            _add_presences(session, asked, part, found, dim, str)
    return found.sums()


def _by_time(session: Session, asked: Asked, by: str, presence: bool) -> dict[Keys, Sums]:
    found, where, kept = _Found(), zone(session), _kept(asked.dim)
    for part in _parts(session, asked, periods.grains_by(by, kept)):
        key: Any = Rollup.start
        group: Callable[[int], Keys] = lambda moment: periods.group_of(by, moment, where)  # noqa: E731
        if by == "hour_of_day":
            key, group = store.hour_of_day(periods.offsets(part.start, part.end, where)), int
        for row in store.sums(session, part, _narrow(asked), key):
            found.add(group(row[0]), row[1:])
        if presence and _has_presence(asked):
            _add_presences(
                session, asked, part, found, "start", lambda moment: periods.group_of(by, moment, where)
            )
    return found.sums()


def _parts(session: Session, asked: Asked, grains: str) -> list[Part]:
    return periods.cover(*_rounded(session, asked, grains), zone(session), grains)


def _rounded(session: Session, asked: Asked, grains: str) -> tuple[int, int]:
    start, end = floor(asked.start.timestamp()), ceil(asked.end.timestamp())
    return periods.rounded(start, end, zone(session), grains[0])


def whole_days(session: Session, start: datetime, end: datetime) -> tuple[int, int]:
    """The days in which a period lies, in Unix seconds, half-open."""
    where = zone(session)
    if end <= start:
        return 0, 0
    last = local_days.date_of(int(end.timestamp() - 0.000_001), where)
    first = local_days.date_of(int(start.timestamp()), where)
    return local_days.begins(first, where), local_days.begins(last + timedelta(days=1), where)


def _kept(dim: str) -> str:
    if dim not in GRAINS:
        raise Refused("figures cannot be filtered by %(what)s", what=dim)
    return GRAINS[dim]


def _narrow(asked: Asked) -> store.Narrow:
    return store.Narrow(asked.queues, asked.dim, asked.value)


def _has_presence(asked: Asked) -> bool:
    return not asked.queues and asked.dim in ("", *_TOLD_APART)


def _add_presences(
    session: Session, asked: Asked, part: Part, found: _Found, by: str, group: Callable[[int], Keys]
) -> None:
    agent_ids, team = _whose(asked)
    for key, presence, _reason, ms in store.presences(session, part, agent_ids, team, by):
        found.add_presence(group(key), presence, ms)


def _whose(asked: Asked) -> tuple[tuple[int, ...], str | None]:
    if asked.dim == "agent":
        return (int(asked.value) if asked.value.isdecimal() else -1,), None
    return (), asked.value if asked.dim == "team" else None
