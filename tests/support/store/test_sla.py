"""Which tickets a sweep looks at: the most overdue first, each once, none that somebody else has."""

from __future__ import annotations

from datetime import timedelta

from support.store import sla as store
from tests.support.centre import NOON, Centre
from tests.support.promising import opened, publish


def test_the_most_overdue_first(centre: Centre) -> None:
    publish(centre)
    opened(centre)
    centre.later(60)
    opened(centre, priority="urgent")
    with centre.store.writing() as session:
        late = NOON + timedelta(hours=20)
        assert [ticket.number for ticket in store.due_tickets(session, late, 5)] == [1002, 1001]
        assert [ticket.number for ticket in store.due_tickets(session, late, 1)] == [1002]
        assert store.due_tickets(session, NOON, 5) == []
        clocks = store.clocks_by_ticket(session, [1, 2])
        assert {number: len(each) for number, each in clocks.items()} == {1: 2, 2: 2}


def test_what_another_sweep_has_in_hand_is_left_to_it(centre: Centre) -> None:
    publish(centre)
    opened(centre)
    if centre.store.is_sqlite:  # there nobody else writes meanwhile
        return
    late = NOON + timedelta(hours=20)
    with centre.store.writing() as one, centre.store.writing() as two:
        assert len(store.due_tickets(one, late, 5)) == 1
        assert store.due_tickets(two, late, 5) == []
