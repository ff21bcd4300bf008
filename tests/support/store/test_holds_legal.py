"""Which recordings may be deleted because their time is over."""

from __future__ import annotations

from datetime import timedelta

from support.services import holds_legal as service
from support.store import holds_legal
from support.store.recordings import Recording
from tests.support.centre import OTHER, VOICEMAIL, Centre


def test_expired_ones_that_nobody_holds_oldest_first(centre: Centre) -> None:
    centre.agent("sue")
    for index in range(3):
        centre.reach(VOICEMAIL, sid=f"CA{index}", caller=OTHER if index == 1 else f"+551198888000{index}")
    with centre.store.writing() as session:
        for each in (1, 2, 3):
            row = session.get(Recording, each)
            assert row
            row.expires_at = centre.now - timedelta(days=each)
        last = session.get(Recording, 1)
        assert last
        last.expires_at = None
    with centre.store.writing() as session:
        assert [each.id for each in holds_legal.expired(session, centre.now, 9)] == [3, 2]
        assert [each.id for each in holds_legal.expired(session, centre.now - timedelta(days=3), 9)] == [3]
        assert [each.id for each in holds_legal.kept_after(session, 1, 9)] == [2, 3]
    centre.do(service.place, "number", OTHER, "Case", 1, centre.now)
    with centre.store.writing() as session:
        assert [each.id for each in holds_legal.expired(session, centre.now, 9)] == [3]
        assert [each.ref for each in holds_legal.active(session)] == [OTHER]
        assert holds_legal.active(session, "ticket", ["1001"]) == []
