"""What a log is gathered into before it becomes facts: stays, agents' parts, promises; and the calendar.

`call_fold` says what each event does to them. Nothing here is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from support.rules.call_facts import CallbackFact, Head
from support.rules.local_days import begins, date_of
from support.rules.teams import Teams

QUARTER_S = 900
_MS, _QUARTER = timedelta(milliseconds=1), timedelta(seconds=QUARTER_S)
_EPOCH = datetime.fromtimestamp(0, UTC)
TARGET_S, SHORT_S = 20, 5  # of logs that were written before stays said what counts as good
WITHOUT_ID = -(1 << 40)  # ids of parts that a log does not name: so much less its event's


class Calendar(dict[int, int]):
    """Quarter of an hour to when its day began in a zone, both in Unix seconds."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone

    def __missing__(self, quarter: int) -> int:
        began = self[quarter] = begins(date_of(quarter, self._zone), self._zone)
        return began

    @staticmethod
    def quarter(at: datetime) -> int:
        return (at - _EPOCH) // _QUARTER * QUARTER_S


@lru_cache(maxsize=8)
def calendar(zone: ZoneInfo) -> Calendar:
    return Calendar(zone)


def span(since: datetime | None, until: datetime | None) -> int:
    """Whole milliseconds; 0 of what has no beginning, no end yet, or ended before it began."""
    if since is None or until is None or until <= since:
        return 0
    return (until - since) // _MS


def total(spans: Iterable[tuple[datetime, datetime]]) -> int:
    return sum(span(since, until) for since, until in spans)


def earliest(moments: Collection[datetime | None]) -> datetime | None:
    return min(filter(None, moments), default=None) if moments else None


class Stay:
    __slots__ = (
        "agent", "answered", "asked", "callback", "entered", "estimate_s", "first_entered", "from_queue",
        "holds", "id", "lead", "left", "queue", "rang", "result", "short_s", "target_s", "transfers",
    )  # fmt: skip

    def __init__(self, stay_id: int, at: datetime, data: dict[str, Any]) -> None:
        self.id = stay_id
        self.queue = str(data.get("queue", ""))
        self.from_queue = str(data.get("from") or "")
        self.callback = int(data.get("callback") or 0)  # which promise it is the place of; 0: none
        self.entered = at
        first = data.get("first_at")
        self.first_entered = min(at, _moment(first)) if first else at
        self.estimate_s: int | None = data.get("estimate_s")
        target, short = data.get("target_s"), data.get("short_s")
        self.target_s = TARGET_S if target is None else int(target)
        self.short_s = SHORT_S if short is None else int(short)
        self.rang: datetime | None = None
        self.answered: datetime | None = None
        self.left: datetime | None = None
        self.agent: int | None = None
        self.result = ""
        self.transfers = 0
        self.lead: Leg | None = None  # who has the customer, or had them last
        self.asked: dict[int, Leg] = {}  # each agent's last part
        self.holds: list[list[Any]] = []  # [since, until or None]

    @property
    def waited_ms(self) -> int:
        return span(self.entered, self.answered or self.left)

    def end(self, at: datetime, otherwise: str) -> None:
        """The log does not say how: with the answer if there was one, else `otherwise`."""
        if self.left is None:
            self.left, self.result = at, "answered" if self.answered else otherwise

    def straighten(self) -> None:
        """Nobody leaves before they came, or before they were answered."""
        if self.left is not None:
            self.left = max(self.left, self.answered or self.entered)


class Leg:
    """`leads_since`: from then on the customer's holds are of this part."""

    __slots__ = (
        "accepted", "agent", "closed", "connected", "disposition", "end", "id", "is_transferred",
        "leads_since", "left", "offered", "role", "stay", "wrapped",
    )  # fmt: skip

    def __init__(self, leg_id: int, stay: Stay, agent: int, role: str, at: datetime) -> None:
        self.id, self.stay, self.agent, self.role, self.offered = leg_id, stay, agent, role, at
        self.accepted: datetime | None = None
        self.connected: datetime | None = None
        self.leads_since: datetime | None = None
        self.left: datetime | None = None
        self.wrapped: datetime | None = None
        self.closed: datetime | None = None  # when it was not taken, or taken back
        self.end = ""
        self.disposition = ""
        self.is_transferred = False

    def finish(self) -> None:
        """Over at the latest when its stay is; without a conversation it came to nothing."""
        over = self.stay.left
        if self.connected:
            self.left = self.left or self.closed or (max(over, self.connected) if over else None)
            self.end = "done" if self.left else "talking"
        else:
            self.closed = self.closed or self.left or over
            self.end = self.end or ("withdrawn" if self.closed else "ringing")


