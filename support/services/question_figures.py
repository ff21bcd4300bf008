"""How questions of the flows go: heard, understood, taken back; from the receipts, added up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from support.services import metrics
from support.services.metrics import ReceiptCount
from support.services.metrics_more import share
from support.store.base import Session

COUNTS = ("asked", "heard", "confirmed", "corrected", "rejected", "silent", "keyed", "answer_ms")
CHOSE = ("matched", "anywhere")


@dataclass(slots=True)
class QuestionFigures:
    """`questions` that were put, each once however often it was `asked`.

    `heard` to `keyed` count what happened in them. `matched`: an answer was found, `by_voice` or by key
    (`by_key`); `gave_up`: after the last try; `abandoned`: hung up. `voice_*`: only of those in which the
    last answer was spoken.
    """

    questions: int = 0
    asked: int = 0
    heard: int = 0
    confirmed: int = 0
    corrected: int = 0
    rejected: int = 0
    silent: int = 0
    keyed: int = 0
    answer_ms: int = 0
    matched: int = 0
    by_voice: int = 0
    by_key: int = 0
    gave_up: int = 0
    abandoned: int = 0
    voice_heard: int = 0
    voice_rejected: int = 0
    voice_corrected: int = 0

    def add(self, row: ReceiptCount) -> None:
        self.questions += row.count
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(row, name))
        if row.result in CHOSE:
            self.matched += row.count
        elif row.result == "abandoned":
            self.abandoned += row.count
        else:
            self.gave_up += row.count
        if row.input == "speech":
            self.by_voice += row.count
            self.voice_heard += row.heard
            self.voice_rejected += row.rejected
            self.voice_corrected += row.corrected
        elif row.input == "keypad":
            self.by_key += row.count

    @property
    def accuracy(self) -> float | None:
        """(heard − not understood − taken back) ÷ heard, of questions that were answered by voice.

        Each misunderstanding is one thing that a caller said: it chose nothing, or the caller said no to it.
        """
        wrong = self.voice_rejected + self.voice_corrected
        right = share(self.voice_heard - wrong, self.voice_heard)
        return None if right is None else max(0.0, right)

    @property
    def found(self) -> float | None:
        return share(self.matched, self.questions)

    @property
    def keyed_share(self) -> float | None:
        """Of the questions that were answered, by key."""
        return share(self.by_key, self.by_key + self.by_voice)

    @property
    def answer_s(self) -> float | None:
        """From the first word of the question to its end, all tries together."""
        return self.answer_ms / 1000 / self.questions if self.questions else None


Key = Callable[[ReceiptCount], str]


def by(rows: Iterable[ReceiptCount], key: Key) -> dict[str, QuestionFigures]:
    found: dict[str, QuestionFigures] = {}
    for row in rows:
        if row.count > 0:
            found.setdefault(key(row), QuestionFigures()).add(row)
    return found


def whole(rows: Iterable[ReceiptCount]) -> QuestionFigures:
    return by(rows, lambda _row: "").get("", QuestionFigures())


def rows(
    session: Session, start: datetime, end: datetime, flow: str = "", language: str = ""
) -> list[ReceiptCount]:
    """By the days in which the period lies."""
    return metrics.receipts(session, start, end, flow, language)


def worst_first(found: dict[str, QuestionFigures]) -> list[str]:
    """By how much was misunderstood; where nothing was heard, by how many gave up."""

    def order(key: str) -> tuple[bool, float, float, str]:
        one = found[key]
        accuracy = one.accuracy
        return accuracy is None, accuracy or 0.0, -(share(one.gave_up, one.questions) or 0.0), key

    return sorted(found, key=order)
