"""What the database knows, when the engine asks."""

from __future__ import annotations

import pytest

from ivr.actions import FindFacts
from ivr.events import FactsFound
from support.services import facts, flows
from tests.support.centre import TECH, Centre


def find(centre: Centre, wanted: FindFacts, language: str = "en-US") -> FactsFound:
    with centre.store.reading() as session:
        return facts.find(session, wanted, 7, language)


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
