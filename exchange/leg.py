"""One leg of a call: its inbox (keys, words, redirect, hang-up), its sound, and the line its phone holds.

The leg's own thread waits in `wait`; everybody else changes something under the directory's lock and
notifies. What ends a wait from outside is an exception: HungUp, Moved, or Interrupted.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition
from typing import TYPE_CHECKING

from requests.cookies import RequestsCookieJar

from exchange.audio import mulaw, tones
from exchange.murmur import murmur
from exchange.office import Office
from exchange.phones.base import Heard, Phone
from exchange.progress import advance, tell
from exchange.records import Call

if TYPE_CHECKING:
    from exchange.mixer import Mixer
    from exchange.recorder import Recorder
    from exchange.webhook import Goto

Tap = Callable[[bytes], None]
LONGEST_S = 14400.0


class HungUp(Exception):
    """The leg is over."""


class Moved(Exception):
    """REST put the leg on other instructions."""


class Interrupted(Exception):
    """What an enclosing `watch` looked for has happened."""


class Leg:
    """See the module. Public fields are guarded by the directory's lock."""

    def __init__(self, office: Office, call: Call, phone: Phone) -> None:
        self.office = office
        self.call = call
        self.phone = phone
        self.sid = call.sid
        self.condition = Condition(office.directory.lock)
        self.cookies = RequestsCookieJar()
        self.fallback: Goto | None = None
        self.move: Goto | None = None
        self.parameters: dict[str, str] = {}  # custom ones, shown to the phone that rings
        self.keys: deque[str] = deque()
        self.words: deque[tuple[str, float]] = deque()
        self.hears_keys = False
        self.hears_words = False
        self.accepted = False
        self.declined = False
        self.spoken_out = False
        self.language = ""
        self.mixer: Mixer | None = None
        self.inbound: tuple[Tap, ...] = ()
        self.discerning: tuple[Tap, ...] = ()  # those of them that only words are good for, not a hum
        self.outbound: tuple[Tap, ...] = ()
        self.on_key: tuple[Callable[[str], None], ...] = ()
        self.at_answer: list[Callable[[], object]] = []
        self.at_end: list[Callable[[], None]] = []
        self.recorders: dict[str, Recorder] = {}  # those begun with <Start>, by name
        self.terminal_fields: dict[str, str] = {}
        self._watches: list[Callable[[], bool]] = []
        self._rest = b""
        self._uttering_until = 0.0

    @property
    def over(self) -> bool:
        return self.call.over

    # The leg's own thread.

    def wait(self, predicate: Callable[[], bool], timeout_s: float | None = None) -> bool:
        """Until the predicate holds or the time is up. Raises HungUp, Moved, Interrupted."""
        with self.condition:
            limit = self._time_left()
            if timeout_s is not None:
                limit = min(limit, timeout_s)
            self.office.clock.wait(self.condition, lambda: self._disturbed() or predicate(), limit)
        self.check()
        return predicate()

    def wait_until(self, predicate: Callable[[], bool], moment: float) -> bool:
        """As `wait`, up to a moment of the clock."""
        return self.wait(predicate, max(0.0, moment - self.office.clock.now()))

    def rest(self, seconds: float) -> None:
        """Let time pass."""
        self.wait(lambda: False, seconds)

    def check(self) -> None:
        """Raise what has come in meanwhile."""
        if not self.over and self._time_left() <= 0:
            self.end("completed")
        if self.over:
            raise HungUp
        if self.move is not None:
            raise Moved
        if any(watch() for watch in self._watches):
            raise Interrupted

    @contextmanager
    def watch(self, predicate: Callable[[], bool]) -> Iterator[None]:
        """Inside, Interrupted is raised as soon as the predicate holds."""
        self._watches.append(predicate)
        try:
            yield
        finally:
            self._watches.remove(predicate)

    def take_move(self) -> Goto:
        with self.condition:
            move, self.move = self.move, None
        assert move is not None
        return move

    def listen(self, keys: bool, words: bool) -> None:
        """Begin or stop taking keys and words; what came before is dropped."""
        with self.condition:
            self.hears_keys, self.hears_words = keys, words
            self.keys.clear()
            self.words.clear()

    def hear(self, heard: Heard) -> None:
        self.phone.heard(self, heard)

    # Anybody.

    def wake(self) -> None:
        with self.condition:
            self.condition.notify_all()

    def redirect(self, goto: Goto) -> bool:
        """Put the leg on other instructions; False if it is over."""
        with self.condition:
            if self.over:
                return False
            self.move = goto
            self.condition.notify_all()
        return True

    def pick_up(self) -> None:
        """In progress from now on; nothing happens the second time."""
        with self.condition:
            if self.over or self.call.answered is not None:
                return
            advance(self.office, self.call, "in-progress")
            tell(self.office, self.call)
        for begin in self.at_answer:
            begin()
        self.phone.answered(self)

    def end(self, status: str = "completed", sip_code: int = 0) -> bool:
        """Over; False if it already was. Tells the phone and whoever subscribed."""
        was_queued = self.call.status == "queued"
        with self.condition:
            if not advance(self.office, self.call, status, sip_code):
                return False
            self.office.directory.legs.pop(self.sid, None)
            closing, self.at_end = self.at_end, []
            self.condition.notify_all()
        # First what hangs on the leg: the last callback names the recording.
        for close in closing:
            close()
        self.phone.ended(self, status)
        if not (was_queued and status == "canceled"):
            tell(self.office, self.call, self.terminal_fields)
        return True

    # Sound.

    def wants_sound(self) -> bool:
        """Whether anybody listens to what is played on this leg."""
        return self.phone.wants_audio or bool(self.outbound)

    def emit(self, frame: bytes) -> None:
        """20 ms towards the phone."""
        if self.phone.wants_audio:
            self.phone.hear_audio(self, frame)
        for tap in self.outbound:
            tap(frame)

    def tap(
        self, inbound: Tap | None = None, outbound: Tap | None = None, *, discerning: bool = False
    ) -> Callable[[], None]:
        """Listen in; returns what stops it. discerning: no hum in place of typed words."""
        with self.condition:
            self.inbound += (inbound,) if inbound else ()
            self.discerning += (inbound,) if inbound and discerning else ()
            self.outbound += (outbound,) if outbound else ()
        if self.mixer is not None and outbound is not None:
            self.mixer.refresh()

        def untap() -> None:
            with self.condition:
                self.inbound = tuple(t for t in self.inbound if t is not inbound)
                self.discerning = tuple(t for t in self.discerning if t is not inbound)
                self.outbound = tuple(t for t in self.outbound if t is not outbound)

        return untap

    # The phone: Line.

    def answer(self) -> None:
        with self.condition:
            self.accepted = True
            self.condition.notify_all()

    def decline(self) -> None:
        with self.condition:
            self.declined = True
            self.condition.notify_all()

    def press(self, digits: str) -> None:
        with self.condition:
            if self.hears_keys:
                self.keys.extend(key for key in digits if key in "0123456789*#ABCD")
            self.condition.notify_all()
        for listener in self.on_key:
            for key in digits:
                listener(key)
        # A recording has the tones in it, so that whoever may not keep them can find out here.
        if takers := tuple(tap for tap in self.inbound if tap not in self.discerning):
            self._give(tones.dtmf(digits), takers)

    def say(self, text: str, confidence: float = 0.9) -> None:
        with self.condition:
            taken = self.hears_words
            if taken:
                self.words.append((text, confidence))
            self.condition.notify_all()
        hearers = self.mixer.hearers(self) if self.mixer is not None else []
        for other in hearers:
            other.hear(Heard("say", text, self.language, "person"))
        if not (self._utter(text) or hearers or taken):
            self.hear(Heard("unheard", text))

    def spoken(self) -> None:
        with self.condition:
            self.spoken_out = True
            self.condition.notify_all()

    def audio(self, frame: bytes) -> None:
        if not self.inbound or (self.phone.wants_audio and not self.live):
            return
        self._rest += frame
        whole = len(self._rest) - len(self._rest) % mulaw.FRAME
        sound, self._rest = self._rest[:whole], self._rest[whole:]
        self._give(sound, self.inbound)

    @property
    def live(self) -> bool:
        """Whether its microphone is on the line: not while typed words take its place."""
        return self.phone.wants_audio and self.office.clock.now() >= self._uttering_until

    def hang_up(self) -> None:
        self.end("completed" if self.call.answered is not None else "no-answer")

    def _utter(self, text: str) -> bool:
        """Words typed instead of spoken still sound where somebody listens or records; whether they do."""
        if not self.inbound:
            return False
        speech, takers = self.office.speech, self.inbound
        sound = speech.render(text, self.language or "en-US")
        if not sound:
            sound = murmur(speech.duration_s(text, self.language))
            takers = tuple(tap for tap in takers if tap not in self.discerning)
        if takers:
            self._uttering_until = self.office.clock.now() + mulaw.seconds(sound)
            self._give(sound, takers)
        return bool(takers)

    def _give(self, sound: bytes, takers: tuple[Tap, ...]) -> None:
        for frame in mulaw.frames(sound):
            for tap in takers:
                tap(frame)

    def _disturbed(self) -> bool:
        return self.over or self.move is not None or any(watch() for watch in self._watches)

    def _time_left(self) -> float:
        answered = self.call.answered
        if answered is None:
            return LONGEST_S
        return answered + (self.call.time_limit_s or LONGEST_S) - self.office.clock.now()
