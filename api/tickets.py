"""Tickets: found, opened, changed, answered and joined by a company's own systems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api import lists
from api.route import Answer, Request, Route
from api.ticket_shapes import (
    Comment,
    History,
    HistoryLine,
    Merge,
    NewTicket,
    Reply,
    Ticket,
    TicketChange,
    TicketPage,
    TicketsWanted,
)
from api.trail import audit
from support.services import listings, tickets
from support.services.tickets import SAME, Changes, New
from support.store.tickets import Ticket as TicketRow

ONE = {"number": (lists.ID, "A ticket's number")}


def listing(asked: Request) -> Answer:
    def shown(rows: Sequence[TicketRow]) -> list[Ticket]:
        return _shown(asked, rows)

    return lists.answered(asked, "ticket", TicketPage, listings.tickets, shown, lambda row: row.id)


def one(asked: Request) -> Answer:
    return _answer(asked, asked.ids["number"])


def create(asked: Request) -> Answer:
    wanted: NewTicket = asked.body
    new = New(
        "api",
        wanted.subject,
        listings.queue(asked.session, wanted.queue),
        wanted.customer or "",
        description=wanted.description,
        category=wanted.category,
        language=wanted.language,
        priority=wanted.priority,
        assignee_id=listings.person(asked.session, wanted.assignee) if wanted.assignee else None,
        tags=tuple(wanted.tags),
    )
    ticket = tickets.open(asked.session, new, asked.now)
    audit(asked, "api_ticket_opened", f"ticket {ticket.number}")
    return _answer(asked, ticket.number, Location=f"/api/v1/tickets/{ticket.number}")


def change(asked: Request) -> Answer:
    wanted: TicketChange = asked.body
    number = asked.ids["number"]
    if wanted.queue is not None:
        listings.queue(asked.session, wanted.queue)
    changes = Changes(
        wanted.status, wanted.priority, wanted.queue, wanted.category, wanted.subject, _assignee(asked),
        tuple(wanted.add_tags), tuple(wanted.remove_tags),
    )  # fmt: skip
    tickets.change(asked.session, number, changes, None, asked.now, version=asked.version)
    audit(asked, "api_ticket_changed", f"ticket {number}", fields=", ".join(sorted(wanted.model_fields_set)))
    return _answer(asked, number)


def _assignee(asked: Request) -> int | None:
    wanted: TicketChange = asked.body
    if "assignee" not in wanted.model_fields_set:
        return SAME
    return listings.person(asked.session, wanted.assignee) if wanted.assignee else None


def comment(asked: Request) -> Answer:
    number = asked.ids["number"]
    tickets.comment(asked.session, number, asked.body.text, None, asked.now)
    audit(asked, "api_ticket_commented", f"ticket {number}")
    return _answer(asked, number)


def reply(asked: Request) -> Answer:
    number = asked.ids["number"]
    wanted: Reply = asked.body
    tickets.reply(asked.session, number, wanted.text, None, asked.now, status=wanted.status)
    audit(asked, "api_ticket_replied", f"ticket {number}")
    return _answer(asked, number)


def answered(asked: Request) -> Answer:
    ticket = listings.ticket(asked.session, asked.ids["number"])
    went_to = tickets.customer_said(asked.session, ticket, asked.body.text, "api", asked.now)
    audit(asked, "api_ticket_answered", f"ticket {went_to.number}")
    return _answer(asked, went_to.number)


def merge(asked: Request) -> Answer:
    number, into = asked.ids["number"], asked.body.into
    stays = tickets.merge(asked.session, number, into, None, asked.now)
    audit(asked, "api_ticket_merged", f"ticket {number}", into=stays)
    return _answer(asked, stays)


def undo_merge(asked: Request) -> Answer:
    number = asked.ids["number"]
    tickets.undo_merge(asked.session, number, None, asked.now)
    audit(asked, "api_ticket_unmerged", f"ticket {number}")
    return _answer(asked, number)


def history(asked: Request) -> Answer:
    ticket = listings.ticket(asked.session, asked.ids["number"])
    names = listings.people(asked.session)
    return Answer(History(items=[
        HistoryLine(
            id=each.id, at=each.at, kind=each.kind, who=listings.author(each, names),
            text=lists.hidden(asked, each.text, ticket.customer), data=_data(asked, each.data),
        )
        for each in listings.history(asked.session, ticket.id)
    ]))  # fmt: skip


def _data(asked: Request, data: dict[str, Any]) -> dict[str, Any]:
    """How a merge is undone is our own business; a number is the customer's."""
    known = {name: value for name, value in data.items() if name not in ("moved", "before")}
    if not asked.caller.may("customers:read"):
        known.pop("callback_number", None)
    return known


