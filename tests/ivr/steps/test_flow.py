"""`flow`: in and out of sub-flows."""

from __future__ import annotations

from collections.abc import Callable

from flows.phrases import phrase
from ivr.actions import HangUp, Record
from tests.ivr.conftest import Call, build

INNER = build({"ask": {"collect": "code", "prompt": "Code?"}}, flow="inner", numbers=[])
MIDDLE = build({"down": {"flow": "inner", "next": "hang up"}}, flow="middle", numbers=[])


def test_hang_up_as_a_target_comes_back(call: Callable[..., Call]) -> None:
    steps = {"go": {"flow": "inner", "next": "after"}, "after": {"say": "Code {code}."}}
    reply = call(steps, subflows={"inner": INNER})
    assert reply.spoken == ["Code?"]
    assert reply.state.flow == "inner"
    assert list(reply.state.stack) == [("acme", "after")]
    assert reply.state.path == ("go", "inner.ask")
    reply.press("42")
    assert reply.spoken == ["Code 42."]
    assert reply.question == HangUp("done")
    assert list(reply.state.stack) == []
    assert reply.reply.exits == (("inner.ask", "next"), ("after", "next"))


def test_sub_flows_in_sub_flows_come_back_through_all(call: Callable[..., Call]) -> None:
    steps = {"go": {"flow": "middle", "next": "after"}, "after": {"say": "Back."}}
    for subflows in ({"middle": MIDDLE, "inner": INNER}, {"middle": nested()}):
        reply = call(steps, subflows=subflows)
        assert reply.state.path == ("go", "middle.down", "inner.ask")
        reply.press("1")
        assert reply.spoken == ["Back."]
        assert reply.state.flow == "acme"


def nested() -> object:
    return MIDDLE.model_copy(update={"subflows": {"inner": INNER}})


def test_a_flow_that_is_not_there_leads_to_the_rescue(call: Callable[..., Call]) -> None:
    reply = call({"go": {"flow": "gone", "next": "hang up"}})
    assert reply.spoken[0] == phrase("apology", "en-US")
    assert reply.one(Record).queue == "general"
    assert reply.marks("step_missing") == [{"step": "go", "flow": "gone"}]


def test_flows_that_call_each_other_for_ever_are_ended(call: Callable[..., Call]) -> None:
    endless = build({"again": {"flow": "endless"}}, flow="endless", numbers=[])
    reply = call({"go": {"flow": "endless"}}, subflows={"endless": endless})
    assert reply.marks("limit_reached") == [{"name": "steps_per_event", "step": "endless.again"}]
    assert list(reply.state.stack) == []
