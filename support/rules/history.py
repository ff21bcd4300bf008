"""A row of another system's call log, as its map (`flows.history_map`) explains it, and its facts. Pure.

A row is understood, or it is odd with the reason, or the map says that it is ignored. Moments follow each
other: arrived, left the menu, began to wait, was answered or left, ended. One that comes a little before the
one that it follows (`overlap`) is taken for the same moment; a time of day that goes back by more than half a
day is of the next day. Nothing is guessed beyond that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from flows.history_map import Cell, Clock, HistoryMap
from support.rules import local_days
from support.rules.call_facts import CallFact, Facts, LegFact, StayFact

Cells = Mapping[str, str]
_HALF_A_DAY = timedelta(hours=12)
_LONGEST = timedelta(hours=24)
_FIRST_YEAR = 1980
_WORD = 64  # letters of a queue, flow or intent that are kept


class Odd(Exception):
    """Why a row is not taken. `kind`: the same without the values."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence.format(**values))
        self.kind = sentence.format(**dict.fromkeys(values, "…"))


@dataclass(frozen=True, slots=True)
class Ignored:
    why: str


@dataclass(slots=True)
class Row:
    """A call as it was understood. `customer`, `agent`: as written; `outcome` as in `support.rules.outcomes`.

    `mended`: moments that were put right. Moments are UTC.
    """

    customer: str
    agent: str
    queue: str
    flow: str
    language: str
    number: str
    intent: str
    outcome: str
    arrived: datetime
    menu_left: datetime
    entered: datetime | None
    answered: datetime | None
    left: datetime | None
    ended: datetime
    hold_s: int
    wrap_s: int
    mended: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Booking:
    """What a row cannot say: the centre's zone, the ids given out, and what counted as good service."""

    zone: tzinfo
    id: int
    customer: str  # a digest
    agent_id: int | None
    target_s: int
    short_s: int
    repeated_at: datetime | None = None


def understood(written: HistoryMap, cells: Cells, zone: tzinfo) -> Row | Ignored:
    """`zone`: of the log's clocks. Raises Odd."""
    result = _outcome(written, cells)
    if result == "ignore":
        return Ignored(f"{written.outcome.column} is {_short(cells[written.outcome.column])}")
    moments = _Moments(written, cells, zone)
    moments.walk(result)
    row = _row(written, cells, result, moments)
    _check(written, cells, row)
    return row


def _row(written: HistoryMap, cells: Cells, result: str, moments: _Moments) -> Row:
    entered, answered, left = moments.entered, moments.answered, moments.left
    before = moments.menu_left or entered or moments.arrived
    ended = moments.after("ended", answered or left or entered or before)
    return Row(
        cells[written.customer].strip() if written.customer else "",
        _word(written.agent, cells, "agent"),
        _queue(written, cells) if entered else "",
        _word(written.flow, cells, "flow"),
        _word(written.language, cells, "language")[:12],
        _word(written.number, cells, "number"),
        _word(written.intent, cells, "intent"),
        _ended_as(result, entered is not None),
        moments.arrived,
        moments.menu_left or entered or ended or before,
        entered,
        answered,
        answered or left,
        ended or answered or left or entered or before,
        _count(cells, written.hold),
        _count(cells, written.wrap),
        moments.mended,
    )


def facts(written: HistoryMap, row: Row, booking: Booking) -> Facts:
    """One call's facts; of a stay when they waited or were answered, of a leg when they were answered."""
    quarter, day = _booked(row.arrived, booking.zone)
    talk, hold = _talked(row)
    wait = _ms(row.entered, row.left or row.ended)
    is_answered = row.answered is not None
    menu = _ms(row.arrived, row.entered or row.ended)
    call = CallFact(
        id=booking.id, source=written.source, customer=booking.customer, flow=row.flow, version=0,
        number=row.number, language=row.language, intent=row.intent, matter=row.intent or row.queue,
        queue=row.queue, agent_id=booking.agent_id, day=day, quarter=quarter, arrived_at=row.arrived,
        entered_at=row.entered, rang_at=None, answered_at=row.answered, ended_at=row.ended,
        outcome=row.outcome, last_step=_last_step(written, row), menu_ms=menu,
        wait_ms=wait if row.entered else 0, ring_ms=0, talk_ms=talk, hold_ms=hold,
        wrap_ms=row.wrap_s * 1000, stays=int(row.entered is not None), legs=int(is_answered), transfers=0,
        holds=int(hold > 0), repeated_at=booking.repeated_at,
        path=_path(written, row, menu, wait), receipts=[],
    )  # fmt: skip
    return Facts(call, _stay(written, row, booking), _leg(written, row, booking), ())


