"""Callers as they are heard: their streams, what an ear listens for, and what follows from words.

A call without a live ear goes on by keypad; a stream that drops is ordered anew a few times. What was heard
becomes an event of the engine, a line of the transcript and something to learn from, in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from flows.flow import Flow
from ivr.events import SpeechHeard
from speech.hearing import Question
from support.rules import hearing as rules
from support.services import calls, replies, transcripts
from support.services.flows import FlowShelf
from support.services.intents import IntentShelf
from support.store import calls as call_store
from support.store import orders
from support.store import streams as store
from support.store.base import Session
from support.store.streams import AGENT, CALLER, SILENCED, Listened

log = structlog.get_logger()

MOST_ATTEMPTS = 4
RESTART_AFTER = timedelta(seconds=1)
OVERDUE = timedelta(seconds=15)
LATE_NEWS = timedelta(seconds=5)  # the end of a stream and of its call are told in any order
CARRIED_OUT_WITHIN = timedelta(seconds=10)  # longer than a request by REST may take
PATIENCE = timedelta(seconds=20)  # with somebody who speaks when the question's silence should be over


@dataclass(frozen=True)
class Admitted:
    """A stream that was expected: whose sound it is. `language` is what the call speaks now."""

    stream_id: int
    call_id: int
    call_sid: str
    party: str
    language: str


def expect(session: Session, call_id: int, leg_sid: str, party: str, now: datetime) -> int:
    """A stream of this leg will be asked for; returns its attempt, 0 when there were enough of them."""
    known = store.of_leg(session, leg_sid)
    attempt = len(known) + 1
    if attempt > MOST_ATTEMPTS:
        return 0
    stream = store.ask(session, call_id, leg_sid, party, attempt, now)
    if known:
        stream.open_seq = known[-1].open_seq
    return attempt


def expect_agent(session: Session, call_sid: str, leg_sid: str, now: datetime) -> int:
    """The agent's side of a call whose caller is heard; the same answer again gets the same attempt."""
    call = call_store.find(session, call_sid)
    known = store.of_leg(session, leg_sid)
    if call is None or call.ears not in ("asked", "live"):
        return 0
    return known[-1].attempt if known else expect(session, call.id, leg_sid, AGENT, now)


def admit(session: Session, leg_sid: str, attempt: int, stream_sid: str, now: datetime) -> Admitted | None:
    """The stream is here. None for one that nobody expects, that came before, or whose call is over."""
    stream = store.find(session, leg_sid, attempt)
    call = call_store.by_id(session, stream.call_id) if stream else None
    if stream is None or call is None or call.ended_at is not None:
        return None
    if not store.move(
        session, stream.id, ("asked", "failed"), "live", stream_sid=stream_sid[:64], began_at=now
    ):
        return None
    for other in store.of_leg(session, leg_sid):
        if other.id != stream.id:
            store.move(session, other.id, ("asked", "live"), "replaced", ended_at=now)
    _told(session, stream, "stream_began", now, ears="live")
    return Admitted(stream.id, call.id, call.sid, stream.party, call.language)


def ended(session: Session, stream_id: int, now: datetime) -> None:
    """The phone company says that it is over: with the call, or because somebody stopped it."""
    store.move(session, stream_id, ("live",), "ended", ended_at=now)


def lost(session: Session, stream_id: int, why: str, now: datetime) -> None:
    """The connection broke while the call goes on: another stream is ordered."""
    stream = session.get(store.MediaStream, stream_id)
    if stream is None or _over_with_its_call(session, stream, now):
        return
    if store.move(session, stream_id, ("live",), "lost", why=why[:40], ended_at=now):
        _told(session, stream, "stream_lost", now, ears="lost", why=why)
        _again(session, stream, now)


def refused(session: Session, leg_sid: str, attempt: int, why: str, now: datetime) -> None:
    """The stream never came to an ear: the phone company says so, we had no room, or it is overdue."""
    stream = store.find(session, leg_sid, attempt)
    if stream is None or _over_with_its_call(session, stream, now):
        return
    if store.move(session, stream.id, ("asked", "live"), "failed", why=why[:40], ended_at=now):
        _told(session, stream, "stream_refused", now, ears="lost", why=why)
        _again(session, stream, now)


def _over_with_its_call(session: Session, stream: store.MediaStream, now: datetime) -> bool:
    """No accident, whatever it was: nobody is there to be heard."""
    call = call_store.by_id(session, stream.call_id)
    if call is not None and call.ended_at is None:
        return False
    store.move(session, stream.id, ("asked", "live"), "ended", ended_at=now)
    return True


def told_over(session: Session, leg_sid: str, attempt: int, now: datetime) -> None:
    """The phone company says that a stream is over. Its ear knows why, unless it is gone itself."""
    stream = store.find(session, leg_sid, attempt)
    if stream:
        store.told_over(session, stream.id, now)


def give_up_overdue(session: Session, now: datetime) -> None:
    """Streams of which nothing was heard, or that are over: their callers are led on by keypad."""
    for stream in store.overdue(session, now - OVERDUE):
        refused(session, stream.leg_sid, stream.attempt, "overdue", now)
    for stream in store.unheard(session, now - LATE_NEWS):
        if stream.state == "live":
            lost(session, stream.id, "no ear", now)
        else:
            # Somebody wanted it to stop: no other one is started.
            _told(session, stream, "stream_lost", now, ears="lost", why="stopped")


