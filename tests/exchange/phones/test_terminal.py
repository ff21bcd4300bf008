"""The terminal phone against a running exchange: what one types and what one reads."""

from __future__ import annotations

import io
import threading

import pytest

from exchange.phones.terminal import caption, run
from tests.exchange.conftest import LINE, Town


class Paper(io.StringIO):
    """Where the terminal writes; one can wait for words on it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = threading.Condition()

    def write(self, text: str) -> int:
        with self.written:
            self.written.notify_all()
            return super().write(text)

    def expect(self, words: str, timeout: float = 10) -> None:
        with self.written:
            assert self.written.wait_for(lambda: words in self.getvalue(), timeout), self.getvalue()


class Fingers:
    """Types a line only after its cue is on the paper."""

    def __init__(self, paper: Paper, *cues: tuple[str, str]) -> None:
        self._paper, self._cues = paper, iter(cues)

    def __iter__(self) -> Fingers:
        return self

    def __next__(self) -> str:
        cue, line = next(self._cues)
        self._paper.expect(cue)
        return line + "\n"


def url(town: Town) -> str:
    return town.customer.base.replace("http", "ws") + "/exchange/phone"


def test_a_call_with_keys_and_words(town: Town) -> None:
    town.line('<Gather numDigits="1" action="/menu"><Say>press 1</Say></Gather>', friendly_name="Acme")
    town.customer.on("/menu", '<Gather input="speech" action="/words"><Say>say why</Say></Gather>')
    town.customer.on("/words", "<Say>thank you</Say>")
    paper = Paper()
    fingers = Fingers(paper, ("press 1", "1"), ("say why", "my invoice is wrong"), ("ended", ""))
    assert run(url(town), fingers, paper, "+5511900000001") == 0  # type: ignore[arg-type]
    assert town.customer.expect("/menu")["Digits"] == "1"
    assert town.customer.expect("/words")["SpeechResult"] == "my invoice is wrong"
    assert "Calling Acme" in paper.getvalue()
    assert "thank you" in paper.getvalue()
    assert "(the call has ended: completed)" in paper.getvalue()


@pytest.mark.parametrize("typed", ["\n", ""])
def test_an_empty_line_or_the_end_of_input_hangs_up(town: Town, typed: str) -> None:
    town.line("<Say>hello</Say><Pause length='60'/>")
    paper = Paper()
    cues = (("hello", ""),) if typed else ()
    run(url(town), Fingers(paper, *cues), paper, to=LINE)  # type: ignore[arg-type]
    assert town.exchange.settle()
    assert "(the call has ended" in paper.getvalue()


def test_typed_words_that_reach_nobody_are_said_to(town: Town) -> None:
    town.line("<Say>hello</Say><Pause length='60'/>")
    paper = Paper()
    fingers = Fingers(paper, ("hello", "is anybody there"), ("(nobody hears typed words here)", ""))
    assert run(url(town), fingers, paper, to=LINE) == 0  # type: ignore[arg-type]


def test_nobody_there() -> None:
    paper = Paper()
    assert run("ws://127.0.0.1:9/exchange/phone", io.StringIO(), paper) == 1
    assert "No exchange answers" in paper.getvalue()


def test_no_number_to_call(town: Town) -> None:
    paper = Paper()
    assert run(url(town), io.StringIO(), paper) == 1
    assert "no number to call" in paper.getvalue()


@pytest.mark.parametrize(
    ("event", "line"),
    [
        ({"kind": "say", "text": "hi"}, "hi"),
        ({"kind": "say", "text": "hi", "voice": "person"}, "> hi"),
        ({"kind": "play", "text": "http://h/x"}, "(plays http://h/x)"),
        ({"kind": "beep"}, "(beep)"),
        ({"kind": "new thing", "text": "x"}, "(x)"),
    ],
)
def test_captions(event: dict[str, str], line: str) -> None:
    assert caption(event) == line
