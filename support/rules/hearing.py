"""What an ear is to listen for: a question of the engine's in the ear's own words. Pure.

An ear knows phrases and lengths; whether words are a whole answer is decided here, for each kind of question.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import cast

from flows.flow import Flow
from ivr.actions import Action, Collect, Hearing, Listen
from ivr.spoken import read, vocabulary
from ivr.words import normalise
from speech.hearing import BargeIn, Question

TRANSCRIPT = -1
"""The key of what is heard while nobody is asked anything: words for the transcript only."""
MAX_PHRASES = 400


def question_in(reply: Sequence[Action]) -> Listen | Collect | None:
    """The question in a reply that words may answer."""
    found = (action for action in reply if isinstance(action, Listen | Collect))
    return next((action for action in found if action.hearing), None)


def question_for(asked: Listen | Collect, today: date, *, is_open: bool = True) -> Question:
    """`is_open`: its prompt is over, or may be interrupted."""
    hearing = asked.hearing or Hearing("")
    words = (word for kind in hearing.expects for word in vocabulary(kind, hearing.language))
    return Question(
        key=asked.seq,
        language=hearing.language,
        phrases=tuple(dict.fromkeys((*hearing.phrases, *words)))[:MAX_PHRASES],
        is_complete=partial(is_complete, hearing, frozenset(map(normalise, hearing.phrases)), today),
        complete_ms=hearing.complete_ms,
        pause_ms=hearing.pause_ms,
        longest_s=hearing.longest_s,
        barge_in=cast(BargeIn, hearing.barge_in),
        open=is_open or hearing.barge_in != "off",
        urgent=True,
    )


def transcript_question(language: str) -> Question:
    """Any words, for the transcript: it may wait while others are asked something."""
    return Question(
        key=TRANSCRIPT,
        language=language,
        phrases=None,
        pause_ms=900,
        longest_s=20,
        urgent=False,
    )


def is_complete(hearing: Hearing, phrases: frozenset[str], today: date, text: str) -> bool:
    """Whether these words are a whole answer, so that a short silence ends them."""
    plain = normalise(text)
    if plain in phrases:
        return True
    for kind in hearing.expects:
        value = read(kind, text, hearing.language, today)
        # More digits may follow as long as fewer than the most have been said.
        if value is not None and (kind != "digits" or len(value) >= hearing.most > 0):
            return True
    return False


def wants_ears(flow: Flow, hears: Sequence[str]) -> bool:
    """Whether a call in this flow needs an ear of ours: `hears` are the languages that we can hear."""
    if not hears:
        return False
    flows = (flow, *flow.subflows.values())
    steps = (step for each in flows for step in each.steps.values())
    return flow.transcript or any(
        "speech" in getattr(step, "input", "") or hasattr(step, "ask") for step in steps
    )
