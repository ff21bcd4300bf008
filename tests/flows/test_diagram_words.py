"""A few words for each kind of step."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from flows.diagram_words import FAMILIES, kind, summary
from flows.parts import Part
from flows.steps import KINDS, AnyStep

ADAPTER: TypeAdapter[Part] = TypeAdapter(AnyStep)


def test_every_kind_has_a_family() -> None:
    assert set(FAMILIES) == set(KINDS)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"say": {"en": "Hi", "pt": "Oi"}}, "Oi"),
        ({"menu": "Choose", "options": [{"key": "1", "next": "x"}]}, "Choose"),
        ({"collect": "pin", "prompt": "Your pin?"}, "pin: Your pin?"),
        ({"ask": "topic", "prompt": "What?", "intents": {"a": "x"}}, "topic: What?"),
        ({"queue": "q", "waiting": {"offers": {"callback": {"key": "1"}}}}, "q, offers callback"),
        (
            {
                "queue": "q",
                "skills": {"dutch": 2},
                "waiting": {"offers": {"callback": {"key": "1", "over": 60}}},
            },
            "q, needs dutch, offers callback, a callback at once when the wait is over 60 s",
        ),
        ({"callback": "q", "when": "ask"}, "q, at a time of their choice"),
        ({"voicemail": "q", "prompt": "Speak"}, "q"),
        ({"callback": "q"}, "q"),
        ({"transfer": "+12025550123"}, "+12025550123"),
        ({"when": {"open": "office"}, "then": "x"}, "open office"),
        ({"when": {"any": [{"tier": "vip"}, {"notice": "out"}]}, "then": "x"}, "tier vip or notice out"),
        ({"when": {"not": {"variable": "a", "is": "b"}}, "then": "x"}, "not variable a is b"),
        ({"set": {"a": "b"}}, "a = b"),
        ({"language": "pt"}, "pt"),
        ({"flow": "other"}, "other"),
        ({"message": "Text"}, "Text"),
        ({"hang up": True}, ""),
    ],
)
def test_summary(written: object, told: str) -> None:
    step = ADAPTER.validate_python(written)
    assert summary(step, "pt") == told
    assert kind(step) in KINDS
