"""Answers in words, as they are kept for the transcript and for learning. Digits are never kept here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flows.flow import Flow
from ivr.actions import Action, Mark
from ivr.events import SpeechHeard
from ivr.state import State
from support.services import transcripts
from support.store import transcripts as store
from support.store.base import Session
from support.store.calls import CallRow

UNWRITTEN = ("collect", "callback_digits")  # phases in which words are numbers of the caller
LEARNT_FROM = ("menu", "ask")  # phases in which words say what the caller wants
# What the engine marked, and what became of the words; the first that is found counts.
_RESULTS = (
    ("confirming", "unsure"),
    ("asked_again", "unsure"),
    ("not_understood", "rejected"),
    ("option_chosen", "matched"),
)


def note(
    session: Session,
    flow: Flow,
    row: CallRow,
    state: State,
    event: SpeechHeard,
    actions: Iterable[Action],
    now: datetime,
) -> None:
    """`state` is what the call was in when the words came, `actions` what the engine made of them."""
    if flow.transcript and event.text.strip() and state.phase not in UNWRITTEN:
        transcripts.write(session, row.id, "caller", event.text, now)
    marks = {action.kind: action.data for action in actions if isinstance(action, Mark)}
    if marks.get("asked_again", {}).get("reason") == "slots":
        return  # values are missing, not the meaning
    if "corrected" in marks:
        store.correct_last(session, row.id)
    result = next((result for kind, result in _RESULTS if kind in marks), "")
    if state.phase not in LEARNT_FROM or not result or not event.text.strip():
        return
    intent, score = event.intents[0] if event.intents else ("", 0.0)
    session.add(
        store.Utterance(
            call_id=row.id,
            flow=flow.flow,
            step=state.step,
            language=state.language,
            text=event.text[: store.LONGEST],
            confidence=event.confidence,
            intent=intent,
            score=score,
            result=result,
            seq=state.seq,
            at=now,
        )
    )
