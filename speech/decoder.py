"""A recogniser that may be missing or fail, made again when needed.

Used on the pool's threads, one at a time.
"""

from __future__ import annotations

import structlog

from speech import mulaw
from speech.hearing import HeardLike, MakeRecognizer, Question, RecognizerLike

log = structlog.get_logger()


class DecoderFailed(Exception):
    """The recogniser raised; the next utterance gets another one."""


class Decoder:
    """Every method but `forget` raises DecoderFailed."""

    def __init__(self, make: MakeRecognizer) -> None:
        self._make = make
        self._recognizer: RecognizerLike | None = None
        self._made_for: tuple[str, tuple[str, ...] | None] | None = None

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
            return self._recognizer.feed(mulaw.decode(sound)) if self._recognizer else None
        except Exception as error:
            raise self._failed(error) from None

    def finish(self) -> HeardLike | None:
        """The final text of what was fed since the last finish; None without a recogniser."""
        try:
            return self._recognizer.finish() if self._recognizer else None
        except Exception as error:
            raise self._failed(error) from None

    def forget(self) -> None:
        self._recognizer = self._made_for = None

    def _failed(self, error: Exception) -> DecoderFailed:
        self.forget()
        log.warning("recogniser_failed", error=type(error).__name__)  # its message may hold words said
        return DecoderFailed()
