"""`survey`: a score after the conversation, by keys or words, and why. CSAT is 1 to 5; NPS is 0 to 10."""

from __future__ import annotations

from flows.steps import Survey
from ivr import spoken
from ivr.actions import Collect, Hearing, Listen, Question, Record, SaveScore, Say
from ivr.context import Context, Move
from ivr.events import DigitsPressed, NothingHeard, RecordingFinished, SpeechHeard
from ivr.judging import FAINT, trust

COMMENT_S = 60
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
    hearing = _hearing(context, step) if "speech" in step.input else None
    question: Question
    # 10 is two keys, so NPS cannot be answered by the first one alone.
    if step.survey == "csat":
        question = Listen(seq, prompts, True, wait, hearing)
    else:
        question = Collect(seq, prompts, 2, "#", wait, hearing=hearing)
    context.ask("survey", question)


def _hearing(context: Context, step: Survey) -> Hearing:
    """One of ten words needs a smaller grammar than any number does."""
    if step.survey == "csat":
        return Hearing(context.language, expects=("digits",), fewest=1, most=1)
    return Hearing(context.language, expects=("number",))


def pressed(context: Context, step: Survey, event: DigitsPressed) -> Move:
    score = _SCORES[step.survey].get(event.digits)
    if score is None:
        context.mark("not_understood", step=context.place, by="key")
        return _again(context, step, "not_understood")
    return _given(context, step, score)


def heard(context: Context, step: Survey, event: SpeechHeard) -> Move:
    if "speech" not in step.input:
        context.ignore()
        return None
    said = (spoken.read(kind, event.text, context.language, context.today) for kind in ("digits", "number"))
    found = (_SCORES[step.survey].get(value) for value in said if value)
    score = next((each for each in found if each is not None), None)
    if trust(event.confidence) < FAINT:
        score = None
    if score is None:
        context.mark("not_understood", step=context.place, by="words")
        return _again(context, step, "not_understood")
    return _given(context, step, score)


def silent(context: Context, step: Survey, _event: NothingHeard) -> Move:
    context.mark("silent", step=context.place)
    return _again(context, step, "no_input")


def commented(context: Context, step: Survey, event: RecordingFinished) -> Move:
    """Most callers just hang up when they have said it."""
    if event.hung_up:
        context.caller_left()
        return None
    return "next", step.next


def _given(context: Context, step: Survey, score: int) -> Move:
    context.actions.append(SaveScore(step.survey, score))
    context.remember({step.store: score})
    if not step.comment:
        return "next", step.next
    prompts = (context.phrase("survey_comment"),)
    context.ask("comment", Record(context.next_seq, prompts, "", COMMENT_S, "comment"))
    return None


def _again(context: Context, step: Survey, sorry: str) -> Move:
    """Nobody has to answer a survey: after the last try the call goes on."""
    if context.attempt >= step.silence.tries:
        return "next", step.next
    context.attempt += 1
    _ask(context, step, context.phrase(sorry))
    return None
