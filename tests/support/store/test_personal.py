"""No table with personal data is forgotten."""

from __future__ import annotations

import support.store
from support.store import personal
from support.store.base import Base
from support.store.personal import FREE, KINDS, Subject
from tests.support.centre import CALLER, OTHER, VOICEMAIL, Centre


def test_every_table_is_looked_at_or_said_to_hold_nothing_of_a_caller() -> None:
    assert support.store.__all__
    known = [kind.table for kind in KINDS] + list(FREE)
    assert len(known) == len(set(known))
    tables = set(Base.metadata.tables)
    assert tables - set(known) == set(), "say in store/personal.py what these hold of a caller"
    assert set(known) - tables == set()


def test_rows_about_a_number_and_no_others(centre: Centre) -> None:
    centre.reach(VOICEMAIL, sid="CA1", caller=CALLER)
    centre.reach(VOICEMAIL, sid="CA2", caller=OTHER)
    with centre.store.reading() as session:
        found = {
            kind.table: [row.get("id") for row in personal.rows(session, kind, Subject(OTHER))]
            for kind in KINDS
            if not kind.is_scan
        }
        assert (found["calls"], found["tickets"], found["recordings"]) == ([2], [2], [2])
        events = next(kind for kind in KINDS if kind.table == "call_events")
        assert {row["call_id"] for row in personal.rows(session, events, Subject(OTHER))} == {2}
        assert personal.count(session, events, Subject("+12025550123")) == 0


def test_a_table_is_looked_through_window_by_window(centre: Centre) -> None:
    wanted = [
        centre.place("noted", number=CALLER) if index % 2 else centre.place("noted") for index in range(9)
    ]
    orders = next(kind for kind in KINDS if kind.table == "orders")
    with centre.store.reading() as session:
        ids, until = personal.scanned(session, orders, Subject(CALLER), 0)
    assert ids == wanted[1::2]
    assert until is None
