"""How it was: scores given on calls and by SMS, with a comment, of a call, an agent, a queue, a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.actions import SaveScore
from support.rules import texts
from support.services import policies, telling
from support.store import agents as agent_store
from support.store import queues as queue_store
from support.store import surveys as store
from support.store import tickets as ticket_store
from support.store.base import Session, announce
from support.store.calls import CallRow
from support.store.messages import TextMessage
from support.store.recordings import Recording
from support.store.tickets import Ticket

ANSWER_WITHIN = timedelta(days=7)
LONGEST = 2000  # characters of a comment


@dataclass(frozen=True)
class ScoreLine:
    """A score as people see it. `survey`: csat (1 to 5) or nps (0 to 10); `channel`: call or sms.

    `recording_id`: of the comment that was spoken with it; its words are in `comment` once they were heard.
    """

    at: datetime
    survey: str
    score: int
    channel: str
    agent: str
    queue: str
    comment: str
    call_id: int | None
    ticket_id: int | None
    recording_id: int | None


def said(session: Session, row: CallRow, action: SaveScore, now: datetime) -> store.Score:
    """A score given on a call: of whoever talked with the caller last, and of the ticket of this call."""
    entries = queue_store.entries_of(session, row.id)
    score = store.Score(
        call_id=row.id,
        ticket_id=store.ticket_of_call(session, row.id),
        agent_id=store.who_talked(session, row.id),
        queue=entries[-1].queue if entries else row.queue,
        number=row.caller,
        channel="call",
        survey=action.survey,
        score=action.score,
        at=now,
    )
    session.add(score)
    session.flush()
    announce(session, "tickets", "calls")
    return score


def comment_expected(session: Session, call_id: int, recording: Recording) -> None:
    """The caller is about to say why: what is recorded belongs to the score that they just gave."""
    recording.kind = "comment"
    score = store.newest_of_call(session, call_id)
    if score:
        score.recording_id, recording.queue = recording.id, score.queue
    session.flush()


def comment_filed(session: Session, recording: Recording, lines: Sequence[str], _now: datetime) -> None:
    """The words of a spoken comment were heard."""
    score = store.of_recording(session, recording.id)
    if score:
        score.comment = " ".join(line.strip() for line in lines if line.strip())[:LONGEST]
        session.flush()
        announce(session, "tickets", "calls")


def ask(session: Session, ticket_id: int, solved_at: datetime, now: datetime) -> None:
    """The time has come to ask how it was: unless it was opened again, was asked before, or it is night."""
    ticket = ticket_store.ticket_by_id(session, ticket_id)
    if ticket is None or ticket.status not in telling.SOLVED or ticket.solved_at != solved_at:
        return
    if (
        ticket.merged_into_id
        or store.invitation_of(session, ticket_id)
        or telling.ask_again_later(session, ticket, now)
    ):
        return
    if telling.ask(session, ticket, now):
        kind = policies.current(session).messages.survey_kind
        store.invite(session, ticket_id, ticket.customer, kind, now, now + ANSWER_WITHIN)


def answered(session: Session, message: TextMessage, language: str, now: datetime) -> bool:
    """Whether this SMS is the score that we asked for: then it is kept."""
    invitation = store.open_invitation(session, message.number, now)
    ticket = ticket_store.ticket_by_id(session, invitation.ticket_id) if invitation else None
    if invitation is None or ticket is None:
        return False
    value = texts.score(message.body, invitation.survey, ticket.language or language)
    if value is None or ticket.status not in telling.SOLVED:
        return False
    invitation.answered_at = now
    message.ticket_id = ticket.id
    session.add(
        store.Score(
            call_id=ticket.call_id, ticket_id=ticket.id, agent_id=_agent(session, ticket), queue=ticket.queue,
            number=message.number, channel="sms", survey=invitation.survey, score=value, at=now,
        )
    )  # fmt: skip
    session.flush()
    announce(session, "tickets")
    return True


def of_ticket(session: Session, ticket_id: int) -> tuple[ScoreLine, ...]:
    """Oldest first, as all of these."""
    return _lines(session, store.scores(session, ticket_id=ticket_id))


def of_call(session: Session, call_id: int) -> tuple[ScoreLine, ...]:
    return _lines(session, store.scores(session, call_id=call_id))


def of_number(session: Session, number: str) -> tuple[ScoreLine, ...]:
    return _lines(session, store.scores(session, number=number)) if number else ()


def _agent(session: Session, ticket: Ticket) -> int | None:
    """Whose work it was: the assignee's, else of who talked on its call."""
    agent = agent_store.agent_of_user(session, ticket.assignee_id) if ticket.assignee_id else None
    if agent:
        return agent.id
    return store.who_talked(session, ticket.call_id) if ticket.call_id else None


def _lines(session: Session, rows: Sequence[store.Score]) -> tuple[ScoreLine, ...]:
    names = {agent.id: agent.name for agent in agent_store.agents(session)} if rows else {}
    return tuple(
        ScoreLine(
            row.at, row.survey, row.score, row.channel, names.get(row.agent_id or 0, ""), row.queue,
            row.comment, row.call_id, row.ticket_id, row.recording_id,
        )
        for row in rows
    )  # fmt: skip
