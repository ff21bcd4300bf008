"""Carries out jobs, a slice at a time: the order of one is over before its lease is, and the next follows.

Every step is a transaction that also says how far the job is, so that a worker that dies loses one step. Two
workers with the same job take turns: its row is locked, and each goes on where the other was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Protocol

from support.errors import Refused
from support.rules import tables
from support.services import customer_files, customer_imports, data_rights, erasure, jobs, retention
from support.services.data_rights import Sounds
from support.store.base import Session, Store
from support.store.jobs import Job
from support.store.orders import Order
from support.worker import Again, Done, GivenUp, Outcome

SLICE_S = 15.0  # well below a lease
ROWS = 100  # of a file, in one transaction: others want to write too
PROBLEMS = 500  # that are kept for people to read
HELD_UP_S = 30
ALONE_S = 50  # who makes a file is alone with it, unless they were silent for so long


class Files(Sounds, Protocol):
    def write(self, chunks: Iterable[bytes], suffix: str = "", *, name: str = "") -> Any: ...
    def delete(self, name: str) -> None: ...


class Jobs:
    """`secret` salts the digests of numbers; `pace` is a clock of seconds for slices."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        files: Files,
        secret: str,
        pace: Callable[[], float] = monotonic,
    ) -> None:
        self._store, self._clock, self._files, self._secret = store, clock, files, secret
        self._pace = pace

    def kinds(self) -> dict[str, Callable[[Order], Outcome]]:
        """For the worker's table."""
        return {jobs.RUN: self.run, jobs.REMOVE: self.remove}

    def run(self, order: Order) -> Outcome:
        with self._store.reading() as session:
            row = session.get(Job, order.payload["job_id"])
        if row is None or row.state in ("done", "failed"):
            return Done()
        slices: dict[str, Callable[[Job], Outcome]] = {
            "import": self._import,
            "export": self._export,
            data_rights.EXPORT: self._archive,
            data_rights.ERASE: self._erase,
            "retention": self._retention,
        }
        try:
            return slices[row.kind](row)
        except Refused as reason:
            return GivenUp(reason.sentence)
        except FileNotFoundError:
            return GivenUp("the file is gone")
        except (OSError, TimeoutError) as error:
            return Again(type(error).__name__)

    def remove(self, order: Order) -> Outcome:
        try:
            self._files.delete(order.payload["path"])
        except OSError as error:
            return Again(type(error).__name__)
        return Done()

    # --- files of customers ----------------------------------------------------------------------------

    def _import(self, row: Job) -> Outcome:
        until = self._pace() + SLICE_S
        with self._files.open(row.path) as file:
            for batch, is_last in _batches(tables.lines(file, customer_files.HEADERS), row.position):
                with self._step(row.id) as (session, locked):
                    if locked is None or locked.position != row.position:
                        return Done({"more": locked is not None})
                    self._take(session, locked, batch)
                    row.position = locked.position
                    if is_last:
                        locked.total = locked.position
                        jobs.finish(session, locked, self._clock())
                        return Done()
                if self._pace() > until:
                    return Done({"more": True})
        return Done()

    def _take(self, session: Session, row: Job, batch: list[tables.Line]) -> None:
        counts, problems = dict(row.result), list(row.result.get("problems", []))
        dry, now = bool(row.options.get("dry")), self._clock()
        found = customer_imports.take(session, [line.cells for line in batch], now, dry=dry)
        for line, said in zip(batch, found, strict=True):
            word = said if isinstance(said, str) else "refused"
            counts[word] = counts.get(word, 0) + 1
            if isinstance(said, Refused) and len(problems) < PROBLEMS:
                problems.append({"line": line.number, "why": said.sentence, "values": said.values})
        row.result = {**counts, "problems": problems}
        row.position += len(batch)

    def _export(self, row: Job) -> Outcome:
        return self._make(row, lambda session: customer_files.exported(self._read(session)), ".csv")

    def _read(self, session: Session) -> Iterator[list[list[str]]]:
        rows, after = customer_files.rows(session, 0)
        while rows:
            yield rows
            rows, after = customer_files.rows(session, after)

    # --- data rights --------------------------------------------------------------------------------------

    def _archive(self, row: Job) -> Outcome:
        def made(session: Session) -> Iterator[bytes]:
            with data_rights.archive(session, row.number, self._files) as file:
                yield from data_rights.chunks(file)

        return self._make(row, made, ".zip")

    def _make(self, row: Job, content: Callable[[Session], Iterator[bytes]], suffix: str) -> Outcome:
        """A file that people fetch. Made twice, the second one stays."""
        now = self._clock()
        if row.worked_at is not None and row.worked_at > now - timedelta(seconds=ALONE_S):
            return Done({"more": True, "after_s": HELD_UP_S})
        with self._step(row.id) as (_, locked):
            if locked is None:
                return Done()
        with self._store.reading() as session:
            kept = self._files.write(content(session), suffix)
        with self._step(row.id) as (session, locked):
            if locked is None or not (locked.number or locked.kind == "export"):
                self._files.delete(kept.name)  # somebody was faster, or erased the number meanwhile
                return Done()
            locked.path, locked.total = kept.name, kept.size
            jobs.finish(session, locked, self._clock())
        return Done()

    def _erase(self, row: Job) -> Outcome:
        until = self._pace() + SLICE_S
        while self._pace() < until:
            with self._step(row.id) as (session, locked):
                if locked is None:
                    return Done()
                if erasure.waits(session, locked):
                    return Done({"more": True, "after_s": HELD_UP_S})
                if not erasure.step(session, locked, self._clock(), self._secret):
                    return Done()
        return Done({"more": True})

    def _retention(self, row: Job) -> Outcome:
        until = self._pace() + SLICE_S
        while self._pace() < until:
            with self._step(row.id) as (session, locked):
                if locked is None:
                    return Done()
                locked.position, found = retention.look_again(session, locked.position, self._clock())
                if not found:
                    jobs.finish(session, locked, self._clock())
                    return Done()
        return Done({"more": True})

    def _step(self, job_id: int) -> _Step:
        return _Step(self._store, job_id, self._clock())


class _Step:
    """A transaction with the job's row locked in it; None when there is nothing left to do."""

    def __init__(self, store: Store, job_id: int, now: datetime) -> None:
        self._writing = store.writing()
        self._job_id, self._now = job_id, now

    def __enter__(self) -> tuple[Session, Job | None]:
        session = self._writing.__enter__()
        return session, jobs.at_work(session, self._job_id, self._now)

    def __exit__(self, *trouble: Any) -> bool | None:
        return self._writing.__exit__(*trouble)


def _batches(lines: Iterator[tables.Line], skip: int) -> Iterator[tuple[list[tables.Line], bool]]:
    """(lines, is it the last batch?), after those that were taken before."""
    for _ in range(skip):
        next(lines, None)
    batch: list[tables.Line] = []
    for line in lines:
        if len(batch) == ROWS:
            yield batch, False
            batch = []
        batch.append(line)
    yield batch, True
