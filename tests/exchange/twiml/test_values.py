"""Checks of attribute values."""

from __future__ import annotations

import pytest

from exchange.twiml.values import BOOL, CALL_EVENTS, LANGUAGE, URL, Check, either, number, words


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (BOOL, ["true", "false"], ["True", "1", ""]),
        (number(5, 600), ["5", "600"], ["4", "601", "-5", "5.0", "", "٥"]),
        (CALL_EVENTS, ["initiated", "answered completed", ""], ["start", "answered,completed"]),
        (LANGUAGE, ["en-US", "pt-BR", "cmn-Hans-CN", "es"], ["portuguese brazil", "p", "en_US"]),
        (URL, ["/a?b=c", "https://cc.example/x", ""], ["two words"]),
        (either(number(1, 9), words("auto")), ["3", "auto"], ["10", "Auto"]),
    ],
)
def test_checks(check: Check, good: list[str], bad: list[str]) -> None:
    assert [text for text in good if not check(text)] == []
    assert [text for text in bad if check(text)] == []
