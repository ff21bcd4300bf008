"""`speech review|label|unlabel`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.errors import NotFound, Refused
from support.store import calls as call_store
from support.store import flows as flow_store
from support.store import transcripts
from support.store.base import Store
from tests.console.commands.conftest import NOON, Command

Out = pytest.CaptureFixture[str]
Said = Callable[..., int]
INTENTS = "intents:\n  buy: {en-US: [i want to buy]}\n  repair: {en-US: [it is broken]}\nsteps:"
HEARS = ("    options:", "    input: keypad and speech\n    options:")


@pytest.fixture
def said(command: Command, store: Store, write: Callable[..., Path], capsys: Out) -> Said:
    """Words in a call to a flow with intents; returns their id."""
    assert command("flows", "publish", write(("steps:", INTENTS), HEARS)) == 0
    with store.writing() as session:
        version = flow_store.newest(session, "shop")
        assert version
        call = call_store.create(
            session,
            call_store.Call(
                sid="CA1", caller="", called="+1", version_id=version.id, state={}, reply=[],
                started_at=NOON, updated_at=NOON,
            ),
        )  # fmt: skip

    def add(text: str = "the thing please", **values: Any) -> int:
        facts: dict[str, Any] = {
            "call_id": call.id, "flow": "shop", "step": "main", "language": "en-US", "text": text, "at": NOON,
            "confidence": 0.8, "intent": "buy", "score": 0.414, "result": "rejected", "seq": 1,
        }  # fmt: skip
        with store.writing() as session:
            row = transcripts.Utterance(**{**facts, **values})
            session.add(row)
            session.flush()
            return row.id

    capsys.readouterr()
    return add


def test_words_that_wait_are_a_table(command: Command, said: Said, capsys: Out) -> None:
    said()
    said("a longer one", step="second", intent="", score=0)
    assert command("speech", "review") == 0
    assert capsys.readouterr().out.splitlines() == [
        "ID  WHEN              FLOW  STEP    LANGUAGE  GUESS     RESULT    LABEL  WORDS",
        "2   2026-03-02 07:00  shop  second  en-US     -         rejected  -      a longer one",
        "1   2026-03-02 07:00  shop  main    en-US     buy 0.41  rejected  -      the thing please",
        "",
        "2 lines",
        "python app.py speech label ID buy|repair|oos  (shop)",
    ]


def test_a_label_and_taking_it_back(command: Command, said: Said, capsys: Out) -> None:
    utterance = said()
    assert command("speech", "label", utterance, "repair") == 0
    assert capsys.readouterr().out == "1 means repair; the flow learns it when it is published again\n"
    assert command("speech", "review") == 0
    assert capsys.readouterr().out == "nothing waits for a label\n"
    assert command("speech", "review", "shop", "--labelled") == 0
    assert "rejected  repair  the thing please" in capsys.readouterr().out
    assert command("speech", "unlabel", utterance) == 0
    assert capsys.readouterr().out == "1 waits for a label again\n"
    assert command("speech", "review", "--labelled") == 0
    assert capsys.readouterr().out == "nothing is labelled\n"


def test_none_of_them_is_a_label_too(command: Command, said: Said) -> None:
    assert command("speech", "label", said(), "oos") == 0


def test_what_cannot_be_labelled(command: Command, said: Said) -> None:
    utterance = said()
    with pytest.raises(Refused, match="buy, repair"):
        command("speech", "label", utterance, "bye")
    with pytest.raises(NotFound, match="4711"):
        command("speech", "label", 4711, "buy")
    with pytest.raises(NotFound, match="4711"):
        command("speech", "unlabel", 4711)


def test_a_limit_says_that_there_may_be_more(command: Command, said: Said, capsys: Out) -> None:
    said()
    said()
    assert command("speech", "review", "--limit", 1) == 0
    assert "1 lines, there may be more: --limit N" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ("review", "--limit", "0"),
        ("review", "--limit", "many"),
        ("review", "--limit", "9999999999"),
        ("label", "x", "buy"),
        ("label", "1"),
        (),
    ],
)
def test_what_is_not_understood(command: Command, words: tuple[str, ...], capsys: Out) -> None:
    assert command("speech", *words) == 2
    assert "error:" in capsys.readouterr().err


def test_a_flow_that_is_not_there(command: Command) -> None:
    with pytest.raises(NotFound, match="nothing"):
        command("speech", "review", "nothing")


def test_words_do_not_steer_the_terminal(command: Command, said: Said, capsys: Out) -> None:
    said("red \x1b[31m\nnext")
    command("speech", "review")
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "red  [31m next" in out


def test_help_names_it(command: Command, capsys: Out) -> None:
    assert command("speech", "--help") == 0
    assert "review|label|unlabel" in capsys.readouterr().out
