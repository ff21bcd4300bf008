"""What belongs to a ticket goes to another and comes back, and nothing else does."""

from __future__ import annotations

from support.store import linked
from support.store import tickets as store
from tests.support.centre import CALLER, OTHER, VOICEMAIL, Centre


def test_there_and_back(centre: Centre) -> None:
    centre.reach(VOICEMAIL, "CA1", CALLER)
    centre.reach(VOICEMAIL, "CA2", OTHER)
    for sid in ("CA1", "CA2"):
        centre.end(sid)
    with centre.store.writing() as session:
        session.add_all(
            [
                store.TicketTag(ticket_id=1, tag="both"),
                store.TicketTag(ticket_id=1, tag="one"),
                store.TicketTag(ticket_id=2, tag="both"),
            ]
        )
        session.flush()
        moved = linked.move(session, 1, 2)
        assert moved["recordings"] == [1]
        assert moved["tags"] == ["one"]
        assert [each.id for each in linked.recordings(session, 2)] == [1, 2]
        assert linked.recordings(session, 1) == []
        assert [call.sid for call in linked.calls(session, 2)] == ["CA1", "CA2"]
        assert store.tags(session, 1) == {"both", "one"}, "history stays"
        linked.move_back(session, moved, 1, 2)
        assert [each.id for each in linked.recordings(session, 1)] == [1]
        assert [call.sid for call in linked.calls(session, 2)] == ["CA2"]
        assert store.tags(session, 2) == {"both"}
        assert linked.callbacks(session, 1) == []
        assert {each.ticket_id for each in linked.messages(session, 1)} == {1}
