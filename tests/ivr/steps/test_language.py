"""`language`: what follows is said in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ivr.actions import Say
from tests.ivr.conftest import Call


@pytest.mark.parametrize(("language", "said"), [("en-US", "Bye."), ("pt-BR", "Tchau.")])
def test_language(call: Callable[..., Call], language: str, said: str) -> None:
    steps = {
        "lang": {"language": language, "next": "bye"},
        "bye": {"say": {"en-US": "Bye.", "pt-BR": "Tchau."}},
    }
    reply = call(steps)
    assert reply.one(Say).text == said
    assert reply.state.language == language
