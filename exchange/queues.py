"""Waiting lines: first in, first out (reference 2.2, 5.3). Guarded by the directory's lock."""

from __future__ import annotations

from dataclasses import dataclass, field

from exchange.bridge import Bridge
from exchange.leg import Leg
from exchange.office import Office
from exchange.sids import new_sid
from exchange.webhook import Goto

DEFAULT_SIZE = 1000


@dataclass
class Entry:
    """One waiting leg."""

    leg: Leg
    since: float
    agent: Leg | None = None  # who took it with <Dial><Queue>
    whisper: Goto | None = None  # played to it before the bridge
    bridge: Bridge | None = None
    ready: bool = False  # the whisper is over


@dataclass
class WaitingLine:
    """A queue. entries: front first."""

    sid: str
    name: str
    created: float
    max_size: int = DEFAULT_SIZE
    updated: float = 0.0
    entries: list[Entry] = field(default_factory=list)
    takers: list[Leg] = field(default_factory=list)  # agents' legs that wait for somebody
    served: int = 0
    waited_s: float = 0.0

    @property
    def average_wait_s(self) -> int:
        return round(self.waited_s / self.served) if self.served else 0

    def position(self, entry: Entry) -> int:
        """From 1."""
        return self.entries.index(entry) + 1

    def remove(self, entry: Entry, now: float) -> None:
        if entry in self.entries:
            self.entries.remove(entry)
            self.served += 1
            self.waited_s += now - entry.since


def open_queue(office: Office, name: str, max_size: int = DEFAULT_SIZE) -> WaitingLine:
    """The queue of that name, made on first use."""
    with office.directory.lock:
        queue = office.directory.queue(name)
        if queue is None:
            now = office.clock.now()
            queue = WaitingLine(new_sid("QU"), name, now, max_size, now)
            office.directory.queues[queue.sid] = queue
        return queue


def join(office: Office, queue: WaitingLine, leg: Leg) -> Entry | None:
    """None: the queue is full."""
    with office.directory.lock:
        if len(queue.entries) >= queue.max_size:
            return None
        entry = Entry(leg, office.clock.now())
        queue.entries.append(entry)
        # All of them look; `take` gives the caller to one.
        for taker in queue.takers:
            taker.wake()
        return entry


def take(office: Office, queue: WaitingLine, agent: Leg, whisper: Goto | None) -> Entry | None:
    """The front caller, for this agent; two agents never get the same one."""
    with office.directory.lock:
        entry = next((e for e in queue.entries if not e.leg.over and e.leg.move is None), None)
        if entry is None:
            return None
        queue.remove(entry, office.clock.now())
        entry.agent, entry.whisper = agent, whisper
        entry.bridge = Bridge(agent, entry.leg)
        entry.leg.wake()
        return entry


def dequeue(office: Office, queue: WaitingLine, which: str, goto: Goto) -> Entry | None:
    """REST takes a caller out, by CallSid or "Front"; it runs `goto`. None: nobody there."""
    with office.directory.lock:
        waiting = [e for e in queue.entries if not e.leg.over and e.leg.move is None]
        entry = next((e for e in waiting if which in ("Front", e.leg.sid)), None)
        if entry is not None:
            entry.leg.redirect(goto)
        return entry
