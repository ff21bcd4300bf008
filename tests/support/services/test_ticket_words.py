"""What may be written into a ticket."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.errors import NotFound, Refused
from support.services import ticket_words as words
from tests.support.centre import Centre


@given(st.text())
def test_a_subject_is_one_line_or_refused(text: str) -> None:
    try:
        line = words.line(text)
    except Refused:
        assert not text.replace("\0", "").split()
    else:
        assert 0 < len(line) <= 200
        assert "\n" not in line
        assert "\0" not in line


@given(st.lists(st.text()))
def test_tags_are_single_small_words_once_each(tags: list[str]) -> None:
    found = words.tags_of(tags)
    assert len(set(found)) == len(found)
    assert all(0 < len(tag) <= 40 and len(tag.split()) == 1 for tag in found)


def test_words_that_exist(centre: Centre) -> None:
    words.check("open", "low")
    words.check(None, None)
    for status, priority in (("done", None), (None, "huge")):
        with pytest.raises(Refused):
            words.check(status, priority)
    with pytest.raises(NotFound):
        centre.do(words.person_of, 404)


def test_long_texts_are_cut() -> None:
    assert len(words.text_of("x" * 20_000)) == words.LONGEST_TEXT
    with pytest.raises(Refused):
        words.words_of(" \0 ")
