"""Where personal data of a caller is: every table is here, or is said to hold none and why.

A new table must be put into one of the two; a test sees to it. `KINDS` finds the rows about a number;
changing them is in `erasing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, inspect, or_, select
from sqlalchemy.orm import Session

from support.store.agents import Audit
from support.store.api import HookDelivery, IdempotencyKey
from support.store.base import Base
from support.store.callbacks import Callback
from support.store.calls import Call, CallEvent
from support.store.customers import Consent, Customer, CustomerNumber
from support.store.facts import CallFact
from support.store.jobs import Job
from support.store.messages import OptOut, TextMessage
from support.store.orders import Order
from support.store.parties import Party
from support.store.queues import Offer, QueueEntry
from support.store.recordings import LegalHold, Recording, RecordingLine
from support.store.search import SearchText
from support.store.surveys import Score, SurveyInvitation
from support.store.tickets import Ticket, TicketEntry
from support.store.transcripts import TranscriptLine, Utterance

WINDOW = 2_000  # rows of a table that is looked through as a whole, at a time
_INSIDE = frozenset({"path", "copy_path", "peaks", "digest", "password", "secret"})  # of no use outside

FREE: Mapping[str, str] = {
    "agent_queues": "who of us serves which queue",
    "agent_skills": "what our people can do",
    "agents": "our people",
    "alerts": "which of our people should look at which ticket",
    "api_tokens": "digests of our own keys",
    "bookmarks": "how far logs have been read",
    "callback_facts": "times of a promise",
    "closed_books": "counts",
    "duration_rollups": "counts",
    "flow_numbers": "our own numbers",
    "flow_versions": "what we wrote",
    "hooks": "our own addresses",
    "intent_models": "weights of many sentences; a new version is trained without the erased ones",
    "leg_facts": "times of our people",
    "legs": "the phone company's ids and times of a call",
    "media_streams": "the phone company's ids and times of a call",
    "notices": "what we announce",
    "policy_versions": "what we wrote",
    "presence_changes": "our people",
    "presence_facts": "our people",
    "presence_rollups": "our people",
    "queue_entries": "times and places in a line",
    "queues": "our queues",
    "receipt_rollups": "counts",
    "rollups": "counts",
    "sla_clocks": "times of a ticket",
    "stay_facts": "times in a line",
    "step_rollups": "counts",
    "tapes": "the phone company's ids and times of a recording",
    "team_changes": "our people",
    "threshold_rollups": "counts",
    "ticket_calls": "which call belongs to which ticket",
    "ticket_tags": "our words for sorting",
    "ticket_watchers": "our people",
    "users": "our people",
}


@dataclass(frozen=True)
class Subject:
    """One number, E.164, and what belongs to it, for an `in_`.

    `forgotten`: under what a wish is kept that outlives the number (`messages.forgotten`).
    """

    number: str
    forgotten: str = ""

    @property
    def calls(self) -> Select[int]:
        return select(Call.id).where(Call.caller == self.number)

    @property
    def tickets(self) -> Select[int]:
        return select(Ticket.id).where(Ticket.customer == self.number)

    @property
    def customers(self) -> Select[int]:
        return select(CustomerNumber.customer_id).where(CustomerNumber.number == self.number)

    @property
    def recordings(self) -> Select[int]:
        of = or_(Recording.call_id.in_(self.calls), Recording.ticket_id.in_(self.tickets))
        return select(Recording.id).where(of)

    @property
    def callbacks(self) -> Select[int]:
        return select(Callback.id).where(Callback.number == self.number)

    @property
    def entries(self) -> Select[int]:
        return select(QueueEntry.id).where(
            or_(QueueEntry.call_id.in_(self.calls), QueueEntry.callback_id.in_(self.callbacks))
        )

    def written_in(self, *columns: Any) -> ColumnElement[bool]:
        """Its digits stand somewhere in one of these columns."""
        return or_(*(cast(column, String).contains(self.number.lstrip("+")) for column in columns))


@dataclass(frozen=True)
class Kind:
    """`of`: which rows are about a subject. `is_scan`: only looking through the whole table tells."""

    model: type[Base]
    of: Callable[[Subject], ColumnElement[bool]]
    is_scan: bool = False

    @property
    def table(self) -> str:
        return str(self.model.__tablename__)


def _search(who: Subject) -> ColumnElement[bool]:
    return or_(
        and_(SearchText.kind == "ticket", SearchText.ref.in_(who.tickets)),
        and_(SearchText.kind == "recording", SearchText.ref.in_(who.recordings)),
        and_(SearchText.kind == "customer", SearchText.ref.in_(who.customers)),
    )


def _parties(who: Subject) -> ColumnElement[bool]:
    about = or_(Party.callback_id.in_(who.callbacks), Party.entry_id.in_(who.entries))
    return and_(about, Party.address == who.number)


def _customers(who: Subject) -> ColumnElement[bool]:
    return or_(Customer.id.in_(who.customers), Customer.merged_into_id.in_(who.customers))


KINDS: tuple[Kind, ...] = (
    Kind(Customer, _customers),
    Kind(CustomerNumber, lambda who: CustomerNumber.number == who.number),
    Kind(Consent, lambda who: Consent.number == who.number),
    Kind(Call, lambda who: Call.caller == who.number),
    Kind(CallFact, lambda who: CallFact.id.in_(who.calls)),
    Kind(CallEvent, lambda who: CallEvent.call_id.in_(who.calls)),
    Kind(TranscriptLine, lambda who: TranscriptLine.call_id.in_(who.calls)),
    Kind(Utterance, lambda who: Utterance.call_id.in_(who.calls)),
    Kind(Offer, lambda who: Offer.entry_id.in_(who.entries)),
    Kind(Party, _parties),
    Kind(Callback, lambda who: Callback.number == who.number),
    Kind(Ticket, lambda who: Ticket.customer == who.number),
    Kind(TicketEntry, lambda who: TicketEntry.ticket_id.in_(who.tickets)),
    Kind(Recording, lambda who: Recording.id.in_(who.recordings)),
    Kind(RecordingLine, lambda who: RecordingLine.recording_id.in_(who.recordings)),
    Kind(TextMessage, lambda who: TextMessage.number == who.number),
    Kind(OptOut, lambda who: OptOut.number.in_((who.number, who.forgotten))),
    Kind(Score, lambda who: or_(Score.number == who.number, Score.call_id.in_(who.calls))),
    Kind(SurveyInvitation, lambda who: SurveyInvitation.number == who.number),
    Kind(LegalHold, lambda who: and_(LegalHold.kind == "number", LegalHold.ref == who.number)),
    Kind(SearchText, _search),
    Kind(Job, lambda who: Job.number == who.number),
    Kind(Order, lambda who: or_(Order.call_id.in_(who.calls), who.written_in(Order.payload)), is_scan=True),
    Kind(Audit, lambda who: who.written_in(Audit.object, Audit.data), is_scan=True),
    Kind(HookDelivery, lambda who: who.written_in(HookDelivery.payload), is_scan=True),
    Kind(IdempotencyKey, lambda who: who.written_in(IdempotencyKey.answer), is_scan=True),
)


def count(session: Session, kind: Kind, who: Subject) -> int:
    return session.scalar(select(func.count()).select_from(kind.model).where(kind.of(who))) or 0


def rows(session: Session, kind: Kind, who: Subject, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """As plain values, oldest first."""
    query = select(kind.model).where(kind.of(who)).order_by(*_key(kind)).limit(limit)
    for row in session.scalars(query.execution_options(yield_per=500)):
        yield plain(row)


def scanned(session: Session, kind: Kind, who: Subject, after: int) -> tuple[list[Any], int | None]:
    """Of the next window of a table that is looked through: (ids of the rows, where to go on or None)."""
    key = kind.model.__table__.c.id
    until = session.scalar(select(key).where(key > after).order_by(key).offset(WINDOW - 1).limit(1))
    query = select(key).where(key > after, kind.of(who)).order_by(key)
    return list(session.scalars(query if until is None else query.where(key <= until))), until


def by_ids(session: Session, kind: Kind, ids: Sequence[int]) -> list[dict[str, Any]]:
    key = kind.model.__table__.c.id
    return [plain(row) for row in session.scalars(select(kind.model).where(key.in_(ids)).order_by(key))]


def sounds(session: Session, who: Subject) -> list[tuple[int, str]]:
    """(recording, its name in the storage) of what can be heard."""
    query = select(Recording.id, Recording.path).where(
        Recording.id.in_(who.recordings), Recording.path != "", Recording.deleted_at.is_(None)
    )
    return [(row[0], row[1]) for row in session.execute(query.order_by(Recording.id))]


def plain(row: Base) -> dict[str, Any]:
    """Column to value, as JSON can say it."""
    names = [each.key for each in inspect(type(row)).column_attrs if each.key not in _INSIDE]
    return {name: _said(getattr(row, name)) for name in names}


def _said(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _key(kind: Kind) -> list[Any]:
    return list(inspect(kind.model).primary_key)
