"""Reads Twilio's parameters. Nothing in a request can make this raise: odd values become harmless ones."""

from __future__ import annotations

from flask import request as request

from support.rules import numbers
from support.rules.outcomes import FINAL_STATUSES

MAX_TEXT = 1000


def text(name: str, limit: int = 200) -> str:
    return request.form.get(name, "").replace("\x00", "")[:limit].strip()


def whole(name: str, missing: int = 0) -> int:
    """A number of the form; `missing` when it is none. 12.7 counts as 12: durations come like that."""
    return _whole(request.form.get(name, ""), missing)


def asked(name: str, missing: int = -1) -> int:
    """A number of our own query string."""
    return _whole(request.args.get(name, ""), missing)


def fraction(name: str, missing: float) -> float:
    try:
        value = float(request.form.get(name, ""))
    except ValueError:
        return missing
    return value if 0 <= value <= 1 else missing


def sid() -> str:
    return text("CallSid", 64)


def caller() -> str:
    return numbers.e164(text("From"))


def called() -> str:
    return numbers.e164(text("To")) or text("To", 64)


def is_over() -> bool:
    """The call has ended: record it, never start anything from here."""
    return text("CallStatus", 20) in FINAL_STATUSES


def _whole(raw: str, missing: int) -> int:
    try:
        value = int(float(raw))
    except (ValueError, OverflowError):
        return missing
    return value if abs(value) < 2**31 else missing
