"""Calls to expect on the coming days, and agents for them: the centre's history, its rules, its holidays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from flows.hours import spans_on
from support.rules import forecast as rules
from support.rules import local_days, staffing
from support.services import lines, metrics, policies
from support.services.metrics import Asked
from support.store import forecast as store
from support.store.base import Session

SLOTS = rules.SLOTS
AHT_S = 180.0  # where there is no history to tell
FEWEST = 0.1  # calls in a half-hour for which somebody is put there
_WHOLE_DAY = "00:00-24:00"


@dataclass(frozen=True)
class Basis:
    """What is foreseen, and what is known: lengths in seconds, None where history does not tell.

    `first`, `last`: the days of history it was learnt from. `came`: the calls of days that are over.
    `goal`: percent answered within `within_s`, as the policies say. `holidays`: those among the days.
    """

    forecast: rules.Forecast
    first: date | None
    last: date | None
    came: dict[date, tuple[float, ...]]
    aht_s: float | None
    patience_s: float | None
    goal: int
    within_s: int
    holidays: frozenset[date]


@dataclass(frozen=True)
class Wish:
    """What if: `calls` times as many; `share` of them answered within; `shrinkage` of paid time elsewhere."""

    aht_s: float
    share: float
    within_s: float
    patience_s: float | None
    calls: float = 1.0
    shrinkage: float = 0.0


@dataclass(frozen=True)
class Slot:
    """One half-hour. `rostered`: agents on the roster so that those needed are there."""

    calls: float
    came: float | None
    agents: staffing.Expected
    rostered: int


@dataclass(frozen=True)
class DayPlan:
    """`slots`: SLOTS half-hours from the day's midnight."""

    day: date
    slots: tuple[Slot, ...]
    is_holiday: bool

    @property
    def calls(self) -> float:
        return sum(slot.calls for slot in self.slots)

    @property
    def came(self) -> float | None:
        return None if self.slots[0].came is None else sum(slot.came or 0 for slot in self.slots)

    @property
    def hours(self) -> float:
        """Of agents on the roster."""
        return sum(slot.rostered for slot in self.slots) / 2


def basis(session: Session, queues: Sequence[str], first: date, days: int, now: datetime) -> Basis:
    """Learnt from what was over before the first of these days, and before today."""
    zone = metrics.zone(session)
    today = now.astimezone(zone).date()
    asked = tuple(first + timedelta(n) for n in range(days))
    until = min(first, today)
    edges = store.edges(session, local_days.begins(until, zone), queues)
    holidays = _holidays(session)
    history = _history(session, queues, edges, zone) if edges else {}
    measured = policies.current(session).metrics
    said = measured.of(queues[0] if len(queues) == 1 else "")
    return Basis(
        _foreseen(tuple(history.items()), asked, holidays),
        min(history, default=None),
        max(history, default=None),
        _days(
            session,
            queues,
            first,
            min(first + timedelta(days), _recorded(session, queues, today, zone)),
            zone,
        ),
        *_lengths(session, queues, history),
        said.goal or measured.goal,
        said.within or lines.service_level_s(session, queues[0] if len(queues) == 1 else ""),
        frozenset(day for day in asked if _is_holiday(holidays, day)),
    )


def plan(known: Basis, wish: Wish) -> list[DayPlan]:
    """By day, the calls with the agents that they need."""
    return [
        DayPlan(day, tuple(_slots(calls, known.came.get(day), wish)), day in known.holidays)
        for day, calls in known.forecast.calls.items()
    ]


def _slots(calls: Sequence[float], came: Sequence[float] | None, wish: Wish) -> Iterator[Slot]:
    for number, expected in enumerate(calls):
        wanted = expected * wish.calls
        per_hour = round(2 * wanted, 1) if wanted >= FEWEST else 0.0
        found = _needed(per_hour, wish.aht_s, wish.patience_s, wish.share, wish.within_s)
        roster = staffing.rostered(found.agents, wish.shrinkage)
        yield Slot(wanted, came[number] if came else None, found, roster)


@lru_cache(20_000)
def _needed(
    per_hour: float, aht_s: float, patience_s: float | None, share: float, within_s: float
) -> staffing.Expected:
    return staffing.needed(staffing.Line(per_hour, aht_s, patience_s), staffing.Goal(share, within_s))


@lru_cache(64)
def _foreseen(
    history: tuple[tuple[date, tuple[float, ...]], ...], days: tuple[date, ...], holidays: frozenset[str]
) -> rules.Forecast:
    """A page that asks what if asks again and again about the same days."""
    return rules.forecast(dict(history), days, lambda day: _is_holiday(holidays, day))


def _history(
    session: Session, queues: Sequence[str], edges: tuple[int, int], zone: ZoneInfo
) -> dict[date, tuple[float, ...]]:
    first, last = (local_days.date_of(each, zone) for each in edges)
    first = max(first, last - timedelta(weeks=rules.WEEKS) + timedelta(days=1))
    return _days(session, queues, first, last + timedelta(days=1), zone)


def _recorded(session: Session, queues: Sequence[str], today: date, zone: ZoneInfo) -> date:
    """The day after the last one that is over and of which something is known."""
    edges = store.edges(session, local_days.begins(today, zone), queues)
    return local_days.date_of(edges[1], zone) + timedelta(days=1) if edges else date.min


def _days(
    session: Session, queues: Sequence[str], first: date, until: date, zone: ZoneInfo
) -> dict[date, tuple[float, ...]]:
    """Calls by half-hour of the wall clock; a day without any has none."""
    found = {first + timedelta(n): [0.0] * SLOTS for n in range(max((until - first).days, 0))}
    if not found:
        return {}
    period = local_days.begins(first, zone), local_days.begins(until, zone)
    for at, number in store.offered(session, *period, queues):
        local = datetime.fromtimestamp(at, zone)
        found[local.date()][local.hour * 2 + local.minute // 30] += number
    return {day: tuple(calls) for day, calls in found.items()}


def _lengths(
    session: Session, queues: Sequence[str], history: dict[date, tuple[float, ...]]
) -> tuple[float | None, float | None]:
    """How long a call takes an agent, and after how long callers give up, on average.

    Of patience only those who gave up show the end; the waits of the others count as well, as is usual for
    lifetimes that are cut short: all waiting, over those who gave up.
    """
    if not history:
        return None, None
    start, end = metrics.days(session, min(history), max(history))
    sums = metrics.total(session, Asked(start, end, tuple(queues)))
    talk = (sums.talk_ms + sums.hold_ms) / sums.handled / 1000 if sums.handled else None
    wrap = sums.wrap_ms / sums.wrapped / 1000 if sums.wrapped else 0.0
    waited = (sums.wait_answered_ms + sums.wait_abandoned_ms) / 1000
    return talk and talk + wrap, waited / sums.abandoned if sums.abandoned and waited else None


def _holidays(session: Session) -> frozenset[str]:
    """The calendars that the policies' hours keep, like BR-SP."""
    hours = policies.current(session).hours.values()
    return frozenset(str(each["holidays"]) for each in hours if each.get("holidays"))


@lru_cache(10_000)
def _is_holiday(calendars: frozenset[str], day: date) -> bool:
    return any(not spans_on({"mon-sun": _WHOLE_DAY, "holidays": name}, day) for name in calendars)


def queues(session: Session) -> list[str]:
    """Names of those in which anybody ever waited, also of those that are gone or of another system."""
    return store.queues(session)


def usual(known: Basis) -> Wish:
    """What the history and the policies say."""
    return Wish(known.aht_s or AHT_S, known.goal / 100, known.within_s, known.patience_s)
