"""The nearest right word."""

import pytest

from flows.nearest import nearest


@pytest.mark.parametrize(
    ("word", "choices", "expected"),
    [
        ("biling_queue", ["billing_queue", "main"], "billing_queue"),
        ("en-us", ["en-US", "pt-BR"], "en-US"),
        ("xyz", ["billing", "main"], ""),
        ("anything", [], ""),
        ("", ["a"], ""),
    ],
)
def test_nearest(word: str, choices: list[str], expected: str) -> None:
    assert nearest(word, choices) == expected
