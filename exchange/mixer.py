"""Who hears whom: every member gets all others at once, N-1, in 20 ms ticks of real time.

The thread runs only while some member wants sound or a monitor listens; words need no thread.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exchange.audio import mulaw
from exchange.lane import Lane

if TYPE_CHECKING:
    from exchange.leg import Leg

TICK_S = 0.02
Monitor = Callable[[Mapping[str, bytes]], None]  # sid -> frame, those who made a sound


@dataclass
class Feed:
    """One member's sound on its way into the mix."""

    leg: Leg
    lane: Lane = field(default_factory=Lane)
    _untap: Callable[[], None] | None = None

    def open(self) -> None:
        if self._untap is None:
            self._untap = self.leg.tap(inbound=self.push)

    def close(self) -> None:
        untap, self._untap = self._untap, None
        if untap is not None:
            untap()
        self.lane.clear()

    def push(self, frame: bytes) -> None:
        self.lane.push(frame, self.leg.live)


class Mixer:
    """hears(listener, speaker): whether one is let to hear the other, asked at every tick."""

    def __init__(self, hears: Callable[[Leg, Leg], bool] = lambda _listener, _speaker: True) -> None:
        self._hears = hears
        self._feeds: tuple[Feed, ...] = ()
        self._lock = threading.Lock()
        self._running = False
        self._monitors: tuple[Monitor, ...] = ()
        self._signals: deque[bytes] = deque()

    def join(self, leg: Leg) -> None:
        feed = Feed(leg)
        with self._lock:
            self._feeds += (feed,)
        leg.mixer = self
        self.refresh()
        if self._running:
            feed.open()

    def leave(self, leg: Leg) -> None:
        with self._lock:
            gone = [feed for feed in self._feeds if feed.leg is leg]
            self._feeds = tuple(feed for feed in self._feeds if feed.leg is not leg)
        for feed in gone:
            feed.close()
        if leg.mixer is self:
            leg.mixer = None

    def hearers(self, speaker: Leg) -> list[Leg]:
        """Whoever hears this leg now."""
        others = [feed.leg for feed in self._feeds if feed.leg is not speaker]
        return [leg for leg in others if self._hears(leg, speaker)]

    def inject(self, sound: bytes) -> None:
        """A signal that every member hears, such as a beep."""
        if self._running:
            self._signals.extend(mulaw.frames(sound))

    def monitor(self, monitor: Monitor) -> Callable[[], None]:
        """Hand every tick to `monitor`, until the function returned is called."""
        with self._lock:
            self._monitors += (monitor,)
        self.refresh()

        def stop() -> None:
            with self._lock:
                self._monitors = tuple(m for m in self._monitors if m is not monitor)

        return stop

    def refresh(self) -> None:
        """Start ticking if somebody wants sound by now."""
        with self._lock:
            if self._running or not self._wanted():
                return
            self._running = True
            feeds = self._feeds
        # Outside the lock: a tap takes the directory's, which others hold when they come here.
        for feed in feeds:
            feed.open()
        threading.Thread(target=self._run, name="exchange-mixer", daemon=True).start()

    def _wanted(self) -> bool:
        return bool(self._feeds) and (
            bool(self._monitors) or any(feed.leg.wants_sound() for feed in self._feeds)
        )

    def _run(self) -> None:
        due = time.monotonic()
        while True:
            with self._lock:
                feeds, wanted = self._feeds, self._wanted()
                self._running = wanted
            if not wanted:
                for feed in feeds:
                    feed.close()
                return
            for feed in feeds:
                feed.open()
            self._tick(feeds)
            due = max(due + TICK_S, time.monotonic() - 5 * TICK_S)  # after a stall do not race for long
            time.sleep(max(0.0, due - time.monotonic()))

    def _tick(self, feeds: tuple[Feed, ...]) -> None:
        sounds = [(feed.leg, frame) for feed in feeds if (frame := feed.lane.pop())]
        signal = [self._signals.popleft()] if self._signals else []
        for feed in feeds:
            listener = feed.leg
            if listener.wants_sound():
                heard = [s for leg, s in sounds if leg is not listener and self._hears(listener, leg)]
                listener.emit(mulaw.mix(heard + signal) or mulaw.SILENCE)
        for monitor in self._monitors:
            monitor({leg.sid: sound for leg, sound in sounds})
