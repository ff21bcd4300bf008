"""Questions: which texts are whole answers."""

from __future__ import annotations

import pytest

from speech.hearing import Question


@pytest.mark.parametrize(
    ("text", "expected"), [("", False), ("billing", True), ("support", False), ("two five", True)]
)
def test_a_whole_answer_is_listed_or_follows_a_rule(text: str, expected: bool) -> None:
    question = Question(
        1, "en", complete=frozenset({"billing", ""}), is_complete=lambda said: len(said.split()) == 2
    )
    assert question.completed_by(text) is expected


def test_without_a_rule_only_the_list_counts() -> None:
    assert not Question(1, "en").completed_by("billing")


def test_limits_are_in_milliseconds() -> None:
    limits = Question(1, "en", complete_ms=200, pause_ms=500, longest_s=3).limits
    assert (limits.complete_ms, limits.pause_ms, limits.longest_ms) == (200, 500, 3000)
