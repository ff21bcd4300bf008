"""The fold of a call's log into its facts, as `call_facts` says them. Pure, and the hot loop of a rebuild.

Events are taken in the order of (at, id), each id once; what a damaged log lacks is filled in the kindest
way: an agent without an offer is the one last asked, an answer without an entry makes one, what was never
closed ends with what it was part of. `Line` events are plain tuples: a log is read a million times.

How a step was left, in `CallFact.path`: `next` (for another step), `queue` (the call ended with an agent, or
left the line in another way), `hangup` (the caller hung up in it, in line too), `ended` (the flow or a
failure did), "" (not yet).

Of a call's own figures promised callbacks' parts are left out: those stand with the callbacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from support.rules.call_facts import MATTERS, CallbackFact, CallFact, Event, Facts, Head, LegFact, StayFact
from support.rules.call_parts import Book, Calendar, Leg, Stay, calendar, earliest, of_callback, span, total
from support.rules.teams import Teams

_MOMENT = itemgetter(0, 1)
_ID = itemgetter(1)
_CONNECTED = attrgetter("connected_at", "id")
Line = tuple[datetime, int, str, dict[str, Any]]
"""(at, id, kind, data) of one event."""


def fold(head: Head, events: Sequence[Event], zone: ZoneInfo, teams: Teams) -> Facts:
    """`teams`: of agents. Days are those of `zone`."""
    return fold_lines(head, [(each.at, each.id, each.kind, each.data) for each in events], zone, teams)


def fold_lines(
    head: Head,
    lines: Iterable[Line],
    zone: ZoneInfo,
    teams: Teams,
    abroad: Sequence[Line] = (),
) -> Facts:
    """`abroad`: what logs of later calls say of callbacks that were promised in this one."""
    own = _in_order(lines)
    last = next((n for n in range(len(own) - 1, -1, -1) if own[n][2] in MATTERS), -1)
    if last < 0:
        return Facts(None, (), (), ())
    del own[last + 1 :]
    book = Book(head)
    for at, event_id, kind, data in _in_order((*own, *abroad)) if abroad else own:
        apply = _KINDS.get(kind)
        if apply is not None:
            apply(book, at, event_id, data)
    return _close(book, calendar(zone), teams)


def _in_order(lines: Iterable[Line]) -> list[Line]:
    ordered = sorted(lines, key=_MOMENT)
    if len(set(map(_ID, ordered))) < len(ordered):
        ordered = list({each[1]: each for each in ordered}.values())
    return ordered


# --- one function for a kind of event --------------------------------------------------------------------

Apply = Callable[[Book, datetime, int, dict[str, Any]], None]


def _call_started(book: Book, at: datetime, _id: int, data: dict[str, Any]) -> None:
    if book.arrived is None:
        book.arrived = at
        book.flow, book.version = str(data.get("flow", "")), int(data.get("version") or 0)


def _step_entered(book: Book, at: datetime, _id: int, data: dict[str, Any]) -> None:
    book.steps.append((str(data.get("step", "")), at))


def _choice(book: Book, _at: datetime, _id: int, data: dict[str, Any]) -> None:
    book.intent = data.get("intent") or book.intent


def _receipt(book: Book, _at: datetime, _id: int, data: dict[str, Any]) -> None:
    book.receipts.append(data)
    book.intent = data.get("intent") or book.intent


def _caller_left(book: Book, _at: datetime, _id: int, _data: dict[str, Any]) -> None:
    book.hung_up = True


def _call_ended(book: Book, at: datetime, _id: int, data: dict[str, Any]) -> None:
    if book.ended is None:
        book.ended, book.outcome = at, str(data.get("outcome") or "failed")


def _queue_entered(book: Book, at: datetime, event_id: int, data: dict[str, Any]) -> None:
    book.enter(at, event_id, data)


def _queue_left(book: Book, at: datetime, event_id: int, data: dict[str, Any]) -> None:
    stay = book.stay(at, event_id, data)
    if stay.left is None:
        stay.left, stay.result = at, str(data.get("result", ""))


def _offered(book: Book, at: datetime, event_id: int, data: dict[str, Any]) -> None:
    book.leg(at, event_id, data)


def _accepted(book: Book, at: datetime, event_id: int, data: dict[str, Any]) -> None:
    leg = book.leg(at, event_id, data)
    if leg.accepted is None:
        leg.accepted = at
        if leg.role != "lead":
            leg.connected = at  # they talk with the agent who asked them in


def _closed_as(end: str) -> Apply:
    def apply(book: Book, at: datetime, event_id: int, data: dict[str, Any]) -> None:
        leg = book.leg(at, event_id, data)
        if leg.closed is None:
            leg.closed, leg.end = at, end

    return apply


def _failed(book: Book, at: datetime, event_id: int, data: dict[str, Any]) -> None:
    """Of a call it says why; in old logs also of an agent whose telephone was not reached."""
    if data.get("agent"):
        _closed_as("not_reached")(book, at, event_id, data)


def _agent_connected(book: Book, at: datetime, event_id: int, data: dict[str, Any]) -> None:
    stay = book.stay(at, event_id, data)
    leg = book.leg(at, event_id, data, stay) if data.get("agent") else None
    book.answer(stay, leg, at)


def _agent_left(book: Book, at: datetime, _id: int, data: dict[str, Any]) -> None:
    leg = book.known_leg(data)
    if leg and leg.left is None:
        leg.left = at


def _wrapped_up(book: Book, at: datetime, _id: int, data: dict[str, Any]) -> None:
    leg = book.known_leg(data)
    if leg and leg.wrapped is None:
        leg.wrapped, leg.disposition = at, str(data.get("disposition") or "")


def _held(book: Book, at: datetime, _id: int, data: dict[str, Any]) -> None:
    stay = book.known_stay(data)
    if stay and (not stay.holds or stay.holds[-1][1] is not None):
        stay.holds.append([at, None])


def _resumed(book: Book, at: datetime, _id: int, data: dict[str, Any]) -> None:
    stay = book.known_stay(data)
    if stay and stay.holds and stay.holds[-1][1] is None:
        stay.holds[-1][1] = at


def _transferred_to(book: Book, at: datetime, _id: int, data: dict[str, Any]) -> None:
    stay = book.known_stay(data)
    if stay is None:
        return
    stay.transfers += 1
    if stay.lead:
        stay.lead.is_transferred = True
    asked = stay.asked.get(int(data["agent"])) if data.get("agent") else None
    if asked and asked.accepted and asked.left is None:
        asked.role, asked.leads_since, stay.lead = "lead", at, asked


def _callback(book: Book, at: datetime, event_id: int, data: dict[str, Any], kind: str) -> None:
    promise = book.promise_in(kind, at, data)
    if promise:
        promise.happened(kind, at, data)
    stay = book.known_stay(data, exactly=True) if kind == "callback_connected" else None
    if stay:
        book.answer(stay, book.leg(at, event_id, data, stay), at)


def _callback_kind(kind: str) -> Apply:
    return lambda book, at, event_id, data: _callback(book, at, event_id, data, kind)


def _callback_promised(book: Book, at: datetime, _id: int, data: dict[str, Any]) -> None:
    """Its place in the line came just before, which names it."""
    if data.get("callback"):
        book.promise(int(data["callback"]), at, data)


_KINDS: dict[str, Apply] = {
    "call_started": _call_started,
    "step_entered": _step_entered,
    "option_chosen": _choice,
    "heard": _choice,
    "receipt": _receipt,
    "caller_left": _caller_left,
    "call_ended": _call_ended,
    "queue_entered": _queue_entered,
    "queue_left": _queue_left,
    "offered": _offered,
    "accepted": _accepted,
    "declined": _closed_as("declined"),
    "missed": _closed_as("missed"),
    "not_reached": _closed_as("not_reached"),
    "failed": _failed,
    "withdrawn": _closed_as("withdrawn"),
    "agent_connected": _agent_connected,
    "agent_left": _agent_left,
    "wrapped_up": _wrapped_up,
    "held": _held,
    "resumed": _resumed,
    "transferred_to": _transferred_to,
    "callback_promised": _callback_promised,
    **{
        kind: _callback_kind(kind)
        for kind in (
            "callback_dialled", "callback_missed", "callback_connected", "callback_expired",
            "callback_cancelled", "callback_refused", "callback_restored", "callback_asked_again",
        )
    },
}  # fmt: skip

READ = frozenset({*_KINDS, "callback_moved"})
"""Kinds of events that a fold looks at."""


# --- the facts of what was gathered ----------------------------------------------------------------------


def _close(book: Book, days: Calendar, teams: Teams) -> Facts:
    book.end_what_is_open()
    if not book.stays:  # as with half of all calls
        return Facts(_call_fact(book, days, []), (), (), _callbacks(book, days, teams))
    stays = [fact for stay in book.stays.values() if (fact := _stay_fact(book, stay, days, teams))]
    legs = [_leg_fact(book, leg, days, teams) for leg in book.legs.values()]
    return Facts(_call_fact(book, days, legs), tuple(stays), tuple(legs), _callbacks(book, days, teams))


def _callbacks(book: Book, days: Calendar, teams: Teams) -> tuple[CallbackFact, ...]:
    if not book.promises:
        return ()
    return tuple(of_callback(book, each, days, teams) for each in book.promises.values())


def _stay_fact(book: Book, stay: Stay, days: Calendar, teams: Teams) -> StayFact | None:
    """None while nobody answered it and it goes on."""
    over = stay.answered or stay.left
    if over is None:
        return None
    end = "answered" if stay.answered else "abandoned" if stay.result == "hangup" else "flowed"
    quarter = days.quarter(stay.entered)
    head = book.head
    return StayFact(
        stay.id, head.call_id, "", stay.queue, stay.from_queue, stay.callback != 0, book.flow, head.language,
        head.number, book.intent, stay.agent, teams.of(stay.agent, stay.entered),
        days[quarter], quarter, stay.entered, stay.first_entered, stay.rang, stay.answered, stay.left, end,
        stay.result, stay.waited_ms, _held_in(stay, stay.answered, stay.left), stay.estimate_s,
        stay.target_s, stay.short_s,
    )  # fmt: skip


def _leg_fact(book: Book, leg: Leg, days: Calendar, teams: Teams) -> LegFact:
    quarter = days.quarter(leg.offered)
    head, stay = book.head, leg.stay
    hold = _held_in(stay, leg.leads_since, leg.left)
    talk = max(0, span(leg.connected, leg.left) - hold)
    wrap = span(leg.left, leg.wrapped) if leg.connected else 0
    return LegFact(
        leg.id, head.call_id, stay.id, "", stay.queue, leg.role, stay.callback != 0, book.flow,
        head.language, head.number, book.intent, leg.agent, teams.of(leg.agent, leg.offered), days[quarter],
        quarter, leg.offered, leg.accepted, leg.connected, leg.left, leg.wrapped, leg.end, leg.disposition,
        leg.is_transferred, span(leg.offered, leg.accepted or leg.closed), talk, hold, wrap,
    )  # fmt: skip


def _held_in(stay: Stay, since: datetime | None, until: datetime | None) -> int:
    """Milliseconds on hold within a part that is over."""
    if not stay.holds or since is None or until is None:
        return 0
    return total((max(begin, since), min(end or until, until)) for begin, end in stay.holds)


def _call_fact(book: Book, days: Calendar, legs: list[LegFact]) -> CallFact:
    head, stays = book.head, book.own_stays()
    arrived = book.arrived or head.started_at
    quarter = days.quarter(arrived)
    talked = [each for each in legs if each.connected_at and not each.is_callback]
    queue = stays[0].queue if stays else ""
    entered = earliest([each.entered for each in stays])
    rang, taken = book.first_ring()
    waited = transfers = holds = talk = hold = wrap = 0
    for stay in stays:
        waited += stay.waited_ms
        transfers += stay.transfers
        holds += len(stay.holds)
    for leg in talked:
        talk += leg.talk_ms
        hold += leg.hold_ms
        wrap += leg.wrap_ms
    return CallFact(
        head.call_id, "", head.customer, book.flow, book.version, head.number, head.language, book.intent,
        book.intent or queue, queue, _last(talked), days[quarter], quarter, arrived, entered, rang,
        earliest([each.answered for each in stays]), book.ended, book.outcome, book.last_step,
        span(arrived, entered or book.ended), waited, span(rang, taken), talk, hold, wrap, len(stays),
        len(talked), transfers, holds, None, book.path(stays), book.receipts,
    )  # fmt: skip


def _last(talked: Sequence[LegFact]) -> int | None:
    """Who had the customer last."""
    leads = [each for each in talked if each.role == "lead"] if talked else ()
    return max(leads, key=_CONNECTED).agent_id if leads else None
