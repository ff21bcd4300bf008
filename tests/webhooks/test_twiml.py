"""Every action as TwiML, read back by the exchange's strict parser: unknown attributes fail here."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.twiml.parser import MAX_BYTES, Element, parse
from flows.phrases import phrase
from ivr import actions
from ivr.actions import Action, Collect, Dial, Enqueue, Fetch, HangUp, LeaveQueue, Listen, Record, Say
from speech.choice import Hearing
from speech.choice import parse as parse_speech
from support.services.calls import Reply
from support.services.flows import FlowShelf
from support.store.base import Store
from tests.webhooks.door import BASE, CALLED, NOON, SETTINGS, SID
from webhooks import twiml
from webhooks.parts import Parts
from webhooks.saying import LONGEST_SAY, sayable

TWILIO_HEARS = Hearing(parse_speech("twilio"), Path("no-models"))
PARTS = Parts(Store("sqlite:///never-opened.db"), FlowShelf(), lambda: NOON, SETTINGS, hearing=TWILIO_HEARS)
HELLO = Say("Hello", "en-US", "Polly.Joanna-Neural")


def reply(*actions: Action) -> Reply:
    return Reply(1, SID, CALLED, "en-US", 7, actions)


def rendered(*actions: Action) -> tuple[Element, ...]:
    return parse(twiml.render(reply(*actions), PARTS))


def test_say() -> None:
    (verb,) = rendered(HELLO)
    assert (verb.name, verb.text) == ("Say", "Hello")
    assert verb.attributes == {"language": "en-US", "voice": "Polly.Joanna-Neural"}
    assert "voice" not in rendered(Say("Hello", "en-US"))[0].attributes


def test_listen_to_keys_and_words() -> None:
    gather, redirect = rendered(
        Listen(7, (HELLO,), True, 5, actions.Hearing("pt-BR", ("fatura", "segunda via, já")))
    )
    assert gather.attributes == {
        "input": "dtmf speech",
        "action": f"{BASE}/twilio/answer?seq=7",
        "timeout": "5",
        "numDigits": "1",
        "finishOnKey": "",
        "language": "pt-BR",
        "speechTimeout": "auto",
        "hints": "fatura,segunda via  já",
    }
    assert [child.name for child in gather.children] == ["Say"]
    assert redirect.text == f"{BASE}/twilio/answer?seq=7&silence=1"


def test_listen_to_keys_only_needs_no_recogniser() -> None:
    gather, _ = rendered(Listen(7, (HELLO,), True, 5))
    assert gather.get("input") == "dtmf"
    assert not {"hints", "language", "speechTimeout"} & set(gather.attributes)


def test_hints_stay_within_twilios_limits() -> None:
    hints = tuple(f"{n} " + "very, long " * 50 for n in range(700))
    gather, _ = rendered(Listen(7, (HELLO,), False, 5, actions.Hearing("en-US", hints)))
    found = gather.get("hints").split(",")
    assert len(found) <= 500
    assert max(len(hint) for hint in found) <= 100


def test_collect() -> None:
    gather, redirect = rendered(Collect(7, (HELLO,), 11, "#", 6, secret=True))
    assert (gather.get("numDigits"), gather.get("finishOnKey"), gather.get("timeout")) == ("11", "#", "6")
    assert gather.get("input") == "dtmf"
    assert redirect.text.endswith("answer?seq=7&silence=1")
    assert rendered(Collect(7, (HELLO,), 4, "", 6))[0].get("finishOnKey", "?") == ""


def test_record() -> None:
    say, record = rendered(Record(7, (HELLO,), "billing", 90))
    assert say.name == "Say"
    assert (record.get("maxLength"), record.get("finishOnKey")) == ("90", "#")
    assert record.get("action") == f"{BASE}/twilio/recorded?seq=7"
    assert record.get("recordingStatusCallback").startswith(f"{BASE}/twilio/recording?seq=7#rc=")
    assert record.get("recordingStatusCallbackEvent") == "completed absent"


def test_enqueue() -> None:
    (verb,) = rendered(Enqueue(7, "billing", 0, "calm", (), 30, 900, "en-US"))
    assert verb.text == "billing"
    assert verb.get("action") == f"{BASE}/twilio/queue-left?seq=7"
    assert verb.get("waitUrl") == f"{BASE}/twilio/wait?seq=7"


@pytest.mark.parametrize(("asked", "given_"), [(0, "5"), (1, "5"), (30, "30"), (600, "600"), (86_400, "600")])
def test_dial_rings_5_to_600_seconds(asked: int, given_: str) -> None:
    (verb,) = rendered(Dial(7, "+551130001000", asked))
    assert verb.get("timeout") == given_
    assert verb.get("callerId") == CALLED
    assert [(child.name, child.text) for child in verb.children] == [("Number", "+551130001000")]


def test_dial_a_sip_address() -> None:
    (verb,) = rendered(Dial(7, "sip:ana@example.com;transport=tls", 30))
    assert [(child.name, child.text) for child in verb.children] == [
        ("Sip", "sip:ana@example.com;transport=tls")
    ]


def test_fetch_leave_and_hang_up() -> None:
    pause, redirect = rendered(Fetch(7, "https://x.example", "GET", {}, {}, 3, {}))
    assert (pause.name, redirect.text) == ("Pause", f"{BASE}/twilio/fetched?seq=7")
    assert [verb.name for verb in rendered(LeaveQueue("callback"))] == ["Leave"]
    assert [verb.name for verb in rendered(HELLO, HangUp())] == ["Say", "Hangup"]


@pytest.mark.parametrize(
    "words",
    [
        "<Hangup/> & \"you\" 'me'",
        "]]>",
        "\U0001f600 ✆ e\u0301 \u200f",
        "&amp; &#0; <!-- -->",
        "<?xml?>",
        "{x}",
    ],
)
def test_hostile_words_are_only_words(words: str) -> None:
    assert rendered(Say(words, "en-US"), HangUp())[0].text.split() == sayable(words).split()
    (child,) = rendered(Listen(7, (Say(words, "en-US"),), True, 5, actions.Hearing("en-US", (words,))))[
        0
    ].children
    assert child.name == "Say"


def test_control_characters_do_not_spoil_the_document() -> None:
    """A flow may hold "\\x07" in quotes; XML may not."""
    verbs = rendered(Say("be\x07ep\x00 \x1b[0m\ud800 \ufffe", "en-US"), Say("\x00 \n", "en-US"), HangUp())
    assert [verb.name for verb in verbs] == ["Say", "Hangup"]
    assert "be ep" in verbs[0].text


@pytest.mark.parametrize("text", ["x" * 20_000, "&" * 20_000, "\U0001f600" * 20_000])
def test_a_long_sentence_is_cut(text: str) -> None:
    (verb,) = rendered(Say(text, "en-US"))
    assert len(verb.text) == LONGEST_SAY


@pytest.mark.parametrize("char", ["x", "&", "\U0001f600"])
def test_forty_long_sentences_fit_and_the_question_stays(char: str) -> None:
    """As many steps as one event may walk, each with as much as it may say: Twilio takes 64 kB."""
    says = tuple(Say(char * 3000, "en-US") for _ in range(40))
    question = Listen(7, says[:3], True, 5)
    document = twiml.render(reply(*says, question), PARTS)
    assert len(document.encode()) <= MAX_BYTES
    assert [verb.name for verb in parse(document)] == ["Say"] * 40 + ["Gather", "Redirect"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=200), max_size=5), st.text(max_size=40))
def test_any_words_make_a_document(texts: list[str], hint: str) -> None:
    prompts = tuple(Say(text, "en-US") for text in texts)
    verbs = rendered(*prompts, Listen(1, prompts, True, 5, actions.Hearing("en-US", (hint,))))
    assert verbs[-1].name == "Redirect"
    assert {verb.name for verb in verbs[:-2]} <= {"Say"}


@pytest.mark.parametrize("language", ["pt-BR", "en-US", "es-ES", "xx-XX"])
def test_the_apology(language: str) -> None:
    verbs = parse(twiml.apology(PARTS, language))
    assert [verb.name for verb in verbs] == ["Say", "Say", "Record"]
    assert verbs[0].text == phrase("apology", language)
    assert verbs[2].get("action") == f"{BASE}/twilio/rescued?seq=-1"


def test_the_apology_rings_somebody_first() -> None:
    verbs = parse(twiml.apology(PARTS, "en-US", "+551130000000", CALLED))
    assert [verb.name for verb in verbs] == ["Say", "Dial", "Say", "Record"]
    assert verbs[1].children[0].text == "+551130000000"
    assert verbs[1].get("callerId") == CALLED


def test_nothing_and_not_in_service() -> None:
    assert parse(twiml.empty()) == ()
    assert [verb.name for verb in parse(twiml.not_in_service("pt-BR"))] == ["Say", "Hangup"]
