"""Another system's call log becomes facts, so that a centre begins with its history; and is taken away again.

A file is read twice: first all of it is understood, so that a file that cannot be read changes nothing; then
its facts are written, a batch in each transaction, with the sums that they move, while calls go on. What was
imported of the same source before is taken away in between. Stopped half-way, the same command does the rest.
"""

from __future__ import annotations

import csv
import gzip
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from flows.history_map import HistoryMap
from flows.nearest import nearest
from support.errors import NotFound, Refused
from support.rules import history as rules
from support.rules.tallies import Tally
from support.services import bookkeeping, closed_books, lines, policies
from support.store import bookmarks, fact_rows, rollup_sql
from support.store import history as store
from support.store.base import Session, Store, announce, digest

BATCH = 2000  # rows written in one transaction: callers write in between
FORGOTTEN = 1000  # calls taken away in one

OnOdd = Callable[[int, str, list[str]], None]
"""Line, reason, its cells."""
OnProgress = Callable[[str, int, int], None]
"""What is done now (`read`, `forgotten`, `written`), how much of how much; 0 is not known."""


@dataclass
class Result:
    """`rows` = `imported` + `odd` + `ignored`, whose reasons are counted. `mended`: of those imported."""

    rows: int = 0
    imported: int = 0
    odd: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    mended: int = 0
    forgotten: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)


def bring(
    db: Store,
    path: Path,
    written: HistoryMap,
    now: datetime,
    on_odd: OnOdd = lambda *_: None,
    on_progress: OnProgress = lambda *_: None,
) -> Result:
    """Raises Refused when the file is none, or not as the map says; nothing has changed then."""
    with db.reading() as session:
        zone = ZoneInfo(written.timezone or policies.current(session).timezone)
    result, arrivals = Result(), _Arrivals(db, written)
    for line, cells in _lines(path, written):
        result.rows += 1
        found = _take(written, zone, line, cells, result, on_odd)
        if found:
            result.imported += 1
            result.mended += bool(found.mended)
            result.outcomes[found.outcome] += 1
            arrivals.add(found)
        if result.rows % BATCH == 0:
            on_progress("read", result.rows, 0)
    if not result.imported:
        raise Refused("no row of this file could be taken; nothing was changed")
    result.forgotten = _clear(db, written.source, on_progress)
    _write(db, path, written, zone, arrivals, result, on_progress)
    _note(db, path, written.source, result, now)
    return result


def forget(db: Store, source: str, on_progress: OnProgress = lambda *_: None) -> int:
    """Take away all that was imported of a source; how many calls that were. Raises NotFound."""
    with db.reading() as session:
        if source not in sources(session) and not store.some_of(session, source, 1):
            raise NotFound("nothing was imported from %(source)s", source=source)
    gone = _clear(db, source, on_progress)
    with db.writing() as session:
        row = store.known(session)
        kept = {name: about for name, about in row.state.get("sources", {}).items() if name != source}
        row.state = {**row.state, "sources": kept}
        announce(session, "figures")
    return gone


def sources(session: Session) -> dict[str, dict[str, object]]:
    """Each by its name: `file`, `rows`, `imported`, `odd`, `ignored`, `at`."""
    found: dict[str, dict[str, object]] = store.state(session).get("sources", {})
    return found


def agent_names(session: Session) -> dict[int, str]:
    """Of agents of other systems, by the ids that facts have."""
    return store.agent_names(session)


# --- reading ------------------------------------------------------------------------------------------------


def _lines(path: Path, written: HistoryMap) -> Iterator[tuple[int, list[str] | dict[str, str]]]:
    """Line number and cells by column; a list of cells when there are too few or too many.

    Raises Refused.
    """
    try:
        with _opened(path, written.encoding) as file:
            reader = csv.reader(file, delimiter=written.delimiter)
            head = [name.strip().removeprefix("\ufeff") for name in next(reader, [])]
            _check_head(head, written)
            for cells in reader:
                if cells:
                    yield (
                        reader.line_num,
                        dict(zip(head, cells, strict=True)) if len(cells) == len(head) else cells,
                    )
    except UnicodeError:
        raise Refused(
            "the file is not %(encoding)s; say which it is with `encoding:`", encoding=written.encoding
        ) from None
    except (OSError, EOFError, csv.Error) as error:
        raise Refused(
            "the file cannot be read: %(why)s", why=getattr(error, "strerror", None) or str(error)
        ) from None


def _opened(path: Path, encoding: str) -> IO[str]:
    if path.name.endswith(".gz"):
        return gzip.open(path, "rt", encoding=encoding, newline="")
    return path.open(encoding=encoding, newline="")


def _check_head(head: list[str], written: HistoryMap) -> None:
    if not any(head):
        raise Refused("the file is empty: its first line is to name the columns")
    missing = [name for name in written.columns() if name not in head]
    if missing:
        guess = nearest(missing[0], head)
        hint = f"; did you mean {guess}?" if guess else f"; there are {', '.join(head)[:300]}"
        raise Refused("the file has no column %(name)s%(hint)s", name=missing[0], hint=hint)
    if len(set(head)) < len(head):
        raise Refused("two columns of the file have the same name")


def _take(
    written: HistoryMap,
    zone: ZoneInfo,
    line: int,
    cells: list[str] | dict[str, str],
    result: Result,
    on_odd: OnOdd,
) -> rules.Row | None:
    """Counted, unless it is taken."""
    try:
        if isinstance(cells, list):
            raise rules.Odd("it has {n} cells, not one for each column", n=len(cells))
        found = rules.understood(written, cells, zone)
    except rules.Odd as odd:
        result.odd[odd.kind] += 1
        on_odd(line, str(odd), list(cells.values()) if isinstance(cells, dict) else cells)
        return None
    if isinstance(found, rules.Ignored):
        result.ignored[found.why] += 1
        return None
    return found


