"""What `collect` may ask of typed digits: length, check digits, dates. Pure functions of the digits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

_DIGITS = frozenset("0123456789")
# `str.isdigit` would let other scripts' digits and superscripts through: keys are these and no others.
_KEYS = _DIGITS | {"*", "#"}


def luhn(digits: str) -> bool:
    """Card numbers and many others: ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return len(digits) > 1 and total % 10 == 0


def _check_digit(digits: str, weights: Sequence[int]) -> int:
    """Brazil's modulus 11: what is over ten counts as zero."""
    rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    return 0 if rest < 2 else 11 - rest


def _two_check_digits(digits: str, first_weights: Sequence[int]) -> bool:
    first = _check_digit(digits[:-2], first_weights)
    # The second digit weighs one place more: a CPF goes on to 11, a CNPJ begins again at 6.
    heaviest = 6 if len(digits) == 14 else 11
    second = _check_digit(digits[:-1], [heaviest, *first_weights])
    return digits[-2:] == f"{first}{second}"


def cpf(digits: str) -> bool:
    """Brazil's number of a person: nine digits and two check digits (Receita Federal)."""
    # 111.111.111-11 and its like have good check digits, and nobody has them.
    return len(digits) == 11 and len(set(digits)) > 1 and _two_check_digits(digits, range(10, 1, -1))


def cnpj(digits: str) -> bool:
    """Brazil's number of a company: twelve digits and two check digits (Receita Federal)."""
    weights = (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    return len(digits) == 14 and len(set(digits)) > 1 and _two_check_digits(digits, weights)


def phone(digits: str) -> bool:
    """As long as phone numbers are (E.164 allows 15 digits); national numbers have no fixed form."""
    return 8 <= len(digits) <= 15


def day(digits: str) -> bool:
    """DDMMYYYY or DDMMYY, on the calendar. A short year may be of either century."""
    if len(digits) not in (6, 8):
        return False
    written = digits[4:]
    years = [int(written)] if len(written) == 4 else [1900 + int(written), 2000 + int(written)]
    return any(_on_calendar(year, int(digits[2:4]), int(digits[:2])) for year in years)


def _on_calendar(year: int, month: int, day_of_month: int) -> bool:
    try:
        date(year, month, day_of_month)
    except ValueError:
        return False
    # A year 0012 is a date for Python and a slip of the finger for everybody else.
    return year >= 1800


CHECKS: dict[str, Callable[[str], bool]] = {
    "luhn": luhn,
    "cpf": cpf,
    "cnpj": cnpj,
    "phone": phone,
    "date": day,
}


def acceptable(digits: str, check: str, shortest: int, longest: int) -> bool:
    """True when the digits have the wanted length and pass the check (`none`: any keys do)."""
    if not shortest <= len(digits) <= longest:
        return False
    if check == "none":
        return _KEYS.issuperset(digits)
    return _DIGITS.issuperset(digits) and CHECKS[check](digits)
