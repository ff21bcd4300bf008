"""Lists from an id on: newest first, filtered in the database, and no page twice."""

from __future__ import annotations

from support.store import listings
from tests.support.centre import BILLING, CALLER, OTHER, VOICEMAIL, Centre


def test_pages_by_id(centre: Centre) -> None:
    for count in range(4):
        centre.begin(f"CA{count}")
    first = centre.do(listings.calls, {}, None, 2)
    second = centre.do(listings.calls, {}, first[-1].id, 2)
    assert [each.sid for each in [*first, *second]] == ["CA3", "CA2", "CA1", "CA0"]


def test_filters_that_are_empty_filter_nothing(centre: Centre) -> None:
    centre.reach(BILLING)
    assert len(centre.do(listings.calls, {"queue": "", "caller": None, "outcome": ""}, None, 9)) == 1
    assert centre.do(listings.calls, {"caller": OTHER}, None, 9) == []


def test_tickets_by_who_they_are_of(centre: Centre) -> None:
    centre.reach(VOICEMAIL)
    [ticket] = centre.do(listings.tickets, {"customer": CALLER, "kind": "voicemail"}, None, 9)
    assert centre.do(listings.numbers_of_tickets, {ticket.id}) == {ticket.id: 1001}
    assert centre.do(listings.tags, [ticket.id]) == {}
    assert centre.do(listings.tickets, {"tag": "vip"}, None, 9) == []
