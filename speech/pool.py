"""A bounded number of threads for many ears: menus first, and each ear's work in its order. Knows nothing of
sound.

Every ear has a lane. A lane's works never run at the same time or out of order; lanes take turns, one work
each, so that one that never stops talking, or a recogniser that hangs, takes one thread at most.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from threading import Condition, Thread

import structlog

log = structlog.get_logger()

Work = Callable[[], None]


class Lane:
    """The works of one ear, done in order."""

    def __init__(self, pool: Pool) -> None:
        self.works: deque[tuple[Work, bool]] = deque()
        self.urgent = 0  # works that somebody waits for; they pull those before them along
        self.busy = False  # waiting for a thread, or on one
        self._pool = pool

    def put(self, work: Work, urgent: bool = True) -> bool:
        """False when the pool has stopped; then the work is not done. Never waits."""
        return self._pool.put(self, work, urgent)


class Pool:
    """Threads start with the first work, so a pool may be made before a server forks."""

    def __init__(self, threads: int, most_waiting: int = 2000, niceness: int = 0) -> None:
        """`most_waiting`: works in all lanes from which the pool counts as crowded.

        `niceness`: by how much its threads let all others go first, where a thread can.
        """
        if threads < 1:
            raise ValueError("a pool needs a thread")
        self._wanted, self._most, self._niceness = threads, most_waiting, niceness
        self._threads: list[Thread] = []
        self._changed = Condition()
        self._ready: tuple[deque[Lane], deque[Lane]] = (deque(), deque())  # others, urgent
        self._waiting = self._running = 0
        self._stopped = False

    def lane(self) -> Lane:
        return Lane(self)

    @property
    def load(self) -> float:
        """Works waiting and running per thread: 0 idle, 1 all threads busy, above that callers wait."""
        return (self._waiting + self._running) / self._wanted

    def crowded(self, urgent: bool) -> bool:
        """Whether new sound should rather be dropped. What nobody waits for may fill half of the pool."""
        return self._waiting >= (self._most if urgent else self._most // 2)

    def put(self, lane: Lane, work: Work, urgent: bool) -> bool:
        """See `Lane.put`."""
        with self._changed:
            if self._stopped:
                return False
            lane.works.append((work, urgent))
            lane.urgent += urgent
            self._waiting += 1
            if not lane.busy:
                self._queue(lane)
            elif urgent and lane in self._ready[False]:
                self._ready[False].remove(lane)
                self._queue(lane)
            self._start()
        return True

    def stop(self, patience_s: float = 5.0) -> None:
        """Takes no more work, drops what waits, and lets running works end."""
        with self._changed:
            self._stopped = True
            self._ready[True].clear()
            self._ready[False].clear()
            self._waiting = 0
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(patience_s)

    def _queue(self, lane: Lane) -> None:
        lane.busy = True
        self._ready[lane.urgent > 0].append(lane)
        self._changed.notify()

    def _start(self) -> None:
        if len(self._threads) < self._wanted:
            thread = Thread(target=self._serve, name=f"ears-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self) -> None:
        if self._niceness and sys.platform == "linux":  # elsewhere it would be the whole process
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0) + self._niceness)
        while (taken := self._take()) is not None:
            lane, work = taken
            try:
                work()
            except Exception as error:
                log.error("ear_work_failed", error=type(error).__name__)  # its message may hold words said
            self._done(lane)

    def _take(self) -> tuple[Lane, Work] | None:
        with self._changed:
            while not self._stopped and not any(self._ready):
                self._changed.wait()
            if self._stopped:
                return None
            lane = (self._ready[True] or self._ready[False]).popleft()
            work, urgent = lane.works.popleft()
            lane.urgent -= urgent
            self._waiting -= 1
            self._running += 1
            return lane, work

    def _done(self, lane: Lane) -> None:
        with self._changed:
            self._running -= 1
            lane.busy = False
            if lane.works and not self._stopped:
                self._queue(lane)
