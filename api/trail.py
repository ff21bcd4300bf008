"""What programs did, in the same trail as what people did: with the name of the token that they came with."""

from __future__ import annotations

from typing import Any

from api.route import Request
from support.services import people


def audit(asked: Request, action: str, what: str, **data: Any) -> None:
    """Nobody of our people did it: the trail names the token instead."""
    people.audit(asked.session, None, action, what, asked.now, token=asked.caller.name, **data)