def _path(written: HistoryMap, row: Row, menu: int, wait: int) -> list[list[str | int]]:
    """Of a flow two steps are known: the menu, and the line, which is called as its queue is."""
    if not row.flow:
        return []
    how = "hangup" if row.outcome.startswith("abandoned") else "queue" if row.entered else "ended"
    if row.entered is None:
        return [[written.menu, menu, how]]
    return [[written.menu, menu, "next"], [row.queue, wait, how]]


def _last_step(written: HistoryMap, row: Row) -> str:
    return "" if not row.flow else row.queue if row.entered else written.menu


def _stay(written: HistoryMap, row: Row, booking: Booking) -> tuple[StayFact, ...]:
    if row.entered is None:
        return ()
    quarter, day = _booked(row.entered, booking.zone)
    end = "answered" if row.answered else "abandoned" if row.outcome == "abandoned_queue" else "flowed"
    left = row.left or row.ended
    found = StayFact(
        id=booking.id, call_id=booking.id, source=written.source, queue=row.queue, from_queue="",
        is_callback=False, flow=row.flow, language=row.language, number=row.number, intent=row.intent,
        agent_id=booking.agent_id, team="", day=day, quarter=quarter, entered_at=row.entered,
        first_entered_at=row.entered, rang_at=None, answered_at=row.answered,
        left_at=row.ended if row.answered else left, end=end, result=_RESULTS.get(row.outcome, row.outcome),
        wait_ms=_ms(row.entered, left), hold_ms=_talked(row)[1], estimate_s=None,
        target_s=booking.target_s, short_s=booking.short_s,
    )  # fmt: skip
    return (found,)


def _leg(written: HistoryMap, row: Row, booking: Booking) -> tuple[LegFact, ...]:
    """Of an answered call; who took it is said even when nobody knows their name."""
    if row.answered is None or booking.agent_id is None:
        return ()
    quarter, day = _booked(row.answered, booking.zone)
    talk, hold = _talked(row)
    wrapped = row.ended + timedelta(seconds=row.wrap_s) if written.wrap else None
    found = LegFact(
        id=booking.id, call_id=booking.id, stay_id=booking.id, source=written.source, queue=row.queue,
        role="lead", is_callback=False, flow=row.flow, language=row.language, number=row.number,
        intent=row.intent, agent_id=booking.agent_id, team="", day=day, quarter=quarter,
        offered_at=row.answered, accepted_at=row.answered, connected_at=row.answered, left_at=row.ended,
        wrapped_at=wrapped, end="done", disposition="", is_transferred=False, ring_ms=0, talk_ms=talk,
        hold_ms=hold, wrap_ms=row.wrap_s * 1000,
    )  # fmt: skip
    return (found,)


_RESULTS = {"answered": "agent", "abandoned_queue": "hangup"}


class _Moments:
    """The moments of one row, in the order in which they happen."""

    def __init__(self, written: HistoryMap, cells: Cells, zone: tzinfo) -> None:
        self._map, self._cells, self._zone = written, cells, zone
        self.overlap = timedelta(seconds=written.overlap)
        self.mended: list[str] = []
        self._found: dict[str, datetime] = {}
        self.entered: datetime | None = None
        self.answered: datetime | None = None
        self.left: datetime | None = None

    def walk(self, result: str) -> None:
        """From the arrival to the end of the wait. Raises Odd."""
        self.arrived = self._first()
        self.menu_left = self.after("menu_left", self.arrived)
        before = self.menu_left or self.arrived
        self.entered = self.after("entered", before)
        if result == "answered":
            self._served(self.entered or before)
        elif self._has("answered"):
            raise Odd(f"{result}, and yet somebody answered it")
        self.left = self.after("left", self.entered) if self.entered else None
        self._agree()

    def _first(self) -> datetime:
        found = self._read("arrived")
        if found is None:
            raise Odd("it does not say when the call arrived")
        self._found["arrived"] = found
        return found

    def _served(self, entered: datetime) -> None:
        self.entered = entered
        self._found.setdefault("entered", entered)
        self.answered = self.after("answered", entered)
        if self.answered is None:
            raise Odd("answered, but it does not say when")

    def _agree(self) -> None:
        """The wait ended when it was answered."""
        if self.left is None or self.answered is None or self.left <= self.answered:
            return
        if self.left - self.answered > self.overlap:
            seconds = _seconds(self.left - self.answered)
            raise Odd("answered {seconds} before it no longer waited", seconds=seconds)
        self.mended.append("answered")

    def _has(self, name: str) -> bool:
        clock: Clock | None = getattr(self._map, name)
        if clock is None:
            return False
        text = self._cells[clock.time or next(clock.columns())].strip()
        return text not in ("", "0", *clock.none)

    def after(self, name: str, before: datetime) -> datetime | None:
        """None when it did not happen. Raises Odd when it came too early, or much too late."""
        if name in self._found:
            return self._found[name]
        found = self._read(name)
        if found is None:
            return None
        back = before - found
        if back > _HALF_A_DAY and getattr(self._map, name).time:
            found, back = found + timedelta(days=1), back - timedelta(days=1)
        if back > timedelta():
            if back > self.overlap:
                raise Odd(_NAMES[name] + " is {seconds} before what it follows", seconds=_seconds(back))
            self.mended.append(name)
            found = before
        if found - before > _LONGEST:
            raise Odd(f"{_NAMES[name]} is more than a day after what it follows")
        self._found[name] = found
        return found

    def _read(self, name: str) -> datetime | None:
        clock: Clock | None = getattr(self._map, name)
        texts = [self._cells[column].strip() for column in clock.columns()] if clock else []
        if clock is None or not all(texts) or texts[-1] in clock.none:
            return None
        if clock.after:
            start = self._found.get(clock.after)
            return start + timedelta(seconds=_whole(texts[0], clock.seconds)) if start else None
        return self._moment(name, clock, texts)

    def _moment(self, name: str, clock: Clock, texts: list[str]) -> datetime:
        try:
            local = _local((" " if clock.format else "T").join(texts), clock.format)
        except ValueError:
            raise Odd(_NAMES[name] + " is no time: {text}", text=_short(" ".join(texts))) from None
        return local.replace(tzinfo=local.tzinfo or self._zone).astimezone(UTC)


