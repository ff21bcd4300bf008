"""Where callers go in a flow and where they leave it.

Over all versions counts come from the sums by day, so any period costs little; how long a step takes in the
middle is looked up in the newest calls. Of one version the paths of its newest calls are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

from support.rules import local_days
from support.rules.metrics import bucket
from support.services import metrics
from support.services.metrics_more import Times
from support.store import flow_paths as store
from support.store.base import Session
from support.store.flow_paths import PathRow as PathRow

SAMPLE = 1_000  # calls by which the middle of a step's time is told
NEWEST = 20_000  # calls of one version that are read, and by which versions are compared


@dataclass(slots=True)
class StepFigures:
    """One step. `came`: how often callers came to it; one call may come twice. `ways`: to which step next.

    `left`: hung up in it. `ended`: the call ended with it in another way, as the flow wanted.
    """

    step: str
    came: int = 0
    left: int = 0
    ended: int = 0
    ms: int = 0
    ways: dict[str, int] = field(default_factory=dict)
    times: Times = field(default_factory=Times)

    @property
    def mean(self) -> float | None:
        return self.ms / 1000 / self.came if self.came else None

    def add(self, following: str, how: str, count: int, ms: int) -> None:
        self.came += count
        self.ms += ms
        if following:
            self.ways[following] = self.ways.get(following, 0) + count
        elif how == "hangup":
            self.left += count
        else:
            self.ended += count


@dataclass(frozen=True, slots=True)
class Funnel:
    """`calls` that are over; `timed`: of how many of them the steps' times in the middle are."""

    flow: str
    calls: int
    steps: dict[str, StepFigures]
    timed: int


def funnel(session: Session, flow: str, start: datetime, end: datetime, version: int | None = None) -> Funnel:
    steps: dict[str, StepFigures] = {}
    if version is not None:
        newest = store.paths(session, flow, start, end, version, limit=NEWEST)
        calls = _follow(newest, steps, counted=True)
        return Funnel(flow, calls, steps, calls)
    for row in metrics.steps(session, flow, start, end):
        if row.count:
            _of(steps, row.step).add(row.following, row.how, row.count, row.ms)
    calls = sum(each.left + each.ended for each in steps.values())
    timed = _follow(store.paths(session, flow, start, end, limit=SAMPLE), steps, counted=False)
    return Funnel(flow, calls, steps, timed)


def calls_at(
    session: Session,
    flow: str,
    step: str,
    start: datetime,
    end: datetime,
    version: int | None = None,
    *,
    left: bool = False,
    before_id: int | None = None,
    limit: int = 50,
) -> list[PathRow]:
    """The calls that came to a step, newest first; `left`: those that hung up in it."""
    before = store.arrived(session, before_id) if before_id is not None else None
    if before:
        end = min(end, before + timedelta(microseconds=1))
    days = _days(session, flow, step, start, end, left)
    rows = (row for one in days for row in store.paths(session, flow, *one, version, step, before_id))
    return list(islice((row for row in rows if _met(row, step, left=left)), limit))


def _days(
    session: Session, flow: str, step: str, start: datetime, end: datetime, left: bool
) -> Iterator[tuple[datetime, datetime]]:
    """Only days on which somebody came there: a step that few meet is found as soon as one that all meet."""
    if start >= end:
        return
    zone = metrics.zone(session)
    first, last = (
        local_days.begins(each.astimezone(zone).date(), zone)
        for each in (start, end - timedelta(microseconds=1))
    )
    for day in store.days(session, flow, step, first, last, left=left):
        following = local_days.begins(local_days.date_of(day, zone) + timedelta(days=1), zone)
        yield max(start, datetime.fromtimestamp(day, UTC)), min(end, datetime.fromtimestamp(following, UTC))


def versions(session: Session, flow: str, start: datetime, end: datetime) -> dict[int, int]:
    """How many calls each version had, the newest first, of the last `NEWEST` that are over."""
    found = store.versions(session, flow, start, end, NEWEST)
    return dict(sorted(found.items(), reverse=True))


def flows(session: Session, start: datetime, end: datetime) -> dict[str, int]:
    """How many calls each flow had, the most first; calls of other systems' logs have none."""
    sums = metrics.split(session, metrics.Asked(start, end), "flow")
    found = {str(flow): each.calls for flow, each in sums.items() if flow and each.calls}
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))


def _met(row: PathRow, step: str, *, left: bool) -> bool:
    if left:
        return bool(row.path) and row.path[-1][0] == step and row.path[-1][2] == "hangup"
    return any(each[0] == step for each in row.path)


def _follow(rows: Iterable[PathRow], steps: dict[str, StepFigures], *, counted: bool) -> int:
    calls = 0
    for row in rows:
        calls += 1
        for place, (name, ms, how) in enumerate(row.path):
            one = _of(steps, name)
            one.times.add(bucket(ms))
            if counted:
                one.add(row.path[place + 1][0] if place + 1 < len(row.path) else "", how, 1, ms)
    return calls


def _of(steps: dict[str, StepFigures], name: str) -> StepFigures:
    if name not in steps:
        steps[name] = StepFigures(name)
    return steps[name]
