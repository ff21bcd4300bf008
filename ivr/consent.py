"""Before the line of a queue whose conversations are recorded: the notice, or the question for consent.

Once in a call: a second such queue neither tells nor asks again. Who refuses, or says nothing, is served all
the same. What was answered is kept in the variables `recording.notice` and `recording.consent`.
"""

from __future__ import annotations

from flows.phrases import nearest_language
from flows.recording_phrases import ANSWERS
from flows.steps import Queue
from flows.values import words_in
from ivr import lines
from ivr.actions import KeepConsent, Say
from ivr.callback_parts import sorry, tries_again
from ivr.commands import leave_question
from ivr.context import Context, Move
from ivr.events import SpeechHeard
from ivr.judging import Candidate
from ivr.picking import Answer, ask, is_silent, picked
from ivr.waiting import wait

NOTICE, CONSENT = "recording.notice", "recording.consent"
PHASE = "recording_consent"


def join(context: Context, step: Queue, queue: str) -> Move:
    """Into the line, once the caller knows what is recorded in it."""
    line = lines.settings(context, queue)
    mode = line.recording if line else "off"
    if mode == "announced" and not (context.value(NOTICE) or context.value(CONSENT)):
        context.actions.append(_sentence(context, queue, "recording_notice"))
        context.mark("recording_announced", step=context.place, queue=queue)
        context.remember({NOTICE: "yes"})
    elif mode == "consent" and not context.value(CONSENT):
        context.attempt, context.choice = 1, queue
        _ask(context, queue)
        return None
    return wait(context, step, queue)


def answered(context: Context, step: Queue, event: Answer) -> Move:
    """Yes or no; silence is a no."""
    if isinstance(event, SpeechHeard) and event.text.strip():
        led = leave_question(context, event)
        if led:
            return led
    queue = context.choice or step.queue
    found = picked(context, event, _ways(context), yes_no=True, noted="answered")
    if found is None and not is_silent(event) and tries_again(context):
        _ask(context, queue, sorry(context, event))
        return None
    agrees = found is not None and found.label == "agree"
    context.actions.append(KeepConsent("recording", agrees))
    context.mark("recording_agreed" if agrees else "recording_refused", step=context.place, queue=queue)
    context.remember({CONSENT: "yes" if agrees else "no"})
    if not agrees:
        context.say_phrase("recording_refused")
    return wait(context, step, queue)


def _ask(context: Context, queue: str, *before: Say) -> None:
    ask(context, PHASE, _ways(context), *before, _sentence(context, queue, "recording_consent"))


def _ways(context: Context) -> tuple[Candidate, ...]:
    words = ANSWERS[nearest_language(context.language)]
    return (
        Candidate("agree", "", "1", own=words["agree"]),
        Candidate("refuse", "", "2", own=words["refuse"]),
    )


def _sentence(context: Context, queue: str, name: str) -> Say:
    """The author's own words, else the shipped ones."""
    line = lines.settings(context, queue)
    own = words_in(line.recording_words, context.language) if line and line.recording_words else ""
    return context.spoken(context.filled(own, context.spoken_value)) if own else context.phrase(name)