def _told(
    session: Session, stream: store.MediaStream, kind: str, now: datetime, ears: str, why: str = ""
) -> None:
    data = {"party": stream.party, "attempt": stream.attempt} | ({"why": why[:40]} if why else {})
    call_store.append(session, stream.call_id, now, [(kind, data)])
    if stream.party == CALLER:
        call_store.save(session, stream.call_id, ears=ears)


def _again(session: Session, stream: store.MediaStream, now: datetime) -> None:
    call = call_store.by_id(session, stream.call_id)
    if call is None or call.ended_at is not None:
        return
    attempt = expect(session, call.id, stream.leg_sid, stream.party, now)
    if attempt:
        # Each time twice as long: what refused us just now may need a while.
        due = now + RESTART_AFTER * 2 ** (attempt - 2)
        orders.place(session, "start_stream", due, call.id, leg_sid=stream.leg_sid, attempt=attempt)


def restart_wanted(session: Session, leg_sid: str, attempt: int) -> bool:
    """Whether an ordered stream is still to be started."""
    stream = store.find(session, leg_sid, attempt)
    call = call_store.by_id(session, stream.call_id) if stream else None
    return bool(stream and stream.state == "asked" and call and call.ended_at is None)


# --- what an ear listens for -------------------------------------------------------------------------


def look(session: Session, stream_ids: Collection[int]) -> dict[int, Listened]:
    """Where the calls of these streams are, by stream."""
    return store.listened(session, stream_ids) if stream_ids else {}


def question(
    session: Session,
    shelf: FlowShelf,
    listened: Listened,
    party: str,
    now: datetime,
    hears: Callable[[str, str], bool],
) -> Question | None:
    """What to listen for now; None while nothing that is said is wanted.

    `hears`: whether our own ear is to hear a language (the first) where the flow has this wish (the second).
    """
    asked = store.asked(session, listened.call_id)
    if asked is None or listened.ended_at is not None:
        return None
    flow, _ = shelf.get(session, asked.version_id)
    if not hears(asked.language, flow.engine(asked.language)):
        return None
    wanted = rules.question_in(replies.from_json(asked.reply)) if party == CALLER else None
    if wanted:
        return rules.question_for(wanted, _today(flow, now), is_open=listened.open_seq == wanted.seq)
    if listened.line == SILENCED:
        return None
    if flow.transcript and (listened.line == "talking" or party == AGENT):
        return rules.transcript_question(asked.language)
    return None


def _today(flow: Flow, now: datetime) -> date:
    return now.astimezone(ZoneInfo(flow.timezone)).date()


def starts_speaking(session: Session, stream_id: int, seq: int, now: datetime) -> None:
    """The caller answers in words: the question's silence does not end meanwhile."""
    store.speaking(session, stream_id, seq, now)


def stops_speaking(session: Session, stream_id: int, now: datetime) -> None:
    store.speaking(session, stream_id, -1, now)


def still_speaking(session: Session, sid: str, seq: int, now: datetime) -> bool:
    since = store.speaks_since(session, sid, seq)
    return since is not None and now - since < PATIENCE


def prompt_over(session: Session, sid: str, seq: int) -> None:
    """A prompt that may not be interrupted has been heard: words count from now on."""
    store.open_question(session, sid, seq)


# --- what follows from words -------------------------------------------------------------------------


def with_intents(session: Session, intents: IntentShelf, sid: str, event: SpeechHeard) -> SpeechHeard:
    """Words with what they may mean. It takes a while: not for a transaction that writes.

    Whatever fails here, the words count: then phrases are compared.
    """
    row = call_store.find(session, sid)
    try:
        scores = intents.scores(session, row.version_id, row.language, event.text) if row else ()
    except Exception as error:
        log.error("intents_not_scored", error=type(error).__name__)  # its message may hold words said
        scores = ()
    return replace(event, intents=scores)


def answered(session: Session, shelf: FlowShelf, sid: str, event: SpeechHeard, now: datetime) -> int | None:
    """Apply it; the id of the order that brings the call its next document, None when it came too late."""
    reply = calls.turn(session, shelf, sid, event, now)
    if not reply.fresh:
        return None
    # The caller waits: whoever orders it does it too, and only if that takes too long somebody else.
    until = now + CARRIED_OUT_WITHIN
    return orders.place_in_hand(
        session, "next_document", now, until, reply.call_id, sid=sid, seq=reply.seq
    ).id


def document_wanted(session: Session, sid: str, seq: int) -> bool:
    """Whether the call is still at the question that a document was ordered for."""
    row = call_store.find(session, sid)
    return row is not None and row.ended_at is None and row.asked == seq


def transcribed(
    session: Session, call_id: int, party: str, text: str, now: datetime, line_id: int = 0, *, final: bool
) -> int:
    """A line of the transcript, new or grown; returns its id."""
    return transcripts.write(session, call_id, party, text, now, line_id, final=final)


def gap(session: Session, call_id: int, party: str, why: str, now: datetime) -> None:
    """Something was said that nobody could write down."""
    call_store.append(session, call_id, now, [("transcript_gap", {"party": party, "why": why[:40]})])
