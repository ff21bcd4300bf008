"""What the wallboard shows of each queue, and which of it somebody should know at once. Pure.

A figure that nobody knows (None) alarms nobody. One queue, figure and level is one alarm, however many
watches ask for it, so that an alarm begins once and ends once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from flows.policies import Watch
from support.rules.metrics import Sums

Level = Literal["warning", "alarm"]
ON_CALL = ("on_call", "reserved")  # one that rings is as good as taken
_FIRST = {"alarm": 0, "warning": 1}


@dataclass(frozen=True, slots=True)
class Staff:
    """Agents by what they do. `reasons`: why those who are away are, most first."""

    available: int = 0
    on_call: int = 0
    wrap_up: int = 0
    away: int = 0
    offline: int = 0
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One queue now, or several together (`queue` ""). `today`: since the centre's midnight.

    `waiting` and `first_at`: callers on the line, and when the first of them came. `service_level`: 0 to 1
    by the centre's definition; `goal`: percent. `late`: open tickets with a broken promise; `near`: with
    one that is to be warned of.
    """

    queue: str
    title: Mapping[str, str] = field(default_factory=dict)
    waiting: int = 0
    first_at: datetime | None = None
    estimate_s: int | None = None
    staff: Staff = Staff()
    today: Sums = field(default_factory=Sums)
    service_level: float | None = None
    goal: int = 80
    callbacks_due: int = 0
    late: int = 0
    near: int = 0

    @property
    def is_alone(self) -> bool:
        """Somebody waits, and nobody is free."""
        return self.waiting > 0 and not self.staff.available


@dataclass(frozen=True, slots=True)
class Alarm:
    """`value`: of the figure, over (`is_above`) or under the `limit`."""

    queue: str
    figure: str
    level: Level
    value: float
    limit: float
    is_above: bool
    sound: bool = False
    hook: bool = False

    @property
    def key(self) -> str:
        return f"{self.queue}/{self.figure}/{self.level}"


@dataclass(frozen=True, slots=True)
class Board:
    """All queues at one moment. It holds as long as nothing happens, and at most `until`."""

    at: datetime
    lines: tuple[Line, ...]
    alarms: tuple[Alarm, ...]
    until: datetime


def staff(people: Iterable[tuple[str, str]]) -> Staff:
    """Of (presence, reason) of each."""
    counts: dict[str, int] = {}
    reasons: dict[str, int] = {}
    for presence, reason in people:
        name = "on_call" if presence in ON_CALL else presence
        counts[name] = counts.get(name, 0) + 1
        if presence == "away":
            reasons[reason] = reasons.get(reason, 0) + 1
    ordered = sorted(reasons.items(), key=lambda each: (-each[1], each[0]))
    return Staff(**counts, reasons=tuple(ordered))


def together(lines: Sequence[Line], people: Staff, goal: int) -> Line:
    """Several queues as one; agents serve more than one of them, so they are counted apart.

    Its service level is the caller's to fill in.
    """
    today = sum((line.today for line in lines), Sums())
    return Line(
        queue="",
        waiting=sum(line.waiting for line in lines),
        first_at=min((line.first_at for line in lines if line.first_at), default=None),
        staff=people,
        today=today,
        goal=goal,
        callbacks_due=sum(line.callbacks_due for line in lines),
        late=sum(line.late for line in lines),
        near=sum(line.near for line in lines),
    )


def figure(line: Line, name: str, at: datetime) -> float | None:
    """What a watch looks at: numbers, seconds, percent. KeyError for what nobody can watch."""
    return FIGURES[name](line, at)


FIGURES: Mapping[str, Callable[[Line, datetime], float | None]] = {
    "waiting": lambda line, _: line.waiting,
    "longest_wait": lambda line, at: (at - line.first_at).total_seconds() if line.first_at else None,
    "estimate": lambda line, _: line.estimate_s,
    "available": lambda line, _: line.staff.available,
    "service_level": lambda line, _: None if line.service_level is None else line.service_level * 100,
    "abandoned": lambda line, _: line.today.abandoned,
    "callbacks_due": lambda line, _: line.callbacks_due,
    "breaching": lambda line, _: line.late + line.near,
}


def watch(watches: Sequence[Watch], lines: Sequence[Line], at: datetime) -> tuple[Alarm, ...]:
    """Alarms before warnings, then in the order of the lines and watches."""
    found: dict[str, Alarm] = {}
    for line in lines:
        for each in watches:
            alarm = _alarm(each, line, at) if each.queue in (None, line.queue) else None
            if alarm:
                found[alarm.key] = _one_of(found.get(alarm.key, alarm), alarm)
    return tuple(sorted(found.values(), key=lambda alarm: _FIRST[alarm.level]))


def _one_of(one: Alarm, other: Alarm) -> Alarm:
    """Of two for the same: with the limit that was passed by less, heard and told if either is."""
    nearest = min(one, other, key=lambda alarm: abs(alarm.value - alarm.limit))
    return replace(nearest, sound=one.sound or other.sound, hook=one.hook or other.hook)


def _alarm(wanted: Watch, line: Line, at: datetime) -> Alarm | None:
    value = figure(line, wanted.figure, at)
    limit = wanted.below if wanted.above is None else wanted.above
    if value is None or limit is None:
        return None
    is_above = wanted.above is not None
    if not (value > limit if is_above else value < limit):
        return None
    return Alarm(line.queue, wanted.figure, wanted.level, value, limit, is_above, wanted.sound, wanted.hook)


def crossing(watches: Sequence[Watch], lines: Sequence[Line], at: datetime) -> datetime | None:
    """When the next alarm begins or ends though nothing happens: somebody will have waited long enough."""
    moments = [
        line.first_at + timedelta(seconds=limit)
        for line in lines
        for each in watches
        if each.figure == "longest_wait" and each.queue in (None, line.queue) and line.first_at
        for limit in (each.above, each.below)
        if limit is not None
    ]
    return min((moment for moment in moments if moment >= at), default=None)
