"""One ticket whole: everything that belongs to it."""

from __future__ import annotations

from support.services import tickets
from tests.support.centre import CALLBACK, CALLER, VOICEMAIL, Centre
from tests.support.promising import person, publish


def test_everything_that_belongs_to_it(centre: Centre) -> None:
    publish(centre)
    ana = person(centre, "ana")
    centre.reach(VOICEMAIL, "CA1")
    centre.reach(CALLBACK, "CA2")
    centre.do(tickets.change, 1001, tickets.Changes(assignee_id=ana, add_tags=("x",)), ana, centre.now)
    with centre.store.reading() as session:
        found = tickets.detail(session, 1001)
        [row] = tickets.listing(session, "mine", ana)
    assert [call.sid for call in found.calls] == ["CA1", "CA2"]
    assert found.call
    assert found.call.sid == "CA1"
    assert (len(found.recordings), len(found.callbacks)) == (1, 1)
    assert {clock.kind for clock in found.clocks} == {"first_response", "resolution"}
    assert (found.language, found.level, found.tags, found.merged_into) == ("en-US", 1, ("x",), None)
    assert row == found.ticket
    assert (row.customer, row.assignee) == (CALLER, "Ana")
    assert row.due_at
