"""A recogniser that may be missing or fail, made again when needed.

Used on the pool's threads, one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import structlog

from speech import mulaw
from speech.hearing import HeardLike, MakeRecognizer, Question, RecognizerLike

log = structlog.get_logger()


class DecoderFailed(Exception):
    """The recogniser raised; the next utterance gets another one."""


@dataclass(frozen=True)
class Joined:
    text: str
    confidence: float  # the mean over words


class Decoder:
    """Every method but `forget` raises DecoderFailed."""

    def __init__(self, make: MakeRecognizer) -> None:
        self._make = make
        self._recognizer: RecognizerLike | None = None
        self._made_for: tuple[str, tuple[str, ...] | None] | None = None
        self._parts: list[HeardLike] = []

    def prepare(self, question: Question) -> bool:
        """Makes a recogniser unless there is one for this grammar; False when it just turned out that none
        can be had.
        """
        wanted = (question.language, question.phrases)
        if self._made_for == wanted:
            return True
        self.forget()
        try:
            self._recognizer = self._make(*wanted)
        except Exception as error:
            raise self._failed(error) from None
        self._made_for = wanted
        return self._recognizer is not None

    def feed(self, sound: bytes) -> str | None:
        """The text so far after this mu-law; None without a recogniser."""
        try:
            text = self._recognizer.feed(mulaw.decode(sound)) if self._recognizer else None
        except Exception as error:
            raise self._failed(error) from None
        return None if text is None else _text([*(part.text for part in self._parts), text])

    def settle(self) -> str | None:
        """The text so far as `finish` would give it; the utterance may go on."""
        try:
            if self._recognizer:
                self._parts.append(self._recognizer.finish())
        except Exception as error:
            raise self._failed(error) from None
        return _text(part.text for part in self._parts) if self._recognizer else None

    def finish(self) -> HeardLike | None:
        """The final text of what was fed since the last finish; None without a recogniser."""
        self.settle()
        parts, self._parts = self._parts, []
        spoken = [part for part in parts if part.text]
        return _joined(spoken or parts) if parts else None

    def forget(self) -> None:
        self._recognizer = self._made_for = None
        self._parts = []

    def _failed(self, error: Exception) -> DecoderFailed:
        self.forget()
        log.warning("recogniser_failed", error=type(error).__name__)  # its message may hold words said
        return DecoderFailed()


def _text(parts: Iterable[str]) -> str:
    return " ".join(part for part in parts if part)


def _joined(parts: list[HeardLike]) -> HeardLike:
    if len(parts) == 1:
        return parts[0]
    words = [len(part.text.split()) for part in parts]
    confidence = sum(part.confidence * each for part, each in zip(parts, words, strict=True)) / max(
        1, sum(words)
    )
    return Joined(_text(part.text for part in parts), confidence)
