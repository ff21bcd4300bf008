"""The book: each language has the same sentences with the same values."""

from __future__ import annotations

import re

import pytest

from flows.phrase_book import BOOK


@pytest.mark.parametrize("language", BOOK)
def test_same_names_and_values_in_every_language(language: str) -> None:
    assert set(BOOK[language]) == set(BOOK["en-US"])
    for name, text in BOOK[language].items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", BOOK["en-US"][name])), (
            name
        )