class _Arrivals:
    """When each customer called about each matter: what tells which calls were repeated."""

    def __init__(self, db: Store, written: HistoryMap) -> None:
        with db.reading() as session:
            self._within = timedelta(seconds=policies.current(session).metrics.repeat_within)
            self.digest = lru_cache(100_000)(lambda text: _digest(session, written.source, text))
        self._at: dict[tuple[str, str], list[float]] = defaultdict(list)
        self._is_sorted = False

    def add(self, row: rules.Row) -> None:
        if row.customer and (row.intent or row.queue):
            self._at[self.digest(row.customer), row.intent or row.queue].append(row.arrived.timestamp())

    def next_after(self, row: rules.Row) -> datetime | None:
        """When they called about it again, of a call that reached somebody."""
        if row.answered is None or not row.customer:
            return None
        times = self._sorted().get((self.digest(row.customer), row.intent or row.queue), [])
        place = bisect_right(times, row.arrived.timestamp())
        if place == len(times):
            return None
        again = datetime.fromtimestamp(times[place], UTC)
        return again if again - row.arrived <= self._within else None

    def _sorted(self) -> dict[tuple[str, str], list[float]]:
        if not self._is_sorted:
            for times in self._at.values():
                times.sort()
            self._is_sorted = True
        return self._at


def _digest(session: Session, source: str, customer: str) -> str:
    """A number is the same customer here and there; any other id is one of that log only."""
    is_number = customer.startswith("+") and customer[1:].isdecimal()
    return digest(session, customer if is_number else f"{source}:{customer}")


# --- writing ------------------------------------------------------------------------------------------------


def _clear(db: Store, source: str, on_progress: OnProgress) -> int:
    gone = 0
    while True:
        with db.writing() as session:
            _alone(session)
            ids = store.some_of(session, source, FORGOTTEN)
            if not ids:
                return gone
            closed_books.open_again(session, ids)
            rollup_sql.apply(session, _zone(session), ids, -1)
            fact_rows.drop(session, ids)
        gone += len(ids)
        on_progress("forgotten", gone, 0)


def _write(
    db: Store,
    path: Path,
    written: HistoryMap,
    zone: ZoneInfo,
    arrivals: _Arrivals,
    result: Result,
    on_progress: OnProgress,
) -> None:
    rows = (
        row
        for line, cells in _lines(path, written)
        if (row := _take(written, zone, line, cells, Result(), lambda *_: None))
    )
    done = 0
    while batch := list(islice(rows, BATCH)):
        with db.writing() as session:
            _write_some(session, written, batch, arrivals)
        done += len(batch)
        on_progress("written", done, result.imported)


def _write_some(session: Session, written: HistoryMap, rows: list[rules.Row], arrivals: _Arrivals) -> None:
    _alone(session)
    known, zone = store.known(session), _zone(session)
    agents, aims = _Agents(session, written.source, known.state), _aims(session, {row.queue for row in rows})
    made, tally = [], Tally(zone)
    for row in rows:
        known.position -= 1
        target_s, short_s = aims[row.queue]
        booking = rules.Booking(
            zone, known.position, arrivals.digest(row.customer) if row.customer else "",
            agents.id_of(row.agent) if row.answered else None, target_s, short_s, arrivals.next_after(row),
        )  # fmt: skip
        made.append(rules.facts(written, row, booking))
        tally.add(made[-1])
    if agents.new:
        known.state = {**known.state, "agents": {**known.state.get("agents", {}), **agents.new}}
    fact_rows.write(session, made)
    rollup_sql.write(session, tally)
    closed_books.open_again(session, [facts.call.id for facts in made if facts.call])


def _alone(session: Session) -> None:
    """Whatever changes facts holds the bookmark of those who keep them."""
    if bookkeeping.is_rebuilding(session):
        raise Refused("the figures are being made again; try again when that is over")
    bookmarks.take(session, bookmarks.EVENTS, wait=True)


class _Agents:
    """Whoever is not one of this centre's is one of the log's; whom it does not name is nobody."""

    def __init__(self, session: Session, source: str, state: dict[str, dict[str, list[str]]]) -> None:
        self._source, self._own = source, store.own_agents(session)
        given = state.get("agents", {})
        self._theirs = {name: int(each) for each, (of, name) in given.items() if of == source}
        self._next = store.FIRST_AGENT + len(given)
        self.new: dict[str, list[str]] = {}

    def id_of(self, name: str) -> int:
        found = self._own.get(name.casefold()) if name else None
        if found is None:
            found = self._theirs.get(name)
        if found is None:
            found = self._theirs[name] = self._next + len(self.new)
            self.new[str(found)] = [self._source, name]
        return found


def _aims(session: Session, queues: set[str]) -> dict[str, tuple[int, int]]:
    """By queue: seconds within which an answer is in time, and before which an abandon does not count."""
    measured = policies.current(session).metrics
    found = {}
    for queue in queues:
        said = measured.of(queue)
        found[queue] = (said.within or lines.service_level_s(session, queue), said.short_abandon or 0)
    return found


def _zone(session: Session) -> ZoneInfo:
    return ZoneInfo(policies.current(session).timezone)


def _note(db: Store, path: Path, source: str, result: Result, now: datetime) -> None:
    about = {
        "file": path.name, "rows": result.rows, "imported": result.imported, "odd": result.odd.total(),
        "ignored": result.ignored.total(), "at": now.isoformat(),
    }  # fmt: skip
    with db.writing() as session:
        row = store.known(session)
        row.state = {**row.state, "sources": {**row.state.get("sources", {}), source: about}}
        announce(session, "figures")
