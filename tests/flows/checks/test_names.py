"""Names that must mean something."""

from __future__ import annotations

import pytest

from tests.flows.conftest import Lint

GO = "\nnext: main\nelse: main"


@pytest.mark.parametrize(
    ("greeting", "expected"),
    [
        ("voicemail: sales\nnext: main", ["error unknown queue"]),
        ("callback: sales" + GO, ["error unknown queue"]),
        ("when: {queue: sales, waiting_over: 3}\nthen: main\nelse: main", ["error unknown queue"]),
        (
            "when: {not: {all: [{language: pt-BR}]}}\nthen: main\nelse: main",
            ["error unknown language of this flow"],
        ),
        (
            "when: {any: [{open: nights}, {tier: vip}]}\nthen: main\nelse: main",
            ["error unknown opening hours"],
        ),
        ("when: {notice: anything}\nthen: main\nelse: main", []),
        ("fetch: {url: 'https://shop.example.evil/x'}" + GO, ["error fetch host"]),
        ("fetch: {url: 'https://shop.example@evil.example/x'}" + GO, ["error fetch host"]),
        ("fetch: {url: 'https://{caller.number}.evil.example/x'}" + GO, ["error fetch host"]),
        ("fetch: {url: 'https://[/x'}" + GO, ["error fetch host"]),
        ("fetch: {url: 'https://shop.example:8443/x?{caller.number}'}" + GO, []),
    ],
)
def test_names(lint: Lint, greeting: str, expected: list[str]) -> None:
    assert lint(("queues:", "fetch_hosts: [shop.example]\nqueues:"), greeting=greeting) == expected


def test_law_profiles(lint: Lint) -> None:
    assert lint(("queues:", "rules: [br-sac, pt-dl134]\nqueues:")) == []
    assert lint(("queues:", "rules: [us-tcpa]\nqueues:")) == ["error unknown law profile"]
