"""What the law profiles want before a conversation is recorded."""

from __future__ import annotations

import pytest

from tests.flows.conftest import Lint

DECLARED = "queues: {billing: {title: Billing}}"


@pytest.mark.parametrize(
    ("rules", "mode", "expected"),
    [
        ("", "on", []),
        ("br-sac", "on", []),
        ("br-lgpd-recording-notice", "off", []),
        ("br-lgpd-recording-notice", "on", ["error recording law"]),
        ("br-lgpd-recording-notice", "announced", []),
        ("br-lgpd-recording-notice", "consent", []),
        ("pt-rec-consent", "off", []),
        ("pt-rec-consent", "on", ["error recording law"]),
        ("pt-rec-consent", "announced", ["error recording law"]),
        ("pt-rec-consent", "consent", []),
        ("pt-rec-consent, br-lgpd-recording-notice", "on", ["error recording law"] * 2),
    ],
)
def test_what_a_law_wants(lint: Lint, rules: str, mode: str, expected: list[str]) -> None:
    queues = f"rules: [{rules}]\nqueues: {{billing: {{title: Billing, recording: {mode}}}}}"
    assert lint((DECLARED, queues)) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("recording: announced, recording_words: We record.", []),
        ("recording: consent, recording_words: 'May we, {caller.number}?'", []),
        ("recording: on, recording_words: We record.", ["warning unheard words"]),
        ("recording_words: We record.", ["warning unheard words"]),
        (
            "recording: announced, recording_words: {pt-BR: Gravamos, en-US: Us}",
            ["error unknown language of this flow"],
        ),
        ("recording: consent, recording_words: 'Dear {custmer.name}?'", ["error unknown variable"]),
    ],
)  # fmt: skip
def test_the_words(lint: Lint, said: str, expected: list[str]) -> None:
    assert lint((DECLARED, f"queues: {{billing: {{title: Billing, {said}}}}}")) == expected
