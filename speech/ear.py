"""One track of a call, from mu-law frames to utterances. No network, database, Vosk, or clock of its own.

Frames come from one thread and are only looked at there; decoding is put on the pool, and answers come from
its threads. State changes happen under one lock; whoever listens is told after it is released. Everything
kept is bounded: a second of sound, an utterance's undecoded pieces, and a backlog that drops sound rather
than grow.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from threading import Lock

import structlog

from speech import endpointing, mulaw
from speech.decoder import Decoder, DecoderFailed
from speech.endpointing import Spoken
from speech.frames import FRAME_MS
from speech.hearing import BargeIn, HeardLike, Listener, MakeRecognizer, Question, Trouble, Utterance, Why
from speech.pool import Pool
from speech.track import Track

log = structlog.get_logger()

PREROLL_MS = 200  # before the first voice: quiet consonants
PIECE = 5  # frames fed at once: few large calls are cheaper
TRAILING_MS = 300  # of silence is fed; more tells a recogniser nothing
INTERRUPTING_MS = 200  # of speech stops a prompt; less may be a cough
STALLED_S = 0.1  # without frames, the clock on the wall counts
MOST_BACKLOG_MS = {True: 10_000, False: 5000}  # urgent, others


class _Speech:
    """One utterance on its way through the pool."""

    def __init__(self, question: Question, spoken: Spoken, frames: list[bytes]) -> None:
        self.question = question
        self.spoken = spoken
        self.frames = frames  # not handed to the pool yet
        self.why: Why | None = None
        self.text = ""
        self.lost = False  # some of it was dropped
        self.dead = False  # nobody wants it any more, or it cannot be decoded
        self.interrupted = False


class Ear:
    """Every method may be called from any thread; none waits or raises. Frames come from one thread at a
    time.

    Call `tick` every 100 ms or so, so that an utterance ends even when frames stop coming.
    """

    def __init__(
        self, make_recognizer: MakeRecognizer, pool: Pool, listener: Listener, clock: Callable[[], float]
    ) -> None:
        """`make_recognizer` is called on the pool's threads; None from it: there is no model.

        `clock`: monotonic seconds.
        """
        self._pool, self._listener, self._clock = pool, listener, clock
        self._lock = Lock()
        self._lane = pool.lane()
        self._decoder = Decoder(make_recognizer)  # the pool's threads only
        self._track = Track()
        self._arrived = clock()
        self._question: Question | None = None
        self._speech: _Speech | None = None
        self._heard_to = -1  # ms of the stream: sound before it has been answered
        self._backlog_ms = 0
        self._closed = False
        self._notes: list[Callable[[], None]] = []

    def ask(self, question: Question | None) -> None:
        """Another question, or None: nothing is decoded.

        Speech that goes on is heard again for it, up to a second back; but a question that opens hears only
        what comes from now on.
        """
        with self._lock:
            if self._closed or question == self._question:
                return
            before, self._question = self._question, question
            self._let_go()
            if question is not None:
                self._lane.put(partial(self._prepare, question), question.urgent)
                if before is not None and before.key == question.key and question.open > before.open:
                    self._heard_to = self._track.now_ms
                self._begin()
        self._tell()

    def frame(self, sound: bytes, at_ms: int) -> None:
        """Mu-law of any length, as it came; `at_ms` counts from the stream's start."""
        with self._lock:
            if self._closed:
                return
            self._arrived = self._clock()
            for frame in self._track.take(sound, at_ms):
                if self._speech is None:
                    self._begin()
                else:
                    self._listen(self._speech, frame)
        self._tell()

    def tick(self) -> None:
        """Time passes: without frames it counts as silence."""
        with self._lock:
            idle = self._clock() - self._arrived
            if self._speech is not None and idle >= STALLED_S:
                self._check(self._speech, self._track.now_ms + int(idle * 1000))
        self._tell()

    def close(self) -> None:
        """The call is over; what was being said is still answered."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            if self._speech is not None:
                self._end(self._speech, "hung_up")
            self._lane.put(self._decoder.forget)
            self._track.clear()
        self._tell()

    def _begin(self) -> None:
        """An utterance, if somebody speaks, is asked, and says more than was already heard."""
        question, track = self._question, self._track
        if not track.speaking or track.voiced_ms <= self._heard_to:
            return
        if question is None or not question.open:
            return
        began = max(track.since_ms, self._heard_to)
        frames = track.kept(max(began - PREROLL_MS, self._heard_to))
        self._speech = _Speech(question, Spoken(began, max(began, track.voiced_ms)), frames)
        self._lane.put(partial(self._prepare, question), question.urgent)
        self._note(self._listener.speech_started, question.key)
        self._feed(self._speech)

    def _listen(self, speech: _Speech, frame: bytes) -> None:
        now = self._track.now_ms
        speech.frames.append(frame)
        if self._track.voiced:
            speech.spoken = speech.spoken.voice(now)
            if now - speech.spoken.began_ms >= INTERRUPTING_MS:
                self._interrupt(speech, "on any speech")
        if now - speech.spoken.voiced_ms <= TRAILING_MS and len(speech.frames) >= PIECE:
            self._feed(speech)
        self._check(speech, now)

    def _check(self, speech: _Speech, now_ms: int) -> None:
        question, limits = speech.question, speech.question.limits
        why = endpointing.ended(speech.spoken, limits, now_ms)
        if why:
            self._end(speech, why)
        elif question.has_answers and endpointing.look_due(speech.spoken, limits, now_ms):
            speech.spoken = speech.spoken.look()
            self._lane.put(partial(self._decode, speech, b"", speech.spoken.voiced_ms), question.urgent)

    def _end(self, speech: _Speech, why: Why) -> None:
        if why not in ("complete", "pause"):  # else only silence is left
            self._feed(speech)
        speech.why = why
        self._speech, self._heard_to = None, self._track.now_ms
        self._lane.put(partial(self._finish, speech), speech.question.urgent)

    def _let_go(self) -> None:
        """What is being said answers no question any more; a transcript keeps it."""
        speech = self._speech
        if speech is None:
            return
        if not speech.question.urgent:
            self._end(speech, "replaced")
            return
        speech.dead = True
        self._speech = None
        self._lane.put(partial(self._finish, speech))

    def _feed(self, speech: _Speech) -> None:
        frames, speech.frames = speech.frames, []
        urgent, length = speech.question.urgent, len(frames) * FRAME_MS
        if self._backlog_ms + length > MOST_BACKLOG_MS[urgent] or self._pool.crowded(urgent):
            self._lose(speech)
        elif frames:
            self._backlog_ms += length
            self._lane.put(partial(self._decode, speech, b"".join(frames), self._track.now_ms), urgent)

    def _lose(self, speech: _Speech) -> None:
        if not speech.lost:
            speech.lost = True
            self._note(self._listener.trouble, speech.question.key, "overloaded")

    def _interrupt(self, speech: _Speech, when: BargeIn) -> None:
        if not speech.interrupted and speech.question.barge_in == when:
            speech.interrupted = True
            self._note(self._listener.interrupt, speech.question.key)

    def _understand(self, speech: _Speech, text: str, complete: bool, until_ms: int) -> None:
        steady, speech.text = text == speech.text, text
        if text and not steady:
            self._note(self._listener.partial, speech.question.key, text)
        if complete and steady:  # a first guess at half a word is often an answer
            self._interrupt(speech, "on a match")
        speech.spoken = speech.spoken.decode(until_ms, complete)
        if self._speech is speech:
            self._check(speech, self._track.now_ms)

    # On the pool's threads, without the lock, in order and never twice at once:

    def _prepare(self, question: Question) -> None:
        try:
            if not self._decoder.prepare(question):
                self._trouble(question, "no recogniser")
        except DecoderFailed:
            self._trouble(question, "recogniser failed")

    def _decode(self, speech: _Speech, sound: bytes, until_ms: int) -> None:
        """Without sound, the words so far are settled."""
        text, complete = None, False
        try:
            if not speech.dead:
                text = self._decoder.feed(sound) if sound else self._decoder.settle()
            complete = text is not None and speech.question.completed_by(text)
        except DecoderFailed:
            speech.dead = True
            self._trouble(speech.question, "recogniser failed")
        finally:
            with self._lock:
                self._backlog_ms -= len(sound) // mulaw.PER_MS
                if text is not None and not speech.dead:
                    self._understand(speech, text, complete, until_ms)
        self._tell()

    def _finish(self, speech: _Speech) -> None:
        try:
            heard = self._decoder.finish()
        except DecoderFailed:
            self._trouble(speech.question, "recogniser failed")
            return
        half = speech.lost and speech.question.urgent  # half an answer may be a wrong one
        if heard is not None and not half and not speech.dead:
            self._say(self._listener.utterance, _utterance(speech, heard))

    def _trouble(self, question: Question, why: Trouble) -> None:
        self._say(self._listener.trouble, question.key, why)

    def _say(self, tell: Callable[..., None], *args: object) -> None:
        with self._lock:
            self._note(tell, *args)
        self._tell()

    def _note(self, tell: Callable[..., None], *args: object) -> None:
        self._notes.append(partial(tell, *args))

    def _tell(self) -> None:
        """Without the lock: a listener may ask the next question, or hold a lock of its own."""
        if not self._notes:
            return
        with self._lock:
            notes, self._notes = self._notes, []
        for note in notes:
            try:
                note()
            except Exception as error:
                log.error(
                    "ear_listener_failed", error=type(error).__name__
                )  # its message may hold words said


def _utterance(speech: _Speech, heard: HeardLike) -> Utterance:
    confidence = heard.confidence if math.isfinite(heard.confidence) else 0.0
    return Utterance(
        key=speech.question.key,
        text=heard.text,
        confidence=min(1.0, max(0.0, confidence)),
        alternatives=tuple(getattr(heard, "alternatives", ())),
        began_ms=speech.spoken.began_ms,
        ended_ms=speech.spoken.voiced_ms,
        why=speech.why or "pause",
    )
