"""Small values: durations, words, digits."""

import pytest

from flows.values import parse_digits, parse_duration, parse_words, words_in


@pytest.mark.parametrize(("text", "seconds"), [("5s", 5), ("2m", 120), ("1h", 3600), (" 3 m ", 180), (7, 7)])
def test_durations(text: str | int, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "5", "5 days", "-5s", "1.5m", "999999s", None, True, "5s\n6s"])
def test_what_is_no_duration(text: object) -> None:
    with pytest.raises(ValueError, match="5s, 2m or 1h"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["012", "*9", "#", "0"])
def test_digits_stay_as_typed(text: str) -> None:
    assert parse_digits(text) == text


@pytest.mark.parametrize("text", ["", "a", "1 2", "+1", "١"])
def test_what_is_no_digit(text: str) -> None:
    with pytest.raises(ValueError, match="keys are 0 to 9"):
        parse_digits(text)


def test_plain_text_is_for_every_language() -> None:
    assert parse_words("Hi") == {"*": "Hi"}
    assert parse_words({"en-US": "Hi"}) == {"en-US": "Hi"}
    with pytest.raises(ValueError, match="one text a language"):
        parse_words(["Hi"])


def test_words_in_a_language_then_for_all_then_any() -> None:
    assert words_in({"en-US": "Hi", "*": "Hey"}, "en-US") == "Hi"
    assert words_in({"en-US": "Hi", "*": "Hey"}, "pt-BR") == "Hey"
    assert words_in({"en-US": "Hi"}, "pt-BR") == "Hi"
    assert words_in({}, "pt-BR") == ""
