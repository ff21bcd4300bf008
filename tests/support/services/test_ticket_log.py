"""The one way into a ticket's history: versions, search, other systems, and where merged ones lead."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from support.errors import NotFound
from support.services import hooks, ticket_log, tickets
from support.store import search
from support.store.api import HookDelivery
from support.store.base import Session
from support.store.tickets import Ticket
from tests.support.centre import NOON, Centre
from tests.support.promising import opened, person, publish, sweep, ticket

ANA = 1


@pytest.fixture
def office(centre: Centre) -> Centre:
    publish(centre)
    person(centre, "ana")
    centre.do(_follow)
    return centre


def _follow(session: Session) -> None:
    hooks.add(session, "https://example.com/hook", ["ticket.*"], None, NOON, inside=False)


def events(office: Centre) -> list[str]:
    with office.store.reading() as session:
        return list(session.scalars(select(HookDelivery.event).order_by(HookDelivery.id)))


def test_other_systems_are_told(office: Centre) -> None:
    number = opened(office)
    office.do(tickets.comment, number, "Hm", ANA, NOON)
    office.do(tickets.change, number, tickets.Changes(priority="high"), ANA, NOON)
    sweep(office, 2 * 3600)
    office.do(tickets.change_status, number, "solved", ANA, office.now)
    office.do(tickets.merge, number, opened(office), ANA, office.now)
    told = events(office)
    assert told[:3] == ["ticket.opened", "ticket.commented", "ticket.changed"]
    assert {"ticket.breached", "ticket.solved", "ticket.merged"} <= set(told)


def test_only_changes_of_fields_count_as_versions(office: Centre) -> None:
    number = opened(office)
    office.do(tickets.comment, number, "Hm", ANA, NOON)
    assert ticket(office, number).version == 1
    office.do(tickets.change, number, tickets.Changes(priority="high", status="open"), ANA, NOON)
    assert ticket(office, number).version == 3


@pytest.mark.parametrize("words", ["modem", "1001", "8888-7777", "+5511988887777", "luz vermelh", "hot"])
def test_found_by(office: Centre, words: str) -> None:
    opened(office, subject="O módem", description="Luz vermelha", tags=("hot",))
    opened(office, customer="")
    with office.store.reading() as session:
        assert list(session.scalars(search.matching(session, "ticket", words))) == [1]


def test_a_ticket_that_there_is_not(office: Centre) -> None:
    with pytest.raises(NotFound):
        office.do(ticket_log.find, 404)


def test_where_a_merged_one_leads(office: Centre) -> None:
    first, second = opened(office), opened(office)
    office.do(tickets.merge, first, second, ANA, NOON)
    with office.store.writing() as session:
        found = session.get_one(Ticket, 1)
        assert ticket_log.survivor(session, found).number == second
        assert ticket_log.facts(session, found)["status"] == "closed"
        assert ticket_log.names(session) == {ANA: "Ana"}
