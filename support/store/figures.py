"""What is asked of rollups and facts for figures: sums over parts of a period, spreads, and rows behind them.

Moments are Unix seconds, half-open, as in the rollups. Which facts count as what is the same here as in
`support.rules.tallies`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, literal, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from support.rules.metrics import WIDEST, WIDTHS
from support.rules.periods import Part
from support.rules.spreads import Spread, added
from support.rules.tallies import COUNTS
from support.store.facts import LegFact, PresenceFact, StayFact
from support.store.rollups import DurationRollup, PresenceRollup, ReceiptRollup, Rollup, StepRollup

_SUMS = [
    (func.max if name == "longest_ms" else func.sum)(getattr(Rollup, name)).label(name) for name in COUNTS
]


@dataclass(frozen=True, slots=True)
class Narrow:
    """What is asked about. `queues` () is every one; `dim` "" is everything."""

    queues: tuple[str, ...] = ()
    dim: str = ""
    value: str = ""


def sums(session: Session, part: Part, narrow: Narrow, key: Any = None, dim: str = "") -> list[Row[Any]]:
    """(key, a sum of each of COUNTS) by `key`, a column of Rollup. `dim`: of each of its values."""
    within_part = (Rollup.start >= part.start, Rollup.start < part.end)
    query = select(literal(0) if key is None else key, *_SUMS)
    query = query.where(Rollup.grain == part.grain, Rollup.dim == (dim or narrow.dim), *within_part)
    if dim in ("", narrow.dim):
        query = query.where(Rollup.value == narrow.value)
    if narrow.queues:
        query = query.where(Rollup.queue.in_(narrow.queues))
    if key is not None:
        return list(session.execute(query.group_by(key)))
    return [row for row in session.execute(query) if row[1] is not None]


def hour_of_day(offsets: Sequence[tuple[int, int]]) -> Any:
    """0 to 23 of a rollup's start; `offsets`: (from when, seconds ahead of UTC)."""
    (_, first), *later = offsets
    ahead: Any = literal(first)
    if later:
        ahead = case(*((Rollup.start >= since, each) for since, each in reversed(later)), else_=first)
    return ((Rollup.start + ahead) // literal(3600)) % 24


def presences(
    session: Session, part: Part, agent_ids: Sequence[int], team: str | None, by: str
) -> list[tuple[Any, str, str, int]]:
    """(group, presence, reason, ms). `by`: agent, team, start, or "" for all. `team` None is every one."""
    table: Any = PresenceRollup if part.grain in "dm" else PresenceFact
    start = table.day if part.grain in "dm" else table.quarter
    keys = {"agent": table.agent_id, "team": table.team, "start": start, "": literal(0)}
    key = keys[by].label("key")
    query = select(key, table.presence, table.reason, func.sum(table.ms))
    query = query.where(start >= part.start, start < part.end)
    if table is PresenceRollup:
        query = query.where(table.grain == part.grain)
    if agent_ids:
        query = query.where(table.agent_id.in_(agent_ids))
    if team is not None:
        query = query.where(table.team == team)
    groups = [table.presence, table.reason] if by == "" else [keys[by], table.presence, table.reason]
    rows = session.execute(query.group_by(*groups))
    return [(each, presence, reason, int(ms)) for each, presence, reason, ms in rows]


# --- spreads of lengths -------------------------------------------------------------------------------------


def spreads(session: Session, part: Part, narrow: Narrow, measure: str, by: str) -> dict[str, Spread]:
    """How many by bucket, of all under "", or of each agent (`by` "agent") by their ids as words."""
    return (_of_facts if part.grain == "q" else _of_rollups)(session, part, narrow, measure, by)


def _of_rollups(session: Session, part: Part, narrow: Narrow, measure: str, by: str) -> dict[str, Spread]:
    row = DurationRollup
    # Without types: many thousand are only passed on.
    packed: dict[str, list[bytes]] = defaultdict(list)
    query: Any = select(row.value, type_coerce(getattr(row, measure), NullType())).where(
        row.grain == part.grain, row.dim == (by or narrow.dim), row.start >= part.start, row.start < part.end
    )
    if not by:
        query = query.where(row.value == narrow.value)
    if narrow.queues:
        query = query.where(row.queue.in_(narrow.queues))
    for value, written in session.execute(query):
        packed[value if by else ""].append(written)
    return {value: added(each) for value, each in packed.items()}


def _of_facts(session: Session, part: Part, narrow: Narrow, measure: str, by: str) -> dict[str, Spread]:
    """The same, counted one by one: for what no row of a rollup covers."""
    length, counted = _LENGTHS[measure]
    table: Any = StayFact if measure in ("wait", "abandon") else LegFact
    key = [*([table.agent_id] if by else []), _bucket(length)]
    query = select(*key, func.count()).where(
        counted, *within(table, part.start, part.end), *among(table, narrow)
    )
    found: dict[str, Spread] = defaultdict(dict)
    for *agent, at, count in session.execute(query.group_by(*key)):
        found["".join(str(each) for each in agent if each is not None)][int(at)] = count
    return dict(found)


_DONE = (LegFact.end == "done") & LegFact.connected_at.is_not(None)
_WRAP = case((LegFact.wrapped_at.is_not(None), LegFact.wrap_ms), else_=0)
_LENGTHS: dict[str, tuple[Any, Any]] = {
    "wait": (StayFact.wait_ms, (StayFact.end == "answered") & StayFact.is_callback.is_(False)),
    "abandon": (StayFact.wait_ms, (StayFact.end == "abandoned") & StayFact.is_callback.is_(False)),
    "ring": (LegFact.ring_ms, LegFact.accepted_at.is_not(None)),
    "talk": (LegFact.talk_ms, _DONE),
    "hold": (LegFact.hold_ms, _DONE),
    "wrap": (LegFact.wrap_ms, _DONE & LegFact.wrapped_at.is_not(None)),
    "handle": (LegFact.talk_ms + LegFact.hold_ms + _WRAP, _DONE),
}


def _bucket(ms: Any) -> ColumnElement[Any]:
    """`support.rules.metrics.bucket`, as a question."""
    seconds = ms // literal(1000)
    return case(
        *((seconds < limit, seconds // literal(wide) * wide) for limit, wide in WIDTHS),
        else_=seconds // literal(WIDEST) * WIDEST,
    )


def within(table: Any, start: int, end: int) -> list[Any]:
    """By when the facts of a table are booked; its indexes know moments."""
    column = booked(table)
    return [column >= datetime.fromtimestamp(start, UTC), column < datetime.fromtimestamp(end, UTC)]


def booked(table: Any) -> Any:
    names = {"stay_facts": "entered_at", "leg_facts": "offered_at", "call_facts": "arrived_at"}
    return getattr(table, names[table.__tablename__])


def as_it_is(column: Any) -> Any:
    return column


def among(table: Any, narrow: Narrow, of: Callable[[Any], Any] = as_it_is) -> list[Any]:
    """Conditions; `of` puts something around each column."""
    found = [of(table.queue).in_(narrow.queues)] if narrow.queues else []
    if narrow.dim == "agent":
        agent = int(narrow.value) if narrow.value.isdecimal() else -1
        found.append(of(table.agent_id) == agent if narrow.value else of(table.agent_id).is_(None))
    elif narrow.dim:
        found.append(of(getattr(table, narrow.dim)) == narrow.value)
    return found


# --- flows --------------------------------------------------------------------------------------------------


def steps(session: Session, flow: str, start: int, end: int) -> list[tuple[Any, ...]]:
    """(step, following, how, count, ms), by days."""
    key = (StepRollup.step, StepRollup.following, StepRollup.how)
    query = select(*key, func.sum(StepRollup.count), func.sum(StepRollup.ms))
    query = query.where(StepRollup.flow == flow, StepRollup.day >= start, StepRollup.day < end)
    return _whole(session, query.group_by(*key).order_by(*key), len(key))


RECEIPT_KEY = ("flow", "language", "step", "kind", "intent", "input", "result")
RECEIPT_SUMS = (
    "count",
    "asked",
    "heard",
    "confirmed",
    "corrected",
    "rejected",
    "silent",
    "keyed",
    "answer_ms",
)


def receipts(session: Session, start: int, end: int, flow: str, language: str) -> list[tuple[Any, ...]]:
    """RECEIPT_KEY, then a sum of each of RECEIPT_SUMS, by days."""
    key = [getattr(ReceiptRollup, name) for name in RECEIPT_KEY]
    query = select(*key, *(func.sum(getattr(ReceiptRollup, name)) for name in RECEIPT_SUMS))
    query = query.where(ReceiptRollup.day >= start, ReceiptRollup.day < end)
    if flow:
        query = query.where(ReceiptRollup.flow == flow)
    if language:
        query = query.where(ReceiptRollup.language == language)
    return _whole(session, query.group_by(*key).order_by(*key), len(key))


def _whole(session: Session, query: Any, words: int) -> list[tuple[Any, ...]]:
    """PostgreSQL adds up to decimals: whole numbers behind so many words."""
    return [(*row[:words], *map(int, row[words:])) for row in session.execute(query)]
