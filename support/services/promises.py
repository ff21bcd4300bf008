"""Carries out what the engine ordered before the caller hears of it: tickets, callbacks, messages, the line.

All of it happens in the transaction that saves the call's state, so that nothing is confirmed that is
not in the database. What is left are the actions that the caller perceives.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flows.flow import Flow
from ivr.actions import (
    Action,
    CancelCallback,
    Collect,
    Dial,
    Enqueue,
    Fetch,
    KeepConsent,
    LeaveQueue,
    Listen,
    Mark,
    OpenTicket,
    PromiseCallback,
    Record,
    SaveScore,
    Say,
    SendMessage,
)
from support.rules import numbers
from support.services import (
    callbacks,
    customers,
    messages,
    opt_outs,
    queues,
    surveys,
    telling,
    ticket_rules,
    tickets,
)
from support.store import orders
from support.store import tickets as ticket_store
from support.store.base import Session
from support.store.calls import CallRow
from support.store.tickets import Ticket

Facts = list[tuple[str, dict[str, Any]]]
TICKET = "ticket.number"
TICKET_NUMBER = f"{{{TICKET}}}"


def keep(
    session: Session, flow: Flow, row: CallRow, actions: list[Action], now: datetime
) -> tuple[list[Action], Facts]:
    """(what the caller perceives, facts for the log)."""
    keeper = _Keeper(session, flow, row, now)
    spoken = [kept for action in actions if (kept := keeper.keep(action)) is not None]
    return spoken, keeper.facts


class _Keeper:
    """One reply's promises. Remembers the ticket that a recording after it belongs to."""

    def __init__(self, session: Session, flow: Flow, row: CallRow, now: datetime) -> None:
        self.session, self.flow, self.row, self.now = session, flow, row, now
        self.facts: Facts = []
        self.ticket: Ticket | None = None
        self.intent = ""  # found in this very turn; earlier ones are in the log
        self.places: dict[str, datetime] = {}  # by queue: of callbacks cancelled to wait on the line

    def keep(self, action: Action) -> Action | None:
        """What the caller perceives of this action; None for a promise, which is kept here."""
        match action:
            case Say():
                return self._numbered(action)
            case OpenTicket():
                self._open_ticket(action)
            case PromiseCallback():
                self._promise_callback(action)
            case CancelCallback():
                self._cancel_callback(action)
            case SendMessage():
                self._send_message(action)
            case SaveScore():
                self._save_score(action)
            case KeepConsent():
                self._keep_consent(action)
            case Mark():
                self.intent = str(action.data.get("intent", "")) or self.intent
            case _:
                return self._question(action)
        return None

    def _question(self, action: Action) -> Action:
        match action:
            case Record():
                self._expect_recording(action)
            case Enqueue():
                queues.enter(self.session, self.row, action, self.now, self.places.get(action.queue))
            case LeaveQueue():
                queues.leave(self.session, self.row.id, action.result, self.now)
            case Fetch():
                self._order_fetch(action)
            case Dial():
                self.facts.append(("transfer_dialled", {"number": numbers.masked(action.number)}))
        if isinstance(action, (Listen, Collect, Record)):
            return replace(action, prompts=tuple(self._numbered(prompt) for prompt in action.prompts))
        return action

    def _expect_recording(self, action: Record) -> None:
        made = tickets.expect_recording(self.session, self.row.id, self.ticket, action.seq, self.now)
        made.language = made.language or self.row.language
        if action.kind == "comment":
            surveys.comment_expected(self.session, self.row.id, made)

    def _numbered(self, say: Say) -> Say:
        """Fill in the ticket's number, which did not exist when the engine chose the words."""
        if TICKET_NUMBER not in say.text:
            return say
        number = str(self.ticket.number) if self.ticket else ""
        return replace(say, text=say.text.replace(TICKET_NUMBER, " ".join(number)))

    def _open_ticket(self, action: OpenTicket) -> None:
        if action.join:
            self.ticket = ticket_rules.added_by_voice(self.session, self.row, action.join, self.now)
        if not action.join or self.ticket is None:
            self.ticket = ticket_rules.outcome(
                self.session, "voicemail", self.row, action.queue, self.now, intent=self.intent
            )
        assert self.ticket is not None  # a message always has one
        data = {"queue": action.queue, "ticket": self.ticket.number}
        self.facts.append(("voicemail_opened", data))

    def _promise_callback(self, action: PromiseCallback) -> None:
        self.ticket = callbacks.promise(self.session, self.row, action, self.now)
        data = {"queue": action.queue, "ticket": self.ticket.number}
        self.facts.append(("callback_promised", data))

    def _cancel_callback(self, action: CancelCallback) -> None:
        cancelled = callbacks.cancel(self.session, action.queue, action.number, self.now)
        if cancelled:
            self.places[action.queue] = cancelled.first_entered_at

    def _send_message(self, action: SendMessage) -> None:
        countries = numbers.countries((*self.flow.numbers, self.row.called))
        if not numbers.allowed(action.to, countries) or opt_outs.is_out(self.session, action.to):
            self.facts.append(("message_refused", {"to": numbers.masked(action.to)}))
            return
        number = str(self.ticket.number) if self.ticket else ""
        text = action.text.replace(TICKET_NUMBER, number)
        made = messages.write(self.session, action.to, self.row.called, text, self.now, call_id=self.row.id)
        telling.told_by_flow(made, ticket_store.tickets_of_call(self.session, self.row.id))
        self.facts.append(("message_ordered", {"to": numbers.masked(action.to)}))

    def _keep_consent(self, action: KeepConsent) -> None:
        row = self.row
        customers.consented(
            self.session, row.caller, action.kind, action.is_given, "call", self.now, call_id=row.id
        )

    def _save_score(self, action: SaveScore) -> None:
        surveys.said(self.session, self.row, action, self.now)
        self.facts.append(("scored", {"survey": action.survey, "score": action.score}))

    def _order_fetch(self, action: Fetch) -> None:
        orders.place(
            self.session,
            "fetch",
            self.now,
            self.row.id,
            seq=action.seq,
            url=action.url,
            method=action.method,
            headers=dict(action.headers),
            body=dict(action.body),
            timeout_s=action.timeout_s,
            store=dict(action.store),
            hosts=list(self.flow.fetch_hosts),
        )
