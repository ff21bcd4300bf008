"""`message`: an SMS to who can get one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ivr.actions import HangUp, SendMessage
from tests.ivr.conftest import CALLER, Call


@pytest.mark.parametrize(
    ("caller", "to", "sent_to"),
    [
        (CALLER, "{caller.number}", [CALLER]),
        (CALLER, "+12025550123", ["+12025550123"]),
        ("", "{caller.number}", []),
        ("anonymous", "{caller.number}", []),
        ("+266696687", "{caller.number}", []),
    ],
)
def test_message(call: Callable[..., Call], caller: str, to: str, sent_to: list[str]) -> None:
    reply = call({"sms": {"message": "Reach us under {called.number}", "to": to}}, caller)
    assert reply.found(SendMessage) == [SendMessage(to, "Reach us under +551140028922") for to in sent_to]
    assert reply.question == HangUp("done")
