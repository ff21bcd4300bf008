"""What the database knows, when the engine asks."""

from __future__ import annotations

import pytest

from ivr.actions import FindFacts
from ivr.events import FactsFound, LineNow, TicketNow
from support.services import customers, facts, flows, tickets
from support.store import callbacks
from support.store import queues as queue_store
from support.store.base import Session
from tests.support.centre import CALLER, OTHER, TECH, Centre


def find(centre: Centre, wanted: FindFacts, language: str = "en-US") -> FactsFound:
    with centre.store.reading() as session:
        return facts.find(session, wanted, 7, language, centre.now)


def test_lengths_and_staffing(centre: Centre) -> None:
    centre.enqueue("CA1")
    centre.enqueue("CA2", TECH)
    centre.agent("ana", "billing", "tech")
    centre.agent("bia", "billing", presence="away")
    centre.agent("caio", "billing", presence="wrap_up")
    found = find(centre, FindFacts(7, queues=("billing", "tech", "sales")))
    assert found.waiting == {"billing": 1, "tech": 1, "sales": 0}
    assert found.agents == {"billing": 2, "tech": 1, "sales": 0}
    assert found.seq == 7


def test_only_what_was_asked(centre: Centre) -> None:
    assert find(centre, FindFacts(7)) == FactsFound(7)


@pytest.mark.parametrize(("language", "text"), [("en-US", "There is an incident."), ("pt-BR", "Ja volta.")])
def test_notices(centre: Centre, language: str, text: str) -> None:
    centre.agent("ana")
    wanted = FindFacts(7, notices=("outage", "nothing"))
    assert find(centre, wanted).notices == {}
    centre.do(flows.switch_notice, "outage", True, {"pt-BR": "Ja volta."}, 1, centre.now)
    assert find(centre, wanted, language).notices == {"outage": text}


def line(centre: Centre, number: str = CALLER) -> LineNow | None:
    return find(centre, FindFacts(7, line="billing", number=number)).line


def test_a_line_that_nobody_waits_in_and_nobody_serves(centre: Centre) -> None:
    assert line(centre) == LineNow(None, False, "", False)


@pytest.mark.parametrize(("limit", "is_full"), [(1, True), (2, False), (None, False)])
def test_a_full_line_and_where_its_callers_go(centre: Centre, limit: int | None, is_full: bool) -> None:
    def settle(session: Session) -> None:
        queue = session.get_one(queue_store.Queue, "billing")
        queue.settings = {"limit": limit, "overflow": {"to": "tech"}}

    centre.do(settle)
    centre.enqueue("CA1")
    found = line(centre)
    assert found is not None
    assert (found.is_full, found.overflow) == (is_full, "tech")


def test_a_promise_is_open_for_one_number_in_one_line(centre: Centre) -> None:
    centre.begin("CA1")

    def promise(session: Session) -> None:
        session.add(
            callbacks.Callback(
                queue="billing",
                number=CALLER,
                call_id=centre.row("CA1").id,
                first_entered_at=centre.now,
                created_at=centre.now,
            )
        )

    centre.do(promise)
    told = [line(centre, number) for number in (CALLER, OTHER, "")]
    assert [found and found.has_callback for found in told] == [True, False, False]


def test_what_is_known_of_a_customer(centre: Centre) -> None:
    centre.do(customers.keep, CALLER, centre.now, name="Rosa", tier="vip")
    assert centre.do(facts.known, CALLER) == {"customer.name": "Rosa", "customer.tier": "vip"}
    assert centre.do(facts.known, OTHER) == centre.do(facts.known, "") == {}
    asked = FindFacts(7, tier=True, number=CALLER)
    assert [find(centre, asked).tier, find(centre, FindFacts(7, number=CALLER)).tier] == ["vip", ""]


def test_an_outcome_is_read_from_the_call_s_own_events(centre: Centre) -> None:
    centre.enqueue("CA1")
    centre.talking(centre.agent("ana"))
    centre.begin("CA2")
    with centre.store.reading() as session:
        told = {
            sid: facts.outcome(session, centre.row(sid).id, finished=False, left_while="", status="completed")
            for sid in ("CA1", "CA2")
        }
        failed = facts.outcome(session, centre.row("CA2").id, finished=False, left_while="", status="failed")
    assert told == {"CA1": "answered", "CA2": "abandoned_menu"}
    assert failed == "failed"


def test_the_newest_open_ticket_by_queue(centre: Centre) -> None:
    for queue in ("billing", "tech", "billing"):
        centre.do(tickets.open, tickets.New("api", "A radio", queue, CALLER), centre.now)
    centre.do(tickets.open, tickets.New("api", "A radio", "sales", OTHER), centre.now)
    centre.do(tickets.change_status, 1003, "solved", None, centre.now)
    found = find(centre, FindFacts(7, number=CALLER, tickets=("", "billing", "sales")))
    assert found.tickets == {"": TicketNow("1002", "new"), "billing": TicketNow("1001", "new")}
    assert find(centre, FindFacts(7, number="", tickets=("",))).tickets == {}
