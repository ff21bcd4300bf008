"""Where a page goes on: opaque to who asks, so that it may change. It is no secret."""

from __future__ import annotations

import base64
import binascii

from api.model import LARGEST
from api.problems import Trouble


def made(kind: str, last: int) -> str:
    return base64.urlsafe_b64encode(f"{kind}:{last}".encode()).decode().rstrip("=")


def read(kind: str, cursor: str) -> int | None:
    """The last id of the page before; None for the first page."""
    if not cursor:
        return None
    try:
        found, _, last = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(":")
    except (binascii.Error, ValueError):
        found, last = "", ""
    if found != kind or not (last.isascii() and last.isdecimal()) or not 0 < int(last[:12]) <= LARGEST:
        raise Trouble(400, "this cursor is not from this list", fields=[("query.cursor", "unknown")])
    return int(last)
