"""The waiting caller: what is heard, keys pressed, and every way out of the line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from exchange.twiml.grammar import IN_QUEUE_WAIT
from exchange.twiml.parser import Element
from flows.phrases import phrase
from flows.queues import QueueInfo
from ivr.actions import Enqueue
from support.services import callback_offers
from support.services.queues import Place
from support.store.calls import CallEvent
from tests.webhooks.door import BASE, FLOW, SID, Door
from webhooks.waiting import _music_s, wait_document


def heard(verbs: tuple[Element, ...]) -> list[str]:
    inner = [child for verb in verbs for child in (verb.children or (verb,))]
    return [child.text for child in inner if child.name == "Say"]


def music(verbs: tuple[Element, ...]) -> str:
    inner = [child for verb in verbs for child in (verb.children or (verb,))]
    (play,) = [child for child in inner if child.name == "Play"]
    return play.text


def test_the_next_in_line_hears_so_and_music(door: Door) -> None:
    door.reach("1")
    answer = door.call("wait", seq=3)
    assert heard(answer.verbs)[0] == phrase("queue_next", "pt-BR")
    assert music(answer.verbs) == f"{BASE}/music/calm-30.wav"
    gather = answer.verb("Gather")
    assert gather.get("action") == f"{BASE}/twilio/wait-key?seq=3"
    assert (gather.get("numDigits"), gather.get("finishOnKey", "?")) == ("1", "")


def test_who_comes_later_hears_their_place(door: Door) -> None:
    door.reach("1", sid="CA" + "1" * 32)
    door.later(1)
    door.reach("1")
    words = heard(door.call("wait", seq=3).verbs)
    assert words[0] == phrase("queue_position", "pt-BR", position=2)
    assert words[1].startswith("You are number 2")
    assert "{" not in " ".join(words)


def test_an_offer_is_made_when_its_time_has_come(door: Door) -> None:
    door.reach("1")
    callback = phrase("queue_offer_callback", "pt-BR", key="1")
    assert callback not in heard(door.call("wait", seq=3).verbs)
    door.later(61)
    assert callback in heard(door.call("wait", seq=3).verbs)


def test_an_offer_of_a_callback_is_noted_once_when_it_is_heard(door: Door) -> None:
    door.reach("1")
    door.call("wait", seq=3)
    assert noted(door) == []
    for _ in range(3):
        door.later(61)
        door.call("wait", seq=3)
    assert noted(door) == [{"queue": "billing"}]


def test_an_offer_that_cannot_be_noted_is_made_all_the_same(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise TimeoutError("the database is busy")

    door.reach("1")
    door.later(61)
    monkeypatch.setattr(callback_offers, "note", busy)
    assert phrase("queue_offer_callback", "pt-BR", key="1") in heard(door.call("wait", seq=3).verbs)
    assert noted(door) == []
    monkeypatch.undo()
    door.call("wait", seq=3)
    assert noted(door) == [{"queue": "billing"}]


def test_a_line_without_offers_notes_nothing(door: Door) -> None:
    door.reach("8")
    door.later(61)
    door.call("wait", seq=3)
    assert noted(door) == []


def noted(door: Door) -> list[dict[str, Any]]:
    with door.store.reading() as session:
        events = session.scalars(select(CallEvent).where(CallEvent.kind == "callback_offered"))
        return [each.data for each in events]


def test_the_queue_says_what_the_step_leaves_open(door: Door) -> None:
    step = Enqueue(2, "billing", 0, "", None, 30, 300, "pt-BR")
    line = QueueInfo.model_validate(
        {"title": "Billing", "music": "bright", "announce": ["position"], "say": "Oi."}
    )
    place = Place(0, None, 0, queue="billing", line=line)
    said = wait_document(door.parts, step, place)
    assert phrase("queue_next", "pt-BR") in said
    assert "Oi." in said
    assert "/music/bright-30.wav" in said
    chosen = replace(step, music="calm", announce=(), sentence="Olá.")
    said = wait_document(door.parts, chosen, place)
    assert "Oi." not in said
    assert phrase("queue_next", "pt-BR") not in said
    assert "/music/calm-30.wav" in said


def test_who_overflowed_hears_the_queue_that_they_are_in(door: Door) -> None:
    step = Enqueue(2, "billing", 0, "calm", (), 30, 300, "pt-BR", sentence="Faturas.")
    line = QueueInfo.model_validate({"title": "General", "music": "bright", "say": "Geral."})
    said = wait_document(door.parts, step, Place(0, None, 0, queue="general", line=line))
    assert "Geral." in said
    assert "Faturas." not in said
    assert "/music/bright-30.wav" in said


def test_a_flow_may_name_any_music(door: Door) -> None:
    """What is not there is replaced where it is played: a missing file would end the wait with an error."""
    door.reach("8")
    answer = door.call("wait", seq=3)
    assert answer.names == ["Play"]
    assert music(answer.verbs) == f"{BASE}/music/jazz-30.wav"


def test_a_short_rhythm_is_lengthened() -> None:
    """Otherwise every caller would ask us every second."""

    def every(seconds: int) -> int:
        return _music_s(Enqueue(1, "billing", 0, "calm", (), seconds, 900, "en-US"), 0)

    assert [every(seconds) for seconds in (1, 10, 45, 3600)] == [10, 10, 45, 60]


def test_music_ends_when_an_offer_is_due() -> None:
    """An offer after ten seconds was first said after thirty."""
    offers = (("1", 10, "callback"), ("2", 45, "voicemail"))
    wanted = Enqueue(1, "billing", 0, "calm", (), 30, 900, "en-US", offers=offers)
    assert [_music_s(wanted, waited) for waited in (0, 5, 10, 20, 40, 45)] == [10, 10, 30, 25, 10, 30]


def test_who_takes_a_callback_before_it_is_said_was_offered_it(door: Door) -> None:
    door.reach("1")
    door.call("wait", seq=3)
    door.later(61)
    assert noted(door) == []
    assert door.call("wait-key", seq=3, Digits="1").names == ["Leave"]
    assert noted(door) == [{"queue": "billing"}]


def test_a_key_that_takes_an_offer_leaves_the_line(door: Door) -> None:
    door.reach("1")
    assert door.call("wait-key", seq=3, Digits="2").names == ["Leave"]
    assert "queue_left" in door.kinds()
    answer = door.call("queue-left", seq=3, QueueResult="leave")
    assert answer.names == ["Say", "Record"]


@pytest.mark.parametrize("key", ["9", "1", "", "*"])
def test_another_key_goes_on_waiting(door: Door, key: str) -> None:
    door.reach("1")
    before = door.everything()["queue_entries"]
    answer = door.call("wait-key", seq=3, Digits=key)
    assert answer.verb("Redirect").text == f"{BASE}/twilio/wait?seq=3"
    assert door.everything()["queue_entries"] == before


def test_who_is_in_no_line_leaves_it(door: Door) -> None:
    assert door.call("wait", seq=3).names == ["Leave"]
    assert door.call("wait-key", seq=3, Digits="1").names == ["Leave"]
    door.voice()
    assert door.call("wait", seq=3).names == ["Leave"]


@pytest.mark.parametrize("result", ["queue-full", "error", "system-error", "leave", "something new", ""])
def test_whatever_ends_the_wait_the_flow_goes_on(door: Door, result: str) -> None:
    """A result that we have never heard of must not end in an empty document, which hangs up."""
    door.reach("1")
    assert door.call("queue-left", seq=3, QueueResult=result).names == ["Say", "Record"]


@pytest.mark.parametrize(
    "result", ["bridged", "bridging-in-process", "redirected", "redirected-from-bridged"]
)
def test_who_was_moved_by_us_is_left_alone(door: Door, result: str) -> None:
    door.reach("1")
    before = door.everything()
    assert door.call("queue-left", seq=3, QueueResult=result).names == []
    assert door.everything() == before


@pytest.mark.parametrize(("ours", "names"), [("timeout", ["Say", "Record"]), ("answered", ["Say", "Hangup"])])
def test_our_own_word_counts_more_than_twilios(door: Door, ours: str, names: list[str]) -> None:
    door.publish(FLOW.replace("    at_most: 5m\n", "    at_most: 5m\n    next: goodbye\n"))
    door.reach("1")
    usual = {"CallSid": SID, "CallStatus": "in-progress", "QueueResult": "redirected"}
    assert door.post("queue-left", usual, query={"seq": 3, "result": ours}).names == names


def test_hanging_up_in_the_line_ends_the_call(door: Door) -> None:
    door.reach("1")
    assert door.call("queue-left", seq=3, QueueResult="hangup", CallStatus="completed").names == []
    assert door.outcome() == "abandoned_queue"


def test_a_wait_document_holds_only_what_it_may(door: Door) -> None:
    door.reach("1")
    for path, fields in (("wait", {}), ("wait-key", {"Digits": "9"}), ("wait-key", {"Digits": "2"})):
        assert set(door.call(path, seq=3, **fields).names) <= IN_QUEUE_WAIT
