"""What falls due by itself: all of it, once, in one round."""

from __future__ import annotations

from support import sweeper
from support.services import agents, offers, recordings
from tests.support.centre import VOICEMAIL, Centre


def test_a_sweep_lets_offers_run_out_and_offers_the_caller_to_the_next(centre: Centre) -> None:
    entry_id = centre.enqueue()
    ana = centre.agent("ana")
    centre.do(sweeper.sweep, centre.now)
    bia = centre.agent("bia")
    centre.do(agents.seen, bia, centre.later(offers.RING_S))
    centre.do(sweeper.sweep, centre.now)
    assert (centre.presence(ana), centre.presence(bia)) == ("away", "reserved")
    assert centre.entry(entry_id).state == "offered"


def test_a_sweep_ends_waits_and_looks_after_desks(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana", "tech")
    centre.do(sweeper.sweep, centre.later(300))
    assert [order["result"] for order in centre.orders("leave_queue")] == ["timeout"]
    assert centre.presence(ana) == "away"


def test_a_sweep_asks_for_missing_recordings(centre: Centre) -> None:
    centre.reach(VOICEMAIL)
    centre.end()
    centre.do(sweeper.sweep, centre.later(recordings.MISSING_AFTER_S + 1))
    assert [order["call_sid"] for order in centre.orders("find_recording")] == ["CA1"]


def test_quiet_calls_are_asked_after_once_in_a_while(centre: Centre) -> None:
    centre.begin("CA1")
    centre.begin("CA2")
    centre.end("CA2")
    centre.do(sweeper.sweep, centre.later(sweeper.QUIET_AFTER_S))
    assert centre.orders("check_call") == []
    for _ in range(2):
        centre.do(sweeper.sweep, centre.later(1))
    assert centre.orders("check_call") == [{"sid": "CA1"}]
    centre.do(sweeper.sweep, centre.later(sweeper.QUIET_AFTER_S))
    assert len(centre.orders("check_call")) == 2


def test_sweeping_an_empty_centre(centre: Centre) -> None:
    centre.do(sweeper.sweep, centre.now)
    assert centre.orders() == []
