"""Circles without the caller."""

from __future__ import annotations

import pytest

from flows.checks import check
from flows.flow import Flow
from flows.places import Places
from tests.flows.conftest import Lint

WAITING = {
    "menu": 'menu: "Again?"\noptions: [{key: "1", next: greeting}]\nelse: main',
    "collect": 'collect: n\nprompt: "Number?"\nnext: greeting\nelse: main',
    "queue": "queue: billing\nnext: greeting\nelse: main",
    "survey": 'survey: csat\nprompt: "How was it?"\nnext: main',
}
QUICK = {
    "say": 'say: "Hi."\nnext: greeting',
    "when": "when: {tier: vip}\nthen: greeting\nelse: main",
    "split": "split: {greeting: 50, main: 50}",
    "notice": 'notice: outage\nsay: "Hm."\nnext: greeting',
    "fetch": 'fetch: {url: "https://a.example"}\nnext: greeting\nelse: main',
    "transfer": 'transfer: "+12025550123"\nnext: main\nelse: greeting',
    "callback": "callback: billing\nnext: greeting\nelse: main",
}


@pytest.mark.parametrize("kind", WAITING)
def test_a_circle_that_waits_is_fine(lint: Lint, kind: str) -> None:
    assert "error loop" not in lint(greeting=WAITING[kind])


@pytest.mark.parametrize("kind", QUICK)
def test_a_circle_that_does_not_wait_is_an_error(lint: Lint, kind: str) -> None:
    assert "error loop" in lint(greeting=QUICK[kind])


def circle_through(sub_step: dict[str, object]) -> list[str]:
    base = {"ramal": 1, "title": "t", "languages": ["en-US"]}
    sub = Flow.model_validate(base | {"flow": "part", "start": "a", "steps": {"a": sub_step}})
    steps = {"part": {"flow": "part", "next": "ask"},
             "ask": {"when": {"tier": "vip"}, "then": "part", "else": "bye"},
             "bye": {"hang up": "Goodbye."}}  # fmt: skip
    main = Flow.model_validate(
        base | {"flow": "f", "numbers": ["+12025550123"], "start": "part", "steps": steps}
    )
    found = check(main.model_copy(update={"subflows": {"part": sub}}), Places())
    return [f.rule for f in found if f.weight == "error"]


def test_a_subflow_waits_when_every_way_through_it_does() -> None:
    assert circle_through({"say": "Hi.", "next": "hang up"}) == ["loop"]
    assert circle_through({"survey": "csat", "prompt": "How?", "next": "hang up"}) == []
