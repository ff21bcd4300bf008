"""Tickets and what hangs on them: numbers, filters, overdue recordings, open callbacks."""

from __future__ import annotations

from support.store import tickets
from tests.support.centre import CALLBACK, OTHER, VOICEMAIL, Centre


def test_numbers_go_up_by_one(centre: Centre) -> None:
    with centre.store.writing() as session:
        assert tickets.next_number(session) == tickets.FIRST_NUMBER
    centre.reach(VOICEMAIL)
    with centre.store.writing() as session:
        assert tickets.next_number(session) == tickets.FIRST_NUMBER + 1


def test_filters(centre: Centre) -> None:
    centre.reach(VOICEMAIL, "CA1")
    centre.reach(CALLBACK, "CA2", OTHER)

    def numbers(**wanted: object) -> list[int]:
        with centre.store.reading() as session:
            return [each.number for each in tickets.tickets(session, **wanted)]  # type: ignore[arg-type]  # any

    assert numbers() == [1002, 1001]
    assert numbers(limit=1) == [1002]
    assert numbers(customer=OTHER) == [1002]
    assert numbers(statuses=("solved",)) == []
    assert numbers(queue="billing", before_number=1002) == [1001]
    assert numbers(assignee_id=1) == []
    assert numbers(unassigned=True) == [1002, 1001]


def test_counts(centre: Centre) -> None:
    centre.reach(VOICEMAIL)
    with centre.store.reading() as session:
        assert tickets.counts(session) == {"new": 1}
        assert tickets.view_counts(session, ("new",), 1) == {"mine": 0, "unassigned": 1, "open": 1, "all": 1}
        assert tickets.view_counts(session, ("open",), 1) == {"mine": 0, "unassigned": 0, "open": 0, "all": 1}


def test_a_ticket_and_its_history(centre: Centre) -> None:
    centre.reach(VOICEMAIL)
    with centre.store.reading() as session:
        ticket = tickets.ticket(session, 1001)
        assert ticket
        assert tickets.ticket_by_id(session, ticket.id) is ticket
        assert [each.kind for each in tickets.history(session, ticket.id)] == ["opened"]
        assert tickets.ticket(session, 404) is None
