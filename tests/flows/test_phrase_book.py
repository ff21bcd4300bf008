"""The book: each language has the same sentences with the same values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.phrase_book import BOOK

ROOT = Path(__file__).parent.parent.parent
USED = re.compile(r'phrase\(\s*"(\w+)"')


def test_every_sentence_that_the_program_asks_for_is_there() -> None:
    """A missing one would only be noticed by a caller."""
    used = {
        name
        for folder in ("ivr", "webhooks", "support")
        for path in (ROOT / folder).rglob("*.py")
        for name in USED.findall(path.read_text(encoding="utf-8"))
    }
    assert used
    assert used <= set(BOOK["en-US"])


@pytest.mark.parametrize("language", BOOK)
def test_same_names_and_values_in_every_language(language: str) -> None:
    assert set(BOOK[language]) == set(BOOK["en-US"])
    for name, text in BOOK[language].items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", BOOK["en-US"][name])), (
            name
        )
