"""What was said in a call, line by line, as the desk and tickets show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from support.store import agents as agent_store
from support.store import calls as call_store
from support.store import cards as card_store
from support.store import queues as queue_store
from support.store import transcripts as store
from support.store.base import Session, announce


@dataclass(frozen=True)
class SpokenLine:
    """`party`: caller or agent. A line that is not final still grows."""

    party: str
    at: datetime
    text: str
    final: bool


@dataclass(frozen=True)
class Transcript:
    """`ears`: whether the caller is heard: "" (nobody listens), asked, live or lost."""

    call_id: int
    began: datetime
    ears: str
    lines: tuple[SpokenLine, ...]


def of_user(session: Session, user_id: int) -> Transcript | None:
    """Of the call that rings at this person, on which they talk, or that they wrap up; None without one."""
    agent = agent_store.agent_of_user(session, user_id)
    call_id = _call_of(session, agent) if agent else None
    call = call_store.by_id(session, call_id) if call_id else None
    return Transcript(call.id, call.started_at, call.ears, of_call(session, call.id)) if call else None


def _call_of(session: Session, agent: agent_store.Agent) -> int | None:
    if agent.presence != "wrap_up":
        return queue_store.call_of_agent(session, agent.id)
    offer = card_store.last_handled(session, agent.id)
    entry = session.get(queue_store.QueueEntry, offer.entry_id) if offer else None
    return entry.call_id if entry else None


def of_call(session: Session, call_id: int) -> tuple[SpokenLine, ...]:
    """The last lines, in order."""
    return tuple(SpokenLine(row.party, row.at, row.text, row.final) for row in store.lines(session, call_id))


def write(
    session: Session,
    call_id: int,
    party: str,
    text: str,
    now: datetime,
    line_id: int = 0,
    *,
    final: bool = True,
) -> int:
    """Add a line, or let one grow; returns its id. Words that came to nothing take their line away."""
    known = line_id
    if not known and text:
        known = store.add_line(session, call_id, party, text, now, final=final).id
    elif known and text:
        store.grow_line(session, known, text, final=final)
    elif known:
        store.drop_line(session, known)
    tell(session, call_id)
    return known


def tell(session: Session, call_id: int) -> None:
    """The desk of the agent who has this call looks again."""
    agent_id = queue_store.agent_of_call(session, call_id)
    if agent_id:
        announce(session, f"transcript:{agent_id}")
