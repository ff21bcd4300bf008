"""What the company's own records say is written down; desks with the call on screen look again."""

from __future__ import annotations

from support.services import customers, lookup
from tests.support.centre import CALLER, Centre


def test_the_desk_that_has_the_call_looks_again(centre: Centre) -> None:
    ana = centre.agent("ana")
    centre.enqueue()
    centre.offered(ana)
    heard: list[frozenset[str]] = []
    centre.store.listener = heard.append
    centre.do(lookup.found, centre.row().id, {"name": "Rosa"}, centre.now)
    assert f"desk:{ana}" in heard[-1]
    card = centre.do(customers.card, CALLER)
    assert card
    assert card.name == "Rosa"


def test_the_same_answer_again_is_no_change(centre: Centre) -> None:
    centre.begin()
    for _ in range(2):
        centre.do(lookup.found, 1, {"name": "Rosa", "tier": ""}, centre.now)
    found = centre.do(customers.find)
    assert centre.do(customers.record, found[0].customer_id).version == 1
    assert centre.do(lookup.question, 1) is None
