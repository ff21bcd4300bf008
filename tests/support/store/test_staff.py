"""Rows of queues and skills, replaced as a whole."""

from __future__ import annotations

from support.store import agents, staff
from tests.support.centre import Centre


def test_what_is_replaced_is_gone_and_what_stays_may_change(centre: Centre) -> None:
    one, other = centre.agent("Ana", "billing"), centre.agent("Bia", "tech")
    with centre.store.writing() as session:
        before = agents.queues_of_agents(session)
        assert before == {one: {"billing": 1}, other: {"tech": 1}}
        staff.replace_queues(session, one, {"billing": 3, "tech": 1})
        staff.replace_skills(session, one, {"english": 3})
        staff.replace_skills(session, one, {"english": 4, "spanish": 1})
    with centre.store.reading() as session:
        assert agents.queues_of_agents(session) == {one: {"billing": 3, "tech": 1}, other: {"tech": 1}}
        assert staff.skills(session) == {one: {"english": 4, "spanish": 1}}
