"""The books: facts and their sums follow the logs, and can be made again from them alone.

`keep` reads what was written since the bookmark and folds the logs that it touches anew. Whatever changes
facts holds the bookmark, so one process does at a time; a step is one transaction, so a kill loses nothing.
While all is made again, calls up to the bookmark's `rebuild` are counted and the rest are not yet: the worker
goes on with it when whoever began is gone. Another time zone of the centre makes everything again by itself.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from flows.policies import Policies
from support.rules.call_facts import MATTERS, Facts, Head
from support.rules.call_fold import READ, Line, fold_lines
from support.rules.tallies import Tally
from support.rules.teams import Teams
from support.services import policies, presence_books
from support.store import bookmarks, fact_rows, repeats, rollup_sql
from support.store.base import Session, Store, announce
from support.store.bookmarks import Mark
from support.store.calls import CallEvent

AT_ONCE = 500  # events in one transaction: callers write in between
CALLS_AT_ONCE = 2000  # when all is made again
EVERY = 1 << 62
GONE_S = 120  # so long after whoever makes all again was seen last, they are gone
GLANCE = 100  # events among which is looked for one that matters
_COLUMNS = (CallEvent.id, CallEvent.call_id, CallEvent.kind, fact_rows.are_of(CallEvent.call_id))
_TELLING = READ | {"erased"}  # whoever is erased is no customer any more
_PASSING = ("rebuild", "settles", "seen")
WAIT_S = 0.1  # for transactions that were under way when it began
log = structlog.get_logger()
Report = Callable[[int, int], None]


def is_behind(session: Session, now: datetime, rest: timedelta = presence_books.NO_REST) -> bool:
    """Whether `keep` has something to do; a look that costs next to nothing.

    Events after which no fact is different wait for one that matters, changes of presence for `rest`.
    """
    marks = bookmarks.looks(session)
    mark = marks.get(bookmarks.EVENTS)
    if mark is None or "rebuild" in mark.state or mark.state.get("gaps"):
        return True
    events = bookmarks.peek(session, mark, CallEvent, _COLUMNS, GLANCE)
    if len(events) == GLANCE or (events and _touched(mark, events)):
        return True
    if mark.state.get("zone") != _zone(policies.current(session)).key:
        return True
    return presence_books.is_behind(session, marks.get(bookmarks.PRESENCES), now, rest)


def is_rebuilding(session: Session) -> bool:
    """Whether figures are not whole just now."""
    mark = bookmarks.look(session, bookmarks.EVENTS)
    return mark is not None and "rebuild" in mark.state


def keep(
    session: Session, now: datetime, limit: int = AT_ONCE, rest: timedelta = presence_books.NO_REST
) -> bool:
    """One step; True when there is more to do. Nothing happens while another process does it.

    `rest`: as `is_behind` has it.
    """
    mark = bookmarks.take(session, bookmarks.EVENTS)
    if mark is None:
        return False
    rules = policies.current(session)
    zone = _zone(rules)
    if mark.state.get("zone") not in (None, zone.key):
        _begin_again(session, mark, zone, now)
    if _is_nobodys(mark, now):
        _go_on(session, mark, rules, CALLS_AT_ONCE)
    mark.state = {**mark.state, "zone": zone.key}
    rows, more = bookmarks.read(session, mark, CallEvent, _COLUMNS, limit, now)
    bookmarks.put(session, mark)
    touched = _touched(mark, rows)
    if touched:
        _again(session, rules, touched, mark.state.get("rebuild", EVERY))
    if presence_books.is_behind(session, bookmarks.look(session, bookmarks.PRESENCES), now, rest):
        more = presence_books.keep(session, zone, now, limit) or more
    return more or _is_nobodys(mark, now)


def _is_nobodys(mark: Mark, now: datetime) -> bool:
    """Whether all is being made again and nobody else is at it."""
    return "rebuild" in mark.state and now.timestamp() - mark.state.get("seen", 0) > GONE_S


def _touched(mark: Mark, rows: Iterable[Any]) -> dict[int, bool]:
    """Calls whose facts change, and whether they have any: something mattered, or their logs have grown."""
    counted = mark.state.get("rebuild", EVERY)
    return {
        call_id: has_facts
        for _, call_id, kind, has_facts in rows
        if call_id <= counted and (kind in MATTERS or (has_facts and kind in _TELLING))
    }


def _again(session: Session, rules: Policies, touched: Mapping[int, bool], upto: int) -> None:
    """Fold the logs of these calls, and of those whose callbacks they took over; the bookmark is taken.

    `touched`: calls, and whether they have facts. `upto`: which call facts are counted up to; all, but while
    all is made again.
    """
    logs = _linked(session, fact_rows.logs(session, sorted(touched)))
    ids = sorted(each for each in logs if each <= upto)
    made = _fold(session, _zone(rules), fact_rows.heads(session, ids), logs)
    tally = Tally(_zone(rules))
    linked = fact_rows.known(session, set(ids).difference(touched))
    known = sorted(linked.union(each for each, has_facts in touched.items() if has_facts))
    rollup_sql.load(session, tally, known, -1)
    around = repeats.before(session, known, upto)
    fact_rows.drop(session, known)
    fact_rows.write(session, made)
    _count(session, tally, rules, made, around, upto)
    announce(session, "figures")


def _linked(session: Session, logs: dict[int, list[Line]]) -> dict[int, list[Line]]:
    """And the other logs, where a callback went from call to call."""
    passed_on = fact_rows.passed_on(logs)
    while passed_on:
        missing = {each for call_id in passed_on for each in fact_rows.links(logs[call_id])} - logs.keys()
        more = fact_rows.logs(session, sorted(missing)) if missing else {}
        logs |= more
        passed_on = fact_rows.passed_on(more)
    return logs


def _fold(
    session: Session, zone: ZoneInfo, heads: Iterable[Head], logs: dict[int, list[Line]]
) -> list[Facts]:
    with_agents = any("agent" in line[3] for log in logs.values() for line in log)
    teams = fact_rows.teams(session) if with_agents else Teams({})
    passed_on = frozenset(fact_rows.passed_on(logs))
    made = []
    for head in heads:
        try:
            lines = logs.get(head.call_id, [])
            abroad = fact_rows.abroad(head.call_id, logs) if head.call_id in passed_on else ()
            facts = fold_lines(head, lines, zone, teams, abroad)
        except Exception as error:  # one damaged log must not stop the books of all others
            log.error("log_not_folded", call=head.call_id, error=type(error).__name__)
            continue
        if facts.call:
            made.append(facts)
    return made


def _count(
    session: Session, tally: Tally, rules: Policies, made: Sequence[Facts], before: set[int], upto: int
) -> None:
    """Facts that were just written; and those of calls that these repeat, or (`before`) did repeat."""
    within = timedelta(seconds=rules.metrics.repeat_within)
    calls = [facts.call for facts in made if facts.call]
    about = [call for call in calls if call.customer and call.matter]
    before = before | repeats.before(session, [call.id for call in about], upto)
    around = sorted(before.difference(call.id for call in calls))
    others = dict(repeats.moved(session, around, within, upto))
    rollup_sql.repeat(session, tally, others)
    own = dict(repeats.moved(session, [call.id for call in about if call.legs], within, upto))
    repeats.write(session, [*others.items(), *own.items()])
    for facts in made:
        if facts.call and facts.call.id in own:
            facts.call.repeated_at = own[facts.call.id]
        tally.add(facts)
    rollup_sql.write(session, tally)


def _zone(rules: Policies) -> ZoneInfo:
    return ZoneInfo(rules.timezone)


# --- all again -------------------------------------------------------------------------------------------


def rebuild(
    store: Store,
    clock: Callable[[], datetime],
    report: Report = lambda _done, _all: None,
    batch: int = CALLS_AT_ONCE,
) -> int:
    """Throw facts and sums away and make them again; the centre may run meanwhile. Returns how many calls.

    `report` hears (calls done, calls there are). Figures are not whole before it is over. Another system's
    facts stay; only their sums are made again.
    """
    with store.writing() as session:
        mark = bookmarks.take(session, bookmarks.EVENTS, wait=True)
        assert mark is not None
        _begin_again(session, mark, _zone(policies.current(session)), clock())
        mark.state = {**mark.state, "seen": int(clock().timestamp())}
        bookmarks.put(session, mark)
        everything = fact_rows.calls(session)
    done, more = 0, True
    while more:
        with _uncollected(), store.writing() as session:
            mark = bookmarks.take(session, bookmarks.EVENTS, wait=True)
            assert mark is not None
            rules = policies.current(session)
            made = _go_on(session, mark, rules, batch) if "rebuild" in mark.state else 0
            more = "rebuild" in mark.state
            if more:
                mark.state = {**mark.state, "seen": int(clock().timestamp())}
            bookmarks.put(session, mark)
        if made:
            done += made
            report(done, max(done, everything))
        if made is None:
            time.sleep(WAIT_S)
    while _keep_up(store, clock()):
        pass
    return done


@contextmanager
def _uncollected() -> Iterator[None]:
    """Half the time of a stretch would go into looking for cycles that are not there."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _keep_up(store: Store, now: datetime) -> bool:
    with store.writing() as session:
        return keep(session, now)


