"""Variables in text: looked up, never evaluated, braces safe."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.fill import MAX_VALUE, clean, fill, spoken

VALUES = {"name": "Ana", "caller.number": "+5511", "trick": "{name}", "a": "{", "b": "}"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hello {name}.", "Hello Ana."),
        ("{caller.number}{name}", "+5511Ana"),
        ("{unknown}", ""),
        ("{trick}", "{name}"),
        ("{a}name{b}", "{name}"),
        ("{name.__class__}", "{name.__class__}"),
        ("{0} {} {name!r} {name:>9} {{name}}", "{0} {} {name!r} {name:>9} {Ana}"),
        ("a { b } c", "a { b } c"),
    ],
)
def test_fill(text: str, filled: str) -> None:
    assert fill(text, lambda name: VALUES.get(name, "")) == filled


@given(st.text())
def test_any_text_can_be_filled(text: str) -> None:
    assert "{name}" not in fill(text + "{name}", lambda _: "")


@given(st.text(max_size=2 * MAX_VALUE))
def test_clean_values_are_printable_and_bounded(text: str) -> None:
    assert clean(text).isprintable()
    assert len(clean(text)) <= MAX_VALUE


def test_clean_keeps_what_is_fine_and_takes_out_what_could_break_a_document() -> None:
    assert clean("São João") == "São João"
    assert clean("a\r\nb\x00c\ud800") == "a  b c "


@pytest.mark.parametrize(
    ("value", "read"), [("+5511988887777", "5 5 1 1 9 8 8 8 8 7 7 7 7"), ("12345", "12345"), ("+12", "+12")]
)
def test_phone_numbers_are_read_digit_by_digit(value: str, read: str) -> None:
    assert spoken(value, "en-US", date(2026, 3, 2)) == read


@pytest.mark.parametrize(
    ("value", "language", "read"),
    [
        ("2026-03-06", "en-US", "March 6"),
        ("2027-12-24", "pt-BR", "24 de dezembro de 2027"),
        ("14:30", "es-ES", "14:30"),
        ("2026-13-40", "en-US", "2026-13-40"),
        ("99:99", "en-US", "99:99"),
        ("order 2026-03-06", "en-US", "order 2026-03-06"),
    ],
)
def test_dates_and_times_are_said_as_people_say_them(value: str, language: str, read: str) -> None:
    assert spoken(value, language, date(2026, 3, 2)) == read
