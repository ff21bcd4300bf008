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
from ivr.words import normalise, spoken_key
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
    words = (word for kind in hearing.expects for word in _words(kind, hearing))
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


def _words(kind: str, hearing: Hearing) -> Sequence[str]:
    """A single key needs ten words, not the hundred that make any number."""
    known = vocabulary(kind, hearing.language)
    single = kind == "digits" and hearing.most == 1
    return [word for word in known if spoken_key(word, hearing.language)] if single else known


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
    # "I would like to pay my bill" has said it; "pay my bill and" has not finished.
    words = plain.split()
    if any(" ".join(words[first:]) in phrases for first in range(len(words))):
        return True
    # Other values may go on ("vinte", "e três"; "3 de maio", "de 1985"), so they wait for the longer pause.
    if "yes_no" in hearing.expects and read("yes_no", text, hearing.language, today):
        return True
    digits = read("digits", text, hearing.language, today) if "digits" in hearing.expects else None
    return digits is not None and len(digits) >= hearing.most > 0


def wants_ears(flow: Flow, hears: Sequence[str]) -> bool:
    """Whether a call in this flow needs an ear of ours: `hears` are the languages that we can hear."""
    if not hears:
        return False
    flows = (flow, *flow.subflows.values())
    steps = (step for each in flows for step in each.steps.values())
    return flow.transcript or any(
        "speech" in getattr(step, "input", "") or hasattr(step, "ask") for step in steps
    )
