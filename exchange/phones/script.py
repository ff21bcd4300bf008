"""A telephone for tests: what is heard is waited for, what a person would do is a method."""

# ruff: noqa: ARG002 - the names of arguments are the protocol's
from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from exchange.audio import mulaw, wav
from exchange.audio.speech import Speech
from exchange.phones.base import Heard, Line

if TYPE_CHECKING:
    from exchange.exchange import Exchange
    from exchange.records import Message


@cache
def _voice() -> Speech:
    """People speak with their own voice, whatever the exchange was given for its prompts."""
    return Speech()


class ScriptPhone:
    """One telephone, one call at a time. A failed expectation is an AssertionError with the transcript.

    busy: declines every call. answers: picks every call up at once. answered_by: human, machine_start, ...
    """

    speaks_itself = False

    def __init__(self, exchange: Exchange, address: str, wants_audio: bool = False) -> None:
        self.address = address
        self.wants_audio = wants_audio
        self.busy = False
        self.answers = False
        self.answered_by = "human"  # what machine detection finds
        self.application_sid = ""
        self.line: Line | None = None
        self.caller = ""
        self.parameters: dict[str, str] = {}
        self.status = ""  # "" idle, ringing, in-progress, or how the last call ended
        self.transcript: list[Heard] = []
        self.interruptions = 0
        self._exchange = exchange
        self._sound = bytearray()
        self._place = 0  # in the transcript: where the last expectation stopped
        self._text_place = 0
        self._changed = threading.Condition()

    # What a person does.

    def dial(self, to: str, parameters: Mapping[str, str] | None = None) -> Line:
        """Call a number; "" or anything for a client whose application decides."""
        self._start_afresh("ringing")
        line = self._exchange.dial(self, to, parameters or {})
        self.line = line
        return line

    def answer(self) -> None:
        self._on_line().answer()

    def decline(self) -> None:
        self._on_line().decline()

    def press(self, digits: str) -> None:
        self._on_line().press(digits)

    def say(self, text: str, confidence: float = 0.9) -> None:
        self._on_line().say(text, confidence)

    def speak(self, wav_file: Path | str) -> None:
        """Send a file's sound, in real time of the exchange's clock; returns when all is said.

        Any PCM, A-law or mu-law WAV. NotWavError for others, OSError for one that cannot be read.
        """
        path = Path(wav_file)
        try:
            sound = wav.read(path)
        except wav.NotWavError as error:
            raise wav.NotWavError(f"{path.name} cannot be spoken: {error}") from None
        self._utter(sound)

    def speak_words(self, text: str, language: str = "en-US") -> None:
        """The same with a voice of the telephone's own. LookupError without espeak-ng."""
        sound = _voice().render(text, language)
        if not sound:
            raise LookupError("nobody here can speak words: install espeak-ng, or speak a file")
        self._utter(sound)

    def hang_up(self) -> None:
        self._on_line().hang_up()

    # What a person waits for.

    def expect_heard(self, words: str, timeout: float = 10) -> Heard:
        """The next thing heard that contains `words`, after what was expected last."""
        wanted = words.casefold()
        found: list[Heard] = []

        def look() -> bool:
            for place in range(self._place, len(self.transcript)):
                if wanted in self.transcript[place].text.casefold():
                    found.append(self.transcript[place])
                    self._place = place + 1
                    return True
            return False

        self._wait(look, timeout, f"to hear {words!r}")
        return found[0]

    def expect_kind(self, kind: str, timeout: float = 10) -> Heard:
        """The next thing heard of this kind: 'beep', 'music', 'conference', ..."""
        found: list[Heard] = []

        def look() -> bool:
            for place in range(self._place, len(self.transcript)):
                if self.transcript[place].kind == kind:
                    found.append(self.transcript[place])
                    self._place = place + 1
                    return True
            return False

        self._wait(look, timeout, f"to hear a {kind}")
        return found[0]

    def expect_ringing(self, timeout: float = 10) -> Line:
        self._wait(lambda: self.status == "ringing" and self.line is not None, timeout, "to be called")
        return self._on_line()

    def expect_answered(self, timeout: float = 10) -> None:
        self._wait(lambda: self.status == "in-progress", timeout, "to be answered")

    def expect_ended(self, timeout: float = 10) -> str:
        """How the call ended: completed busy failed no-answer canceled."""
        self._wait(self._is_over, timeout, "the call to end")
        return self.status

    def expect_text(self, words: str, timeout: float = 10) -> Message:
        """The next SMS that contains `words`."""
        found: list[Message] = []

        def look() -> bool:
            texts = self._exchange.texts(self.address)
            for place in range(self._text_place, len(texts)):
                if words.casefold() in texts[place].body.casefold():
                    found.append(texts[place])
                    self._text_place = place + 1
                    return True
            return False

        self._wait(look, timeout, f"a text with {words!r}")
        return found[0]

    @property
    def audio_heard(self) -> bytes:
        """mu-law, all of this call, when wants_audio."""
        return bytes(self._sound)

    def conversation(self) -> str:
        """The transcript to read."""
        return "\n".join(
            f"  {n}. [{h.kind}] {h.text or '-'} ({h.duration_s:.1f} s)"
            for n, h in enumerate(self.transcript, 1)
        )

    # What the exchange tells: Phone.

    def ringing(self, line: Line, caller: str, parameters: Mapping[str, str]) -> None:
        if self.busy or self.status in ("ringing", "in-progress"):
            line.decline()
            return
        self._start_afresh("ringing")
        with self._changed:
            self.line, self.caller, self.parameters = line, caller, dict(parameters)
            self._changed.notify_all()
        if self.answers:
            line.answer()

    def answered(self, line: Line) -> None:
        self._note(lambda: setattr(self, "status", "in-progress"))

    def heard(self, line: Line, heard: Heard) -> None:
        self._note(lambda: self.transcript.append(heard))

    def hear_audio(self, line: Line, frame: bytes) -> None:
        self._sound += frame

    def interrupted(self, line: Line) -> None:
        self.interruptions += 1

    def ended(self, line: Line, status: str) -> None:
        if self.line is not None and line is not self.line:
            return  # the call we declined
        self._note(lambda: setattr(self, "status", status))

    def _utter(self, sound: bytes) -> None:
        clock = self._exchange.clock
        begun, line = clock.now(), self._on_line()
        for number, frame in enumerate(mulaw.frames(sound), 1):
            line.audio(frame)
            with self._changed:
                left = max(0.0, begun + number * 0.02 - clock.now())
                if clock.wait(self._changed, lambda: self.line is not line or self._is_over(), left):
                    return

    def _is_over(self) -> bool:
        return self.status not in ("", "ringing", "in-progress")

    def _start_afresh(self, status: str) -> None:
        with self._changed:
            self.line = None
            self.status = status
            self.transcript = []
            self._place = 0
            self._sound = bytearray()

    def _on_line(self) -> Line:
        assert self.line is not None, f"{self.address} is not on a call"
        return self.line

    def _note(self, change: Callable[[], object]) -> None:
        with self._changed:
            change()
            self._changed.notify_all()

    def _wait(self, look: Callable[[], bool], timeout: float, what: str) -> None:
        deadline = time.monotonic() + timeout
        with self._changed:
            # Short naps: what is looked for (a text) may not notify this phone.
            while not look():
                if time.monotonic() >= deadline:
                    self._give_up(what, timeout)
                self._changed.wait(min(0.1, timeout))

    def _give_up(self, what: str, timeout: float) -> NoReturn:
        alerts = "".join(f"\n  ! {a.code} {a.message} {a.url}" for a in self._exchange.debugger[-5:])
        raise AssertionError(
            f"{self.address} waited {timeout} s {what}; status {self.status or 'idle'!r}; heard so far:\n"
            f"{self.conversation() or '  nothing'}{alerts}"
        )
