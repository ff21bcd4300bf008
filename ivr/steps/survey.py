"""`survey`: a score after the conversation. CSAT is one key, 1 to 5; NPS is 0 to 10."""

from __future__ import annotations

from flows.steps import Survey
from ivr.actions import Collect, Listen, Question, SaveScore, Say
from ivr.context import Context, Move
from ivr.events import DigitsPressed, NothingHeard

# A table of the keys themselves: `int` would accept blanks, signs and other scripts' digits.
_SCORES = {
    "csat": {str(score): score for score in range(1, 6)},
    "nps": {str(score): score for score in range(11)},
}


def enter(context: Context, step: Survey) -> Move:
    _ask(context, step)
    return None


def _ask(context: Context, step: Survey, *before: Say) -> None:
    seq, wait = context.next_seq, step.silence.after
    prompts = (*before, context.sentence(step.prompt))
    question: Question
    # 10 is two keys, so NPS cannot be answered by the first one alone.
    if step.survey == "csat":
        question = Listen(seq, prompts, True, wait)
    else:
        question = Collect(seq, prompts, 2, "#", wait)
    context.ask("survey", question)


def pressed(context: Context, step: Survey, event: DigitsPressed) -> Move:
    score = _SCORES[step.survey].get(event.digits)
    if score is None:
        context.mark("not_understood", step=context.place, by="key")
        return _again(context, step, "not_understood")
    context.actions.append(SaveScore(step.survey, score))
    context.remember({step.store: score})
    return "next", step.next


def silent(context: Context, step: Survey, _event: NothingHeard) -> Move:
    context.mark("silent", step=context.place)
    return _again(context, step, "no_input")


def _again(context: Context, step: Survey, sorry: str) -> Move:
    """Nobody has to answer a survey: after the last try the call goes on."""
    if context.attempt >= step.silence.tries:
        return "next", step.next
    context.attempt += 1
    _ask(context, step, context.phrase(sorry))
    return None
