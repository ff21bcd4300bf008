"""Facts counted into sums: what each fact adds to which row of the rollups (`support.store.rollups`). Pure.

Here alone stands what a fact counts as; keeping figures up to date and making them again both count here. A
fact that is taken off again (`sign` -1) leaves nothing. Facts are `support.rules.call_facts`, or rows with
the same names.

* Of a call, once it is over: its outcome, whether it reached an agent and was repeated, its path, receipts.
* Of a stay, unless a promised callback's: offered, and what became of it, and by which thresholds.
* Of a leg: rung, and what became of it; its lengths once the conversation, and the work after it, is over.

Rows are kept by `GRAINS`: quarters (q), hours (h), the centre's days (d) and months (m). Spreads of lengths
are kept by days and months.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from operator import attrgetter
from typing import Any, Protocol

from support.rules.local_days import hour_of, month_of
from support.rules.metrics import COLUMNS, PRESENCES, bucket
from support.rules.outcomes import OUTCOMES
from support.rules.spreads import Spread

GRAINS = {"": "qhdm", "agent": "hdm", "team": "hdm", "flow": "hdm", "language": "hdm", "number": "hdm",
          "intent": "hdm"}  # fmt: skip
COUNTS = COLUMNS[: -len(PRESENCES)]
RECEIPT_COUNTS = ("asked", "heard", "confirmed", "corrected", "rejected", "silent", "keyed")
LENGTHS = ("wait", "abandon", "ring", "talk", "hold", "wrap", "handle")

_ID = attrgetter("id")
_RECEIPT_PLACES = tuple(enumerate((*RECEIPT_COUNTS, "answer_ms"), start=1))
_AT = {name: place for place, name in enumerate(COUNTS)}
LONGEST = _AT["longest_ms"]
_LOST = len(COUNTS)  # beside what was counted: the longest wait among what was taken off
_OUTCOMES = {each: _AT["calls_answered" if each == "answered" else each] for each in OUTCOMES}
_CALLS, _REACHED, _REPEATED, _TRANSFERS, _MENU = (
    _AT[name] for name in ("calls", "reached", "repeated", "transfers", "menu_ms")
)
_OFFERED = _AT["offered"]
_ENDS = {"answered": _AT["answered"], "abandoned": _AT["abandoned"], "flowed": _AT["flowed"]}
_SHORT, _TO_CALLBACK = _AT["short"], _AT["to_callback"]
_WAITED = {"answered": _AT["wait_answered_ms"], "abandoned": _AT["wait_abandoned_ms"]}
_WAITS = {"answered": 0, "abandoned": 1}  # places in LENGTHS
_RANG, _TALKED, _WAS_HELD, _WORKED, _IN_ALL = range(2, 7)
_ESTIMATED, _ERROR, _BIAS = _AT["estimated"], _AT["estimate_error_ms"], _AT["estimate_bias_ms"]
_RINGS, _TAKEN, _HANDLED, _WRAPPED = _AT["rings"], _AT["taken"], _AT["handled"], _AT["wrapped"]
_MISSED = {"declined": _AT["declined"], "missed": _AT["missed"], "not_reached": _AT["missed"]}
_PASSED_ON, _HELD = _AT["handled_transferred"], _AT["handled_held"]
_RING, _TALK, _HOLD, _WRAP = (_AT[name] for name in ("ring_ms", "talk_ms", "hold_ms", "wrap_ms"))

Key = tuple[str, str, int, str, str]
"""grain, dim, start, value, queue."""
StepKey = tuple[str, int, str, str, str]
"""flow, day, step, following, how."""
ReceiptKey = tuple[str, int, str, str, str, str, str, str]
"""flow, day, language, step, kind, intent, input, result."""
ThresholdKey = tuple[int, str, int, int]
"""day, queue, target_s, short_s."""
_BUCKETS = tuple(bucket(second * 1000) for second in range(3600))  # most lengths are among them
_Fine = tuple[str, int, int, str, str]  # dim, quarter or hour, day, value, queue
_Daily = tuple[str, int, str, str]  # dim, day, value, queue
_Added = list[tuple[int, int]]
_PLACES = 8  # of LENGTHS, beside a bucket in one number


class OfCall(Protocol):
    """What one log amounts to: `call_facts.Facts`, or the rows that stand for it."""

    @property
    def call(self) -> Any | None: ...
    @property
    def stays(self) -> Iterable[Any]: ...
    @property
    def legs(self) -> Iterable[Any]: ...


class Change:
    """What a row of sums changes by. The longest wait is no sum.

    `longest`: the longest that came; `lost`: that went, when nothing as long came for it. Else they are 0.
    """

    __slots__ = ("_counted", "longest", "lost")

    def __init__(self, counted: list[int]) -> None:
        self._counted = counted
        gained, lost = counted[LONGEST], counted[_LOST]
        self.longest = gained if gained > lost else 0  # what was taken off stood there
        self.lost = lost if lost > gained else 0

    @property
    def is_none(self) -> bool:
        counted = self._counted
        return not (self.longest or self.lost or any(counted[:LONGEST]) or any(counted[LONGEST + 1 : _LOST]))

    @property
    def may_empty(self) -> bool:
        counted = self._counted
        return counted[_CALLS] < 0 or counted[_OFFERED] < 0 or counted[_RINGS] < 0

    @property
    def values(self) -> list[int]:
        """One of each of COUNTS: all are added, but `longest_ms`, which replaces what is less."""
        found = self._counted[:_LOST]
        found[LONGEST] = self.longest
        return found


def _team(call: Any, legs: Iterable[Any]) -> str:
    """Of who talked last, as it was then: by the time of a promised callback they may be in another one."""
    talked = [
        leg for leg in legs
        if leg.agent_id == call.agent_id and leg.connected_at is not None and not leg.is_callback
    ]  # fmt: skip
    return max(talked, key=_ID).team if talked else ""


def _is_reached(call: Any) -> bool:
    """Whether it may be repeated: an agent had it, and it is known who called about what."""
    return call.answered_at is not None and bool(call.customer and call.matter)


class Tally:
    """What facts add up to, until it is written. `zone`: the centre's, as the facts were booked in it."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self._fine: dict[_Fine, list[int]] = {}
        self._lengths: dict[_Daily, dict[int, int]] = {}
        self.steps: dict[StepKey, list[int]] = {}  # count, ms
        self.receipts: dict[ReceiptKey, list[int]] = {}  # count, RECEIPT_COUNTS, answer_ms
        self.thresholds: dict[ThresholdKey, list[int]] = {}  # count

    def add(self, facts: OfCall, sign: int = 1) -> None:
        """`sign` -1 takes off what was counted before."""
        for stay in facts.stays:
            self._stay(stay, sign)
        for leg in facts.legs:
            self._leg(leg, sign)
        if facts.call is not None and facts.call.outcome:
            self._call(facts.call, _team(facts.call, facts.legs), sign)

    def repeat(self, facts: OfCall, is_repeated: bool) -> None:
        """Of a call of which all else is counted: whether it is repeated, now that another came or went."""
        call = facts.call
        sign = is_repeated - (call is not None and call.repeated_at is not None)
        if call is not None and sign and call.outcome and _is_reached(call):
            self._count(call, _team(call, facts.legs), [(_REPEATED, sign)], sign)

    def changes(self) -> Iterator[tuple[Key, Change]]:
        """Of each row that changes, in the order of their keys."""
        rows: dict[Key, list[int]] = {}
        for (dim, start, day, value, queue), counted in self._fine.items():
            for grain in GRAINS[dim]:
                key = (grain, dim, self._start(grain, start, day), value, queue)
                rows[key] = _merged(rows[key], counted) if key in rows else counted
        for key in sorted(rows):
            change = Change(rows[key])
            if not change.is_none:
                yield key, change

    def spreads(self) -> Iterator[tuple[Key, dict[str, Spread]]]:
        """What spreads of each row change by, of days and months, in the order of their keys."""
        rows: dict[Key, dict[int, int]] = {}
        for (dim, day, value, queue), counted in self._lengths.items():
            month = rows.setdefault(("m", dim, month_of(day, self.zone), value, queue), {})
            for length, count in counted.items():
                month[length] = month.get(length, 0) + count
            rows["d", dim, day, value, queue] = counted
        for key in sorted(rows):
            found: dict[str, Spread] = {}
            for length, count in rows[key].items():
                if count:
                    found.setdefault(LENGTHS[length % _PLACES], {})[length // _PLACES] = count
            if found:
                yield key, found

    def _start(self, grain: str, start: int, day: int) -> int:
        if grain == "q":
            return start
        if grain == "h":
            return hour_of(start, day)
        return day if grain == "d" else month_of(day, self.zone)

    def _call(self, call: Any, team: str, sign: int) -> None:
        added = [(_CALLS, sign), (_MENU, sign * call.menu_ms)]
        if call.transfers:
            added.append((_TRANSFERS, sign * call.transfers))
        if call.outcome in _OUTCOMES:
            added.append((_OUTCOMES[call.outcome], sign))
        if _is_reached(call):
            added.append((_REACHED, sign))
            if call.repeated_at is not None:
                added.append((_REPEATED, sign))
        self._count(call, team, added, sign)
        self._path(call, sign)
        self._receipts(call, sign)

    def _stay(self, stay: Any, sign: int) -> None:
        if stay.is_callback:
            return
        end, waited = stay.end, stay.wait_ms
        added = [(_OFFERED, sign), (_ENDS[end], sign)]
        in_time = waited <= stay.target_s * 1000
        if in_time:
            added.append((_ENDS[end] + 1, sign))  # each `…_in` stands behind its own
        lengths = []
        if end in _WAITED:
            added.append((_WAITED[end], sign * waited))
            lengths.append(_length(_WAITS[end], waited))
        if end == "abandoned" and waited < stay.short_s * 1000:
            added.append((_SHORT, sign))
        if end == "flowed" and stay.result == "callback":
            added.append((_TO_CALLBACK, sign))
            if in_time:
                added.append((_TO_CALLBACK + 1, sign))
        if end == "answered" and stay.estimate_s is not None:
            off = stay.estimate_s * 1000 - waited
            added += [(_ESTIMATED, sign), (_ERROR, sign * abs(off)), (_BIAS, sign * off)]
        self._count(stay, stay.team, added, sign, lengths, waited)
        self.thresholds.setdefault((stay.day, stay.queue, stay.target_s, stay.short_s), [0])[0] += sign

    def _leg(self, leg: Any, sign: int) -> None:
        added, lengths = [(_RINGS, sign)], []
        if leg.accepted_at is not None:
            added += [(_TAKEN, sign), (_RING, sign * leg.ring_ms)]
            lengths.append(_length(_RANG, leg.ring_ms))
        if leg.end in _MISSED:
            added.append((_MISSED[leg.end], sign))
        if leg.end == "done" and leg.connected_at is not None:
            lengths += _handled(leg, added, sign)
        self._count(leg, leg.team, added, sign, lengths)

    def _count(
        self, fact: Any, team: str, added: _Added, sign: int, lengths: Sequence[int] = (), waited: int = 0
    ) -> None:
        day, queue = fact.day, fact.queue
        hour = hour_of(fact.quarter, day)
        agent = "" if fact.agent_id is None else str(fact.agent_id)
        fine, longest = self._fine, LONGEST if sign > 0 else _LOST
        keys = (
            ("", fact.quarter, day, "", queue),
            ("agent", hour, day, agent, queue),
            ("team", hour, day, team, queue),
            ("flow", hour, day, fact.flow, queue),
            ("language", hour, day, fact.language, queue),
            ("number", hour, day, fact.number, queue),
            ("intent", hour, day, fact.intent, queue),
        )
        for key in keys:
            row = fine.get(key)
            if row is None:
                row = fine[key] = [0] * (_LOST + 1)
            for place, amount in added:
                row[place] += amount
            if waited > row[longest]:
                row[longest] = waited
        if lengths:
            self._spread([(dim, day, value, queue) for dim, _, _, value, _ in keys], lengths, sign)

    def _spread(self, keys: Iterable[_Daily], lengths: Iterable[int], sign: int) -> None:
        for key in keys:
            spread = self._lengths.get(key)
            if spread is None:
                spread = self._lengths[key] = {}
            for length in lengths:
                spread[length] = spread.get(length, 0) + sign

    def _path(self, call: Any, sign: int) -> None:
        flow, day, following, steps = call.flow, call.day, "", self.steps
        for step, ms, how in reversed(call.path):
            key = (flow, day, step, following, how)
            counted = steps.get(key)
            if counted is None:
                counted = steps[key] = [0, 0]
            counted[0] += sign
            counted[1] += sign * ms
            following = step

    def _receipts(self, call: Any, sign: int) -> None:
        for each in call.receipts:
            key = (call.flow, call.day, call.language, *_words(each))
            counted = self.receipts.setdefault(key, [0] * (len(RECEIPT_COUNTS) + 2))
            counted[0] += sign
            for place, name in _RECEIPT_PLACES:
                if amount := each.get(name):
                    counted[place] += sign * int(amount)


def _handled(leg: Any, added: _Added, sign: int) -> list[int]:
    """Adds what the conversation counts; gives its lengths."""
    added += [(_HANDLED, sign), (_TALK, sign * leg.talk_ms), (_HOLD, sign * leg.hold_ms)]
    if leg.is_transferred:
        added.append((_PASSED_ON, sign))
    if leg.hold_ms:
        added.append((_HELD, sign))
    wrap_ms, found = 0, [_length(_TALKED, leg.talk_ms), _length(_WAS_HELD, leg.hold_ms)]
    if leg.wrapped_at is not None:
        wrap_ms = leg.wrap_ms
        added += [(_WRAPPED, sign), (_WRAP, sign * wrap_ms)]
        found.append(_length(_WORKED, wrap_ms))
    return [*found, _length(_IN_ALL, leg.talk_ms + leg.hold_ms + wrap_ms)]


def _length(place: int, ms: int) -> int:
    """Which of LENGTHS, and its bucket, in one number."""
    at = _BUCKETS[ms // 1000] if 0 <= ms < 3_600_000 else bucket(ms)
    return at * _PLACES + place


def _words(receipt: dict[str, Any]) -> tuple[str, str, str, str, str]:
    step, kind, intent, by, result = map(receipt.get, ("step", "kind", "intent", "input", "result"))
    return str(step or ""), str(kind or ""), str(intent or ""), str(by or ""), str(result or "")


def _merged(one: list[int], other: list[int]) -> list[int]:
    both = [a + b for a, b in zip(one, other, strict=True)]
    both[LONGEST] = max(one[LONGEST], other[LONGEST])
    both[_LOST] = max(one[_LOST], other[_LOST])
    return both
