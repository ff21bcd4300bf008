"""What falls due by itself: all of it, once, in one round."""

from __future__ import annotations

from support import sweeper
from support.services import agents, offers, recordings
from tests.support.centre import BILLING, CALLBACK, OTHER, VOICEMAIL, Centre
from tests.support.statements import scans, statements

SMALL = ("queues", "policy_versions", "CONSTANT ROW", "(subquery", "offers USING INDEX uq_offers_open_agent")


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
    """But for what is looked at from time to time."""
    for _ in range(2):
        centre.do(sweeper.sweep, centre.now)
    assert centre.orders() == centre.orders("list_recordings") + centre.orders("tidy_sounds")
    assert len(centre.orders()) == 2


def test_no_sweep_reads_what_is_long_over(centre: Centre) -> None:
    """Every few seconds, and while SQLite lets nobody else write: never a whole table that grows."""
    ana = centre.agent("ana", "billing", "tech")
    centre.reach(CALLBACK, "CA9", "+5511966665555")
    centre.enqueue()
    centre.talking(ana)
    centre.enqueue("CA2", BILLING, OTHER)
    with statements(centre.store) as asked:
        centre.do(sweeper.sweep, centre.later(1))
    assert len(asked) > 20
    # PostgreSQL reads a small table from end to end, and is right.
    found = scans(centre.store, asked) if centre.store.is_sqlite else []
    assert [each for each in found if not each.removeprefix("SCAN ").startswith(SMALL)] == []


def test_many_quiet_calls_are_asked_after_in_few_statements(centre: Centre) -> None:
    def swept(calls: int) -> int:
        for n in range(calls):
            centre.begin(f"CA{calls}-{n}")
        centre.later(sweeper.QUIET_AFTER_S + 1)
        with statements(centre.store) as asked:
            centre.do(sweeper.sweep, centre.now)
        return len(asked)

    centre.do(sweeper.sweep, centre.now)  # what is looked at from time to time is ordered here
    assert swept(1) == swept(9)
    assert len(centre.orders("check_call")) == 11
