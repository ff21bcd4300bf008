"""Alerts: once a person, until they have looked."""

from __future__ import annotations

import pytest

from support.services import alerts
from tests.support.centre import NOON, Centre
from tests.support.promising import opened, person, told

ANA, BIA = 1, 2


@pytest.fixture
def office(centre: Centre) -> Centre:
    person(centre, "ana")
    person(centre, "bia")
    assert opened(centre) == 1001
    return centre


def test_once_until_looked_at(office: Centre) -> None:
    office.do(alerts.tell, [ANA, ANA, BIA], 1, "answered", NOON)
    office.do(alerts.tell, [ANA], 1, "answered", NOON)
    office.do(alerts.tell, [ANA], 1, "breached", NOON)
    assert (told(office, ANA), told(office, BIA)) == (["answered", "breached"], ["answered"])
    office.do(alerts.seen, ANA, NOON)
    office.do(alerts.tell, [ANA], 1, "answered", NOON)
    assert (told(office, ANA), told(office, BIA)) == (["answered"], ["answered"])


def test_looking_at_one_ticket(office: Centre) -> None:
    other = opened(office)
    for ticket_id in (1, 2):
        office.do(alerts.tell, [ANA], ticket_id, "warned", NOON)
    office.do(alerts.seen, ANA, NOON, 1)
    with office.store.reading() as session:
        assert [each.number for each in alerts.unseen(session, ANA)] == [other]


def test_a_conversation_that_should_be_recorded_and_is_not(office: Centre) -> None:
    """Every call of its own, to those who are answerable; agents have nothing to do with it."""
    boss = person(office, "boss", "supervisor")
    office.begin("CA1")
    office.begin("CA2")
    for sid in ("CA1", "CA1", "CA2"):
        office.do(alerts.not_recorded, office.row(sid).id, NOON)
    with office.store.reading() as session:
        lines = alerts.unseen(session, boss)
        assert [(each.kind, each.number, each.call_id) for each in lines] == [
            ("unrecorded", 0, 2), ("unrecorded", 0, 1),
        ]  # fmt: skip
        assert alerts.count(session, boss) == 2
        assert alerts.count(session, ANA) == 0
    office.do(alerts.seen, boss, office.now)
    with office.store.reading() as session:
        assert alerts.count(session, boss) == 0
        assert len(alerts.seen_lately(session, boss)) == 2


def test_nobody(office: Centre) -> None:
    office.do(alerts.tell, [], 1, "warned", NOON)
    assert told(office, ANA) == []