_NAMES = {
    "arrived": "the arrival", "menu_left": "leaving the menu", "entered": "the beginning of the wait",
    "left": "the end of the wait", "answered": "the answer", "ended": "the end",
}  # fmt: skip


@lru_cache(maxsize=200_000)
def _local(text: str, written: str) -> datetime:
    """Raises ValueError. ISO, also with an hour of one figure."""
    found = datetime.strptime(text, written) if written else _iso(text)  # the log's own zone
    if not _FIRST_YEAR <= found.year < 2100:
        raise ValueError("not a year of calls")
    return found


def _iso(text: str) -> datetime:
    day, _, time = text.replace(" ", "T").partition("T")
    return datetime.fromisoformat(f"{day}T{time.zfill(8)}" if time.count(":") == 2 else text)


def _outcome(written: HistoryMap, cells: Cells) -> str:
    text = cells[written.outcome.column].strip()
    found = written.outcome.names.get(text)
    if found is None:
        raise Odd("the map does not name the outcome {text}", text=_short(text))
    return found


def _ended_as(result: str, waited: bool) -> str:
    if result == "abandoned":
        return "abandoned_queue" if waited else "abandoned_menu"
    return result


def _word(cell: Cell | None, cells: Cells, what: str) -> str:
    if cell is None:
        return ""
    text = cell.value or cells[cell.column].strip()
    if cell.names and text:
        if text not in cell.names:
            raise Odd("the map does not name the " + what + " {text}", text=_short(text))
        return cell.names[text]
    return text[:_WORD]


def _queue(written: HistoryMap, cells: Cells) -> str:
    found = _word(written.queue, cells, "queue")
    if not found:
        raise Odd("waited, but it does not say in which queue")
    return found


def _check(written: HistoryMap, cells: Cells, row: Row) -> None:
    """Lengths that the log gives agree with its moments."""
    spans = {
        "menu": (row.arrived, row.menu_left),
        "wait": (row.entered, row.left),
        "talk": (row.answered, row.ended),
    }
    for name, column in written.lengths.items():
        since, until = spans[name]
        if since is None or until is None or not cells[column].strip():
            continue
        said = timedelta(seconds=_whole(cells[column].strip(), column))
        if said and abs((until - since) - said) > timedelta(seconds=written.overlap + 1):
            raise Odd(
                "{column} is {said}, but by its moments {found}",
                column=column, said=_seconds(said), found=_seconds(until - since),
            )  # fmt: skip


def _count(cells: Cells, column: str) -> int:
    """Seconds; 0 of an empty cell."""
    text = cells[column].strip() if column else ""
    found = _whole(text, column) if text else 0
    if found < 0:
        raise Odd("{column} is less than nothing", column=column)
    return found


def _whole(text: str, column: str) -> int:
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        raise Odd("{column} is no number: {text}", column=column, text=_short(text)) from None


def _talked(row: Row) -> tuple[int, int]:
    """Milliseconds of talk without hold, and of hold."""
    whole = _ms(row.answered, row.ended)
    hold = min(row.hold_s * 1000, whole)
    return whole - hold, hold


def _booked(at: datetime, zone: tzinfo) -> tuple[int, int]:
    seconds = int(at.timestamp())
    quarter = seconds - seconds % 900
    return quarter, local_days.begins(local_days.date_of(quarter, zone), zone)


def _ms(since: datetime | None, until: datetime | None) -> int:
    if since is None or until is None:
        return 0
    return max(0, (until - since) // timedelta(milliseconds=1))


def _seconds(length: timedelta) -> str:
    return f"{int(length.total_seconds())} s"


def _short(text: str) -> str:
    return repr(text if len(text) <= 20 else text[:19] + "…")
