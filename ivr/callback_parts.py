"""What both halves of the conversation about a callback need: the promise itself, and small questions."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from ivr.actions import Hearing, PromiseCallback, Say
from ivr.asking import leading_phrases
from ivr.context import Context
from ivr.events import SpeechHeard
from ivr.judging import FAINT, Candidate, trust
from ivr.numbers import allowed, country, grouped
from ivr.picking import Answer, is_silent, way

NUMBER, DAY, TIME = "callback.number", "callback.day", "callback.time"
"""Variables: the number that is promised in this step ("": none yet), and the chosen day and time."""
TRIES = 3
DIGITS_SILENCE_S = 8

Facts = dict[str, float]


class Terms(NamedTuple):
    """What the author wants of a callback."""

    queue: str
    number: str
    confirm: bool = True
    when: str = "soon"


def may_call(context: Context, number: str) -> bool:
    """Whether the number exists in a country of this flow and costs what calls cost."""
    ours = (*context.flow.numbers, context.value("called.number"))
    return allowed(number, {*map(country, ours), *context.flow.countries} - {""})


def promise(context: Context, queue: str, number: str, at: datetime | None = None, instead: str = "") -> None:
    """Before it is spoken of. The same number as before, at no other time, is the same promise."""
    if number != instead or at:
        context.actions.append(PromiseCallback(queue, number, at, instead))
        context.expect_ticket()
    context.remember({NUMBER: number})


def aloud(context: Context, number: str) -> str:
    """In the groups in which it is written where our own number is."""
    return grouped(number, country(context.value("called.number")))


def hearing(context: Context, expects: tuple[str, ...], fewest: int = 0, most: int = 0) -> Hearing:
    """Values, said with the pauses that people make between groups of digits."""
    return Hearing(
        context.language,
        leading_phrases(context),
        expects,
        complete_ms=700,
        pause_ms=1200,
        fewest=fewest,
        most=most,
    )


def right_or_wrong(context: Context) -> tuple[Candidate, ...]:
    return way(context, "right", "1"), Candidate("wrong", "", "2")


def words_of(event: Answer) -> tuple[str, Facts]:
    """What was said, "" when it was hardly heard, and what is noted of it."""
    if not isinstance(event, SpeechHeard):
        return "", {}
    score = trust(event.confidence)
    return event.text if score >= FAINT else "", {"score": score}


def not_understood(context: Context, facts: Facts) -> None:
    if facts:
        context.mark("not_understood", step=context.place, by="words", phase=context.phase, **facts)
    else:
        context.mark("not_understood", step=context.place, by="key")


def sorry(context: Context, event: Answer) -> Say:
    return context.phrase("no_input" if is_silent(event) else "not_understood")


def tries_again(context: Context) -> bool:
    """Count a try; False when there were enough."""
    if context.attempt >= TRIES:
        return False
    context.attempt += 1
    return True
