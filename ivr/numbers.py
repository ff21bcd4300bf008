"""Which phone numbers can be called back. Withheld callers come as words, or as words typed on a keypad."""

from __future__ import annotations

import re

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
# Angle brackets and blanks would end the address early in a SIP header.
_SIP = re.compile(r"sip:[^\s@<>]{1,64}@[^\s@<>]{1,255}")

# ANONYMOUS, RESTRICTED, BLOCKED and UNAVAILABLE as a phone's letters spell them.
_WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+86282452253"})


def callable_number(number: str) -> bool:
    """True for an E.164 number that belongs to somebody."""
    return _E164.fullmatch(number) is not None and number not in _WITHHELD


def dialable(target: str) -> bool:
    """True for what a transfer may dial: an E.164 number or a SIP address."""
    return callable_number(target) or _SIP.fullmatch(target) is not None
