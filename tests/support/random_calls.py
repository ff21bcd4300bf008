"""Logs of calls as a centre writes them, on days that anything may happen on: for the oracle of figures.

Clocks tie, calls go on, parts of logs came late (their ids are out of order), callbacks cross midnights.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

QUEUES = ("billing", "tech")
AGENTS = (1, 2, 3)
TEAMS = {1: "north", 2: "south", 3: ""}  # in which they begin
TARGET_S, SHORT_S = 20, 5
# Nights on which clocks change, at midnight and later; and days on which they do not.
NIGHTS = (
    ("America/Sao_Paulo", date(2018, 11, 3)), ("America/Sao_Paulo", date(2018, 2, 17)),
    ("Europe/Madrid", date(2026, 3, 28)), ("Europe/Madrid", date(2026, 10, 24)),
    ("UTC", date(2026, 3, 2)), ("Asia/Kathmandu", date(2026, 3, 31)),
)  # fmt: skip
_LENGTHS = (0, 0, 1, 4.999, 5, 7, 19.999, 20, 20.001, 45, 61.5, 300, 899, 3600)


@dataclass(frozen=True)
class Line:
    """One event. `id` tells which of the same moment came first."""

    id: int
    at: datetime
    kind: str
    data: dict[str, Any]


@dataclass
class Log:
    call_id: int
    caller: str
    called: str
    language: str
    started_at: datetime
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Turn:
    """An agent's presence from then on."""

    agent: int
    at: datetime
    presence: str


@dataclass(frozen=True)
class Move:
    """An agent's team from then on."""

    agent: int
    at: datetime
    team: str


class Day:
    """A centre's logs, while they are made up. Ids of stays, offers and callbacks are its own."""

    def __init__(self, draw: Random, first: date, zone: ZoneInfo) -> None:
        self.draw, self.zone = draw, zone
        self.midnight = datetime.combine(first, datetime.min.time(), zone).astimezone(UTC)
        self.ids: dict[str, int] = {}

    def next(self, what: str) -> int:
        self.ids[what] = self.ids.get(what, 0) + 1
        return self.ids[what]

    def pick(self, *choices: Any) -> Any:
        return self.draw.choice(choices)


class _Call:
    def __init__(self, day: Day) -> None:
        self.day = day
        self.at = day.midnight + timedelta(
            seconds=day.draw.randint(0, 50 * 3600), milliseconds=day.pick(0, 250)
        )
        self.lines: list[tuple[datetime, str, dict[str, Any]]] = []
        self.log = Log(
            day.next("call"), day.pick("", "+5511900000001", "+5511900000002"), "+551140028922",
            day.pick("pt-BR", "en-US"), self.at,
        )  # fmt: skip

    def later(self) -> None:
        self.at += timedelta(seconds=self.day.pick(*_LENGTHS))

    def say(self, what: str, /, **data: Any) -> None:
        self.lines.append((self.at, what, data))

    def make(self) -> list[tuple[datetime, str, dict[str, Any]]]:
        pick = self.day.pick
        self.say("call_started", flow=pick("acme", "acme", "other"), version=1)
        self.say("step_entered", step="main", kind="menu")
        self.later()
        if pick(True, True, False):
            self.say("option_chosen", step="main", option="1", intent=pick("", "bill", "person"))
        how = pick("menu", "queue", "queue", "queue", "queue")
        if how == "menu":
            self.end(pick("contained", "abandoned_menu", "after_hours", "failed", "voicemail", "overflow"))
        else:
            self.wait(pick(*QUEUES), "")
        return self.lines[: self.day.draw.randint(2, len(self.lines))] if pick(*[0] * 7, 1) else self.lines

    def end(self, outcome: str) -> None:
        self.say("call_ended", status="completed", outcome=outcome)

    def enter(self, queue: str, came_from: str, **more: Any) -> int:
        entry = self.day.next("entry")
        self.say(
            "queue_entered", queue=queue, entry=entry, estimate_s=self.day.pick(None, 0, 30, 90),
            first_at=self.at.isoformat(), target_s=TARGET_S, short_s=SHORT_S, **{"from": came_from}, **more,
        )  # fmt: skip
        return entry

    def wait(self, queue: str, came_from: str, depth: int = 0) -> None:
        pick = self.day.pick
        entry = self.enter(queue, came_from)
        for _ in range(pick(0, 0, 1, 2)):
            self.later()
            offer = {"agent": pick(*AGENTS), "entry": entry, "offer": self.day.next("offer")}
            self.say("offered", **offer)
            self.later()
            self.say(pick("missed", "declined", "withdrawn", "not_reached"), **offer)
        self.later()
        way = pick("answer", "answer", "answer", "hangup", "timeout", "callback")
        if way == "answer":
            self.talk(queue, entry, depth)
        elif way == "hangup":
            self.say("queue_left", queue=queue, entry=entry, result="hangup")
            self.end("abandoned_queue")
        elif way == "timeout":
            self.say("queue_left", queue=queue, entry=entry, result="timeout")
            self.end("voicemail")
        else:
            self.promise(queue, entry)

    def ring(self, entry: int, accept: bool = True) -> dict[str, Any]:
        offer = {"agent": self.day.pick(*AGENTS), "entry": entry, "offer": self.day.next("offer")}
        self.say("offered", **offer)
        self.later()
        if accept:
            self.say("accepted", **offer)
        self.later()
        return offer

    def talk(self, queue: str, entry: int, depth: int) -> None:
        pick = self.day.pick
        offer = self.ring(entry)
        self.say("agent_connected", **offer, queue=queue, waited_s=0)
        for _ in range(pick(0, 0, 1, 2)):
            self.later()
            self.say("held", entry=entry, why="agent")
            self.later()
            if pick(True, True, False):
                self.say("resumed", entry=entry, seconds=0)
        self.later()
        if depth < 2 and pick(True, False, False):
            to = pick(*QUEUES)
            self.say("transferred_to", entry=entry, to="queue", queue=to)
            self.say("agent_left", **offer)
            self.say("queue_left", queue=queue, entry=entry, result="transferred", to=to)
            wrap = self.wrap(offer)
            self.wait(to, queue, depth + 1)
        else:
            if pick(True, False):
                self.say("agent_left", **offer)
            self.say("queue_left", queue=queue, entry=entry, result="answered")
            self.end("answered")
            wrap = self.wrap(offer)
        self.lines += wrap

    def wrap(self, offer: dict[str, Any]) -> list[tuple[datetime, str, dict[str, Any]]]:
        if self.day.pick(True, True, False):
            at = self.at + timedelta(seconds=self.day.pick(*_LENGTHS))
            return [(at, "wrapped_up", {**offer, "disposition": "solved"})]
        return []

    def promise(self, queue: str, entry: int) -> None:
        """And what becomes of it, up to a day later."""
        pick = self.day.pick
        callback = self.day.next("callback")
        self.say("queue_left", queue=queue, entry=entry, result="callback")
        place = self.enter(queue, queue, callback=callback)
        self.say("callback_promised", queue=queue, callback=callback, ticket=1)
        self.end("callback")
        self.at += timedelta(hours=pick(0, 1, 12, 23))
        about = {"queue": queue, "callback": callback}
        state = pick("open", "expired", "cancelled", "connected", "connected")
        if state in ("expired", "cancelled"):
            self.say(f"callback_{state}", **about)
            self.say("queue_left", queue=queue, entry=place, result=state)
        elif state == "connected":
            for _ in range(pick(0, 1)):
                self.say("callback_dialled", **about)
                self.later()
                self.say("callback_missed", **about)
            offer = self.ring(place)
            self.say("callback_dialled", **about)
            self.later()
            self.say("callback_connected", **about, **offer)
            self.later()
            self.say("agent_left", **offer)
            self.say("queue_left", queue=queue, entry=place, result="answered")
            self.lines += self.wrap(offer)


