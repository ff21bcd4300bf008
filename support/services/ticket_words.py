"""What may be written into a ticket's fields: words that exist, one line, not too long."""

from __future__ import annotations

from collections.abc import Iterable

from support.errors import NotFound, Refused
from support.rules.sla import PRIORITIES
from support.store import agents as agent_store
from support.store.base import Session

STATUSES = ("new", "open", "pending", "solved", "closed")
UNSOLVED = ("new", "open", "pending")
LONGEST_TEXT = 10_000


def check(status: str | None, priority: str | None) -> None:
    if status is not None and status not in STATUSES:
        raise Refused(f"a ticket is {', '.join(STATUSES)}; not {status!r}")
    if priority is not None and priority not in PRIORITIES:
        raise Refused(f"a priority is {', '.join(PRIORITIES)}; not {priority!r}")


def person_of(session: Session, user_id: int) -> agent_store.User:
    found = agent_store.user(session, user_id)
    if found is None:
        raise NotFound("there is no such person")
    return found


def line(subject: str) -> str:
    words = " ".join(subject.replace("\0", "").split())
    if not words:
        raise Refused("a ticket needs a subject")
    return words[:200]


def text_of(text: str) -> str:
    return text.replace("\0", "")[:LONGEST_TEXT]


def words_of(text: str) -> str:
    words = text_of(text).strip()
    if not words:
        raise Refused("a comment needs words")
    return words


def tags_of(tags: Iterable[str]) -> list[str]:
    """Small, one word each, in order, once each."""
    words = ("-".join(tag.replace("\0", "").casefold().split())[:40] for tag in tags)
    return list(dict.fromkeys(word for word in words if word))
