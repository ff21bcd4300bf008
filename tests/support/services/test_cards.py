"""Calls as people read them: cards, lists, stories, totals."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.errors import NotFound
from support.services import cards
from tests.support.centre import CALLBACK, CALLED, CALLER, NOON, OTHER, VOICEMAIL, Centre


def test_a_card_says_who_calls_and_why(centre: Centre) -> None:
    centre.reach(VOICEMAIL, "CA1")
    centre.end("CA1")
    centre.later(60)
    centre.reach(CALLBACK, "CA2", OTHER)
    centre.enqueue("CA3")
    with centre.store.reading() as session:
        card = cards.call_card(session, centre.call("CA3"))
    assert (card.caller, card.called, card.flow, card.queue) == (
        CALLER,
        CALLED,
        "Acme customer line",
        "billing",
    )
    assert [chosen.split(" →")[0] for chosen in card.chose] == ["main: 1"]
    assert card.earlier == (cards.EarlierCall(NOON, "", "voicemail"),)
    assert [(line.number, line.status) for line in card.tickets] == [(1001, "new")]


def test_withheld_callers_share_no_history(centre: Centre) -> None:
    for sid in ("CA1", "CA2"):
        centre.reach(VOICEMAIL, sid, "")
        centre.end(sid)
    with centre.store.reading() as session:
        card = cards.call_card(session, centre.call("CA2"))
    assert (card.caller, card.earlier, card.tickets) == ("", (), ())


def test_lists_and_stories(centre: Centre) -> None:
    for n in range(3):
        centre.begin(f"CA{n}")
    centre.end("CA2")
    with centre.store.reading() as session:
        lines = cards.listing(session, limit=2)
        assert [(line.call_id, line.outcome) for line in lines] == [(3, "abandoned_menu"), (2, "")]
        assert [line.call_id for line in cards.listing(session, before_id=2)] == [1]
        story = cards.story(session, 3)
        with pytest.raises(NotFound):
            cards.story(session, 404)
    assert [line.kind for line in story.lines] == centre.kinds("CA2")
    assert story.call == lines[0]


def test_totals_count_every_call_once(centre: Centre) -> None:
    centre.begin("CA0")
    centre.later(3600)
    for n in range(1, 5):
        centre.begin(f"CA{n}")
    centre.end("CA1")
    centre.end("CA2")
    with centre.store.reading() as session:
        assert cards.totals(session, NOON + timedelta(seconds=1)) == {"abandoned_menu": 2, "": 2}
        assert cards.totals(session, NOON) == {"abandoned_menu": 2, "": 3}
        assert cards.totals(session, NOON + timedelta(days=1)) == {}
