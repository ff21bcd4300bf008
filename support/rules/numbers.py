"""Telephone numbers: E.164 or nothing, masked for logs and screens, allowed countries."""

from __future__ import annotations

from collections.abc import Iterable

import phonenumbers
from phonenumbers import PhoneNumberType

from ivr.numbers import allowed as allowed
from ivr.numbers import country

# What carriers send instead of a withheld number; +266696687 spells "anonymous" on a keypad.
_WITHHELD = {"anonymous", "unknown", "restricted", "private", "unavailable", "+266696687", "266696687"}

# Where a text message arrives. A range too new for the numbering plan may be one: carriers say if it is not.
_WITH_TEXTS = {
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.PERSONAL_NUMBER,
    PhoneNumberType.UNKNOWN,
}


def e164(raw: str) -> str:
    """The number in E.164, or "" when it is withheld or no number one could call."""
    text = raw.strip()
    if text.lower() in _WITHHELD or not text.startswith("+") or len(text) > 17:
        return ""
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def countries(ours: Iterable[str]) -> set[str]:
    """Where our own numbers are: whom there we may call, and nobody elsewhere unless it is said."""
    return {country(number) for number in ours} - {""}


def takes_texts(number: str) -> bool:
    """Whether text messages to this number may arrive: a mobile telephone's, as far as the number tells."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(parsed) in _WITH_TEXTS


def masked(number: str) -> str:
    """For logs: `+55119****7777`."""
    return f"{number[:6]}****{number[-4:]}" if len(number) > 10 else "****" if number else ""


def shown(number: str) -> str:
    """For people: `+55 11 98888-7777`; what is no number stays as it is."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def national(digits: str, region: str) -> str:
    """Digits as somebody in a country dials or says them, in E.164; "" when they are no number there."""
    try:
        parsed = phonenumbers.parse(digits, region or None)
    except phonenumbers.NumberParseException:
        return ""
    is_number = phonenumbers.is_valid_number(parsed)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) if is_number else ""
