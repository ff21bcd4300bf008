"""What the exchange is told to get wrong, so that its customers learn to live with it."""

from __future__ import annotations

import fnmatch
import threading
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Refusal:
    """REST answers `status` for the next `times` requests whose method and path match."""

    status: int
    times: int = 1
    path: str = "*"  # shell pattern
    method: str = "*"
    code: int | None = None
    hang_s: float = 0.0  # wait so long before answering: a time-out for the client
    after: bool = False  # do the work first, then lie about it


@dataclass
class Faults:
    """Misbehaviour on request; everything is off at first. Fractions are of 1."""

    duplicate: float = 0.0  # notifications told twice
    drop: float = 0.0
    reorder: float = 0.0  # held back until the next one of the same leg is out
    delay_s: float = 0.0
    duplicate_instructions: int = 0  # the next N instruction requests are sent twice
    refuse_streams: int = 0  # the next N media streams are not opened
    stream_lasts_s: float = 0.0  # a media socket drops without a word after so long; 0: never
    frame_duplicate: float = 0.0  # of a stream's frames
    frame_drop: float = 0.0
    frame_reorder: float = 0.0  # held back until the next one is out
    frame_delay_s: float = 0.0
    chance: Callable[[], float] = lambda: 0.0  # compared with the fractions: 0.0 makes them certain
    refusals: list[Refusal] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def refuse(
        self,
        status: int,
        times: int = 1,
        path: str = "*",
        method: str = "*",
        *,
        hang_s: float = 0.0,
        after: bool = False,
    ) -> None:
        """Tell REST to answer `status` (429, 500, 503, ...) for the next `times` matching requests."""
        with self.lock:
            self.refusals.append(Refusal(status, times, path, method, hang_s=hang_s, after=after))

    def refusal_for(self, method: str, path: str) -> Refusal | None:
        """The refusal that applies now; it is counted down."""
        with self.lock:
            for refusal in self.refusals:
                fits = fnmatch.fnmatch(path, refusal.path) and refusal.method in ("*", method)
                if fits and refusal.times > 0:
                    refusal.times -= 1
                    return refusal
        return None

    def happens(self, fraction: float) -> bool:
        return fraction > 0 and self.chance() < fraction

    def instruction_twice(self) -> bool:
        """Whether this instruction request goes out twice; counted down."""
        with self.lock:
            if self.duplicate_instructions <= 0:
                return False
            self.duplicate_instructions -= 1
            return True

    def stream_refused(self) -> bool:
        """Whether this stream is not opened; counted down."""
        with self.lock:
            if self.refuse_streams <= 0:
                return False
            self.refuse_streams -= 1
            return True

    def calm(self) -> None:
        """Behave again."""
        with self.lock:
            self.duplicate = self.drop = self.reorder = self.delay_s = 0.0
            self.frame_duplicate = self.frame_drop = self.frame_reorder = self.frame_delay_s = 0.0
            self.duplicate_instructions = self.refuse_streams = 0
            self.stream_lasts_s = 0.0
            self.refusals.clear()