_CLOSING = {"callback_expired": "expired", "callback_refused": "expired", "callback_cancelled": "cancelled"}


class Promise:
    __slots__ = (
        "agent", "asked_again", "attempts", "closed", "connected", "first_try", "id", "queue", "requested",
        "state",
    )  # fmt: skip

    def __init__(self, callback_id: int, at: datetime, queue: str) -> None:
        self.id, self.requested, self.queue = callback_id, at, queue
        self.first_try: datetime | None = None
        self.connected: datetime | None = None
        self.closed: datetime | None = None
        self.agent: int | None = None
        self.state = "open"
        self.attempts = 0
        self.asked_again = 0

    def happened(self, kind: str, at: datetime, data: Mapping[str, Any]) -> None:
        if kind == "callback_dialled":
            self.first_try = self.first_try or at
            self.attempts += 1
        elif kind == "callback_connected":
            self.reached(at, int(data.get("agent") or 0))
        elif kind in _CLOSING:
            self.state, self.closed = _CLOSING[kind], at
        elif kind == "callback_restored":
            self.state, self.closed = "open", None
        elif kind == "callback_asked_again":
            self.asked_again += 1

    def reached(self, at: datetime, agent: int) -> None:
        self.connected = self.connected or at
        self.state, self.closed = "connected", at
        self.agent = agent or self.agent


