"""All live ears of this process: streams come in, questions are followed, what was heard goes to the engine.

Three kinds of thread meet here: those that bring sound, the pool that decodes it, and a few that write to the
database and speak to the phone company, so that neither sound nor decoding ever waits for these.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from time import monotonic, sleep

import structlog

from ivr.events import SpeechHeard
from speech.ear import Ear
from speech.hearing import Question, RecognizerLike, Trouble, Utterance
from speech.pool import Pool
from support import logs
from support.rules.hearing import TRANSCRIPT
from support.services import hearing
from support.services.hearing import Admitted
from support.store.streams import CALLER, Listened
from webhooks import stream_token
from webhooks.media_stream import Conversation, Start
from webhooks.parts import Parts

LOOK_S = 0.1
BREATH_S = 0.02
TROUBLED_S = 1.0
WRITERS = 4
GROW_S = 0.7  # a line of the transcript that is still being said is written no more often
log = structlog.get_logger()


class Line:
    """One stream and its ear. It listens to the ear, and everything it hears is done by the writers."""

    def __init__(self, ears: Ears, stream: Admitted) -> None:
        self.stream = stream
        self.call_over = False
        self.followed: tuple[int, int, str | None] | None = None  # what the question was made of
        self.unled_until = 0.0  # it could not be followed just now
        self.ear = Ear(ears.recognizer, ears.pool, self, ears.clock)
        self._ears = ears
        self._line_id = 0
        self._wrote_at = 0.0
        self._heard_ms = 0  # the newest sound's moment of the stream
        # What is written down about a stream is written in the order in which it was heard.
        self._notes = ears.writers.lane()

    def frame(self, sound: bytes, at_ms: int) -> None:
        self._heard_ms = at_ms
        self.ear.frame(sound, at_ms)

    def gone(self, why: str, *, stopped: bool) -> None:
        self._ears.gone(self, why, stopped=stopped)

    # What the ear tells.

    def speech_started(self, key: int) -> None:
        if key != TRANSCRIPT:
            self._notes.put(partial(self._ears.starts_speaking, self.stream, key))

    def interrupt(self, key: int) -> None:
        if key != TRANSCRIPT:
            self._ears.do(partial(self._ears.hush, self.stream, key))

    def partial(self, key: int, text: str) -> None:
        now = self._ears.clock()
        if key == TRANSCRIPT and now - self._wrote_at >= GROW_S:
            self._wrote_at = now
            self._notes.put(partial(self._transcribe, text, final=False), urgent=False)

    def utterance(self, heard: Utterance) -> None:
        if heard.key == TRANSCRIPT:
            self._notes.put(partial(self._transcribe, heard.text, final=True), urgent=False)
        elif heard.text:
            silent_s = max(0, self._heard_ms - heard.ended_ms) / 1000
            self._ears.do(partial(self._ears.answer, self, heard, self._ears.clock() - silent_s))
        else:
            self.stops_speaking()  # noise without words changes nothing

    def trouble(self, key: int, why: Trouble) -> None:
        if why == "no recogniser":
            self.ear.ask(None)  # nobody waits for words that cannot come
        self._notes.put(partial(self._ears.trouble, self.stream, key, why))

    def stops_speaking(self) -> None:
        self._notes.put(partial(self._ears.stops_speaking, self.stream))

    def _transcribe(self, text: str, *, final: bool) -> None:
        self._line_id = self._ears.transcribe(self.stream, text, self._line_id, final=final)


class Ears:
    """`carry_out` does an order here and now, by its id; `hush` ends the prompt of a call's question.

    At most `most` streams at once.
    """

    def __init__(
        self,
        parts: Parts,
        carry_out: Callable[[int], None],
        hush: Callable[[str, int], None],
        most: int,
        threads: int = 2,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.clock = clock
        # Who writes holds a lock that webhooks wait for: decoding lets it go first.
        self.pool, self.writers = Pool(threads, niceness=4), Pool(WRITERS)
        self._parts, self._carry_out, self._hush, self._most = parts, carry_out, hush, most
        self._lines: dict[int, Line] = {}
        self._taken = 0
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopping = False
        self._looker: threading.Thread | None = None

    # --- streams come and go -------------------------------------------------------------------------

    def reserve(self) -> bool:
        """A place for one more stream; False when there is none. Give it back with `release`."""
        with self._lock:
            if self._stopping or self._taken >= self._most:
                return False
            self._taken += 1
            return True

    def release(self) -> None:
        with self._lock:
            self._taken -= 1

    @property
    def live(self) -> int:
        """Streams that have a place now."""
        return self._taken

    @property
    def has_room(self) -> bool:
        return self._taken < self._most and not self._stopping

    def conversation(self) -> Conversation:
        """For one socket's messages."""
        return Conversation(self.admit, self.clock)

    def admit(self, start: Start) -> Line | None:
        """The ear of a stream that we asked for; None for any other."""
        attempt = stream_token.attempt_of(self._parts.secret, start.call_sid, start.token)
        if attempt is None:
            log.warning("stream_not_expected", stream=start.stream_sid)
            return None
        try:
            with self._parts.store.writing() as session:
                found = hearing.admit(session, start.call_sid, attempt, start.stream_sid, self._parts.clock())
        except Exception as error:
            # Nobody is to hear of our troubles here; the sweep finds a stream that did not come.
            log.error("stream_not_admitted", call=start.call_sid, error=type(error).__name__)
            return None
        if found is None:
            log.warning("stream_not_expected", stream=start.stream_sid)
            return None
        line = Line(self, found)
        with self._lock:
            for other in self._lines.values():
                # The newer stream of a leg is the one that counts.
                other.call_over = other.call_over or _same_leg(other.stream, found)
            self._lines[found.stream_id] = line
            self._start_looking()
        self._wake.set()
        return line

    def gone(self, line: Line, why: str, *, stopped: bool) -> None:
        """The stream is over: told by the phone company, or it just broke. Written before this returns."""
        with self._lock:
            self._lines.pop(line.stream.stream_id, None)
        line.ear.close()
        end = hearing.ended if stopped or line.call_over else partial(hearing.lost, why=why)
        try:
            with self._parts.store.writing() as session:
                end(session, line.stream.stream_id, now=self._parts.clock())
        except Exception as error:
            log.error("stream_end_not_written", call=line.stream.call_sid, error=type(error).__name__)

    def stop(self) -> None:
        """The calls go on: by keypad, until somebody else hears them."""
        self._stopping = True
        self._wake.set()
        with self._lock:
            looker = self._looker  # not between being made and being started
        if looker:
            looker.join(timeout=5)
        for line in list(self._lines.values()):
            self.gone(line, "ears stopped", stopped=False)
            line.call_over = True  # its socket closes
        self.pool.stop()
        self.writers.stop()

    # --- what is asked -------------------------------------------------------------------------------

    def _start_looking(self) -> None:
        """Threads begin with the first stream: a server may fork before."""
        if self._looker is None:
            self._looker = threading.Thread(target=self._look_on, name="ears-look", daemon=True)
            self._looker.start()

    def _look_on(self) -> None:
        while not self._stopping:
            self._wake.wait(None if not self._lines else LOOK_S)
            self._wake.clear()
            try:
                self.look()
                sleep(BREATH_S)  # every commit of anybody's wakes it
            except Exception as error:
                log.error("ears_look_failed", error=type(error).__name__)
                self._wake.wait(TROUBLED_S)

    def wake(self) -> None:
        """Something may have changed: look now."""
        if self._lines:
            self._wake.set()

    def look(self) -> None:
        """Follow every call to its question, and let time pass."""
        with self._lock:
            lines = dict(self._lines)
        if not lines:
            return
        with self._parts.store.reading() as session:
            found = hearing.look(session, tuple(lines))
        for stream_id, line in lines.items():
            if self.clock() >= line.unled_until:
                self._lead(line, found.get(stream_id))
            line.ear.tick()

    def _lead(self, line: Line, listened: Listened | None) -> None:
        """One call that cannot be followed leaves the others theirs."""
        try:
            self._follow(line, listened)
        except Exception as error:
            line.unled_until = self.clock() + TROUBLED_S
            log.error("ear_not_led", call=line.stream.call_sid, error=type(error).__name__)

    def _follow(self, line: Line, listened: Listened | None) -> None:
        if listened is None or listened.ended_at is not None:
            line.call_over = True
            line.ear.ask(None)
            return
        seen = (listened.asked, listened.open_seq, listened.line)
        if seen == line.followed:
            return
        line.ear.ask(self._question(line, listened))
        line.followed = seen

    def _question(self, line: Line, listened: Listened) -> Question | None:
        parts = self._parts
        with parts.store.reading() as session:
            return hearing.question(
                session, parts.shelf, listened, line.stream.party, parts.clock(), parts.hears
            )

    def recognizer(self, language: str, phrases: tuple[str, ...] | None) -> RecognizerLike | None:
        """Called on the pool's threads; the first one of a language may wait for its model."""
        model = self._parts.hearing.model(language)
        if model is None:
            return None
        return model.recognizer(phrases)

    # --- what was heard ------------------------------------------------------------------------------

    def do(self, work: Callable[[], None]) -> None:
        """Have something done at once, beside all else, that waits for the database and the phone company."""
        self.writers.lane().put(work)

    def starts_speaking(self, stream: Admitted, seq: int) -> None:
        with self._parts.store.writing() as session:
            hearing.starts_speaking(session, stream.stream_id, seq, self._parts.clock())

    def stops_speaking(self, stream: Admitted) -> None:
        with self._parts.store.writing() as session:
            hearing.stops_speaking(session, stream.stream_id, self._parts.clock())

    def hush(self, stream: Admitted, seq: int) -> None:
        self._hush(stream.call_sid, seq)

    def answer(self, line: Line, heard: Utterance, silent_since: float) -> None:
        """Words to the engine, and the next document onto the call, unless they come too late."""
        with logs.about(call=line.stream.call_sid):
            self._answer(line, heard, silent_since)

    def _answer(self, line: Line, heard: Utterance, silent_since: float) -> None:
        parts, sid = self._parts, line.stream.call_sid
        with parts.store.reading() as session:
            said = SpeechHeard(heard.key, heard.text, heard.confidence, heard.alternatives)
            event = hearing.with_intents(session, parts.intents, sid, said)
        with parts.store.writing() as session:
            order = hearing.answered(session, parts.shelf, sid, event, parts.clock())
        if order is None:
            line.stops_speaking()
            return
        parts.observing.took("speech", "", self.clock() - silent_since, call=sid, traced=True)
        self.wake()
        self._carry_out(order)

    def transcribe(self, stream: Admitted, text: str, line_id: int, *, final: bool) -> int:
        """The id of the line that goes on growing, 0 when the next words begin a new one."""
        parts = self._parts
        with parts.store.writing() as session:
            known = hearing.transcribed(
                session, stream.call_id, stream.party, text, parts.clock(), line_id, final=final
            )
        return 0 if final else known

    def trouble(self, stream: Admitted, seq: int, why: str) -> None:
        log.warning("ear_trouble", call=stream.call_sid, why=why, urgent=seq != TRANSCRIPT)
        with self._parts.store.writing() as session:
            now = self._parts.clock()
            if seq == TRANSCRIPT:
                hearing.gap(session, stream.call_id, stream.party, why, now)
            else:
                hearing.stops_speaking(session, stream.stream_id, now)


def _same_leg(one: Admitted, other: Admitted) -> bool:
    return one.call_id == other.call_id and one.party == other.party == CALLER
