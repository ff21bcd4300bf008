"""A question of two ways: by key, by words, by yes and no."""

from __future__ import annotations

import pytest

from ivr.actions import Mark
from ivr.context import Context
from ivr.engine import start
from ivr.events import DigitsPressed, NothingHeard, SpeechHeard
from ivr.picking import Answer, is_silent, picked, way
from tests.ivr.conftest import MONDAY_NOON, build

FLOW = build({"hi": {"say": "Hi."}}, languages=["en-US", "pt-BR", "es-ES"])


def context(language: str = "en-US") -> Context:
    fresh = Context(FLOW, start(FLOW, "c", 1), MONDAY_NOON)
    fresh.language = language
    return fresh


@pytest.mark.parametrize(
    ("event", "yes_no", "label"),
    [
        (DigitsPressed(1, "1"), False, "keep"),
        (DigitsPressed(1, "3"), False, None),
        (SpeechHeard(1, "cancel it"), False, "cancel"),
        (SpeechHeard(1, "please keep my place"), False, "keep"),
        (SpeechHeard(1, "yes"), True, "keep"),
        (SpeechHeard(1, "yes"), False, None),
        (SpeechHeard(1, "no"), True, "cancel"),
        (SpeechHeard(1, "no", 0.1), True, None),
        (SpeechHeard(1, "the weather"), True, None),
        (SpeechHeard(1, " "), True, None),
        (NothingHeard(1), True, None),
    ],
)
def test_picked(event: Answer, yes_no: bool, label: str | None) -> None:
    here = context()
    found = picked(here, event, (way(here, "keep", "1"), way(here, "cancel", "2")), yes_no=yes_no)
    assert (found.label if found else None) == label
    (mark,) = [action for action in here.actions if isinstance(action, Mark)]
    kinds = {"option_chosen"} if label else {"not_understood", "silent"}
    assert mark.kind in kinds
    assert (mark.kind == "silent") is is_silent(event)


@pytest.mark.parametrize(("language", "words"), [("pt-BR", "outro número"), ("es-ES", "otro número")])
def test_in_other_languages(language: str, words: str) -> None:
    here = context(language)
    found = picked(here, SpeechHeard(1, words), (way(here, "right", "1"), way(here, "another", "2")))
    assert found
    assert found.label == "another"
