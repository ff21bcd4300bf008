"""A question as TwiML, by who hears the caller: our own ear, the phone company, or nobody but the keypad.

Our ear hears beside the document, on a stream: the document itself only takes keys, and its silence counts
while nobody speaks. Where words cannot be heard the prompt does not promise them.
"""

from __future__ import annotations

from typing import Any, Literal

from twilio.twiml.voice_response import Gather, VoiceResponse

from ivr.actions import Collect, Listen
from support.services.calls import Reply
from webhooks.parts import Parts
from webhooks.saying import say, sayable

MAX_HINTS, MAX_HINT = 100, 100  # so many, so many characters each
PROMPT_OVER_S = 1  # the shortest silence that the phone company knows
HEARD = ("asked", "live")  # a stream that is on its way hears by the time that the prompt is over


def heard_by(asked: Listen | Collect, reply: Reply, parts: Parts) -> Literal["vosk", "twilio", "off", ""]:
    """Who hears words at this question; "" when it wants none."""
    if asked.hearing is None:
        return ""
    engine = parts.hearing.engine(asked.hearing.language, reply.wish)
    return "off" if engine == "vosk" and reply.ears not in HEARD else engine


def question(
    response: VoiceResponse,
    asked: Listen | Collect,
    reply: Reply,
    parts: Parts,
    *,
    keypad: bool,
    **digits: Any,
) -> None:
    """`digits` are the attributes about keys."""
    engine = heard_by(asked, reply, parts)
    silence = parts.url("answer", seq=asked.seq, silence=1)
    if engine == "off" and not keypad:
        response.redirect(parts.url("answer", seq=asked.seq, deaf=1))
        return
    if engine == "vosk" and not keypad:
        say(response, asked.prompts)
        response.pause(length=asked.timeout_s)
        response.redirect(silence)
        return
    if engine == "vosk" and asked.hearing and asked.hearing.barge_in == "off" and asked.prompts:
        # Two gathers: between them we learn that the prompt is over, and words begin to count.
        _gather(response, asked, parts, engine, keypad, PROMPT_OVER_S, digits)
        response.redirect(parts.url("open", seq=asked.seq))
        return
    _gather(response, asked, parts, engine, keypad, asked.timeout_s, digits)
    response.redirect(silence)


def _gather(
    response: VoiceResponse,
    asked: Listen | Collect,
    parts: Parts,
    engine: str,
    keypad: bool,
    timeout_s: int,
    digits: dict[str, Any],
) -> None:
    words = engine == "twilio" or (engine == "" and not keypad)
    kinds = [kind for kind, wanted in (("dtmf", keypad), ("speech", words)) if wanted]
    url = parts.url("answer", seq=asked.seq)
    gather = Gather(input=" ".join(kinds), action=url, timeout=max(1, timeout_s), **digits)
    if engine == "twilio" and asked.hearing:
        # Without a blank after the comma: it would count as the 101st character.
        hints = ",".join(filter(None, map(_hint, asked.hearing.phrases[:MAX_HINTS])))
        gather.attrs.update({"language": asked.hearing.language, "speechTimeout": "auto"})
        if hints:
            gather.attrs["hints"] = hints
    say(gather, asked.keys_only if engine == "off" and asked.keys_only else asked.prompts)
    response.append(gather)


def _hint(words: str) -> str:
    return sayable(words.replace(",", " "))[:MAX_HINT].strip()
