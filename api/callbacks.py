"""Callbacks: what was promised to whom, another promise, and taking one back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from api import lists
from api.model import Asked, Given, Id, Moment, Number, Page, Pages, Word
from api.route import Answer, Request, Route
from api.trail import audit
from support.services import callback_requests, callbacks, listings
from support.store.callbacks import Callback as CallbackRow

ONE = {"callback_id": (lists.ID, "A callback's id")}
State = Literal["promised", "due", "reserved", "dialling", "missed", "connected", "expired", "cancelled"]


class CallbacksWanted(Pages):
    state: State | None = None
    queue: Word = ""
    number: Number | None = None
    is_open: Annotated[bool | None, Field(description="Still to be kept, or over")] = None


class Callback(Given):
    id: int
    queue: str
    number: str = Field(description="Masked without `customers:read`")
    language: str
    state: State
    result: str = Field(description="How the last try ended")
    attempts: int
    call_id: int = Field(description="The call on which it was promised")
    ticket: int | None
    chosen_at: datetime | None = Field(description="When the customer wants to be called")
    next_try_at: datetime | None
    first_entered_at: datetime = Field(description="Its place in the line")
    created_at: datetime
    connected_at: datetime | None
    closed_at: datetime | None


class CallbackPage(Page[Callback]):
    pass


class NewCallback(Asked):
    """For somebody who has called us: nobody is called without a reason that is written down."""

    number: Number
    queue: Annotated[Word, Field(min_length=1)]
    at: Annotated[Moment | None, Field(description="When; nothing for: as soon as somebody is free")] = None
    call_id: Annotated[Id | None, Field(description="The call that it is about; else their last one")] = None


def listing(asked: Request) -> Answer:
    def shown(rows: Sequence[CallbackRow]) -> list[Callback]:
        return _shown(asked, rows)

    return lists.answered(asked, "callback", CallbackPage, listings.callbacks, shown, lambda row: row.id)


def one(asked: Request) -> Answer:
    return _answer(asked, listings.callback(asked.session, asked.ids["callback_id"]))


def promise(asked: Request) -> Answer:
    wanted: NewCallback = asked.body
    at = lists.in_range(wanted.at) if wanted.at else None
    queue = listings.queue(asked.session, wanted.queue)
    made = callback_requests.ask(asked.session, queue, wanted.number, at, asked.now, call_id=wanted.call_id)
    audit(asked, "api_callback_promised", f"callback {made.id}")
    return _answer(asked, made, Location=f"/api/v1/callbacks/{made.id}")


def cancel(asked: Request) -> Answer:
    made = callbacks.give_up(asked.session, asked.ids["callback_id"], asked.now)
    audit(asked, "callback_cancelled", f"callback {made.id}")
    return _answer(asked, made)


def _answer(asked: Request, row: CallbackRow, **headers: str) -> Answer:
    return Answer(_shown(asked, [row])[0], headers=headers)


_SAME = frozenset(Callback.model_fields) - {"number", "ticket"}


def _shown(asked: Request, rows: Sequence[CallbackRow]) -> list[Callback]:
    known = {row.ticket_id for row in rows if row.ticket_id is not None}
    tickets = listings.numbers_of_tickets(asked.session, known) if known else {}
    return [
        Callback(
            **{name: getattr(row, name) for name in _SAME},
            number=lists.number(asked, row.number),
            ticket=tickets.get(row.ticket_id or 0),
        )
        for row in rows
    ]


_ONE = "/callbacks/<callback_id>"
ROUTES = (
    Route(
        "GET", "/callbacks", "listCallbacks", "callbacks:read", "Callbacks, newest first",
        listing, CallbackPage, CallbacksWanted,
    ),
    Route("GET", _ONE, "getCallback", "callbacks:read", "One callback", one, Callback, ids=ONE),
    Route(
        "POST", "/callbacks", "promiseCallback", "callbacks:write",
        "Promise a callback; one is open for each number and queue, asking again joins it",
        promise, Callback, body=NewCallback, status=201,
    ),
    Route(
        "DELETE", _ONE, "cancelCallback", "callbacks:write", "Take the promise back",
        cancel, Callback, ids=ONE, errors=(409,),
    ),
)  # fmt: skip
