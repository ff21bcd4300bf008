"""What a caller wants, from the words heard: a classifier learnt from a flow's examples, kept as bytes.

Two parts are learnt: one that has an encoder beside the words, one of the words alone, for a machine without
the encoder's package. Scores mean the same for every menu: see `CERTAIN` and `LIKELY`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from speech import heads
from speech.encoder import Encoder
from speech.features import Floats, Ints, Row, Vocabulary, fold, normalise
from speech.heads import Head

CERTAIN = 0.75  # at or above: taken as it is
LIKELY = 0.5  # from here to CERTAIN: asked; below: not understood
BEST = 5

# Raw scores that become LIKELY and CERTAIN, from validation data: see docs/decisions/0010-intents.md.
_ENCODED, _PLAIN, _MARGINS = (0.06, 0.14), (0.03, 0.08), (0.30, 0.42)
_FEW = 12  # examples; with fewer, an intent's own name is one more
_MANY = 20  # examples an intent, and
_INTENTS = 50  # intents, from where on margins part better than probabilities, and are learnt sooner
_LEAST_TERMS, _LIGHT, _HEAVY = 2_000, 1_000_000, 6_000_000  # terms for any flow; weights for a head
_WORDS_SHARE = 0.5  # of likeness in words, beside likeness of points


@dataclass(frozen=True)
class Examples:
    """What was learnt from, to see how near a text comes: points (0 wide without encoder), rows joined."""

    points: Floats
    places: Ints
    values: Floats
    owners: Ints  # the number of the example that each value belongs to

    @classmethod
    def of(cls, points: Floats | None, rows: Sequence[Row]) -> Examples:
        owners = np.repeat(np.arange(len(rows)), [len(places) for places, _ in rows])
        return cls(
            np.zeros((len(rows), 0), np.float32) if points is None else points,
            np.concatenate([places for places, _ in rows]),
            np.concatenate([values for _, values in rows]),
            owners.astype(np.int32),
        )

    def nearness(self, point: Floats | None, row: Row, terms: int) -> float:
        """0..1, cosine to the nearest example; of points and words together if there is a point."""
        dense = np.zeros(terms, np.float32)
        dense[row[0]] = row[1]
        shared = self.values * dense[self.places]
        alike: NDArray[np.float64] = np.bincount(self.owners, shared, len(self.points)).astype(np.float64)
        if point is not None:
            alike = (self.points @ point + _WORDS_SHARE * alike) / (1 + _WORDS_SHARE)
        return float(np.clip(alike.max(), 0, 1))


@dataclass(frozen=True)
class Classifier:
    """Made by `train` or `from_bytes`; never changes, and any number of threads may ask it.

    `encoded` needs the encoder called `encoder_name`; where `encoder` is another or none, `plain` answers.
    """

    language: str
    intents: tuple[str, ...]
    exact: Mapping[str, tuple[int, ...]]
    vocabulary: Vocabulary
    plain: Head | None
    encoded: Head | None
    examples: Examples | None
    encoder_name: str
    encoder: Encoder | None = field(default=None, compare=False)

    def scores(self, text: str) -> tuple[tuple[str, float], ...]:
        """Intents with scores from 0 to 1, best first, at most `BEST`; none for a text without words."""
        words = normalise(text)
        if not words or self.plain is None:
            return ()
        found = self._beliefs(words)
        for number in self.exact.get(fold(words), ()):
            found[number] = 1.0
        best = np.argsort(-found, kind="stable")[:BEST]
        return tuple((self.intents[number], round(float(found[number]), 4)) for number in best)

    def _beliefs(self, words: str) -> Floats:
        row = self.vocabulary.row(words)
        head, point = self.plain, None
        if self.encoded and self.encoder and self.encoder.name == self.encoder_name:
            head, point = self.encoded, self.encoder.embed([words])[0]
        assert head is not None
        belief = head.belief(point, row)
        if self.examples is None or not head.probable:
            return calibrated(belief, _MARGINS)
        belief = belief * self.examples.nearness(point, row, len(self.vocabulary.terms))
        return calibrated(belief, _PLAIN if point is None else _ENCODED)

    def to_bytes(self) -> bytes:
        """For `from_bytes`, of this version or a later one."""
        from speech.intents_file import dump

        return dump(self)

    @classmethod
    def from_bytes(cls, data: bytes, encoder: Encoder | None) -> Classifier:
        """Raises ValueError for what `to_bytes` did not make, or what was damaged since."""
        from speech.intents_file import parse

        return parse(data, encoder)


def calibrated(raw: Floats, bounds: tuple[float, float]) -> Floats:
    """Raw scores drawn onto the scale of `LIKELY` and `CERTAIN`, order kept."""
    drawn = np.interp(raw, [0.0, *bounds, 1.0], [0.0, LIKELY, CERTAIN, 1.0])
    return np.asarray(drawn, dtype=np.float32)


def train(examples: Mapping[str, Sequence[str]], encoder: Encoder | None, language: str = "") -> Classifier:
    """Learn from phrases by intent. An intent without any word, its name included, is left out.

    `language` is kept for who asks, nothing depends on it. Takes a second for a flow, half a minute for
    thousands of phrases.
    """
    phrases = {intent: found for intent in examples if (found := _phrases(intent, examples[intent]))}
    texts = [phrase for found in phrases.values() for phrase in found]
    answers = [number for number, found in enumerate(phrases.values()) for _ in found]
    exact: dict[str, tuple[int, ...]] = {}
    for text, number in zip(map(fold, texts), answers, strict=True):
        exact[text] = tuple(dict.fromkeys((*exact.get(text, ()), number)))
    count = max(len(phrases), 1)
    probable = count < _INTENTS or len(texts) < _MANY * count
    most = max(_LEAST_TERMS, (_LIGHT if probable else _HEAVY) // count)
    vocabulary = Vocabulary.of(texts, most)
    named = encoder.name if encoder else ""
    empty = Classifier(language, tuple(phrases), exact, vocabulary, None, None, None, named, encoder)
    return _learn(empty, texts, answers, probable) if texts else empty


def _learn(empty: Classifier, texts: list[str], answers: list[int], probable: bool) -> Classifier:
    rows = [empty.vocabulary.row(text) for text in texts]
    points = heads.halved(empty.encoder.embed(texts)) if empty.encoder else None
    width = len(empty.vocabulary.terms)
    return replace(
        empty,
        plain=heads.fit(None, rows, width, answers, probable),
        encoded=None if points is None else heads.fit(points, rows, width, answers, probable),
        # Margins do without: so many examples would weigh more than all the rest.
        examples=Examples.of(points, rows) if probable else None,
    )


def _phrases(intent: str, examples: Sequence[str]) -> list[str]:
    found = dict.fromkeys(filter(None, map(normalise, examples)))
    if len(found) < _FEW and (name := normalise(intent.replace("_", " "))):
        found[name] = None
    return list(found)
