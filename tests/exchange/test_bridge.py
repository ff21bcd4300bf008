"""A bridge: both come out when either leaves."""

from __future__ import annotations

import threading

from exchange.bridge import Bridge
from exchange.leg import HungUp, Leg
from exchange.records import Call
from tests.exchange.conftest import Town


def test_words_cross_and_one_hanging_up_frees_the_other(town: Town) -> None:
    office = town.exchange.office
    phones = [town.exchange.phone(f"+551190000000{n}") for n in (1, 2)]
    legs = [Leg(office, Call(f"CA{n}", "a", "b", "inbound", 0.0), phone) for n, phone in enumerate(phones)]
    bridge, ends = Bridge(*legs), []

    def live(leg: Leg) -> None:
        try:
            bridge.stay(leg)
            ends.append("freed")
        except HungUp:
            ends.append("hung up")

    threads = [threading.Thread(target=live, args=(leg,)) for leg in legs]
    for thread in threads:
        thread.start()
    for phone in phones:
        phone.expect_kind("conference")
    legs[0].say("hello")
    phones[1].expect_heard("hello")
    legs[0].end("completed")
    for thread in threads:
        thread.join(5)
    assert sorted(ends) == ["freed", "hung up"]
    assert bridge.over
    assert bridge.escaped is None
    legs[1].end("completed")
