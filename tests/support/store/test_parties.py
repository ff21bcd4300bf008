"""Parties: who is on the way into a room, and who is in it."""

from __future__ import annotations

from support.store import parties
from tests.support.centre import Centre


def test_the_open_ones_are_those_on_their_way_or_in(centre: Centre) -> None:
    entry_id = centre.enqueue()
    with centre.store.writing() as session:
        for state in ("ordered", "ringing", "in", "left", "failed"):
            session.add(parties.Party(entry_id=entry_id, kind="outside", state=state, created_at=centre.now))
    with centre.store.reading() as session:
        assert [each.state for each in parties.open_parties(session, entry_id)] == [
            "ordered",
            "ringing",
            "in",
        ]
        assert len(parties.of_entry(session, entry_id)) == 5
        first = parties.of_entry(session, entry_id)[0]
        assert parties.party(session, first.id) is not None
        assert parties.party(session, 99) is None
