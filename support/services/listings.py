"""Lists as other systems read them. Who may see what is the door's to say."""

from __future__ import annotations

from support.store import calls as call_store
from support.store import transcripts as transcript_store
from support.store.base import Session
from support.store.calls import Call
from support.store.listings import (
    callbacks,
    calls,
    customers,
    events,
    numbers_of,
    recordings,
    tags,
    tickets,
)
from support.store.transcripts import TranscriptLine

__all__ = [
    "call", "callbacks", "calls", "customers", "events", "numbers_of", "recordings", "said", "tags",
    "tickets",
]  # fmt: skip


def call(session: Session, call_id: int) -> Call | None:
    return call_store.by_id(session, call_id)


def said(session: Session, call_id: int) -> list[TranscriptLine]:
    """What was said, oldest first."""
    return transcript_store.lines(session, call_id)
