"""Everything the exchange knows at this moment, behind one re-entrant lock.

Hold the lock only for reading and changing records: never while a phone, HTTP or a file is touched.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from exchange.records import Application, Call, Key, Message, Number, Recording, StreamRecord

if TYPE_CHECKING:
    from exchange.leg import Leg
    from exchange.phones.base import Phone
    from exchange.queues import WaitingLine
    from exchange.recorder import Recorder
    from exchange.rooms import Room
    from exchange.streams import Stream


class Directory:
    """Records by SID, live things by SID or name."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.calls: dict[str, Call] = {}
        self.legs: dict[str, Leg] = {}  # live ones only
        self.numbers: dict[str, Number] = {}
        self.applications: dict[str, Application] = {}
        self.keys: dict[str, Key] = {}
        self.recordings: dict[str, Recording] = {}
        self.recorders: dict[str, Recorder] = {}  # running ones only
        self.messages: dict[str, Message] = {}
        self.rooms: dict[str, Room] = {}  # by SID, past ones too
        self.queues: dict[str, WaitingLine] = {}
        self.stream_records: dict[str, StreamRecord] = {}
        self.streams: dict[str, Stream] = {}  # live ones only
        self.opted_out: set[tuple[str, str]] = set()  # (who said STOP, to which number)
        self.phones: dict[str, list[Phone]] = {}

    def leg(self, sid: str) -> Leg | None:
        with self.lock:
            return self.legs.get(sid)

    def number(self, number: str) -> Number | None:
        with self.lock:
            return next((n for n in self.numbers.values() if n.number == number), None)

    def phones_at(self, address: str) -> list[Phone]:
        """All telephones reachable there: several browsers may share an identity."""
        with self.lock:
            return list(self.phones.get(address, ()))

    def live_room(self, name_or_sid: str) -> Room | None:
        with self.lock:
            return next(
                (r for r in self.rooms.values() if not r.over and name_or_sid in (r.name, r.sid)), None
            )

    def queue(self, name_or_sid: str) -> WaitingLine | None:
        with self.lock:
            return next((q for q in self.queues.values() if name_or_sid in (q.name, q.sid)), None)
