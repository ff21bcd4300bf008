"""Phone numbers: which can be called back, how callers type them, how they are said.

Withheld callers come as words, or as words typed on a keypad.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
# Angle brackets and blanks would end the address early in a SIP header.
_SIP = re.compile(r"sip:[^\s@<>]{1,64}@[^\s@<>]{1,255}")
_TYPED = re.compile(r"[0-9]{3,20}")

# ANONYMOUS, RESTRICTED, BLOCKED and UNAVAILABLE as a phone's letters spell them.
_WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+86282452253"})


def callable_number(number: str) -> bool:
    """True for an E.164 number that belongs to somebody."""
    return _E164.fullmatch(number) is not None and number not in _WITHHELD


def dialable(target: str) -> bool:
    """True for what a transfer may dial: an E.164 number or a SIP address."""
    return callable_number(target) or _SIP.fullmatch(target) is not None


def country(number: str) -> str:
    """Two-letter country of one of our own numbers, which its numbering plan may not know yet; or ""."""
    parsed = _parsed(number)
    if parsed is None:
        return ""
    found = phonenumbers.region_code_for_number(parsed)
    return found or phonenumbers.region_code_for_country_code(parsed.country_code or 0)


def allowed(number: str, countries: Collection[str]) -> bool:
    """True for a number of these countries that exists and costs what calls cost: not premium rate."""
    parsed = _parsed(number) if callable_number(number) else None
    if parsed is None or phonenumbers.number_type(parsed) == PhoneNumberType.PREMIUM_RATE:
        return False
    return (phonenumbers.region_code_for_number(parsed) or "") in countries


def completed(digits: str, home: str) -> str:
    """Digits as people of the country `home` dial them, in E.164; "" when they are no number."""
    if _TYPED.fullmatch(digits) is None:
        return ""
    try:
        parsed = phonenumbers.parse(digits, home or None)
    except phonenumbers.NumberParseException:
        return ""
    valid = phonenumbers.is_valid_number(parsed)
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164) if valid else ""


def grouped(number: str, home: str) -> str:
    """Digits as they are said in the country `home`: `11,98888,7777`; of others with their code."""
    parsed = _parsed(number)
    if parsed is None:
        return number
    at_home = phonenumbers.region_code_for_number(parsed) == home
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return ",".join(re.findall(r"[0-9]+", phonenumbers.format_number(parsed, form)))


def _parsed(number: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return None
