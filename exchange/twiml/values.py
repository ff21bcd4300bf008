"""Checks of attribute values: each takes the text and says whether Twilio would take it."""

from __future__ import annotations

import re
from collections.abc import Callable

Check = Callable[[str], bool]


def anything(_: str) -> bool:
    return True


def words(*allowed: str) -> Check:
    """One of these."""
    return frozenset(allowed).__contains__


def several(*allowed: str) -> Check:
    """Any of these, separated by blanks."""
    known = frozenset(allowed)
    return lambda text: known.issuperset(text.split())


def number(low: int, high: int) -> Check:
    """A whole number in this range."""
    return lambda text: text.isascii() and text.isdigit() and low <= int(text) <= high


def matching(pattern: str) -> Check:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


def at_most(length: int) -> Check:
    return lambda text: len(text) <= length


def either(*checks: Check) -> Check:
    return lambda text: any(check(text) for check in checks)


BOOL = words("true", "false")
METHOD = words("GET", "POST")
URL = matching(r"\S*")
CALL_EVENTS = several("initiated", "ringing", "answered", "completed")
RECORDING_EVENTS = several("in-progress", "completed", "absent")
LANGUAGE = matching(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}|multi")
