"""Scenarios that can be played."""

from __future__ import annotations

import pytest

from tests.flows.conftest import Lint

SCENARIO = """\
scenarios:
  - name: one
    at: {at}
    script: [{line}]
    ends: {ends}
"""


def scenario(
    at: str = "2026-03-02T10:00", line: str = "{presses: '1'}", ends: str = "{queue: billing}"
) -> str:
    return SCENARIO.format(at=at, line=line, ends=ends)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (scenario(), []),
        (scenario(at="2026-03-02"), []),
        (scenario(at="noon"), ["error time"]),
        (scenario(line="{says: x, confidence: 0.5}"), []),
        (scenario(line="{confidence: 0.5}"), ["error script"]),
        (scenario(line="{says: x, presses: '1'}"), ["error script"]),
        (scenario(line="{waits: 30}"), ["error script"]),
        (scenario(line="{waits: 30s}"), []),
        (scenario(line="{records: long}"), ["error script"]),
        (scenario(ends="{voicemail: sales}"), ["error unknown queue"]),
        (scenario(ends="{step: nowhere}"), ["error unknown step"]),
        (scenario(ends="{}"), ["warning no ending"]),
        (scenario() + "    language: pt-BR\n", ["error unknown language of this flow"]),
        (scenario() + "    queue_lengths: {sales: 3}\n", ["error unknown queue"]),
        (scenario() + scenario().split("\n", 1)[1], ["error duplicate scenario"]),
    ],
)
def test_scenarios(lint: Lint, written: str, expected: list[str]) -> None:
    assert lint(more=written) == expected
