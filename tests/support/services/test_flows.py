"""Published flows: versions, numbers, queues, notices."""

from __future__ import annotations

import pytest

from ivr.actions import Say
from support.errors import NotFound, Refused
from support.services import flows
from support.services.flows import KEPT_VERSIONS, FlowShelf
from support.store import calls as call_store
from support.store import flows as flow_store
from support.store.base import Store
from tests.support.centre import CALLED, FLOW, NOTICE, Centre, parsed

SECOND = FLOW.replace("flow: acme", "flow: other").replace(CALLED, "+551140028999")


def test_publishing_makes_the_next_version(centre: Centre) -> None:
    assert centre.publish(FLOW.replace("Acme customer line", "Acme anew")) == 2
    with centre.store.reading() as session:
        [line] = flows.published(session)
        assert (line.flow, line.title, line.version, line.numbers) == ("acme", "Acme anew", 2, (CALLED,))
        assert [row.version for row in flows.versions(session, "acme")] == [2, 1]
        assert flows.source(session, "acme", 1) == FLOW
        with pytest.raises(NotFound):
            flows.source(session, "acme", 3)
        assert flows.queue_names(session) == {"billing", "tech"}


def test_republishing_is_a_new_version_of_the_old_words(centre: Centre) -> None:
    centre.publish(FLOW.replace("Welcome to Acme.", "Something else."))
    assert centre.do(flows.republish, "acme", 1, "ana", centre.now) == 3
    with centre.store.reading() as session:
        assert flows.source(session, "acme", 3) == FLOW
    for name, version in (("acme", 9), ("nothing", 1)):
        with pytest.raises(NotFound):
            centre.do(flows.republish, name, version, "ana", centre.now)


def test_a_number_of_another_flow_is_refused(centre: Centre) -> None:
    taken = FLOW.replace("flow: acme", "flow: other")
    with pytest.raises(Refused, match="acme"):
        centre.do(flows.publish, parsed(taken), taken, "ana", centre.now)
    with centre.store.reading() as session:
        assert flows.versions(session, "other") == []


def test_a_number_given_up_can_be_taken(centre: Centre) -> None:
    centre.publish(FLOW.replace(CALLED, "+551140028000"))
    with pytest.raises(NotFound):
        centre.begin()
    taken = FLOW.replace("flow: acme", "flow: other")
    assert centre.do(flows.publish, parsed(taken), taken, "ana", centre.now) == 1
    assert centre.begin()


def test_republishing_does_not_take_a_number_back(centre: Centre) -> None:
    centre.publish(FLOW.replace(CALLED, "+551140028000"))
    taken = FLOW.replace("flow: acme", "flow: other")
    centre.do(flows.publish, parsed(taken), taken, "ana", centre.now)
    with pytest.raises(Refused, match="other"):
        centre.do(flows.republish, "acme", 1, "ana", centre.now)


def test_flows_live_side_by_side(centre: Centre) -> None:
    centre.do(flows.publish, parsed(SECOND), SECOND, "ana", centre.now)
    with centre.store.reading() as session:
        assert [line.flow for line in flows.published(session)] == ["acme", "other"]
        assert flow_store.numbers(session) == {CALLED: "acme", "+551140028999": "other"}


def test_the_shelf_keeps_a_bounded_number_of_versions(centre: Centre) -> None:
    shelf = FlowShelf()
    small = "ramal: 1\nflow: s\ntitle: S\nlanguages: [en-US]\nstart: a\nsteps:\n  a: {hang up: Bye.}\n"
    flow = parsed(small)
    for _ in range(KEPT_VERSIONS + 3):
        centre.do(flows.publish, flow, small, "ana", centre.now)
    with centre.store.reading() as session:
        ids = [row.id for row in flows.versions(session, "s")]
        first = shelf.get(session, ids[0])
        assert shelf.get(session, ids[0])[0] is first[0]
        for each in ids:
            assert shelf.get(session, each)[0] == flow
        assert len(shelf._flows) == KEPT_VERSIONS
        with pytest.raises(NotFound):
            shelf.get(session, 10_000)


def said(centre: Centre, sid: str, language: str = "") -> str:
    centre.begin(sid)
    if language:
        state = {**centre.row(sid).state, "language": language}
        with centre.store.writing() as session:
            call_store.save(session, centre.row(sid).id, state=state)
    reply = centre.press(sid, NOTICE)
    return " ".join(action.text for action in reply.actions if isinstance(action, Say))


def test_a_notice_is_silent_until_it_is_on(centre: Centre) -> None:
    with centre.store.reading() as session:
        assert [(each.name, each.is_on) for each in flows.notices(session)] == [("outage", False)]
    assert "incident" not in said(centre, "CA1")
    centre.agent("ana")
    centre.do(flows.switch_notice, "outage", True, None, 1, centre.now)
    assert "There is an incident." in said(centre, "CA2")
    assert "Ha um incidente." in said(centre, "CA3", "pt-BR")
    centre.do(flows.switch_notice, "outage", False, None, 1, centre.now)
    assert "incident" not in said(centre, "CA4")


def test_a_supervisor_s_words_for_a_notice_are_heard(centre: Centre) -> None:
    """They were kept and shown, and callers heard the flow's."""
    centre.agent("ana")
    centre.do(flows.switch_notice, "outage", True, {"pt-BR": "Volta as dez."}, 1, centre.now)
    assert "Volta as dez." in said(centre, "CA1", "pt-BR")
    assert "There is an incident." in said(centre, "CA2")


def test_an_unknown_notice(centre: Centre) -> None:
    with pytest.raises(NotFound):
        centre.do(flows.switch_notice, "nothing", True, None, 1, centre.now)


def test_publishing_again_keeps_a_notice_on(centre: Centre) -> None:
    centre.agent("ana")
    centre.do(flows.switch_notice, "outage", True, None, 1, centre.now)
    centre.publish()
    assert "There is an incident." in said(centre, "CA1")


def test_the_centres_zone_is_its_flows(centre: Centre) -> None:
    """It was the demonstration's zone, whoever ran the centre."""
    centre.publish(FLOW.replace("timezone: UTC", "timezone: Europe/Lisbon"))
    with centre.store.reading() as session:
        assert flows.timezone(session) == "Europe/Lisbon"


def test_the_zone_of_a_centre_without_flows(store: Store) -> None:
    with store.reading() as session:
        assert flows.timezone(session) == "UTC"
