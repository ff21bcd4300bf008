"""What an ear is asked, what it answers, and what it needs from others. Values and protocols only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from speech.endpointing import Limits

BargeIn = Literal["off", "on any speech", "on a match"]
Why = Literal["complete", "pause", "too_long", "hung_up", "replaced"]
Trouble = Literal["overloaded", "recogniser failed", "no recogniser"]


@dataclass(frozen=True)
class Question:
    """What is listened for now. Answers carry `key`."""

    key: int
    language: str
    phrases: tuple[str, ...] | None = None  # the grammar; None is open vocabulary
    complete: frozenset[str] = frozenset()  # texts that are whole answers
    is_complete: Callable[[str], bool] | None = None  # the same as a rule; called on the pool's threads
    complete_ms: int = 300
    pause_ms: int = 700
    longest_s: int = 15
    barge_in: BargeIn = "on a match"
    open: bool = True  # False while a prompt plays that may not be interrupted: nothing is heard
    urgent: bool = True  # somebody waits for the answer; False for transcripts

    @property
    def limits(self) -> Limits:
        return Limits(self.complete_ms, self.pause_ms, self.longest_s * 1000)

    @property
    def has_answers(self) -> bool:
        """Some texts are whole answers."""
        return bool(self.complete) or self.is_complete is not None

    def completed_by(self, text: str) -> bool:
        if not text:
            return False
        return text in self.complete or (self.is_complete is not None and self.is_complete(text))


@dataclass(frozen=True)
class Utterance:
    """What was said; the text is empty when the recogniser found no words in it.

    Moments are ms of the stream.
    """

    key: int
    text: str
    confidence: float  # 0 to 1
    alternatives: tuple[str, ...]
    began_ms: int
    ended_ms: int  # the end of the voice; the silence that ended it is not counted
    why: Why  # "replaced": another question was asked while a transcript went on


class Listener(Protocol):
    """Told from the thread that brings frames or from the pool's: be quick, and do not count on which."""

    def speech_started(self, key: int) -> None:
        """Somebody speaks; words may follow or not."""

    def interrupt(self, key: int) -> None:
        """The prompt should stop now, as `barge_in` wants it; at most once an utterance."""

    def partial(self, key: int, text: str) -> None:
        """The words so far, when they changed."""

    def utterance(self, heard: Utterance) -> None:
        """Once for each utterance, unless another question replaced it or trouble was told."""

    def trouble(self, key: int, why: Trouble) -> None:
        """Sound or words were lost; the ear goes on."""


class HeardLike(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def confidence(self) -> float: ...


class RecognizerLike(Protocol):
    """Used by one thread at a time. May raise anything: it is then thrown away and another one made."""

    def feed(self, pcm: bytes) -> str:
        """16-bit mono PCM of 8 kHz; the text so far."""

    def finish(self) -> HeardLike:
        """The final text of what was fed since the last finish."""


MakeRecognizer = Callable[[str, "tuple[str, ...] | None"], "RecognizerLike | None"]