def _answer(asked: Request, number: int, **headers: str) -> Answer:
    row = listings.ticket(asked.session, number)
    return Answer(_shown(asked, [row])[0], row.version, headers)


def _shown(asked: Request, rows: Sequence[TicketRow]) -> list[Ticket]:
    names, tags = listings.people(asked.session), listings.tags(asked.session, [row.id for row in rows])
    merged = {row.merged_into_id for row in rows if row.merged_into_id is not None}
    numbers = listings.numbers_of_tickets(asked.session, merged) if merged else {}
    return [_one(asked, row, names, tags.get(row.id, []), numbers) for row in rows]


_SAME = frozenset(Ticket.model_fields) - {"customer", "subject", "assignee", "tags", "merged_into"}


def _one(
    asked: Request, row: TicketRow, names: dict[int, str], tags: list[str], numbers: dict[int, int]
) -> Ticket:
    return Ticket(
        **{name: getattr(row, name) for name in _SAME},
        customer=lists.number(asked, row.customer),
        subject=lists.hidden(asked, row.subject, row.customer),
        assignee=names.get(row.assignee_id or 0, ""),
        tags=tags,
        merged_into=numbers.get(row.merged_into_id or 0),
    )


_ONE = "/tickets/<number>"
_READ, _WRITE = "tickets:read", "tickets:write"
ROUTES = (
    Route(
        "GET", "/tickets", "listTickets", _READ, "Tickets, newest first",
        listing, TicketPage, TicketsWanted,
    ),
    Route(
        "POST", "/tickets", "openTicket", _WRITE, "Open a ticket; the customer is told as the policies say",
        create, Ticket, body=NewTicket, status=201,
    ),
    Route("GET", _ONE, "getTicket", _READ, "One ticket", one, Ticket, ids=ONE),
    Route(
        "PATCH", _ONE, "changeTicket", _WRITE, "Change fields of a ticket",
        change, Ticket, body=TicketChange, versioned=True, ids=ONE,
    ),
    Route("GET", f"{_ONE}/history", "getHistory", _READ, "All that happened", history, History, ids=ONE),
    Route(
        "POST", f"{_ONE}/comments", "commentTicket", _WRITE, "A comment among us",
        comment, Ticket, body=Comment, status=201, ids=ONE,
    ),
    Route(
        "POST", f"{_ONE}/replies", "replyToTicket", _WRITE, "A reply to the customer",
        reply, Ticket, body=Reply, status=201, ids=ONE,
    ),
    Route(
        "POST", f"{_ONE}/answers", "addAnswer", _WRITE, "What the customer said, elsewhere",
        answered, Ticket, body=Comment, status=201, ids=ONE,
    ),
    Route(
        "POST", f"{_ONE}/merge", "mergeTicket", _WRITE, "Make it part of another ticket on the same matter",
        merge, Ticket, body=Merge, ids=ONE,
    ),
    Route(
        "DELETE", f"{_ONE}/merge", "undoMerge", _WRITE, "Two tickets again, while nothing has happened since",
        undo_merge, Ticket, ids=ONE, errors=(409,),
    ),
)  # fmt: skip
