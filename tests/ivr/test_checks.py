"""Check digits and dates, from published examples and by changing single digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.checks import CHECKS, acceptable

GOOD = [
    ("luhn", "4111111111111111"),
    ("luhn", "79927398713"),
    ("cpf", "52998224725"),
    ("cpf", "11144477735"),
    ("cnpj", "11222333000181"),
    ("cnpj", "11444777000161"),
    ("phone", "11988887777"),
    ("date", "29022024"),
    ("date", "31121999"),
    ("date", "290200"),
    ("date", "010185"),
]
BAD = [
    ("luhn", "4111111111111112"),
    ("luhn", "0"),
    ("cpf", "11111111111"),
    ("cpf", "5299822472"),
    ("cnpj", "11222333000182"),
    ("cnpj", "00000000000000"),
    ("phone", "1234567"),
    ("phone", "1234567890123456"),
    ("date", "29022023"),
    ("date", "31042026"),
    ("date", "00012026"),
    ("date", "01010000"),
    ("date", "0101202"),
]


@pytest.mark.parametrize(("check", "digits"), GOOD)
def test_good_digits_pass(check: str, digits: str) -> None:
    assert acceptable(digits, check, 1, 32)


@pytest.mark.parametrize(("check", "digits"), BAD)
def test_bad_digits_fail(check: str, digits: str) -> None:
    assert not acceptable(digits, check, 1, 32)


@given(st.sampled_from([g for g in GOOD if g[0] in ("luhn", "cpf", "cnpj")]), st.data())
def test_a_single_wrong_digit_is_always_found(good: tuple[str, str], data: st.DataObject) -> None:
    check, digits = good
    place = data.draw(st.integers(0, len(digits) - 1))
    wrong = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != digits[place]))
    changed = digits[:place] + wrong + digits[place + 1 :]
    # Modulus 11 writes 10 and 11 alike as 0, so a changed last digit is the only one sure to be found.
    if check == "luhn" or place == len(digits) - 1:
        assert not acceptable(changed, check, 1, 32)
    else:
        assert acceptable(changed, check, 1, 32) == CHECKS[check](changed)


@given(st.sampled_from(sorted(CHECKS)), st.text(max_size=40))
def test_any_text_is_judged_without_an_error(check: str, text: str) -> None:
    assert not acceptable(text, check, 1, 32) or text.isascii()


@pytest.mark.parametrize(
    ("digits", "passes"),
    [
        ("123", True),
        ("12", False),
        ("12345", False),
        ("1*#", True),
        ("١٢٣", False),
        ("²34", False),
        ("", False),
    ],
)
def test_length_and_keys_without_a_check(digits: str, passes: bool) -> None:
    assert acceptable(digits, "none", 3, 4) is passes
