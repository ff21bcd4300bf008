"""Handling times are of conversations only, the last ones; teams are those at work."""

from __future__ import annotations

from support.services import agents, offers
from support.store import waiting
from tests.support.centre import TECH, Centre


def test_handling_times(centre: Centre) -> None:
    ana = centre.agent("ana", "billing", "tech")
    for n, (seconds, key) in enumerate([(10, "1"), (20, "1"), (30, TECH)]):
        centre.enqueue(f"CA{n}", key)
        offer_id = centre.talking(ana, f"CA{n}", f"AG{n}")
        centre.do(offers.finish, offer_id, centre.later(seconds))
        centre.do(agents.set_presence, ana, "available", centre.later(1))
        centre.end(f"CA{n}")
    centre.enqueue("CA9")
    centre.do(offers.fail, centre.offered(ana), "missed", centre.now)
    with centre.store.reading() as session:
        found = waiting.handling_s(session, ("billing", "", "sales"))
        assert found == {"billing": [21, 11], "": [31, 21, 11], "sales": []}
        assert waiting.handling_s(session, ("",), last=1) == {"": [31]}
        assert waiting.handling_s(session, ()) == {}


def test_who_serves(centre: Centre) -> None:
    ana, bia = centre.agent("ana", "billing", "tech"), centre.agent("bia", presence="on_call")
    centre.agent("caio", presence="away")
    centre.agent("dora", "tech")
    with centre.store.reading() as session:
        assert waiting.serving(session, ("billing",)) == {
            ana: ("available", {"billing", "tech"}),
            bia: ("on_call", {"billing"}),
        }
