"""Figures of promises: callbacks, tickets and their clocks, what customers said of us.

Counted where they are kept, not from sums. What is counted belongs to the period in which it began: a
callback was promised, a clock started, a score was given; only tickets solved are counted when they were.
A share or a mean of nothing is None.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from support.rules import sla
from support.rules.metrics import quantile
from support.services import policies
from support.store import figures_more as store
from support.store.base import Session
from support.store.figures_more import Comment as Comment

if TYPE_CHECKING:
    from support.services.metrics import Asked

Key = TypeVar("Key")
_DIMENSIONS = {"agent": "agent_id"}  # where a column is not called as what it is asked by


@dataclass(slots=True)
class Times:
    """Lengths in whole seconds: how many of each, and their sum."""

    histogram: dict[int, int] = field(default_factory=dict)
    count: int = 0
    seconds: int = 0

    def add(self, length: int, count: int = 1, seconds: int | None = None) -> None:
        self.histogram[length] = self.histogram.get(length, 0) + count
        self.count += count
        self.seconds += length * count if seconds is None else seconds

    @property
    def mean(self) -> float | None:
        return self.seconds / self.count if self.count else None

    @property
    def median(self) -> float | None:
        return quantile(self.histogram, 0.5)

    @property
    def p90(self) -> float | None:
        return quantile(self.histogram, 0.9)


def share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


@dataclass(slots=True)
class CallbackFigures:
    """Of promises made in a period. `asked_again`: promises that were one of these already.

    `attempts`: of all of them, those in vain too. `waits`: from the request to the connection.
    """

    promised: int = 0
    connected: int = 0
    expired: int = 0
    cancelled: int = 0
    open: int = 0
    attempts: int = 0
    asked_again: int = 0
    waits: Times = field(default_factory=Times)

    @property
    def kept(self) -> float | None:
        """The share of those that are over, less what customers took back, that were connected."""
        return share(self.connected, self.connected + self.expired)

    @property
    def attempts_per_connect(self) -> float | None:
        return share(self.attempts, self.connected)


@dataclass(frozen=True, slots=True)
class CallbacksNow:
    """`due`: wait for an agent. `late`: the time that the customer chose is over."""

    open: int = 0
    due: int = 0
    late: int = 0


def callbacks(session: Session, asked: Asked) -> CallbackFigures:
    return callbacks_by(session, asked, "").get("", CallbackFigures())


def callbacks_by(session: Session, asked: Asked, by: str) -> dict[Any, CallbackFigures]:
    """By queue, agent (id), team, flow, language, number, intent, day or quarter (epoch seconds), or ""."""
    by = _DIMENSIONS.get(by, by)
    same = narrowed(asked)
    if same is None:
        return {}
    found: dict[Any, CallbackFigures] = {}
    for row in store.callback_counts(session, asked.start, asked.end, by, asked.queues, **same):
        one = found.setdefault(row.key, CallbackFigures())
        one.promised += row.count
        one.attempts += row.attempts
        one.asked_again += row.asked_again
        state = row.state if row.state in ("connected", "expired", "cancelled") else "open"
        setattr(one, state, getattr(one, state) + row.count)
    for key, seconds, count in store.callback_waits(
        session, asked.start, asked.end, by, asked.queues, **same
    ):
        found[key].waits.add(seconds, count)
    return found


def callbacks_now(session: Session, now: datetime, queues: Sequence[str] = ()) -> dict[str, CallbacksNow]:
    """Per queue with an open promise, whenever it was made."""
    return {row[0]: CallbacksNow(*row[1:]) for row in store.callbacks_now(session, now, queues)}


def narrowed(asked: Asked) -> dict[str, Any] | None:
    """The further filter as a column's value; None: nothing can be of it."""
    if not asked.dim:
        return {}
    if asked.dim != "agent":
        return {asked.dim: asked.value}
    if not asked.value:
        return {"agent_id": None}
    digits = asked.value.removeprefix("-")  # those of other systems' logs are below 0
    return {"agent_id": int(asked.value)} if digits.isdecimal() and len(digits) < 10 else None


# --- tickets ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class ClockFigures:
    """Promises of one kind: `met` in time, `breached` (kept late, or still open), `open` and in time so far,
    `cancelled` before they were over. `times`: time that counted until they were kept, in time or late."""

    met: int = 0
    breached: int = 0
    open: int = 0
    cancelled: int = 0
    times: Times = field(default_factory=Times)

    @property
    def attainment(self) -> float | None:
        return share(self.met, self.met + self.breached)