class Book:
    """One log, as far as it has been read."""

    __slots__ = (
        "arrived", "ended", "flow", "foreign", "head", "hung_up", "intent", "legs", "outcome", "promises",
        "receipts", "stays", "steps", "version",
    )  # fmt: skip

    def __init__(self, head: Head) -> None:
        self.head = head
        self.arrived: datetime | None = None
        self.ended: datetime | None = None
        self.flow = self.intent = self.outcome = ""
        self.version = 0
        self.hung_up = False
        self.steps: list[tuple[str, datetime]] = []
        self.receipts: list[Any] = []
        self.stays: dict[int, Stay] = {}
        self.legs: dict[int, Leg] = {}
        self.promises: dict[int, Promise] = {}
        self.foreign: set[int] = set()  # callbacks that were promised in another call

    # --- finding, or making what the log has left out ----------------------------------------------

    def enter(self, at: datetime, event_id: int, data: dict[str, Any]) -> None:
        stay_id = int(data.get("entry") or 0) or WITHOUT_ID - event_id
        if stay_id in self.stays:
            return
        stay = Stay(stay_id, at, data)
        for other in self.own_stays() if not stay.callback else ():
            other.end(at, "moved")
        self.stays[stay_id] = stay
        if stay.callback and stay.callback not in self.foreign:
            self.promise(stay.callback, at, data)

    def promise(self, callback_id: int, at: datetime, data: dict[str, Any]) -> Promise:
        known = self.promises.get(callback_id)
        if known is None:
            known = self.promises[callback_id] = Promise(callback_id, at, str(data.get("queue", "")))
        return known

    def promise_in(self, kind: str, at: datetime, data: dict[str, Any]) -> Promise | None:
        """Of which a fact tells; None for one that was promised in an earlier call, whose log has it."""
        callback_id = int(data.get("callback") or 0)
        if callback_id not in self.promises and kind == "callback_asked_again":
            self.foreign.add(callback_id)
        if kind == "callback_refused":
            return self.promise(callback_id, at, data)
        return self.promises.get(callback_id)

    def known_stay(self, data: dict[str, Any], *, exactly: bool = False) -> Stay | None:
        """The one that an event names; else the open one, else the last."""
        found = self.stays.get(int(data.get("entry") or 0))
        if found or exactly or data.get("entry"):
            return found
        last = None
        for stay in self.stays.values():
            last = stay if last is None or stay.left is None or last.left is not None else last
        return last

    def stay(self, at: datetime, event_id: int, data: dict[str, Any]) -> Stay:
        found = self.known_stay(data)
        if found is None:
            waited_s = max(0, int(data.get("waited_s") or 0))
            entered = datetime.fromtimestamp(at.timestamp() - waited_s, UTC) if waited_s else at
            self.enter(entered, event_id, data)
            found = next(reversed(self.stays.values()))
        return found

    def known_leg(self, data: dict[str, Any], stay: Stay | None = None) -> Leg | None:
        """By its offer; without one, the agent's last."""
        found = self.legs.get(int(data.get("offer") or 0))
        if found or data.get("offer"):
            return found
        stay = stay or self.known_stay(data)
        return stay.asked.get(int(data.get("agent") or 0)) if stay else None

    def leg(self, at: datetime, event_id: int, data: dict[str, Any], stay: Stay | None = None) -> Leg:
        found = self.known_leg(data, stay)
        if found is None:
            stay = stay or self.stay(at, event_id, data)
            leg_id = int(data.get("offer") or 0) or WITHOUT_ID - event_id
            role = str(data.get("role") or "lead")
            found = self.legs[leg_id] = Leg(leg_id, stay, int(data.get("agent") or 0), role, at)
            stay.asked[found.agent] = found
            if stay.rang is None and role == "lead":
                stay.rang = at
        return found

    def answer(self, stay: Stay, leg: Leg | None, at: datetime) -> None:
        """The customer and an agent talk."""
        stay.answered = stay.answered or at
        if leg:
            stay.agent = leg.agent if stay.agent is None else stay.agent
            leg.accepted = leg.accepted or at
            leg.connected = leg.leads_since = leg.connected or at
            stay.lead = leg
        promise = self.promises.get(stay.callback) if stay.callback else None
        if promise:
            promise.reached(at, leg.agent if leg else 0)

    # --- at the end --------------------------------------------------------------------------------

    def own_stays(self) -> list[Stay]:
        """Without promised callbacks' places."""
        return [each for each in self.stays.values() if not each.callback] if self.stays else []

    def end_what_is_open(self) -> None:
        """What a log does not close ends with what it was part of."""
        for stay in self.stays.values():
            if self.ended is not None and not stay.callback:
                stay.end(self.ended, "hangup")
            if stay.callback and stay.result == "answered" and stay.answered is None:
                self._answer_unheard(stay)
            stay.straighten()
        for leg in self.legs.values():
            leg.finish()

    def _answer_unheard(self, stay: Stay) -> None:
        """Somebody talked with the customer; the log of another call says since when."""
        taken = [each for each in stay.asked.values() if each.accepted]
        if taken:
            self.answer(stay, taken[-1], taken[-1].accepted or stay.entered)

    def first_ring(self) -> tuple[datetime | None, datetime | None]:
        """When it first rang at an agent's, and until when: it was taken, or rang no more."""
        if not self.legs:
            return None, None
        own = [each for each in self.legs.values() if each.role == "lead" and not each.stay.callback]
        rang = earliest([each.offered for each in own])
        taken = earliest([each.accepted for each in own])
        return rang, taken or max(filter(None, (each.closed for each in own)), default=None)

    @property
    def last_step(self) -> str:
        return self.steps[-1][0] if self.steps else ""

    def path(self, stays: list[Stay]) -> list[Any]:
        """[step, milliseconds, how it was left]."""
        if not self.steps:
            return []
        path: list[Any] = [[step, span(at, until), "next"] for (step, at), (_, until) in pairwise(self.steps)]
        step, at = self.steps[-1]
        path.append([step, span(at, self.ended), self._last_way(at, stays) if self.ended else ""])
        return path

    def _last_way(self, since: datetime, stays: list[Stay]) -> str:
        if stays and stays[-1].entered >= since:
            is_lost = stays[-1].result == "hangup" and stays[-1].answered is None
            return "hangup" if is_lost else "queue"
        return "hangup" if self.hung_up else "ended"


def of_callback(book: Book, made: Promise, days: Calendar, teams: Teams) -> CallbackFact:
    quarter = days.quarter(made.requested)
    head = book.head
    return CallbackFact(
        made.id, head.call_id, "", made.queue, book.flow, head.language, head.number, book.intent, made.agent,
        teams.of(made.agent, made.requested), days[quarter], quarter, made.requested,
        made.first_try, made.connected, made.closed, made.state, made.attempts, made.asked_again,
    )  # fmt: skip


def _moment(text: Any) -> datetime:
    moment = datetime.fromisoformat(str(text))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
