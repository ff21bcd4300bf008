"""When something broke: the caller is answered in time, in their language, and led somewhere."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from flows.phrases import phrase
from support.store import calls as call_store
from support.store.base import Store
from tests.webhooks.door import CALLED, FLOW, SID, Door
from webhooks.rescue import learn

ALONE = FLOW.replace('fallback: "+551130000000"\n', "")
INSTRUCTIONS = ("voice", "answer", "recorded", "dialed", "fetched", "queue-left", "join", "fallback")


@pytest.fixture
def broken(door: Door, monkeypatch: pytest.MonkeyPatch) -> Door:
    """The database fails at once, whatever is asked of it."""
    door.voice()
    away(door, monkeypatch)
    return door


def away(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_store: Store) -> None:
        raise ConnectionError("the database is away")

    monkeypatch.setattr(Store, "writing", fails)
    monkeypatch.setattr(Store, "reading", fails)


@pytest.mark.parametrize("path", INSTRUCTIONS)
def test_the_caller_hears_something_kind_in_the_flows_language(broken: Door, path: str) -> None:
    answer = broken.call(path, seq=1, Digits="1", QueueResult="leave")
    assert answer.names == ["Say", "Dial", "Say", "Record"]
    assert answer.verbs[0].text == phrase("apology", "pt-BR")
    assert answer.verbs[1].children[0].text == "+551130000000", "the flow's fallback, remembered"


@pytest.mark.parametrize("path", INSTRUCTIONS)
def test_without_a_fallback_a_message_is_offered(
    store: Store, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    door = Door(store)
    door.publish(ALONE)
    door.voice()
    away(door, monkeypatch)
    assert door.call(path, seq=1, QueueResult="leave").names == ["Say", "Say", "Record"]


def test_a_number_never_called_before_gets_the_default_language(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Door(store, language="es-ES")
    away(door, monkeypatch)
    assert door.voice().verbs[0].text == phrase("apology", "es-ES")


@pytest.mark.parametrize(
    "path", ["status", "agent/status", "conference", "recording", "message-status", "sms"]
)
def test_news_is_told_again_when_the_database_is_back(broken: Door, path: str) -> None:
    answer = broken.call(path, seq=1, CallStatus="completed", RecordingStatus="completed")
    assert (answer.status, answer.text) == (503, "")


def test_who_is_gone_is_not_offered_anything(broken: Door) -> None:
    for path in INSTRUCTIONS:
        assert broken.call(path, seq=1, CallStatus="completed").names == []


def test_a_waiting_caller_goes_on_waiting_and_then_leaves_the_line(broken: Door) -> None:
    """Nothing can be recorded or dialled inside a wait: an apology there would be refused by Twilio."""
    seen = []
    query = "seq=2"
    for _ in range(4):
        answer = broken.post("wait", {"CallSid": SID, "To": CALLED}, query=query)
        seen.append(answer.names)
        if "Redirect" in answer.names:
            query = answer.verb("Redirect").text.partition("?")[2]
    assert seen == [["Play", "Redirect"]] * 3 + [["Leave"]]
    assert broken.call("wait-key", seq=2, Digits="1").names == ["Play", "Redirect"]


def test_an_agent_is_not_asked_to_leave_a_message(broken: Door) -> None:
    answer = broken.post("agent/answer", {"CallSid": "CA9", "CallStatus": "in-progress"}, query="offer=1")
    assert answer.names == ["Say", "Hangup"]


def test_the_message_after_an_apology_leads_to_no_second_apology(broken: Door) -> None:
    """It would go round for ever: apology, message, failure, apology."""
    assert broken.call("rescued", seq=-1, Digits="#").names == []


def test_a_failure_while_the_database_works_is_noted(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    from webhooks import twiml

    door.reach("7")

    def fails(*_: object) -> str:
        raise ValueError("a sentence that cannot be written")

    monkeypatch.setattr(twiml, "render", fails)
    answer = door.call("answer", seq=2, Digits="2")
    assert answer.verbs[0].text == phrase("apology", "en-US"), "the language that the caller chose"
    assert answer.verb("Dial").get("callerId") == CALLED
    assert door.kinds()[-1] == "failed"


def test_twilio_could_not_use_our_answer(door: Door) -> None:
    door.voice()
    answer = door.call("fallback", ErrorCode="12100", ErrorUrl="https://ramal.example.com/twilio/answer")
    assert answer.names == ["Say", "Dial", "Say", "Record"]
    assert door.kinds()[-1] == "failed"


def test_a_locked_database_is_not_waited_for_twice(door: Door, database_url: str) -> None:
    """Two waits of 2 s would be more than the 3 s in which a caller is answered."""
    door.voice()
    other = Store(database_url)
    with other.writing() as session:
        assert call_store.lock(session, SID)
        began = time.monotonic()
        answer = door.press("1")
        took = time.monotonic() - began
    other.close()
    assert answer.names == ["Say", "Dial", "Say", "Record"]
    assert answer.verbs[0].text == phrase("apology", "pt-BR")
    assert took < 3


def test_a_message_of_a_call_whose_first_request_failed_becomes_a_ticket(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its call had no row, so that nobody could know whose message it was."""
    news = {"RecordingStatus": "completed", "RecordingSid": "RE1", "RecordingUrl": "https://x.example/RE1"}
    with monkeypatch.context() as broken:
        away(door, broken)
        assert "Record" in door.voice().names
    assert door.call("recording", seq=-1, **news).status == 503, "told again, since nobody knows the call yet"
    assert door.call("rescued", seq=-1, Digits="#").names == []
    assert door.call("recording", seq=-1, **news).status == 204
    door.call("status", CallStatus="completed")
    assert door.outcome() == "voicemail"
    assert len(door.everything()["tickets"]) == 1


def test_nothing_personal_is_written_about_a_failure(
    broken: Door, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken.call("answer", seq=1, Digits="4929135799", SpeechResult="my secret words")
    written = "".join(capsys.readouterr())
    assert "webhook_failed" in written
    assert not [secret for secret in ("4929135799", "secret words", "988887777") if secret in written]


def test_a_process_knows_the_numbers_whose_calls_others_began(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Door(store, language="es-ES")
    door.publish(FLOW)
    learn(door.parts)
    away(door, monkeypatch)
    answer = door.voice()
    assert answer.verbs[0].text == phrase("apology", "pt-BR")
    assert answer.verbs[1].children[0].text == "+551130000000"
