"""Runs one call: in one transaction lock its row, apply the event, keep promises, append events, save.

Any worker on any machine can answer the next request, because all that matters is in the row. A late
or repeated event gets the last reply again and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flows.flow import Flow
from ivr import engine
from ivr.actions import Action, Collect, Enqueue, FindFacts, HangUp, Mark, Question
from ivr.events import CalleeAnswered, CallStarted, Event, FactsFound, HungUp, QueueLeft, SpeechHeard
from ivr.state import State
from support.errors import NotFound, Refused
from support.services import (
    facts,
    hook_events,
    lookup,
    promises,
    queues,
    replies,
    tapes,
    ticket_rules,
    utterances,
)
from support.services.flows import FlowShelf
from support.store import calls as store
from support.store import flows as flow_store
from support.store import streams
from support.store.base import Session, announce

FIRST_STREAM = 1
LONGEST = timedelta(days=1)  # no phone company lets a call last longer
MAX_FACT_ROUNDS = 100  # beyond the engine's own limit of steps, which leads the caller on
Asked = TypeVar("Asked", bound=Question)


@dataclass(frozen=True, slots=True)
class Reply:
    """What to tell the phone company now. `seq` is the question that the next answer belongs to.

    `ears`: whether our own ear has the caller ("", asked, live, lost); `stream`: the attempt that this
    document is to start, 0 for none; `wish`: what the flow wants to hear with; `fresh`: the event counted.
    """

    call_id: int
    sid: str
    called: str
    language: str
    seq: int
    actions: tuple[Action, ...]
    fallback: str = ""
    ears: str = ""
    stream: int = 0
    wish: str = ""
    fresh: bool = field(default=False, compare=False, repr=False)


def begin(
    session: Session,
    shelf: FlowShelf,
    sid: str,
    caller: str,
    called: str,
    now: datetime,
    wants_ears: Callable[[Flow], bool] = lambda _flow: False,
) -> Reply:
    """The first request of a call; the same one again gets the same reply, also its stream."""
    known = store.lock(session, sid)
    if known:
        return _first(_again(session, shelf, known))
    version_id = flow_store.newest_id_for_number(session, called)
    if version_id is None:
        raise NotFound(f"no flow answers {called}")
    flow, version = shelf.get(session, version_id)
    listens = wants_ears(flow)
    state = engine.start(flow, sid, version)
    wanted = store.Call(
        sid=sid,
        caller=caller,
        called=called,
        version_id=version_id,
        language=flow.default_language,
        ears="asked" if listens else "",
        state={},
        reply=[],
        started_at=now,
        updated_at=now,
    )
    try:
        row = store.create(session, wanted)
    except Refused:  # the same request at the same moment was faster
        return _first(repeat(session, shelf, sid))
    store.append(session, row.id, now, [("call_started", {"flow": flow.flow, "version": version})])
    hook_events.call_started(session, row, flow.flow, now)
    lookup.ask(session, row.id, caller, now)
    if listens:
        streams.ask(session, row.id, sid, streams.CALLER, FIRST_STREAM, now)
    beginning = CallStarted(0, caller, called, known=facts.known(session, caller))
    return _first(_advance(session, flow, row, state, beginning, now))


def _first(reply: Reply) -> Reply:
    """The document that also starts the caller's stream, as long as that has not come."""
    return replace(reply, stream=FIRST_STREAM) if reply.ears == "asked" else reply


def turn(session: Session, shelf: FlowShelf, sid: str, event: Event, now: datetime) -> Reply:
    """One answer of the caller, or news about the call."""
    row = store.lock(session, sid)
    if row is None:
        raise NotFound(f"no call {sid}")
    flow, _ = shelf.get(session, row.version_id)
    if row.ended_at is not None:
        return _reply(flow, row, State.from_json(row.state), (HangUp("ended"),))
    return _advance(session, flow, row, State.from_json(row.state), event, now)


def end(session: Session, shelf: FlowShelf, sid: str, status: str, now: datetime) -> bool:
    """The caller's leg is over. Decides the outcome, once; True when this was the news."""
    row = store.lock(session, sid)
    if row is None or row.ended_at is not None:
        return False
    flow, _ = shelf.get(session, row.version_id)
    state = State.from_json(row.state)
    finished = state.ended
    waited_in = queues.open_state(session, row.id)
    stepped = engine.step(flow, state, HungUp(state.seq, status), now)
    marks = _marks(stepped.actions)
    queues.caller_left(session, row.id, now)
    tapes.leg_over(session, sid, now)
    store.append(session, row.id, now, marks)
    outcome = facts.outcome(session, row.id, finished=finished, left_while=waited_in, status=status)
    store.append(session, row.id, now, [("call_ended", {"status": status, "outcome": outcome})])
    ticket_rules.call_ended(session, row, outcome, now)
    store.save(session, row.id, state=stepped.state.to_json(), ended_at=now, updated_at=now, outcome=outcome)
    hook_events.call_ended(session, row, outcome, now)
    announce(session, "calls", "queues")
    return True


def give_up(session: Session, shelf: FlowShelf, sid: str, now: datetime) -> bool:
    """Nobody can tell how a call is that began so long ago: it is over, and its log says why."""
    row = store.find(session, sid)
    if row is None or row.ended_at is not None or now - row.started_at <= LONGEST:
        return False
    note_failure(session, sid, "nothing heard of it for a day", now)
    return end(session, shelf, sid, "failed", now)


