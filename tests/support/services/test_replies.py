"""Replies survive JSON: whatever the engine can order comes back the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr import actions
from support.services import replies

PERCEIVED = (
    actions.Say, actions.Listen, actions.Collect, actions.Record, actions.Enqueue, actions.LeaveQueue,
    actions.Dial, actions.Fetch, actions.HangUp,
)  # fmt: skip
CARRIED_OUT = (
    actions.Mark, actions.OpenTicket, actions.PromiseCallback, actions.CancelCallback, actions.SendMessage,
    actions.SaveScore, actions.FindFacts, actions.KeepConsent,
)  # fmt: skip
texts = st.text(st.characters(codec="utf-8"), max_size=8)
st.register_type_strategy(str, texts)
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
tables = st.dictionaries(st.sampled_from(["do", "text", "prompts"]) | texts, texts, max_size=3)


def any_of(kind: type[Any]) -> st.SearchStrategy[Any]:
    names = ("headers", "body", "store", "skills")
    own = {name: tables for name in names if name in kind.__dataclass_fields__}
    return st.builds(kind, **own)


@given(st.lists(st.one_of([any_of(kind) for kind in PERCEIVED]), max_size=5))
def test_a_reply_comes_back_from_json_as_it_was(reply: list[actions.Action]) -> None:
    assert replies.from_json(json.loads(json.dumps(replies.to_json(reply)))) == tuple(reply)


@given(st.one_of([any_of(kind) for kind in CARRIED_OUT if kind is not actions.Mark]))
def test_what_was_carried_out_is_not_kept(action: actions.Action) -> None:
    assert replies.to_json([action, actions.Mark("step_entered"), actions.HangUp()]) == [
        {"do": "HangUp", "reason": "done"}
    ]


def test_every_action_of_the_engine_is_one_or_the_other() -> None:
    assert set(PERCEIVED) | set(CARRIED_OUT) == set(get_args(actions.Action))


@pytest.mark.parametrize("body", [{"do": "x"}, {"do": "Say"}, {"text": "Say"}])
def test_a_request_may_send_a_field_called_do(body: dict[str, str]) -> None:
    """It was taken for an action of ours when the reply was read again."""
    fetch = actions.Fetch(1, "https://api.example.com", "POST", {}, body, 3, {})
    assert replies.from_json(replies.to_json([fetch])) == (fetch,)