def _begin_again(session: Session, mark: Mark, zone: ZoneInfo, now: datetime) -> None:
    fact_rows.clear_sums(session)
    presence_books.begin_again(session, now)
    bookmarks.skip(session, mark, CallEvent, now)
    mark.state = {**mark.state, "rebuild": fact_rows.lowest(session), "zone": zone.key}


def _go_on(session: Session, mark: Mark, rules: Policies, batch: int) -> int | None:
    """The next calls; None while what was under way when it began is not over."""
    if not bookmarks.has_settled(session, mark):
        return None
    done = int(mark.state["rebuild"])
    last = fact_rows.after(session, done, batch) or [0] * (done < 0)
    if not last:
        fact_rows.drop_after(session, done)
        mark.state = {name: value for name, value in mark.state.items() if name not in _PASSING}
        announce(session, "figures")
        return 0
    if done < 0:
        tally = Tally(_zone(rules))
        rollup_sql.load(session, tally, last, 1)
        rollup_sql.write(session, tally)
    else:
        _make(session, rules, done + 1, last[-1])
    mark.state = {**mark.state, "rebuild": last[-1]}
    return len(last) if done >= 0 else 0


def _make(session: Session, rules: Policies, first: int, last: int) -> None:
    """Of a stretch of calls, none of which is counted."""
    logs = _linked(session, fact_rows.logs_between(session, first, last))
    heads = fact_rows.heads_between(session, first, last)
    made = _fold(session, _zone(rules), heads, logs)
    fact_rows.drop_between(session, first, last)
    fact_rows.write(session, made)
    _count(session, Tally(_zone(rules)), rules, made, set(), last)