@dataclass(slots=True)
class TicketFigures:
    """`breached`: tickets whose first broken promise fell into the period. `backlog`: open when it ended."""

    opened: int = 0
    solved: int = 0
    breached: int = 0
    backlog: int = 0
    clocks: dict[str, ClockFigures] = field(default_factory=dict)

    def clock(self, kind: str) -> ClockFigures:
        """`kind`: first_response, next_response, resolution."""
        return self.clocks.get(kind) or ClockFigures()

    @property
    def attainment(self) -> float | None:
        """Of all promises about tickets."""
        met = sum(each.met for each in self.clocks.values())
        return share(met, met + sum(each.breached for each in self.clocks.values()))


TicketKey = Literal["", "queue", "priority", "category", "kind"]


def tickets(session: Session, start: datetime, end: datetime, queues: Sequence[str] = ()) -> TicketFigures:
    return tickets_by(session, start, end, "", queues).get("", TicketFigures())


def tickets_by(
    session: Session, start: datetime, end: datetime, by: TicketKey, queues: Sequence[str] = ()
) -> dict[str, TicketFigures]:
    found: dict[str, TicketFigures] = {}
    columns = (("opened", "created_at"), ("solved", "solved_at"), ("breached", "breached_at"))
    for name, column in columns:
        for key, count in store.tickets_by(session, column, start, end, by, queues).items():
            setattr(found.setdefault(key, TicketFigures()), name, count)
    for key, count in store.backlog(session, end, by, queues).items():
        found.setdefault(key, TicketFigures()).backlog = count
    for key, clocks in _clocks(session, start, end, by, queues).items():
        found.setdefault(key, TicketFigures()).clocks = clocks
    return found


def clocks_by_policy(
    session: Session, start: datetime, end: datetime, queues: Sequence[str] = ()
) -> dict[str, dict[str, ClockFigures]]:
    """Per target of the policies and kind of clock."""
    return _clocks(session, start, end, "policy", queues)


@dataclass(frozen=True, slots=True)
class TicketDay:
    opened: int
    solved: int
    backlog: int  # when the day was over


def ticket_days(
    session: Session, start: datetime, end: datetime, midnights: Sequence[int], queues: Sequence[str] = ()
) -> dict[int, TicketDay]:
    """By day of the centre: `midnights` are when each began, in epoch seconds, oldest first."""
    opened = _by_day(store.tickets_by(session, "created_at", start, end, "quarter", queues), midnights)
    solved = _by_day(store.tickets_by(session, "solved_at", start, end, "quarter", queues), midnights)
    backlog = store.backlog(session, start, "", queues).get("", 0)
    found = {}
    for day in midnights:
        backlog += opened.get(day, 0) - solved.get(day, 0)
        found[day] = TicketDay(opened.get(day, 0), solved.get(day, 0), backlog)
    return found


@dataclass(frozen=True, slots=True)
class VoicemailFigures:
    """Voicemails of a period; `times`: until the customer was answered, nights too."""

    left: int
    unanswered: int
    times: Times


def voicemails(
    session: Session, start: datetime, end: datetime, queues: Sequence[str] = ()
) -> VoicemailFigures:
    times, unanswered = Times(), 0
    for seconds, count in store.voicemail_waits(session, start, end, queues):
        if seconds is None:
            unanswered += count
        else:
            times.add(seconds, count)
    return VoicemailFigures(times.count + unanswered, unanswered, times)


def _clocks(
    session: Session, start: datetime, end: datetime, by: str, queues: Sequence[str]
) -> dict[str, dict[str, ClockFigures]]:
    found: dict[str, dict[str, ClockFigures]] = {}
    for row in store.clock_counts(session, start, end, by, queues):
        one = found.setdefault(row.key, {}).setdefault(row.clock, ClockFigures())
        setattr(one, row.state, getattr(one, row.state) + row.count)
        if row.used_s is not None:
            one.times.add(max(0, row.used_s), row.count, row.seconds)
    used = late_times(session)
    for late in store.late_clocks(session, start, end, by, queues):
        found[late.key][late.clock].times.add(used(late))
    return found