def turns(draw: Random, first: date, zone: ZoneInfo) -> list[Turn]:
    """Each agent's in order, some at once, some for longer than anybody works."""
    made = []
    for agent in AGENTS:
        at = datetime.combine(first, datetime.min.time(), zone).astimezone(UTC)
        for _ in range(draw.randint(0, 12)):
            at += timedelta(seconds=draw.choice((0, 0.25, 30, 900, 901, 3000, 20_000, 50_000)))
            presence = draw.choice(("available", "on_call", "reserved", "wrap_up", "away", "offline"))
            made.append(Turn(agent, at, presence))
    return made


def moves(draw: Random, first: date, zone: ZoneInfo) -> list[Move]:
    """In order, some at once."""
    at, made = datetime.combine(first, datetime.min.time(), zone).astimezone(UTC), []
    for _ in range(draw.choice((0, 0, 1, 2, 5))):
        at += timedelta(seconds=draw.choice((0, 1, 450, 9_000.25, 30_000)))
        made.append(Move(draw.choice(AGENTS), at, draw.choice(("north", "south", "", "west"))))
    return made


def logs(draw: Random, first: date, zone: ZoneInfo, calls: int) -> list[Log]:
    """In each, what came first of the same moment has the lower id; else ids are in any order."""
    day = Day(draw, first, zone)
    found = [_Call(day) for _ in range(calls)]
    made: list[tuple[datetime, float, int, str, dict[str, Any]]] = []
    for number, each in enumerate(found):
        # A part of a log may have been written before or after all others: a clock that lagged.
        made += [(at, draw.random(), number, kind, data) for at, kind, data in each.make()]
    order = sorted(range(len(made)), key=lambda n: (made[n][2], made[n][0], n))
    for place, at in zip(
        _shuffled(draw, [made[n][0] for n in order], [made[n][2] for n in order]), order, strict=True
    ):
        moment, _, number, kind, data = made[at]
        found[number].log.lines.append(Line(place, moment, kind, data))
    return [each.log for each in found]


def _shuffled(draw: Random, moments: list[datetime], calls: list[int]) -> Iterator[int]:
    """Ids from 1 in any order, but rising among what a call has of one moment."""
    ids = list(range(1, len(moments) + 1))
    if draw.choice((True, False)):
        draw.shuffle(ids)
    begin = 0
    for end in range(1, len(moments) + 1):
        if end == len(moments) or (moments[end], calls[end]) != (moments[begin], calls[begin]):
            yield from sorted(ids[begin:end])
            begin = end
