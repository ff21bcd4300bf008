"""A question's document, by who hears the caller at that moment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from exchange.twiml.parser import MAX_BYTES, Element, parse
from ivr.actions import Action, Collect, Hearing, Listen, Say
from support.services.calls import Reply
from support.services.flows import FlowShelf
from support.store.base import Store
from tests.webhooks.door import BASE, CALLED, NOON, SETTINGS, SID
from tests.webhooks.listening import FakeHearing
from webhooks import twiml
from webhooks.parts import Parts

PARTS = Parts(
    Store("sqlite:///never-opened.db"), FlowShelf(), lambda: NOON, SETTINGS, hearing=FakeHearing(None)
)
SPEAK, PRESS = Say("Say billing or press 1.", "en-US"), Say("Press 1.", "en-US")
WORDS = Hearing("en-US", ("billing", "my bill, please"))
MENU = Listen(7, (SPEAK,), True, 5, WORDS, (PRESS,))
ONLY_WORDS = Listen(7, (SPEAK,), False, 5, WORDS)
DIGITS = Collect(7, (SPEAK,), 11, "#", 6, hearing=Hearing("en-US", expects=("digits",)), keys_only=(PRESS,))
SILENCE, DEAF = f"{BASE}/twilio/answer?seq=7&silence=1", f"{BASE}/twilio/answer?seq=7&deaf=1"


def asked(action: Action, ears: str = "live", wish: str = "", **more: Any) -> list[Element]:
    reply = Reply(1, SID, CALLED, "en-US", 7, (action,), ears=ears, wish=wish, **more)
    return list(parse(twiml.render(reply, PARTS)))


def names(verbs: list[Element]) -> list[str]:
    return [verb.name for verb in verbs]


def words_in(verb: Element) -> list[str]:
    return [child.text for child in verb.children]


@pytest.mark.parametrize("ears", ["asked", "live"])
@pytest.mark.parametrize("action", [MENU, DIGITS])
def test_our_ear_hears_beside_a_document_that_takes_keys(action: Listen | Collect, ears: str) -> None:
    gather, redirect = asked(action, ears)
    assert (gather.get("input"), words_in(gather)) == ("dtmf", [SPEAK.text])
    assert not {"hints", "language", "speechTimeout"} & set(gather.attributes)
    assert redirect.text == SILENCE


@pytest.mark.parametrize("ears", ["", "lost", "ended"])
@pytest.mark.parametrize("action", [MENU, DIGITS])
def test_who_is_not_heard_is_not_asked_to_speak(action: Listen | Collect, ears: str) -> None:
    gather, redirect = asked(action, ears)
    assert (gather.get("input"), words_in(gather)) == ("dtmf", [PRESS.text])
    assert redirect.text == SILENCE


def test_without_other_prompts_the_usual_ones_are_said() -> None:
    assert words_in(asked(replace(MENU, keys_only=()), "lost")[0]) == [SPEAK.text]


@pytest.mark.parametrize("ears", ["", "lost"])
def test_where_only_words_would_do_the_call_goes_on_at_once(ears: str) -> None:
    (redirect,) = asked(ONLY_WORDS, ears)
    assert redirect.text == DEAF


def test_only_words_are_waited_for_in_a_pause() -> None:
    say, pause, redirect = asked(ONLY_WORDS)
    assert (say.text, pause.get("length"), redirect.text) == (SPEAK.text, "5", SILENCE)


def test_a_prompt_that_may_not_be_interrupted_tells_when_it_is_over() -> None:
    closed = replace(MENU, hearing=replace(WORDS, barge_in="off"))
    gather, redirect = asked(closed)
    assert (gather.get("timeout"), words_in(gather)) == ("1", [SPEAK.text])
    assert redirect.text == f"{BASE}/twilio/open?seq=7"
    quiet = parse(twiml.render(twiml.quiet(Reply(1, SID, CALLED, "en-US", 7, (closed,), ears="live")), PARTS))
    assert [verb.name for verb in quiet] == ["Gather", "Redirect"]
    assert (quiet[0].get("timeout"), quiet[0].children, quiet[1].text) == ("5", (), SILENCE)


@pytest.mark.parametrize("barge_in", ["on a match", "on any speech"])
def test_another_prompt_is_one_gather(barge_in: str) -> None:
    gather, redirect = asked(replace(MENU, hearing=replace(WORDS, barge_in=barge_in)))
    assert (gather.get("timeout"), redirect.text) == ("5", SILENCE)


def test_the_phone_company_hears_with_hints() -> None:
    gather, redirect = asked(MENU, ears="", wish="twilio")
    assert (gather.get("input"), gather.get("language")) == ("dtmf speech", "en-US")
    assert gather.get("hints") == "billing,my bill  please"
    assert (words_in(gather), redirect.text) == ([SPEAK.text], SILENCE)
    assert asked(ONLY_WORDS, ears="", wish="twilio")[0].get("input") == "speech"


def test_a_hundred_hints_at_most() -> None:
    many = replace(
        MENU, hearing=Hearing("en-US", tuple(f"{number} " + "word " * 40 for number in range(300)))
    )
    hints = asked(many, wish="twilio")[0].get("hints").split(",")
    assert (len(hints), max(map(len, hints))) == (100, 100)


def test_no_hints_for_an_open_question() -> None:
    assert "hints" not in asked(DIGITS, wish="twilio")[0].attributes


def test_a_flow_that_wants_no_ears() -> None:
    assert words_in(asked(MENU, "live", wish="off")[0]) == [PRESS.text]


def test_keys_alone_are_nobodys_words() -> None:
    gather, _ = asked(Listen(7, (SPEAK,), True, 5))
    assert (gather.get("input"), words_in(gather)) == ("dtmf", [SPEAK.text])


def test_the_silence_is_at_least_a_second() -> None:
    assert asked(replace(MENU, timeout_s=0))[0].get("timeout") == "1"


@pytest.mark.parametrize("char", ["x", "&"])
def test_prompts_for_keys_are_cut_too(char: str) -> None:
    """They once were not, and a document with them could be too big for the phone company."""
    long = tuple(Say(char * 3000, "en-US") for _ in range(40))
    document = twiml.render(
        Reply(1, SID, CALLED, "en-US", 7, (replace(MENU, keys_only=long),), ears="lost"), PARTS
    )
    assert len(document.encode()) <= MAX_BYTES
    assert [verb.name for verb in parse(document)] == ["Gather", "Redirect"]
