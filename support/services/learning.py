"""Learning from calls: what was not understood, what people say it meant, examples for the next version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.loader import from_document
from support.errors import NotFound, Refused
from support.store import flows as flow_store
from support.store import transcripts as store
from support.store.base import Session, announce
from support.store.transcripts import NOT_AN_INTENT as NOT_AN_INTENT

REVIEWED = ("rejected", "corrected", "unsure")
Examples = Mapping[str, Mapping[str, list[str]]]
"""Language to intent to phrases."""


@dataclass(frozen=True)
class UtteranceLine:
    """`intent` and `score` are what the machine guessed, `label` what a person says ("" : nobody yet)."""

    id: int
    call_id: int
    at: datetime
    flow: str
    step: str
    language: str
    text: str
    confidence: float
    intent: str
    score: float
    result: str
    label: str
    labelled_by: str


def review(
    session: Session, flow: str = "", *, labelled: bool = False, limit: int = 100
) -> list[UtteranceLine]:
    """Utterances that were not understood or only guessed, newest first; or those that have a label."""
    results = () if labelled else REVIEWED
    rows = store.utterances(session, flow, results, labelled=labelled, limit=limit)
    fields = tuple(UtteranceLine.__dataclass_fields__)
    return [UtteranceLine(*(getattr(row, name) for name in fields)) for row in rows]


def waiting(session: Session) -> dict[str, int]:
    """How many utterances wait for a label, by flow."""
    return store.unlabelled(session, REVIEWED)


def joining(session: Session) -> dict[str, int]:
    """How many labelled utterances wait to become examples, by flow: those since its newest version."""
    counts = {
        row.flow: store.examples_since(session, row.flow, row.published_at)
        for row in flow_store.all_newest(session)
    }
    return {flow: count for flow, count in counts.items() if count}


def intents(session: Session, flow: str) -> tuple[str, ...]:
    """The labels that the newest version of a flow knows, besides `oos`: nothing it can do."""
    row = flow_store.newest(session, flow)
    if row is None:
        return ()
    found = from_document(row.document)
    return tuple(dict.fromkeys(name for each in (found, *found.subflows.values()) for name in each.intents))


def label(session: Session, utterance_id: int, intent: str, by: str, now: datetime) -> None:
    """Say what an utterance means; "" takes the label back. It counts from the next publish on."""
    row = store.utterance(session, utterance_id)
    if row is None:
        raise NotFound(f"there is no utterance {utterance_id}")
    known = intents(session, row.flow)
    if intent and intent != NOT_AN_INTENT and intent not in known:
        raise Refused(
            f"{row.flow} has no intent {intent!r}; it has {', '.join(known) or 'none'}, or {NOT_AN_INTENT}"
        )
    store.label(session, utterance_id, intent, by if intent else "", now if intent else None)
    announce(session, "speech")


def examples(session: Session, flow: str) -> Examples:
    """What people labelled in calls to this flow."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in store.utterances(session, flow, labelled=True, limit=5000):
        if row.label != NOT_AN_INTENT:
            found.setdefault(row.language, {}).setdefault(row.label, []).append(row.text)
    return found
