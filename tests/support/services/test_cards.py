"""Calls as people read them: cards, lists, stories, totals."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.errors import NotFound
from support.services import cards, customers, queues, wrap_up
from support.store import calls as call_store
from support.store import queues as queue_store
from support.store import transcripts as transcript_store
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
    assert [(chosen.step, chosen.option, chosen.by) for chosen in card.chose] == [("main", "1", "key")]
    assert card.earlier == (cards.EarlierCall(NOON, "", "voicemail"),)
    assert [(line.number, line.status) for line in card.tickets] == [(1001, "new")]


def test_a_card_says_who_talked_before_and_how_it_ended(centre: Centre) -> None:
    centre.enqueue("CA1")
    ana = centre.agent("ana")
    offer_id = centre.talking(ana)
    centre.do(wrap_up.save, ana, offer_id, disposition="solved")
    centre.end("CA1")
    centre.do(customers.keep, CALLER, centre.now, name="Rosa", tier="vip", notes="Prefers mornings")
    centre.later(60)
    centre.enqueue("CA2")
    with centre.store.reading() as session:
        card = cards.call_card(session, centre.call("CA2"))
    assert [(each.agent, each.disposition) for each in card.earlier] == [("ana", "solved")]
    assert card.customer == cards.CustomerCard("Rosa", "vip", "", "Prefers mornings")


def test_a_card_tells_words_beside_the_choice_they_led_to(centre: Centre) -> None:
    centre.begin("CA1")
    call_id = centre.row().id
    with centre.store.writing() as session:
        for seq, (text, result) in enumerate((("mumble", "rejected"), ("my bill", "matched"))):
            session.add(
                transcript_store.Utterance(
                    call_id=call_id, flow="acme", step="main", language="en-US", text=text, confidence=0.9,
                    result=result, seq=seq, at=centre.later(5),
                )
            )  # fmt: skip
        chosen = {"step": "main", "by": "speech", "option": "billing", "next": "billing_queue"}
        call_store.append(session, call_id, centre.now, [("option_chosen", chosen)])
    with centre.store.reading() as session:
        card = cards.call_card(session, centre.call())
    assert card.chose == (
        cards.Choice("main", "", "", "speech", "mumble"),
        cards.Choice("main", "billing", "billing queue", "speech", "my bill"),
    )


def test_a_promised_callback_is_on_the_card(centre: Centre) -> None:
    centre.reach(CALLBACK, "CA1")
    centre.end("CA1")
    centre.begin("CA2")
    with centre.store.reading() as session:
        promised = cards.call_card(session, centre.call("CA2")).callback
    assert promised
    assert (promised.number, promised.queue, promised.attempts) == (CALLER, "billing", 0)


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


def test_the_wait_of_a_card_is_the_callers_own(centre: Centre) -> None:
    """Not what was talked meanwhile: neither after a transfer, nor for who is consulted."""
    ana, bia = centre.agent("ana"), centre.agent("bia", "tech")
    entry_id = centre.enqueue("CA1")
    centre.later(20)
    centre.talking(ana)
    centre.later(300)
    with centre.store.writing() as session:
        entry = queue_store.entry(session, entry_id)
        assert entry
        queues.requeue(session, entry, "tech", "transferred", centre.now)
        talked = cards.offer_card(session, queue_store.open_offers(session, entry_id)[0], centre.now)
    assert talked
    assert talked.waited_s == 20
    centre.later(7)
    offer_id = centre.offered(bia)
    with centre.store.reading() as session:
        offer = session.get(queue_store.Offer, offer_id)
        assert offer
        card = cards.offer_card(session, offer, centre.now)
    assert card
    assert (card.waited_s, card.from_queue) == (7, "billing")
