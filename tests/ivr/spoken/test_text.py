"""Words made plain, and looked through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.spoken.text import (
    Match,
    Words,
    after_correction,
    base,
    contains,
    matches,
    normalise,
    only,
    peek,
    plain,
    skip,
    split,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Às TRÊS, não?", ("as", "tres", "nao")),
        ("it's three o’clock", ("its", "three", "oclock")),
        ("twenty-three", ("twenty", "three")),
        ("15h30", ("15", "h", "30")),
        ("3/5 15:30 1.234,5", ("3", "/", "5", "15", ":", "30", "1", ".", "234", ",", "5")),
        ("a.m. - 3rd", ("a", "m", "3", "rd")),
        ("١٢", ("12",)),
        ("", ()),
    ],
)
def test_split(text: str, words: tuple[str, ...]) -> None:
    assert split(text) == words


@given(st.text(max_size=200))
def test_what_is_plain_stays_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert normalise(normalise(text)) == normalise(text)


def test_looking_outside_is_no_word() -> None:
    assert [peek(("a", "b"), at) for at in (-1, 0, 1, 2)] == ["", "a", "b", ""]


def test_skipping_a_phrase_and_finding_one() -> None:
    words = ("de", "la", "tarde")
    assert skip(words, 0, "del", "de la") == 2
    assert skip(words, 1, "de la") == 1
    assert contains(words, ("la tarde",))
    assert not contains(words, ("tar",))


def test_the_language_is_what_stands_first() -> None:
    assert [base(each) for each in ("pt-BR", "EN_us", "es", "")] == ["pt", "en", "es", ""]


def test_what_follows_the_last_correction() -> None:
    assert after_correction(("two", "no", "three", "sorry", "four"), "en-US") == ("four",)
    assert after_correction(("two", "no"), "en-US") == ()
    assert after_correction(("no", "sabado"), "pt-BR") == ()


def test_matches_do_not_overlap_and_the_only_value_counts_once() -> None:
    def pair(words: Words, at: int) -> Match | None:
        return (words[at], at + 2) if words[at] == "a" else None

    assert matches(("a", "a", "a", "b"), pair) == ["a", "a"]
    assert only(["a", "a"]) == "a"
    assert only(["a", None]) is None
    assert only([]) is None
