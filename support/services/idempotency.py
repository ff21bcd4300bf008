"""A request that may come twice is done once: its key, what was asked, and what was answered.

The key is written in the transaction of what the request does, so that there is never one without the other.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from support.errors import Refused
from support.store import api as store
from support.store.base import Session

KEPT = timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,128}")


class AnotherRequest(Refused):
    """The same key came with something else."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, Any]


def is_key(key: str) -> bool:
    return bool(_KEY.fullmatch(key))


def fingerprint(method: str, path: str, body: bytes) -> str:
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()


def begin(session: Session, token_id: int, key: str, request: str, now: datetime) -> Answer | None:
    """What was answered before, or None: do it, then `keep`. Raises AnotherRequest, or Refused: later."""
    store.forget_requests(session, now - KEPT)
    known = store.begin_request(session, token_id, key, request, now)
    if known is None:
        return None
    if known.request != request:
        raise AnotherRequest("this Idempotency-Key came with another request before")
    if not known.status:
        raise Refused("the same request is still being worked on; ask again in a moment")
    return Answer(known.status, known.answer)


def keep(session: Session, token_id: int, key: str, answer: Answer) -> None:
    store.keep_answer(session, token_id, key, answer.status, answer.body)