def late_times(session: Session) -> Callable[[store.LateClock], int]:
    """Until it was kept, in the hours of its policy; a target that is gone counts every hour."""
    known = policies.current(session)
    calendars = {name: sla.calendar_of(known, target) for name, target in known.targets.items()}

    def used(late: store.LateClock) -> int:
        calendar = calendars.get(late.policy, sla.Calendar())
        return max(0, late.used_s + sla.elapsed(late.resumed_at, late.stopped_at, calendar))

    return used


# --- satisfaction -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class SatisfactionFigures:
    """`csat` (1 to 5) and `nps` (0 to 10): how many gave each score. `invited`: asked by SMS."""

    csat: dict[int, int] = field(default_factory=dict)
    nps: dict[int, int] = field(default_factory=dict)
    invited: int = 0
    invited_answered: int = 0

    @property
    def satisfied(self) -> float | None:
        """CSAT: the share of 4 and 5 in the answers of 1 to 5."""
        return share(sum(n for score, n in self.csat.items() if score >= 4), sum(self.csat.values()))

    @property
    def mean(self) -> float | None:
        return share(sum(score * n for score, n in self.csat.items()), sum(self.csat.values()))

    @property
    def promoters(self) -> int:
        return sum(n for score, n in self.nps.items() if score >= 9)

    @property
    def detractors(self) -> int:
        return sum(n for score, n in self.nps.items() if score <= 6)

    @property
    def net(self) -> float | None:
        """NPS, −100 to 100: percent of 9 and 10 less percent of 0 to 6; 7 and 8 only in the base."""
        balance = share(self.promoters - self.detractors, sum(self.nps.values()))
        return None if balance is None else 100 * balance

    @property
    def response_rate(self) -> float | None:
        return share(self.invited_answered, self.invited)

    @property
    def answers(self) -> int:
        return sum(self.csat.values()) + sum(self.nps.values())


ScoreKey = Literal["", "queue", "agent", "channel"]


def satisfaction(
    session: Session, start: datetime, end: datetime, queues: Sequence[str] = ()
) -> SatisfactionFigures:
    found = satisfaction_by(session, start, end, "", queues).get("", SatisfactionFigures())
    found.invited, found.invited_answered = store.invitations(session, start, end, "", queues)[""]
    return found


def satisfaction_by(
    session: Session, start: datetime, end: datetime, by: ScoreKey, queues: Sequence[str] = ()
) -> dict[Any, SatisfactionFigures]:
    """By queue, agent (id, None when nobody talked), channel; invitations only by queue."""
    column = _DIMENSIONS.get(by, by)
    found = _scored(store.score_counts(session, start, end, column, queues))
    if by == "queue":
        for key, counts in store.invitations(session, start, end, by, queues).items():
            one = found.setdefault(key, SatisfactionFigures())
            one.invited, one.invited_answered = counts
    return found


def satisfaction_days(
    session: Session, start: datetime, end: datetime, midnights: Sequence[int], queues: Sequence[str] = ()
) -> dict[int, SatisfactionFigures]:
    """As `ticket_days`; only of days with an answer."""
    rows = store.score_counts(session, start, end, "quarter", queues)
    return _scored((day_of(row[0], midnights), *row[1:]) for row in rows)


def comments(
    session: Session, start: datetime, end: datetime, queues: Sequence[str] = (), limit: int = 50
) -> list[Comment]:
    """Newest first. Personal data: for supervisors."""
    return store.comments(session, start, end, queues, limit)


def agent_names(session: Session) -> dict[int, str]:
    return store.agent_names(session)


def _scored(rows: Iterable[tuple[Key, str, int, int]]) -> dict[Key, SatisfactionFigures]:
    found: dict[Key, SatisfactionFigures] = {}
    for key, survey, score, count in rows:
        one = found.setdefault(key, SatisfactionFigures())
        scores = one.nps if survey == "nps" else one.csat
        scores[score] = scores.get(score, 0) + count
    return found


# --- days -------------------------------------------------------------------------------------------------


def day_of(moment: int, midnights: Sequence[int]) -> int:
    """The last of these midnights that is not after the moment; the first for what is before them all."""
    return midnights[max(0, bisect_right(midnights, moment) - 1)]


def _by_day(quarters: Mapping[int, int], midnights: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for quarter, count in quarters.items():
        day = day_of(quarter, midnights)
        found[day] = found.get(day, 0) + count
    return found
