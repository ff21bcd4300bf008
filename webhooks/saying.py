"""Sentences as TwiML: what a voice can say, cut to what the phone company takes."""

from __future__ import annotations

from collections.abc import Iterable

from twilio.twiml.voice_response import Gather, VoiceResponse

from ivr.actions import Say

LONGEST_SAY = 3000  # Polly voices; more is refused by Twilio (13521)


def say(verb: VoiceResponse | Gather, prompts: Iterable[Say]) -> None:
    for prompt in prompts:
        text = sayable(prompt.text)
        if text:
            more = {"voice": prompt.voice} if prompt.voice else {}
            verb.say(text, language=prompt.language, **more)


def sayable(text: str) -> str:
    """XML knows no control characters, and a document with one is refused whole."""
    found = text if text.isprintable() else "".join(char if char.isprintable() else " " for char in text)
    return found[:LONGEST_SAY].strip()
