"""Shapes of tickets: what is left out stays as it is."""

from __future__ import annotations

from typing import get_args

from api.ticket_shapes import NewTicket, Status, TicketChange, TicketsWanted
from support.services.tickets import STATUSES


def test_what_was_not_said_is_known_as_not_said() -> None:
    assert TicketChange.model_validate({"assignee": None}).model_fields_set == {"assignee"}
    assert TicketChange.model_validate({}).model_fields_set == set()


def test_the_least_that_makes_a_ticket() -> None:
    made = NewTicket.model_validate({"subject": "x", "queue": "billing"})
    assert (made.customer, made.priority, made.tags) == (None, "normal", [])


def test_statuses_are_those_of_tickets() -> None:
    assert get_args(Status) == STATUSES
    assert TicketsWanted(status="new").limit == 50
