"""What a customer did, of all kinds in one order."""

from __future__ import annotations

import pytest

from support.services import customer_history
from support.store.messages import TextMessage
from support.store.surveys import Score
from tests.support.centre import CALLBACK, CALLER, NOTICE, OTHER, VOICEMAIL, Centre


def test_all_numbers_and_all_kinds_newest_first(centre: Centre) -> None:
    centre.reach(VOICEMAIL, "CA1", CALLER)
    centre.later(60)
    centre.reach(CALLBACK, "CA2", OTHER)
    centre.later(60)
    with centre.store.writing() as session:
        session.add(Score(number=CALLER, survey="csat", score=4, comment="<b>", at=centre.now))
        session.add(
            TextMessage(direction="in", number=OTHER, ours="+1", body="Hello", created_at=centre.later(1))
        )
    found = centre.do(customer_history.page, (CALLER, OTHER))
    assert [each.kind for each in found[:2]] == ["message", "survey"]
    assert {each.kind for each in found} == {"message", "survey", "call", "ticket", "callback"}
    assert [each.at for each in found] == sorted((each.at for each in found), reverse=True)
    assert centre.do(customer_history.page, ()) == []


def test_pages_go_on_and_nothing_is_lost_or_twice(centre: Centre) -> None:
    for index in range(70):
        centre.reach(NOTICE, f"CA{index}", CALLER)
        if index % 3:
            centre.later(5)
    seen: list[int] = []
    before = ""
    while found := centre.do(customer_history.page, (CALLER,), before):
        seen += [each.ref for each in found]
        before = customer_history.cursor(found[-1])
    assert seen == sorted(range(1, 71), reverse=True)


@pytest.mark.parametrize(
    "odd", ["x", "~~", "2026-03-02~call~1", "now~call~1", "2026-03-02T10:00:00+00:00~call~x"]
)
def test_what_is_no_cursor_is_the_beginning(centre: Centre, odd: str) -> None:
    centre.reach(NOTICE, "CA1", CALLER)
    assert len(centre.do(customer_history.page, (CALLER,), odd)) == 1