def repeat(session: Session, shelf: FlowShelf, sid: str) -> Reply:
    """The last reply again."""
    row = store.lock(session, sid)
    if row is None:
        raise NotFound(f"no call {sid}")
    return _again(session, shelf, row)


def asked(session: Session, sid: str, kind: type[Asked]) -> Asked | None:
    """The question of this kind that the call is at, if it is."""
    row = store.find(session, sid)
    actions = replies.from_json(row.reply) if row else ()
    return next((action for action in actions if isinstance(action, kind)), None)


def fallback_number(session: Session, shelf: FlowShelf, called: str) -> str:
    """Whom to ring when Ramal cannot answer a call to this number, or ""."""
    version_id = flow_store.newest_id_for_number(session, called)
    return (shelf.get(session, version_id)[0].fallback or "") if version_id else ""


def lifelines(session: Session, shelf: FlowShelf) -> dict[str, tuple[str, str]]:
    """Number called to (language, whom to ring when Ramal cannot answer), for all that are answered."""
    found = {}
    for called in flow_store.numbers(session):
        version_id = flow_store.newest_id_for_number(session, called)
        if version_id:
            flow = shelf.get(session, version_id)[0]
            found[called] = flow.languages[0], flow.fallback or ""
    return found


def language_of(session: Session, sid: str) -> str:
    row = store.find(session, sid)
    return row.language if row else ""


def note_failure(session: Session, sid: str, why: str, now: datetime) -> None:
    """Append that something broke; once while nothing else happens in the call, and nothing without one."""
    row = store.find(session, sid)
    last = store.events(session, row.id)[-1:] if row else []
    known = [(event.kind, event.data.get("why")) for event in last]
    if row and known != [("failed", why)]:
        store.append(session, row.id, now, [("failed", {"why": why})])


def _advance(
    session: Session, flow: Flow, row: store.CallRow, state: State, event: Event, now: datetime
) -> Reply:
    stepped = engine.step(flow, state, event, now)
    if stepped.stale:
        return _reply(flow, row, state, replies.from_json(row.reply))
    _note_arrival(session, row, event, now)
    actions = list(stepped.actions)
    if isinstance(event, SpeechHeard):
        utterances.note(session, flow, row, state, event, actions, now)
    for _ in range(MAX_FACT_ROUNDS):
        wanted = actions[-1] if actions else None
        if not isinstance(wanted, FindFacts):
            break
        found: FactsFound = facts.find(session, wanted, stepped.state.seq, stepped.state.language, now)
        stepped = engine.step(flow, stepped.state, found, now)
        actions[-1:] = stepped.actions
    return replace(_keep(session, flow, row, stepped.state, actions, now), fresh=True)


def _note_arrival(session: Session, row: store.CallRow, event: Event, now: datetime) -> None:
    """What an answer that counted means outside the engine."""
    if isinstance(event, QueueLeft):
        queues.close(session, row.id, event.result, now)
    if isinstance(event, CalleeAnswered) and event.result == "completed":
        store.append(session, row.id, now, [("transferred", {"talked_s": event.talked_s})])


def _keep(
    session: Session, flow: Flow, row: store.CallRow, state: State, actions: list[Action], now: datetime
) -> Reply:
    marks = _marks(actions)
    store.append(session, row.id, now, marks)
    spoken, facts_kept = promises.keep(session, flow, row, actions, now)
    store.append(session, row.id, now, facts_kept)
    ticket = next((fact["ticket"] for kind, fact in facts_kept if "ticket" in fact), None)
    if ticket:
        # The engine could not know it: what is said from the next answer on may name it.
        state = replace(state, variables={**state.variables, promises.TICKET: str(ticket)})
    changes: dict[str, Any] = {
        "state": state.to_json(),
        "asked": state.seq,
        "reply": replies.to_json(spoken),
        "language": state.language,
        "updated_at": now,
    }
    queue = next((action.queue for action in spoken if isinstance(action, Enqueue)), None)
    if queue:
        changes["queue"] = queue
    store.save(session, row.id, **changes)
    if row.queue:  # nobody is recorded who has been in no line
        tapes.question(session, row.sid, now, is_secret=asks_secret(spoken))
    return _reply(flow, row, state, tuple(spoken))


def asks_secret(actions: Iterable[Action]) -> bool:
    return any(isinstance(action, Collect) and action.secret for action in actions)


def _again(session: Session, shelf: FlowShelf, row: store.CallRow) -> Reply:
    flow, _ = shelf.get(session, row.version_id)
    return _reply(flow, row, State.from_json(row.state), replies.from_json(row.reply))


def _reply(flow: Flow, row: store.CallRow, state: State, actions: tuple[Action, ...]) -> Reply:
    asked = next((action.seq for action in actions if isinstance(action, Question)), state.seq)
    perceived = tuple(action for action in actions if not isinstance(action, Mark))
    return Reply(
        row.id,
        row.sid,
        row.called,
        state.language,
        asked,
        perceived,
        flow.fallback or "",
        row.ears,
        wish=flow.engine(state.language),
    )


def _marks(actions: list[Action] | tuple[Action, ...]) -> list[tuple[str, dict[str, Any]]]:
    return [(action.kind, dict(action.data)) for action in actions if isinstance(action, Mark)]
