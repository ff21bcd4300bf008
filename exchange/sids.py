"""Identifiers as Twilio writes them: two capitals and 32 hexadecimal digits."""

from __future__ import annotations

import secrets


def new_sid(prefix: str) -> str:
    """prefix: CA call, CF conference, QU queue, RE recording, MZ stream, SM message, PN number, AP app."""
    return prefix + secrets.token_hex(16)
