"""Words as numbers: text made alike, and TF-IDF of words and of pieces of words. Knows no intents.

Needs NumPy alone, but for training. Accents are dropped here only:
recognisers and people leave them out as they please. The encoder sees them.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Row = tuple[Ints, Floats]  # the features that a text has, ascending, and how much of each

LONGEST = 1000  # characters; who talks longer has said it by then
_WORDS = 2  # single words and pairs
_PIECES = range(2, 6)  # letters, not across words: a word misheard keeps most of its pieces
_PIECES_WEIGHT = 2.0  # beside words, which weigh 1; flat from 1 to 2 on validation data
_SIGNS = re.compile(r"[^\w\s']|_")


def normalise(text: str) -> str:
    """Lower case, no punctuation but apostrophes inside words, single blanks, cut at `LONGEST`."""
    plain = unicodedata.normalize("NFC", text[:LONGEST]).lower().replace("’", "'")
    words = (word.strip("'") for word in _SIGNS.sub(" ", plain).split())
    return " ".join(word for word in words if word)


def fold(text: str) -> str:
    """Without accents: `não` and `nao` are one word."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _words(text: str) -> Counter[str]:
    words = text.split()
    return Counter(
        " ".join(words[at : at + size])
        for size in range(1, _WORDS + 1)
        for at in range(len(words) - size + 1)
    )


def _pieces(text: str) -> Counter[str]:
    return Counter(piece for word in text.split() for piece in _pieces_of(word))


def _pieces_of(word: str) -> Iterator[str]:
    # The leading # keeps a piece from being taken for a word.
    framed = f" {word} "
    for size in _PIECES:
        if size > len(framed):
            return
        for at in range(len(framed) - size + 1):
            yield "#" + framed[at : at + size]


@dataclass(frozen=True)
class Vocabulary:
    """The words and pieces that the examples have, and how rare each is (smoothed IDF, natural logarithm)."""

    terms: tuple[str, ...]
    rarity: Floats
    texts: int
    _place: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_place", {term: place for place, term in enumerate(self.terms)})

    @classmethod
    def of(cls, texts: Sequence[str], most: int) -> Vocabulary:
        """At most `most` terms, the most frequent ones; normalised texts expected."""
        seen: Counter[str] = Counter()
        for text in map(fold, texts):
            seen.update(_words(text).keys())
            seen.update(_pieces(text).keys())
        kept = sorted(term for term, _ in seen.most_common(most))
        rarity = [_rarity(len(texts), seen[term]) for term in kept]
        return cls(tuple(kept), np.array(rarity, np.float32), len(texts))

    def row(self, text: str) -> Row:
        """The text's features, of length 1 when all its words are known, shorter by what is not known."""
        folded = fold(text)
        found: dict[int, float] = {}
        whole = math.hypot(1.0, _PIECES_WEIGHT)
        for counts, weight in ((_words(folded), 1.0), (_pieces(folded), _PIECES_WEIGHT)):
            found.update(self._weigh(counts, weight / whole))
        places = sorted(found)
        return np.array(places, np.int32), np.array([found[place] for place in places], np.float32)

    def _weigh(self, counts: Counter[str], weight: float) -> dict[int, float]:
        found: dict[int, float] = {}
        square, unseen = 0.0, _rarity(self.texts, 0)
        for term, count in counts.items():
            place = self._place.get(term)
            rarity = unseen if place is None else float(self.rarity[place])
            value = (1 + math.log(count)) * rarity
            square += value * value
            if place is not None:
                found[place] = value
        # What nobody ever said in the examples takes its share: far speech must not look near by its "the".
        length = math.sqrt(square) or 1.0
        return {place: weight * value / length for place, value in found.items()}


def _rarity(texts: int, seen: int) -> float:
    return math.log((1 + texts) / (1 + seen)) + 1


def matrix(rows: Sequence[Row], width: int) -> Any:
    """The rows as a SciPy matrix in CSR form; SciPy is loaded only here, where training asks for it."""
    from scipy.sparse import csr_matrix

    starts = np.cumsum([0, *(len(places) for places, _ in rows)])
    places = np.concatenate([places for places, _ in rows]) if rows else np.array([], np.int32)
    values = np.concatenate([values for _, values in rows]) if rows else np.array([], np.float32)
    return csr_matrix((values, places, starts), shape=(len(rows), width))
