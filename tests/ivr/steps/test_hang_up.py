"""`hang up`: words if there are any, then the end, also from within a sub-flow."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ivr.actions import HangUp
from tests.ivr.conftest import Call, build


@pytest.mark.parametrize(
    ("written", "said"), [(True, []), ("Bye.", ["Bye."]), ({"en-US": "Bye.", "pt-BR": "Tchau."}, ["Bye."])]
)
def test_hang_up(call: Callable[..., Call], written: object, said: list[str]) -> None:
    reply = call({"bye": {"hang up": written}})
    assert reply.spoken == said
    assert reply.question == HangUp("done")
    assert reply.state.ended


def test_the_step_ends_the_call_inside_a_sub_flow(call: Callable[..., Call]) -> None:
    inner = build({"bye": {"hang up": "Bye."}}, flow="inner", numbers=[])
    reply = call(
        {"go": {"flow": "inner", "next": "after"}, "after": {"say": "Never."}}, subflows={"inner": inner}
    )
    assert reply.spoken == ["Bye."]
    assert reply.state.ended
