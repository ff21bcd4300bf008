"""What happens now, for every screen that shows it: read once after a change, however many look."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

from flows.policies import Policies
from support.live import Live
from support.rules import metrics, watching
from support.rules.metrics import Sums
from support.rules.watching import Board, Line
from support.services import agents, policies, waiting
from support.services import metrics as figures
from support.services.agents import AgentNow
from support.store import flows as flow_store
from support.store import queues as queue_store
from support.store import wallboard as store
from support.store.base import Session, Store

TOPICS = ("queues", "waiting", "agents", "calls", "flows", "callbacks", "tickets", "policies", "figures")
LEAST_S = 0.4  # between two readings, whatever happens
OLDEST = timedelta(seconds=30)  # for what nobody tells of


@dataclass(frozen=True)
class Now:
    """`again_at`: when to look again even if nothing happens. `preset`: the service level's definition."""

    board: Board
    agents: tuple[AgentNow, ...]
    policies: Policies
    again_at: datetime

    def together(self, queues: Collection[str] = ()) -> Line:
        """Some queues as one, or all."""
        lines = [line for line in self.board.lines if not queues or line.queue in queues]
        people = [each for each in self.agents if not queues or set(each.queues) & set(queues)]
        staff = watching.staff((each.presence, each.reason) for each in people)
        whole = watching.together(lines, staff, self.policies.metrics.goal)
        return replace(whole, service_level=_level(self.policies, whole.today))


class Boards:
    """The one board of a process. `clock` for what is shown, `seconds` for how often."""

    def __init__(
        self,
        store: Store,
        live: Live,
        clock: Callable[[], datetime],
        least_s: float = LEAST_S,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self.least_s = least_s
        self._store, self._live, self._clock, self._seconds = store, live, clock, seconds
        self._lock = threading.Lock()
        self._now: Now | None = None
        self._revision = 0
        self._read_at = 0.0

    def look(self) -> Now:
        """As it is now, or was `least_s` ago: then `again_at` says when there is more."""
        with self._lock:
            revision, at, seconds = self._live.revision(TOPICS), self._clock(), self._seconds()
            found = self._now
            if found and found.board.at <= at <= found.board.until:
                if revision == self._revision:
                    return found
                young_s = self.least_s - (seconds - self._read_at)
                if young_s > 0:
                    return replace(found, again_at=at + timedelta(seconds=young_s))
            with self._store.reading() as session:
                self._now = found = read(session, at)
            self._revision, self._read_at = revision, seconds
            return found


def now(session: Session, at: datetime) -> Board:
    return read(session, at).board


def read(session: Session, at: datetime) -> Now:
    held, people = policies.current(session), tuple(agents.overview(session))
    day = at.astimezone(figures.zone(session)).date()
    began, ends = figures.days(session, day, day)
    lines = _lines(session, at, _today(session, began, ends), held, people)
    until = min(filter(None, (watching.crossing(held.wallboard, lines, at), at + OLDEST)))
    board = Board(at, lines, watching.watch(held.wallboard, lines, at), min(until, ends))
    return Now(board, people, held, board.until)


def _lines(
    session: Session,
    at: datetime,
    today: Mapping[str | int, Sums],
    held: Policies,
    people: Collection[AgentNow],
) -> tuple[Line, ...]:
    known = queue_store.all_queues(session)
    in_line, due = store.waiting(session, at), store.callbacks_due(session, at)
    breaching = store.breaching(session, at)
    estimates = waiting.Estimates(session, [queue.name for queue in known])
    lines = []
    for queue in known:
        name, sums = queue.name, today.get(queue.name, Sums())
        on_line, first_at, ahead = in_line.get(name, (0, None, 0))
        late, near = breaching.get(name, (0, 0))
        lines.append(
            Line(
                queue=name,
                title=queue.title,
                waiting=on_line,
                first_at=first_at,
                estimate_s=estimates.seconds(name, ahead),
                staff=watching.staff((each.presence, each.reason) for each in people if name in each.queues),
                today=sums,
                service_level=_level(held, sums),
                goal=held.metrics.of(name).goal or held.metrics.goal,
                callbacks_due=due.get(name, 0),
                late=late,
                near=near,
            )
        )
    idle = {line.queue for line in lines if not _matters(line)}
    gone = idle - flow_store.declared_queues(session) if idle else idle
    return tuple(line for line in lines if line.queue not in gone)


def _matters(line: Line) -> bool:
    """Of a queue that no flow declares any more: somebody waits there, something is due or happened today."""
    today = line.today
    return bool(line.waiting or line.callbacks_due or line.late or line.near or today.offered or today.calls)


def _today(session: Session, began: datetime, ends: datetime) -> Mapping[str | int, Sums]:
    """What was counted of each queue. Of the whole day: its sums are kept."""
    return figures.split(session, figures.Asked(began, ends), "queue")


def _level(held: Policies, sums: Sums) -> float | None:
    found = metrics.measure("service_level", held.metrics.service_level)
    return found.compute(sums) if found else None
